package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/report/schema"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func text(s string) *snapshot.Node { return &snapshot.Node{Kind: snapshot.String, Text: s} }

func present(n *snapshot.Node, class int, file string, line int) drift.Side {
	return drift.Side{State: drift.Present, Node: n, Text: n.Text, Class: class, Source: snapshot.Source{File: file, Line: line}}
}

func absent() drift.Side { return drift.Side{State: drift.AbsentState, Class: -1} }

// sample is a result with one of everything.
func sample() *audit.Result {
	leaked := present(text("db.staging.shop.example"), 0, "deploy/prod/orders.yaml", 28)
	leaked.Word, leaked.WordOf = "staging", "staging"
	secret := func(flags snapshot.Flags) *snapshot.Node {
		return &snapshot.Node{Kind: snapshot.Secret, Text: "hmac:00112233445566778899aabbccddeeff", Flags: flags | snapshot.FlagSensitive}
	}
	drifts := []drift.Drift{
		{
			Kind: drift.Leaked, Pillar: snapshot.Infrastructure, Collector: "kubernetes", Resource: drift.ResourceRef{Kind: "Deployment", Name: "orders"},
			Path: "spec.template.spec.containers[name=api].env[name=DB_HOST].value", Split: "dev alone",
			Sides: []drift.Side{absent(), present(text("db.staging.shop.example"), 0, "deploy/staging/orders.yaml", 31), leaked},
		},
		{
			Kind: drift.Shared, Pillar: snapshot.Configuration, Collector: "envvars", Resource: drift.ResourceRef{Kind: "variable", Name: "API_TOKEN", Scope: ".env"},
			Path:  "value",
			Sides: []drift.Side{present(secret(snapshot.FlagPlaceholder), 0, ".env.dev", 2), present(secret(0), 1, ".env.staging", 2), present(secret(0), 1, ".env.prod", 2)},
		},
		{
			Kind: drift.Changed, Pillar: snapshot.Infrastructure, Collector: "kubernetes", Resource: drift.ResourceRef{Kind: "Deployment", Name: "orders"},
			Path: "spec.replicas", Facts: drift.Facts{Notes: []string{"3× as many"}},
			Sides:  []drift.Side{{State: drift.UnknownState, Why: "the collector failed", Class: -1}, present(&snapshot.Node{Kind: snapshot.Number, Text: "1"}, 0, "a.yaml", 1), present(&snapshot.Node{Kind: snapshot.Number, Text: "3"}, 1, "b.yaml", 1)},
			Places: []drift.Place{{Resource: drift.ResourceRef{Kind: "Deployment", Name: "catalog"}, Path: "spec.replicas", Sides: []drift.Side{absent(), absent(), absent()}}},
		},
		{
			Kind: drift.Missing, Pillar: snapshot.Observability, Collector: "kubernetes", Resource: drift.ResourceRef{Kind: "PodDisruptionBudget", Name: "orders"},
			Sides: []drift.Side{absent(), absent(), present(&snapshot.Node{Kind: snapshot.Map}, 0, "deploy/prod/pdb.yaml", 1)},
		},
		{
			Kind: drift.Changed, Pillar: snapshot.Data, Collector: "terraform", Resource: drift.ResourceRef{Kind: "aws_db_instance", Name: "main"},
			Path: "tags",
			Sides: []drift.Side{
				present(&snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "a", Kind: snapshot.Number, Text: "0x1f"}, {Key: "s", Kind: snapshot.Secret, Text: "hmac:00"}}}, 0, "s", 0),
				present(&snapshot.Node{Kind: snapshot.Unknown, Text: "var.tags"}, 1, "", 0),
				{State: drift.Present, Node: &snapshot.Node{Kind: snapshot.Null}, Members: []drift.MemberSide{{Member: "eu", State: drift.Present, Text: "1"}, {Member: "us", State: drift.AbsentState}}},
			},
		},
	}
	waiver := &rules.WaiverRef{Name: "db-tags", Owner: "data", Reason: "tagged by another tool", File: "envparity.waivers.hcl", Line: 1, Expires: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)}
	r := &audit.Result{
		Project: "shop", GeneratedAt: time.Date(2026, 11, 20, 10, 0, 0, 5, time.UTC), Reference: "prod", Baseline: true,
		Environments: []config.Environment{{Name: "dev"}, {Name: "staging", Purpose: "What goes to prod next."}, {Name: "prod", Reference: true}},
		Outcomes: []audit.Outcome{
			{Environment: "dev", Outcome: snapshot.Outcome{Collector: "kubernetes", Source: "deploy/dev", Status: snapshot.Partial, Error: "deploy/dev/x.yaml:3: mapping values are not allowed here", Took: 41 * time.Millisecond, Gaps: []snapshot.Gap{{File: "x.yaml", Why: "it does not parse"}}}},
			{Environment: "prod", Outcome: snapshot.Outcome{Collector: "kubernetes", Source: "deploy/prod", Status: snapshot.Complete, Resources: 12}},
		},
		Summary:    audit.Summary{Compared: 12345, Identical: 11000, Equivalent: 900, Unknown: 7, MustFix: 2, ShouldFix: 2, Acceptable: 1, Waived: 1, Known: 1},
		Scores:     []rules.Score{{Environment: "staging", Reference: "prod", Pillar: snapshot.Configuration, Value: 0.93}, {Environment: "staging", Reference: "prod", Value: 0.99999}},
		Vocabulary: []drift.Word{{Environment: "staging", Word: "stg", Origin: "learned", Evidence: 212, Example: "orders-stg"}},
		Findings: []rules.Finding{
			{Fingerprint: "9f2c000000000001", Drift: &drifts[0], Verdict: rules.MustFix, State: rules.New, Rule: "builtin/leaked-reference", Reason: "prod contains staging's name.", Hint: "Point prod at its own database.", Owner: "payments"},
			{Fingerprint: "9f2c000000000002", Drift: &drifts[1], Verdict: rules.MustFix, State: rules.Known, Rule: "builtin/shared-secret", Reason: "One secret is used in two environments.", Hint: "Give each its own."},
			{Fingerprint: "9f2c000000000003", Drift: &drifts[2], Verdict: rules.ShouldFix, State: rules.New, Rule: "builtin/one-replica", Reason: "One replica hides what several do.", Hint: "Run two in staging.", Notes: []string{"changed since it was waived"}},
			{Fingerprint: "9f2c000000000004", Drift: &drifts[3], Verdict: rules.ShouldFix, State: rules.New, Rule: "builtin/pdb", Reason: "No budget."},
			{Fingerprint: "9f2c000000000005", Drift: &drifts[4], Verdict: rules.Acceptable, State: rules.Waived, Rule: "waiver/db-tags", Reason: "tagged by another tool", Waiver: waiver},
		},
		Equivalent: []drift.Drift{drifts[0]},
		Problems:   []string{`the waiver "x" ends in 3 days`},
		Fixed:      []string{"0000000000000000"},
	}
	return r
}

func write(t testing.TB, f Format, r *audit.Result, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, r, o); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return b.Bytes()
}

func TestEveryFormatMatchesItsGoldenFile(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			got := write(t, f, sample(), Options{Unicode: true, Version: "v0.0.0", FailOn: audit.FailOnMustFix, Prefix: "ops"})
			for _, own := range []string{pageStyle, pageScript, template.HTMLEscapeString(pagePolicy(pageScript)), strings.ReplaceAll(template.HTMLEscapeString(pagePolicy(pageScript)), "+", "&#43;")} {
				got = bytes.ReplaceAll(got, []byte(own), []byte("…")) // of the page; they have files and tests of their own
			}
			path := filepath.Join("testdata", "sample."+f.Name)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("differs from %s (go test ./report -update rewrites it):\n%s", path, got)
			}
		})
	}
}

func validator(t testing.TB) *jsonschema.Schema {
	t.Helper()
	return compiled(t, "report-v1.json", schema.ReportV1())
}

// compiled returns a schema that also checks formats.
func compiled(t testing.TB, name string, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t testing.TB, text []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return validator(t).Validate(doc)
}

func TestJSONHoldsToItsSchema(t *testing.T) {
	for name, r := range map[string]*audit.Result{"one of everything": sample(), "hostile": hostile(), "empty": {Environments: []config.Environment{{Name: "prod"}}}} {
		t.Run(name, func(t *testing.T) {
			if err := validate(t, write(t, Format{"json", "", JSON}, r, Options{})); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSchemaRefusesWhatIsNoReport(t *testing.T) {
	good := string(write(t, Format{"json", "", JSON}, sample(), Options{}))
	for name, change := range map[string][2]string{
		"another verdict":            {`"verdict": "must-fix"`, `"verdict": "fix"`},
		"a missing count":            {`"must_fix": 2,`, ``},
		"an unknown without a why":   {`"why": "the collector failed"`, `"note": "empty"`},
		"a secret beside its value":  {`"secret": "hmac:00112233445566778899aabbccddeeff"`, `"secret": "hmac:00", "value": "x"`},
		"a secret that is not keyed": {`"secret": "hmac:00112233445566778899aabbccddeeff"`, `"secret": "hunter2"`},
	} {
		t.Run(name, func(t *testing.T) {
			bad := strings.Replace(good, change[0], change[1], 1)
			if bad == good {
				t.Fatalf("nothing to change: %s", change[0])
			}
			if validate(t, []byte(bad)) == nil {
				t.Error("the schema takes it")
			}
		})
	}
}

const nasty = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u009b2J \xff|`x`|<script>alert(1)</script> @team *b* \u202eevil\u200b\n::error::forged\r%"

// hostile returns the sample with control sequences and markup in every text from outside.
func hostile() *audit.Result { return says(nasty) }

// says returns the sample with one text in place of every text from outside.
func says(nasty string) *audit.Result {
	r := sample()
	r.Project = nasty
	for i := range r.Findings {
		d := r.Findings[i].Drift
		d.Resource.Name, d.Resource.Kind, d.Resource.Scope = nasty, nasty, nasty
		if d.Path != "" {
			d.Path += nasty
		}
		d.Facts.Notes = []string{nasty}
		r.Findings[i].Owner, r.Findings[i].Reason, r.Findings[i].Hint = nasty, nasty, nasty
		for k := range d.Sides {
			s := &d.Sides[k]
			s.Source.File = nasty
			if s.Why != "" {
				s.Why = nasty
			}
			if s.State == drift.Present && s.Node.Kind == snapshot.String {
				s.Node = text(strings.Repeat(nasty, 50))
			}
			for m := range s.Members {
				s.Members[m].Text, s.Members[m].Member = nasty, nasty
			}
		}
	}
	r.Findings[4].Waiver.Reason = nasty
	r.Outcomes[0].Error, r.Outcomes[0].Source, r.Outcomes[0].Collector = nasty, nasty, nasty
	r.Problems = []string{nasty}
	return r
}

func TestNoFormatContainsControlSequencesOfATerminal(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			got := string(write(t, f, hostile(), Options{Unicode: true, Width: 80}))
			if !utf8.ValidString(got) {
				t.Error("bytes came through that are no text")
			}
			for _, bad := range []string{"\x1b", "\x07", "\u009b", "\r", "\u202e", "\u200b"} {
				if strings.Contains(got, bad) {
					t.Errorf("%q came through", bad)
				}
			}
		})
	}
}

func TestForeignTextCannotForgeStructure(t *testing.T) {
	o := Options{Unicode: true}
	for i, line := range strings.Split(string(write(t, Format{"github", "", GitHub}, hostile(), o)), "\n") {
		if line != "" && !strings.HasPrefix(line, "::warning ") && !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::notice ") {
			t.Errorf("github: line %d is no command of ours: %q", i, line)
		}
		if strings.HasPrefix(line, "::error::forged") {
			t.Error("github: a forged command")
		}
	}
	if page := string(write(t, Format{"html", "", HTML}, hostile(), o)); strings.Count(page, "<script") != 2 || strings.Contains(page, "<script>alert") {
		t.Error("html: a script came through")
	}
	_, findings, _ := strings.Cut(string(write(t, Format{"markdown", "", Markdown}, hostile(), o)), "<details") // above them is the table of scores
	for _, line := range strings.Split(findings, "\n") {
		if strings.HasPrefix(line, "| ") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") > 4 {
			t.Errorf("markdown: a value became another cell: %s", line)
		}
	}
	d := xml.NewDecoder(bytes.NewReader(write(t, Format{"junit", "", JUnit}, hostile(), o)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("junit: %v", err)
		}
	}
}

func TestTextFitsItsWidth(t *testing.T) {
	for _, width := range []int{40, 80, 120} {
		for _, r := range []*audit.Result{sample(), hostile()} {
			for _, line := range strings.Split(string(write(t, Format{"text", "", Text}, r, Options{Width: width, Color: true, Unicode: true})), "\n") {
				if w := ansi.StringWidth(line); w > width {
					t.Errorf("%d columns where %d fit: %q", w, width, line)
				}
			}
		}
	}
}

func TestJUnitCountsAddUp(t *testing.T) {
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	if err := xml.Unmarshal(write(t, Format{"junit", "", JUnit}, sample(), Options{FailOn: audit.FailOnShouldFix}), &got); err != nil {
		t.Fatal(err)
	}
	// Three new findings fail, one source could not be read, one finding is known and one waived.
	if got.Failures != 3 || got.Errors != 1 || got.Skipped != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestSARIFSaysBaselineAndSuppressions(t *testing.T) {
	var log struct {
		Runs []struct {
			Results []struct {
				Level               string
				BaselineState       string
				PartialFingerprints map[string]string
				Suppressions        []struct{ Justification string }
			}
		}
	}
	if err := json.Unmarshal(write(t, Format{"sarif", "", SARIF}, sample(), Options{}), &log); err != nil {
		t.Fatal(err)
	}
	rs := log.Runs[0].Results
	if rs[0].BaselineState != "new" || rs[1].BaselineState != "unchanged" || rs[0].Level != "error" || len(rs[4].Suppressions) != 1 ||
		rs[0].PartialFingerprints["envparity/v1"] != "9f2c000000000001" {
		t.Errorf("got %+v", rs)
	}
}

func TestAnUnknownFormatIsAnErrorThatListsAllFormats(t *testing.T) {
	_, err := Find("yaml")
	if err == nil || !strings.Contains(err.Error(), "json") || !strings.Contains(err.Error(), `"yaml"`) {
		t.Errorf("got %v", err)
	}
}

func TestASourceThatDoesNotFitBesideTheValueIsBelowIt(t *testing.T) {
	w := &textWriter{o: Options{Width: 60}}
	for _, c := range []struct {
		value, src  string
		brief       bool
		text, below string
	}{
		{"5", "k8s/prod.yaml:8", true, "5                        k8s/prod.yaml:8", ""},
		{"5", "services/orders/deploy/overlays/prod/values.yaml:123", true, "5  …deploy/overlays/prod/values.yaml:123", ""},
		{"5", "services/orders/deploy/overlays/prod/values.yaml:123", false, "5", "…rs/deploy/overlays/prod/values.yaml:123"},
		{"a value that is long enough to fill it all", "services/orders/deploy/values.yaml:123", true, "a value that is l…  …loy/values.yaml:123", ""},
		{"a value", "", true, "a value", ""},
	} {
		text, below := w.beside(c.value, c.src, 40, c.brief)
		if text != c.text || below != c.below || ansi.StringWidth(text) > 40 || ansi.StringWidth(below) > 40 {
			t.Errorf("%q at %q: %q and %q, want %q and %q", c.value, c.src, text, below, c.text, c.below)
		}
	}
}
