package report

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// everything returns the sample with content for every section of the page.
func everything() (*audit.Result, Options) {
	r := many(300)
	r.Scores = append(r.Scores, rules.Score{Environment: "dev", Reference: "prod", Pillar: snapshot.Configuration, Value: 0.5}, rules.Score{Environment: "dev", Reference: "prod", Value: 0.5})
	for i, kind := range []drift.StoryKind{drift.Overdue, drift.HotFix, drift.NeverSame} {
		r.Findings[i].Drift.Story = &drift.Story{Kind: kind, AgeDays: float64(10 * i), Text: fmt.Sprintf("story %d", i)}
	}
	r.Findings[0].Drift.Sides[2].Since = &drift.Origin{Time: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Commit: "0123456789abcdef", Author: "Ann", Subject: "Move the database"}
	r.Findings[1].BaselineState, r.Findings[2].BaselineState = rules.Unchanged, rules.Updated
	r.Gone = []rules.BaselineEntry{{Fingerprint: "00aa", Verdict: rules.MustFix, Resource: "Deployment/old", Path: "spec"}}
	r.History = audit.History{Read: true, Lags: []drift.Lag{{From: "staging", To: "prod", Usual: 48 * time.Hour, Late: 96 * time.Hour, Count: 12, Basis: "pair"}}}
	for i := range 200 {
		row := drift.Row{Resource: drift.ResourceRef{Kind: "Deployment", Name: fmt.Sprintf("thing-%03d", i)}, Pillar: snapshot.Infrastructure, Cells: []drift.RowCell{{State: drift.Present, Drifts: i % 3}, {State: drift.AbsentState}, {State: drift.Present}}}
		if i%2 == 0 {
			row.Cells = []drift.RowCell{{State: drift.Present}, {State: drift.Present, Equiv: 1}, {State: drift.Present}}
		}
		r.Grid = append(r.Grid, row)
	}
	r.Planned = []audit.Planned{{
		Environment: "prod", Source: "plan.json", Replaces: "terraform",
		Changes: []audit.PlannedChange{
			{Action: audit.Create, Resource: drift.ResourceRef{Kind: "aws_sqs_queue", Name: "jobs"}},
			{Action: audit.Change, Resource: drift.ResourceRef{Kind: "aws_db_instance", Name: "main"}, Path: "password", Before: &snapshot.Node{Kind: snapshot.Secret, Text: "hmac:00"}, After: &snapshot.Node{Kind: snapshot.Secret, Text: "hmac:11"}},
			{Action: audit.Later, Resource: drift.ResourceRef{Kind: "aws_db_instance", Name: "main"}, Path: "endpoint", Before: text("db.shop.example"), After: &snapshot.Node{Kind: snapshot.Unknown, Text: "known after apply"}},
		},
		Closed:       []rules.BaselineEntry{{Fingerprint: "00bb", Verdict: rules.MustFix, Resource: "aws_db_instance/main", Path: "engine_version"}},
		Undetermined: []rules.BaselineEntry{{Fingerprint: "00cc", Verdict: rules.ShouldFix, Resource: "aws_db_instance/main", Path: "endpoint"}},
	}}
	past := Past{At: r.GeneratedAt.AddDate(0, 0, -7), Label: "v1.7.0", Summary: audit.Summary{MustFix: 5}, Scores: []rules.Score{{Environment: "staging", Value: 0.9}}}
	return r, Options{Unicode: true, Version: "v0.0.0", Past: []Past{past}}
}

// dataOf returns the data that the page's script reads.
func dataOf(t *testing.T, page string) htmlData {
	t.Helper()
	_, rest, ok := strings.Cut(page, `<script type="application/json" id="data">`)
	text, _, end := strings.Cut(rest, "</script>")
	var d htmlData
	if err := json.Unmarshal([]byte(text), &d); !ok || !end || err != nil {
		t.Fatalf("the page has no data: %v", err)
	}
	return d
}

func TestThePageHoldsEveryFindingWithAllItsPlaces(t *testing.T) {
	r, o := everything()
	d := dataOf(t, string(write(t, Format{"html", "", HTML}, r, o)))
	if len(d.Findings) != len(r.Findings) || len(d.Matrix) != len(r.Grid) {
		t.Fatalf("%d findings and %d rows of %d and %d", len(d.Findings), len(d.Matrix), len(r.Findings), len(r.Grid))
	}
	all := strings.Join(d.Texts, "\n")
	for i := range r.Findings {
		if len(d.Findings[i]) != len(d.Columns) {
			t.Fatalf("finding %d has %d columns of %d", i, len(d.Findings[i]), len(d.Columns))
		}
		want := placesText(r.Findings[i].Drift, namesOf(r))
		if r.Findings[i].Verdict != rules.Acceptable {
			want = append(want, taskLines(r, &r.Findings[i])[:4]...)
		}
		for _, want := range want {
			if !strings.Contains(all, want) {
				t.Errorf("finding %d: the page lacks %q", i, want)
			}
		}
	}
}

func TestThePageIsReadableWithoutItsScript(t *testing.T) {
	r, o := everything()
	page := string(write(t, Format{"html", "", HTML}, r, o))
	page, _, _ = strings.Cut(page, `<script type="application/json"`)
	for _, want := range []string{
		"db.staging.shop.example", "deploy/prod/service-46.yaml:28", "47 more places", "Point prod at its own database.", "The first 100 of 305 findings", "since 2026-03-01, 01234567: Move the database",
		"must-fix: Deployment/old spec", "2026-11-13, v1.7.0", "Parity of staging over 2 audits", "In 100 of 200 things", "overdue: 1", "Closes 1 drift", "password (secret) → (secret)", "endpoint db.shop.example → (known after apply)", "From staging to prod: half of 12 promotions",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "Ann") {
		t.Error("an author is named, and nobody asked for it")
	}
}

func TestThePolicyOfThePageNamesItsOwnScriptAndStyleAlone(t *testing.T) {
	page := string(write(t, Format{"html", "", HTML}, hostile(), Options{}))
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)
	if policy == nil {
		t.Fatal("the page has no policy")
	}
	got := strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(policy[1])
	for name, element := range map[string]string{"script-src": "script", "style-src": "style"} {
		_, rest, _ := strings.Cut(page, "<"+element+">")
		text, _, _ := strings.Cut(rest, "</"+element+">")
		sum := sha256.Sum256([]byte(text))
		if want := name + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(got, want) {
			t.Errorf("the policy %q lacks %q", got, want)
		}
	}
	if !strings.HasPrefix(got, "default-src 'none';") || strings.Contains(got, "unsafe") {
		t.Errorf("the policy allows too much: %s", got)
	}
}

func TestAValueIsMarkedAsEqualToTheReferencesOrDifferent(t *testing.T) {
	leak := present(text("db.staging"), 1, "", 0)
	leak.Word, leak.WordOf = "staging", "staging"
	for name, c := range map[string]struct {
		side, ref drift.Side
		want      string
	}{
		"another value differs":                           {present(text("a"), 0, "", 0), present(text("b"), 1, "", 0), "differs"},
		"an equal value is the same":                      {present(text("a"), 0, "", 0), present(text("a"), 0, "", 0), "as the reference"},
		"what is absent differs":                          {absent(), present(text("b"), 0, "", 0), "differs"},
		"what was not observed has no mark":               {drift.Side{State: drift.UnknownState}, present(text("b"), 0, "", 0), ""},
		"a value that is a leak in the reference is none": {present(text("db.staging"), 0, "", 0), leak, ""},
		"a leak says whose name it mentions":              {leak, present(text("db.prod"), 0, "", 0), "differs, mentions staging"},
	} {
		t.Run(name, func(t *testing.T) {
			f := &rules.Finding{Drift: &drift.Drift{Path: "x", Sides: []drift.Side{c.side, c.ref}}}
			got := htmlFindingOf(f, []string{"dev", "prod"}, 1, Options{}).Sides
			if got[0].Stands != c.want || !strings.HasPrefix(got[1].Stands, "reference") {
				t.Errorf("got %q and %q", got[0].Stands, got[1].Stands)
			}
		})
	}
}

func TestAPlanIsInTextMarkdownAndJSON(t *testing.T) {
	r, o := everything()
	o.Whole = true
	for format, want := range map[string][]string{
		"text":     {"prod as plan.json will make it, in the place of its source terraform: 1 thing created, 1 attribute changed and 1 value known after apply only\n", "  closes 1 drift\n", "  of 1 drift nobody can tell before it is applied\n"},
		"markdown": {"## Before apply", "<summary>closes 1 drift</summary>", "(known after apply)"},
		"json":     {`"action": "known-after-apply"`, `"why": "known after apply"`, `"secret": "hmac:11"`, `"untold": [`},
	} {
		f, err := Find(format)
		if err != nil {
			t.Fatal(err)
		}
		got := write(t, f, r, o)
		for _, w := range want {
			if !strings.Contains(string(got), w) {
				t.Errorf("%s lacks %q", format, w)
			}
		}
		if format == "json" {
			if err := validate(t, got); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestEveryStoryHasAnotherExplanation(t *testing.T) {
	seen := map[string]drift.StoryKind{}
	for _, kind := range drift.StoryKinds() {
		meaning := storyMeaning(kind)
		if other, ok := seen[meaning]; ok {
			t.Errorf("%s and %s both mean %q", other, kind, meaning)
		}
		seen[meaning] = kind
	}
}

// leaky returns an audit in which prod's value contains a word of staging. Another part of the value differs from the reference's.
func leaky(value, ref, word string) *audit.Result {
	side := func(text string, class int) drift.Side {
		return drift.Side{State: drift.Present, Node: &snapshot.Node{Kind: snapshot.String, Text: text}, Text: text, Class: class}
	}
	leak := side(value, 0)
	leak.Word, leak.WordOf = word, "prod"
	return &audit.Result{
		Project: "shop", Reference: "prod", Environments: []config.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}, Complete: true,
		Findings: []rules.Finding{{
			Fingerprint: "00ff", Verdict: rules.MustFix, State: rules.New, Rule: "builtin/leaked-reference", Reason: "staging contains prod's name.",
			Drift: &drift.Drift{
				Kind: drift.Leaked, Pillar: snapshot.Configuration, Collector: "kubernetes", Resource: drift.ResourceRef{Kind: "Deployment", Name: "orders"}, Path: "spec.url", Confident: 1,
				Sides: []drift.Side{leak, side(ref, 1)},
			},
		}},
		Summary: audit.Summary{Compared: 1, MustFix: 1},
	}
}

func TestTheWordThatLeakedIsMarkedAndNotWhatDiffersFromTheReference(t *testing.T) {
	long := strings.Repeat("x", 3000)
	for name, c := range map[string]struct{ value, ref, html, text string }{
		"another host":         {"https://Prod.shop.example/a?to=prod", "https://shop.example/b", "https://<mark>Prod</mark>.shop.example/a?to=<mark>prod</mark>", "https://\x1b[4mProd\x1b[m.shop.example/a?to=\x1b[4mprod\x1b[m"},
		"equal values":         {"db.prod.example", "db.prod.example", "db.<mark>prod</mark>.example", "db.\x1b[4mprod\x1b[m.example"},
		"beyond the cut":       {long + "prod.example", "db.example", "(2,960 bytes left out) …" + strings.Repeat("x", 40) + "<mark>prod</mark>.example", "\x1b[4mprod\x1b[m.example"},
		"a sign of the markup": {"<prod>&", "x", "&lt;<mark>prod</mark>&gt;&amp;", "<\x1b[4mprod\x1b[m>&"},
	} {
		r := leaky(c.value, c.ref, "prod")
		page := string(write(t, Format{"html", "", HTML}, r, Options{}))
		if want := `<code class="value">` + c.html + "</code>"; !strings.Contains(page, want) {
			t.Errorf("%s: the page has no %s", name, want)
		}
		d := dataOf(t, page)
		side := d.Findings[0][slices.Index(d.Columns, "sides")].([]any)[0].([]any)
		if got := d.Texts[int(side[len(side)-1].(float64))]; got != "prod" {
			t.Errorf("%s: the script marks %q", name, got)
		}
		if got := string(write(t, Format{"text", "", Text}, r, Options{Unicode: true, Color: true, Width: 80})); !strings.Contains(got, c.text) {
			t.Errorf("%s: the text has no %q:\n%s", name, c.text, got)
		}
	}
}
