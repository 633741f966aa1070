package rules_test

import (
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
)

func mustWaivers(t *testing.T, src string) *rules.Waivers {
	t.Helper()
	w, diags := rules.LoadWaivers([]byte(src), "envparity.waivers.hcl")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w
}

func mode(staging, prod string) drift.Drift {
	return changed("ConfigMap/api", "data.MODE", staging, prod)
}

func waiverOf(fingerprint, expires, more string) string {
	return `waiver "mode" {
  fingerprint = "` + fingerprint + `"
  owner       = "@team"
  reason      = "Load tests need it."
  expires     = "` + expires + `"
` + more + `}
`
}

func run(t *testing.T, waivers string, drifts ...drift.Drift) rules.Outcome {
	t.Helper()
	in := context()
	in.Waivers = mustWaivers(t, waivers)
	return mustLoad(t, "").Run(drifts, in)
}

func TestAWaiverHoldsThroughItsLastDay(t *testing.T) {
	d := mode("a", "b")
	set := mustLoad(t, "")
	for _, c := range []struct {
		now  string
		want rules.State
	}{{"2026-12-31T23:59:59Z", rules.Waived}, {"2027-01-01T00:00:00Z", rules.New}} {
		in := context()
		in.Now, _ = time.Parse(time.RFC3339, c.now)
		in.Waivers = mustWaivers(t, waiverOf(rules.FingerprintOf(&d), "2026-12-31", ""))
		got := set.Classify([]drift.Drift{d}, in)[0]
		if got.State != c.want || got.Waiver == nil || got.Waiver.Expired != (c.want == rules.New) {
			t.Errorf("at %s: %+v", c.now, got)
		}
	}
}

func TestWaiversReportTheirOwnProblems(t *testing.T) {
	d := mode("a", "b")
	fp := rules.FingerprintOf(&d)
	many := []drift.Drift{d}
	for _, n := range strings.Fields("B C D E F G H I J K L M") {
		many = append(many, changed("ConfigMap/api", "data."+n+"_MODE", "a", "b"))
	}
	for name, c := range map[string]struct{ src, want string }{
		"an expired one":           {waiverOf(fp, "2026-11-19", ""), "expired on 2026-11-19"},
		"one that expires soon":    {waiverOf(fp, "2026-12-03", ""), "expires on 2026-12-03"},
		"one that matches nothing": {waiverOf("0000000000000000", "2027-06-01", ""), "matches no finding"},
		"one that is too wide": {`waiver "all" {
  when    = drift.kind == "changed"
  owner   = "@team"
  reason  = "r"
  expires = "2027-06-01"
}`, "too wide: it hides 13 of 13"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(run(t, c.src, many...).Problems, "\n"); !strings.Contains(got, c.want) {
				t.Errorf("got %q", got)
			}
		})
	}
	if got := run(t, waiverOf(fp, "2027-06-01", ""), many...).Problems; len(got) != 0 {
		t.Errorf("a good waiver reports a problem: %q", got)
	}
}

func TestAWaiverThatIsWrongFailsClosed(t *testing.T) {
	d := mode("a", "b")
	fp := rules.FingerprintOf(&d)
	for name, c := range map[string]struct{ src, want string }{
		"a date that is none":     {waiverOf(fp, "31.12.2026", ""), "2026-12-31"},
		"no expiry":               {strings.Replace(waiverOf(fp, "2026-12-31", ""), "expires", "expire", 1), `Did you mean "expires"`},
		"neither target":          {strings.Replace(waiverOf(fp, "2026-12-31", ""), `fingerprint = "`+fp+`"`, "", 1), "needs either fingerprint"},
		"a condition misspelt":    {strings.Replace(waiverOf(fp, "2026-12-31", ""), `fingerprint = "`+fp+`"`, `when = drift.knd == "a"`, 1), `Did you mean "kind"`},
		"an empty reason":         {strings.Replace(waiverOf(fp, "2026-12-31", ""), "Load tests need it.", "", 1), "a reason with some text"},
		"another block":           {`waver "x" {}`, "Unknown block"},
		"a syntax error":          {`waiver "x" {`, ""},
		"brackets without end":    {"waiver \"x\" {\n when = " + strings.Repeat("(", 1_000_000), "Nested too deep"},
		"two waivers of one name": {waiverOf(fp, "2026-12-31", "") + waiverOf("a", "2026-12-31", ""), "Rename one"},
	} {
		t.Run(name, func(t *testing.T) {
			w, diags := rules.LoadWaivers([]byte(c.src), "w.hcl")
			if !diags.HasErrors() || !strings.Contains(diags.Error(), c.want) || !strings.Contains(diags.Error(), "w.hcl:") {
				t.Fatalf("got %v", diags)
			}
			if name == "two waivers of one name" {
				return
			}
			in := context()
			in.Waivers = w
			if got := mustLoad(t, "").Classify([]drift.Drift{d}, in)[0]; got.State == rules.Waived {
				t.Errorf("waived all the same: %+v", got)
			}
		})
	}
}

func TestAValueThatChangedSinceItsWaiverIsReported(t *testing.T) {
	before, after := mode("a", "b"), mode("a", "c")
	src := waiverOf(rules.FingerprintOf(&before), "2027-06-01", `  values = "`+rules.ValuesDigest(&before)+"\"\n")
	if got := run(t, src, before).Findings[0]; strings.Contains(strings.Join(got.Notes, " "), "changed since") {
		t.Errorf("reported an unchanged value: %q", got.Notes)
	}
	if got := run(t, src, after).Findings[0]; got.State != rules.Waived || got.Notes[0] != "changed since it was waived" {
		t.Errorf("got %+v", got)
	}
}

func TestAWaiverOfOnePlaceDoesNotHideForty(t *testing.T) {
	d := mode("a", "b")
	d.Places = []drift.Place{{Resource: drift.ResourceRef{Kind: "ConfigMap", Name: "web", ID: "ConfigMap/web"}, Path: d.Path, Key: d.Key, Sides: d.Sides}}
	fp := rules.FingerprintOf(&d)
	if got := run(t, waiverOf(fp, "2027-06-01", ""), d).Findings[0]; got.State == rules.Waived || !strings.Contains(got.Notes[0], "1 of 2 places") {
		t.Errorf("got %+v", got)
	}
	if got := run(t, waiverOf(fp, "2027-06-01", "  places = 2\n"), d).Findings[0]; got.State != rules.Waived {
		t.Errorf("got %+v", got)
	}
}

func TestWritingAWaiverKeepsWhatIsThere(t *testing.T) {
	old := `# Reviewed monthly.

waiver "b" { # odd order
  fingerprint = "ffff000000000000"
  expires     = "2026-12-01"
  owner       = "@b" # Bea
  reason      = "r"
}
`
	w := rules.NewWaiver{Name: "mode", Fingerprint: "aaaa000000000000", Owner: "@team", Reason: `says "so" ${really}`, Expires: someDay, Places: 3, Values: "abc"}
	got, err := rules.AddWaiver([]byte(old), "w.hcl", w)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(got), old) {
		t.Errorf("what was there changed:\n%s", got)
	}
	again, err := rules.AddWaiver(got, "w.hcl", rules.NewWaiver{Fingerprint: "ffff000000000000", Owner: "@c", Reason: "still", Expires: someDay.AddDate(0, 1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# Reviewed monthly.", "# odd order", "# Bea", `"2026-12-20"`, `"still"`} {
		if !strings.Contains(string(again), want) {
			t.Errorf("lost %s:\n%s", want, again)
		}
	}
	if n := strings.Count(string(again), "waiver \""); n != 2 {
		t.Errorf("%d waivers:\n%s", n, again)
	}
	if _, diags := rules.LoadWaivers(again, "w.hcl"); diags.HasErrors() {
		t.Error(diags)
	}
	less, err := rules.RemoveWaiver(again, "w.hcl", "aaaa000000000000")
	if err != nil || strings.Contains(string(less), "aaaa") {
		t.Errorf("%v\n%s", err, less)
	}
	if _, err := rules.AddWaiver(nil, "w.hcl", rules.NewWaiver{Fingerprint: "x", Owner: "o"}); err == nil {
		t.Error("a waiver without a reason was written")
	}
}

func TestAFindingThatWasNotObservedIsNeitherUnmatchedNorFixed(t *testing.T) {
	slow := mode("280 ms", "100 ms")
	slow.Collector, slow.Resource.Type, slow.Resource.Kind, slow.Path, slow.Key = "journeys", "journeys", "journey", "latency", "latency"
	set := mustLoad(t, "")
	found := set.Classify([]drift.Drift{slow}, context())
	w := rules.WaiverFor(&found[0])
	w.Owner, w.Reason, w.Expires = "@team", "known", someDay.AddDate(1, 0, 0)
	if w.Collector != "journeys" || w.Values != "" {
		t.Errorf("a waiver of times, which are never the same twice: %+v", w)
	}
	src, err := rules.AddWaiver(nil, "w.hcl", w)
	if err != nil {
		t.Fatal(err)
	}
	in := context()
	in.Waivers, in.Baseline = mustWaivers(t, string(src)), rules.NewBaseline("shop", found, someDay)
	for _, c := range []struct {
		unseen []string
		told   int
	}{{nil, 1}, {[]string{"kubernetes"}, 1}, {[]string{"journeys"}, 0}} {
		in.Unseen = c.unseen
		out := set.Run(nil, in)
		if len(out.Problems) != c.told || len(out.Fixed) != c.told {
			t.Errorf("without %v: problems %q, fixed %q", c.unseen, out.Problems, out.Fixed)
		}
	}
	if out := set.Run([]drift.Drift{slow}, in); out.Findings[0].State != rules.Waived {
		t.Errorf("%+v", out.Findings[0])
	}
}
