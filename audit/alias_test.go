package audit_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/fixtures/workloads"
)

// TestANameForASourceChangesNoFinding audits systems with and without `as` on every collect block. A name is for people: what is
// known of a format hangs on the type of its source.
func TestANameForASourceChangesNoFinding(t *testing.T) {
	for name, lay := range map[string]func(t *testing.T, dir string) string{
		"the example system": func(t *testing.T, dir string) string {
			file, err := shop.Extract(dir)
			if err != nil {
				t.Fatal(err)
			}
			return file
		},
		"many workloads":           generatedWorkloads,
		"modules and variables":    generatedTerraform,
		"services of every format": generatedMixture,
	} {
		t.Run(name, func(t *testing.T) {
			file := lay(t, t.TempDir())
			plain := lines(auditFile(t, file))
			if len(plain) == 0 {
				t.Fatal("the system has no findings to compare")
			}
			alias(t, file)
			named := lines(auditFile(t, file))
			if !slices.Equal(plain, named) {
				t.Errorf("with a name for every source %d findings, without %d:\n%s", len(named), len(plain), differing(plain, named))
			}
		})
	}
}

// collectBlock is the head of a collect block, and the name that it may have already.
var collectBlock = regexp.MustCompile(`(?m)^collect "(\w+)" \{(\s*as\s*=\s*"\w+")?`)

// oneLine is a collect block on one line, which takes no second argument.
var oneLine = regexp.MustCompile(`(?m)^(collect "\w+" \{) (.*) \}$`)

// alias gives every collect block of a config file a name that says nothing of its type. Blocks of one name keep one name.
func alias(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	out := collectBlock.ReplaceAllStringFunc(oneLine.ReplaceAllString(string(raw), "$1\n  $2\n}"), func(head string) string {
		m := collectBlock.FindStringSubmatch(head)
		if names[m[1]+m[2]] == "" {
			names[m[1]+m[2]] = fmt.Sprintf("source-%d", len(names))
		}
		return fmt.Sprintf("collect %q {\n  as = %q\n", m[1], names[m[1]+m[2]])
	})
	if len(names) == 0 {
		t.Fatal("no collect block to name")
	}
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lines is what an audit says, without the names of sources.
func lines(res *audit.Result) []string {
	out := make([]string, 0, len(res.Findings))
	for i := range res.Findings {
		f := &res.Findings[i]
		out = append(out, fmt.Sprintf("%s %d places", describe(f), len(f.Drift.Places)))
	}
	slices.Sort(out)
	return out
}

func differing(plain, named []string) string {
	var b strings.Builder
	for _, s := range plain {
		if !slices.Contains(named, s) {
			b.WriteString("only without: " + s + "\n")
		}
	}
	for _, s := range named {
		if !slices.Contains(plain, s) {
			b.WriteString("only with:    " + s + "\n")
		}
	}
	return b.String()
}

// system is what generated systems are made with: three environments, and files beside a config.
type system struct {
	t    *testing.T
	dir  string
	rand *rand.Rand
}

func newSystem(t *testing.T, dir string, seed uint64) system {
	t.Helper()
	return system{t, dir, rand.New(rand.NewPCG(seed, 14))}
}

func (s system) environments() []string { return []string{"dev", "staging", "prod"} }

func (s system) write(file, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// config writes the config file and returns its path.
func (s system) config(blocks string) string {
	s.t.Helper()
	s.write("envparity.hcl", `project = "generated"
environment "dev" {}
environment "staging" {}
environment "prod" { reference = true }
`+blocks)
	return filepath.Join(s.dir, "envparity.hcl")
}

// one returns one of the texts at random.
func (s system) one(texts ...string) string { return texts[s.rand.IntN(len(texts))] }

func generatedWorkloads(t *testing.T, dir string) string {
	s := newSystem(t, dir, 1)
	if _, _, err := workloads.Generate(dir, workloads.Spec{Workloads: 40, Envs: s.environments(), Drifts: 12, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	// Defaults that the API server fills in are written out in one environment.
	for _, env := range s.environments() {
		pod := ""
		if env == "staging" {
			pod = "\n      dnsPolicy: ClusterFirst\n      restartPolicy: Always\n      terminationGracePeriodSeconds: 30"
		}
		s.write(env+"/own.yaml", `apiVersion: apps/v1
kind: Deployment
metadata: {name: own, namespace: shop-`+env+`}
spec:
  template:
    spec:`+pod+`
      containers: [{name: app, image: "registry.example/own:1", args: ["--cpu", "`+s.one("1", "2", "3")+`"]}]
`)
	}
	return s.config(`collect "kubernetes" { path = env.name }` + "\n")
}

// generatedTerraform has resources that refer to one another, a module of different versions, a switch, and tfvars files.
func generatedTerraform(t *testing.T, dir string) string {
	s := newSystem(t, dir, 2)
	for e, env := range s.environments() {
		var b strings.Builder
		fmt.Fprintf(&b, "variable \"size\" {\n  type    = string\n  default = %q\n}\n", s.one("small", "large"))
		fmt.Fprintf(&b, "module \"vpc\" {\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = %q\n", []string{"5.1.0", "5.1.0", "4.0.0"}[e])
		if e == 2 {
			b.WriteString("  enable_classiclink = false\n")
		}
		b.WriteString("}\n")
		for i := range 12 {
			if e < 2 && i%5 == 4 {
				continue
			}
			fmt.Fprintf(&b, "resource \"aws_sqs_queue\" \"q%d\" {\n  name = \"%s-q%d\"\n  delay_seconds = %s\n  count = %s\n}\n", i, env, i, s.one("5", `"5"`), s.one("0", "1"))
			fmt.Fprintf(&b, "resource \"aws_sqs_queue_policy\" \"q%d\" {\n  queue_url = aws_sqs_queue.q%d[0].id\n  policy = \"x\"\n}\n", i, i)
		}
		s.write("infra/"+env+"/main.tf", b.String())
		s.write("infra/"+env+"/terraform.tfvars", fmt.Sprintf("size = %q\nreplicas = %s\n", s.one("small", "large"), s.one("3", `"3"`)))
	}
	return s.config(`collect "terraform" { config = "infra/${env.name}" }` + "\n")
}

// generatedMixture has env files, flags, images and files of any kind beside manifests.
func generatedMixture(t *testing.T, dir string) string {
	s := newSystem(t, dir, 3)
	for e, env := range s.environments() {
		var vars, app strings.Builder
		for i := range 15 {
			if s.rand.IntN(4) > 0 {
				fmt.Fprintf(&vars, "OPTION_%d=%s\n", i, s.one("5", "05", "five"))
			}
			fmt.Fprintf(&app, "option%d: %s\n", i, s.one("true", `"true"`, "false"))
		}
		if e == 0 {
			vars.WriteString("DEBUG_TOKEN=Zk3v9Qp0xW8rT1mN5bL7\n")
		}
		s.write(env+".env", vars.String())
		s.write("app-"+env+".yaml", app.String())
		s.write(env+".flagd.json", `{"flags": {"checkout": {"state": "`+s.one("ENABLED", "DISABLED")+`", "variants": {"on": true, "off": false}, "defaultVariant": "`+[]string{"on", "on", "off"}[e]+`"}}}`)
		s.write("deploy/"+env+"/cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {LIMIT: \""+s.one("1Gi", "1024Mi", "2Gi")+"\", url: \"https://"+env+".shop.example\"}\n")
	}
	return s.config(`collect "envvars" { file = "${env.name}.env" }
collect "files" { path = "app-${env.name}.yaml" }
collect "featureflags" { flagd = "${env.name}.flagd.json" }
collect "kubernetes" { path = "deploy/${env.name}" }
`)
}
