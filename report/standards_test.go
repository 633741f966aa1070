package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// many returns a result with one finding in 48 services and n other findings.
func many(n int) *audit.Result {
	r := sample()
	d := r.Findings[0].Drift
	for i := range 47 {
		p := drift.Place{Resource: drift.ResourceRef{Kind: "Deployment", Name: fmt.Sprintf("service-%02d", i)}, Path: d.Path, Sides: []drift.Side{
			absent(), present(text("db.staging.shop.example"), 0, fmt.Sprintf("deploy/staging/service-%02d.yaml", i), 31),
			present(text("db.staging.shop.example"), 0, fmt.Sprintf("deploy/prod/service-%02d.yaml", i), 28),
		}}
		d.Places = append(d.Places, p)
	}
	for i := range n {
		x := *r.Findings[i%3].Drift
		x.Places, x.Resource.Name = nil, fmt.Sprintf("generated-%05d", i)
		f := r.Findings[i%3]
		f.Drift, f.Fingerprint = &x, fmt.Sprintf("%016x", i)
		r.Findings = append(r.Findings, f)
	}
	return r
}

// The schema is that of the standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
func TestSARIFHoldsToTheSchemaOfTheStandard(t *testing.T) {
	src, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*audit.Result{"one of everything": sample(), "hostile": hostile(), "many places": many(10)} {
		out := write(t, Format{"sarif", "", SARIF}, r, Options{Prefix: "ops"})
		got, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		bad, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(string(out), `"level": "error"`, `"level": "dreadful"`, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(bad) == nil {
			t.Errorf("%s: the schema takes a level that there is not", name)
		}
	}
}

func TestEveryFormatNamesEveryPlace(t *testing.T) {
	for _, f := range Formats() {
		if f.Name == "prometheus" {
			continue // a label for every place would be a series for every place: it counts them
		}
		t.Run(f.Name, func(t *testing.T) {
			got := string(write(t, f, many(0), Options{Whole: true}))
			for i := range 47 {
				if name := fmt.Sprintf("service-%02d", i); !strings.Contains(got, name) {
					t.Errorf("%s is not named", name)
				}
			}
		})
	}
	whole := string(write(t, Format{"markdown", "", Markdown}, sample(), Options{All: true}))
	if !strings.Contains(whole, "aws\\_db\\_instance main") && !strings.Contains(whole, "aws_db_instance main") {
		t.Errorf("markdown with --all does not name what is acceptable:\n%s", whole)
	}
	if got := string(write(t, Format{"prometheus", "", Prometheus}, many(0), Options{})); !strings.Contains(got, `envparity_finding_places{project="shop",verdict="must-fix",state="new"} 48`) {
		t.Errorf("prometheus does not count the places:\n%s", got)
	}
}

func TestMarkdownStaysBelowItsLimit(t *testing.T) {
	for _, n := range []int{0, 100, 20_000} {
		for name, r := range map[string]*audit.Result{"plain": many(n), "hostile": hostile()} {
			got := write(t, Format{"markdown", "", Markdown}, r, Options{})
			if len(got) > 60_000 {
				t.Errorf("%s, %d findings: %d bytes", name, n, len(got))
			}
			if a, b := strings.Count(string(got), "<details"), strings.Count(string(got), "</details>"); a != b {
				t.Errorf("%s, %d findings: %d details begin and %d end", name, n, a, b)
			}
			if !bytes.HasPrefix(got, []byte("<!-- envparity:")) {
				t.Errorf("%s: no marker: %.40s", name, got)
			}
		}
	}
}

func TestACommentSaysIfSomethingIsAtStake(t *testing.T) {
	quiet := sample()
	quiet.Complete = true
	for i := range quiet.Findings {
		quiet.Findings[i].State = rules.Known
	}
	for _, c := range []struct {
		r    *audit.Result
		want string
	}{{sample(), "<!-- envparity:at-stake -->"}, {quiet, "<!-- envparity:nothing-at-stake -->"}} {
		if got := string(write(t, Format{"markdown", "", Markdown}, c.r, Options{})); !strings.Contains(got, c.want) {
			t.Errorf("no %s", c.want)
		}
	}
}

func TestTheConclusionIsTheSameEverywhere(t *testing.T) {
	passed := sample()
	passed.Complete = true
	passed.Outcomes = []audit.Outcome{{Environment: "dev", Outcome: snapshot.Outcome{Status: snapshot.Complete}}}
	for i := range passed.Findings {
		passed.Findings[i].State = rules.Known
	}
	for _, c := range []struct {
		r      *audit.Result
		failOn audit.FailOn
		code   int
	}{
		{sample(), audit.FailOnMustFix, 1},
		{sample(), audit.FailOnShouldFix, 1},
		{sample(), audit.FailOnNever, 3},
		{passed, audit.FailOnMustFix, 0},
	} {
		o := Options{FailOn: c.failOn}
		if got := c.r.Conclude(c.failOn).Code(); got != c.code {
			t.Errorf("%s: code %d, want %d", c.failOn, got, c.code)
		}
		text := fmt.Sprintf("exit code %d", c.code)
		for _, name := range []string{"text", "markdown", "html", "json", "github"} {
			f, _ := Find(name)
			if got := string(write(t, f, c.r, o)); !strings.Contains(strings.ToLower(got), text) {
				t.Errorf("%s at %s does not say %q", name, c.failOn, text)
			}
		}
		if got := string(write(t, Format{"prometheus", "", Prometheus}, c.r, o)); !strings.Contains(got, fmt.Sprintf("envparity_check_exit_code{project=\"shop\"} %d\n", c.code)) {
			t.Errorf("prometheus at %s: no exit code %d", c.failOn, c.code)
		}
	}
}

func TestGitLabHasAnEntryForEveryPlace(t *testing.T) {
	var got []gitlabIssue
	if err := json.Unmarshal(write(t, Format{"gitlab", "", GitLab}, many(0), Options{FailOn: audit.FailOnMustFix, Prefix: "ops"}), &got); err != nil {
		t.Fatal(err)
	}
	prints := map[string]bool{}
	for _, g := range got {
		prints[g.Fingerprint] = true
		if g.Location.Path == "" || g.Location.Lines.Begin < 1 || g.Description == "" {
			t.Errorf("GitLab refuses %+v", g)
		}
	}
	// Four findings that nobody waived; one of them in 47 more places, another in one more.
	if len(got) != 4+47+1 || len(prints) != len(got) || got[0].Severity != "blocker" || got[1].Location.Path != "ops/deploy/staging/service-00.yaml" {
		t.Errorf("%d entries, %d fingerprints, first %+v, second %+v", len(got), len(prints), got[0], got[1])
	}
}

func TestASpreadsheetComputesNothing(t *testing.T) {
	r := sample()
	r.Findings[0].Reason = `=HYPERLINK("http://x.example")`
	rows, err := csv.NewReader(bytes.NewReader(write(t, Format{"csv", "", CSV}, r, Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+5+1 {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
}

func TestATaskHasEverythingInOneBlock(t *testing.T) {
	r := many(0)
	var b bytes.Buffer
	if err := Task(&b, r, &r.Findings[0], Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## must-fix: Deployment orders", "**What**", "deploy/prod/orders.yaml:28", "service-46", "**Why it matters**", "**What to do**", "**Done when**", "9f2c000000000001"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
