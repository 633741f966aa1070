// Command systems writes two example systems for trying the screens by hand: one of eight environments with a history, a database and a run of
// journeys, and one of three environments with some 5,000 findings. The same command gives the same values; commits are of today.
//
//	go run ./tools/systems DIR
//	cd DIR/eight && envparity --journeys run.json
//	cd DIR/many && envparity
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/fixtures/workloads"
	"github.com/envparity/envparity/journeys/runfile"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "systems:", err)
		os.Exit(1) //nolint:forbidigo // a developer's program of its own
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("name one folder to write the systems into")
	}
	if err := eight(filepath.Join(args[0], "eight")); err != nil {
		return err
	}
	return many(filepath.Join(args[0], "many"))
}

// environments are those of the system of eight, the reference last.
func environments() []string {
	return []string{"dev", "test", "qa", "uat", "perf", "staging", "preprod", "prod"}
}

// The numbers of workloads and of drifts among them.
const (
	eightWorkloads, eightDrifts = 60, 56
	manyWorkloads, manyDrifts   = 400, 350
	manyVariables               = 4800 // no two differ alike, so that each is a finding of its own
)

// eight writes a repository of two months: all alike, then drifts that were not promoted, then a column that only the first environments have.
func eight(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var hcl strings.Builder
	hcl.WriteString("project = \"eight\"\n")
	for _, env := range environments() {
		fmt.Fprintf(&hcl, "\nenvironment %q {\n  base_url = \"https://%s.shop.example\"\n  traces   = \"https://traces.example/%s/$${id}\"\n", env, env, env)
		if env == "prod" {
			hcl.WriteString("  reference = true\n")
		}
		hcl.WriteString("}\n")
	}
	hcl.WriteString("\ncollect \"kubernetes\" { path = \"deploy/${env.name}\" }\ncollect \"database\" {\n  schema   = \"db/${env.name}.sql\"\n  database = \"shop\"\n}\n")
	text := strings.ReplaceAll(hcl.String(), "$${id}", "${id}")
	if err := os.WriteFile(filepath.Join(dir, "envparity.hcl"), []byte(text), 0o600); err != nil {
		return err
	}
	if err := git(dir, time.Time{}, "init", "-q", "-b", "main"); err != nil {
		return err
	}
	spec := workloads.Spec{Workloads: eightWorkloads, Envs: environments(), Seed: 7}
	for _, step := range []struct {
		ago    int // days
		drifts int
		ahead  int // environments with the new column
		what   string
	}{{60, 0, 0, "Describe the system"}, {40, eightDrifts / 2, 0, "Change what was not promoted"}, {3, eightDrifts, 6, "Change more, and add a column"}} {
		spec.Drifts = step.drifts
		if _, _, err := workloads.Generate(filepath.Join(dir, "deploy"), spec); err != nil {
			return err
		}
		if err := schemas(filepath.Join(dir, "db"), step.ahead); err != nil {
			return err
		}
		at := time.Now().AddDate(0, 0, -step.ago)
		if err := errors.Join(git(dir, at, "add", "-A"), git(dir, at, "commit", "-q", "-m", step.what)); err != nil {
			return err
		}
	}
	return runfile.Write(travelled(environments()), filepath.Join(dir, "run.json"), false)
}

// schemas writes the schema of each environment's database; the first ahead of them have a column more and another type.
func schemas(dir string, ahead int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i, env := range environments() {
		total, more := "integer", ""
		if i < ahead {
			total, more = "bigint", "  coupon text,\n"
		}
		text := "CREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  customer text NOT NULL,\n  total " + total + " NOT NULL,\n" + more + "  created timestamptz NOT NULL DEFAULT now()\n);\n" +
			"CREATE INDEX orders_customer ON orders (customer);\n"
		if err := os.WriteFile(filepath.Join(dir, env+".sql"), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// many writes three environments with so many drifts that no list shows them all.
func many(dir string) error {
	envs := []string{"dev", "staging", "prod"}
	if _, _, err := workloads.Generate(filepath.Join(dir, "deploy"), workloads.Spec{Workloads: manyWorkloads, Envs: envs, Drifts: manyDrifts, Seed: 7}); err != nil {
		return err
	}
	var hcl strings.Builder
	hcl.WriteString("project = \"many\"\n")
	for _, env := range envs {
		fmt.Fprintf(&hcl, "\nenvironment %q { reference = %v }\n", env, env == "prod")
	}
	hcl.WriteString("\ncollect \"kubernetes\" { path = \"deploy/${env.name}\" }\ncollect \"envvars\" { file = \"config/${env.name}.env\" }\n")
	if err := os.MkdirAll(filepath.Join(dir, "config"), 0o755); err != nil {
		return err
	}
	for i, env := range envs {
		var vars strings.Builder
		for v := range manyVariables {
			fmt.Fprintf(&vars, "SETTING_%04d=%d\n", v, 100+v*(7+i)%(1000+v))
		}
		host := env
		if env == "staging" {
			host = "prod" // a leak
		}
		fmt.Fprintf(&vars, "DATABASE_URL=postgres://shop@db.%s.shop.example/shop\n", host)
		if err := os.WriteFile(filepath.Join(dir, "config", env+".env"), []byte(vars.String()), 0o600); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "envparity.hcl"), []byte(hcl.String()), 0o600)
}

// git runs git in dir, as of a moment where one is given.
func git(dir string, at time.Time, args ...string) error {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(slices.Clone(os.Environ()), "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@shop.example", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@shop.example", "GIT_CONFIG_GLOBAL=/dev/null")
	if !at.IsZero() {
		when := at.Format(time.RFC3339)
		cmd.Env = append(cmd.Env, "GIT_AUTHOR_DATE="+when, "GIT_COMMITTER_DATE="+when)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
