package report

import (
	"bytes"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/envparity/envparity/fixtures/browser"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/report/schema"
)

// fleetSays returns an overview with one of everything. Every text from outside ends in the given text.
func fleetSays(x string) *fleet.Overview {
	night := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	in := fleet.Input{Name: "platform" + x, Described: true, Now: night.AddDate(0, 0, 2).Add(4 * time.Hour), Loaded: map[string]fleet.Loaded{}}
	put := func(system string, day int, change func(*fleet.Record)) {
		r := &fleet.Record{Head: fleet.Head{
			Schema: fleet.RecordSchema, System: system + x, Run: "run-" + string(rune('0'+day)) + x, At: night.AddDate(0, 0, day), Status: fleet.Complete, Judged: "aaaaaaaa", Scores: map[string]float64{"dev": 0.9},
		}}
		change(r)
		for _, f := range r.Findings {
			if f.Verdict == "must-fix" {
				r.Counts.MustFix++
			} else {
				r.Counts.ShouldFix++
			}
		}
		name := system + x + r.Run
		in.Entries = append(in.Entries, fleet.Entry{Name: name, System: r.System, Run: r.Run, At: r.At, Brief: r.Brief()})
		in.Loaded[name] = fleet.Loaded{Record: r}
	}
	for _, name := range []string{"orders", "billing", "search", "web", "ghost", "old", "ads"} {
		in.Systems = append(in.Systems, fleet.Described{Name: name + x, Owner: "team-" + name[:1] + x, Tier: "1" + x})
	}
	finding := func(id, verdict string) fleet.Finding {
		return fleet.Finding{
			Fingerprint: id + x, Verdict: verdict, State: "new", Kind: "changed", Resource: "Deployment " + id + x, Path: "spec.replicas" + x, About: "Deployment spec.replicas", Rule: "team/replicas" + x,
			Reason: "The load differs." + x, Hint: "Set it." + x, Owner: "o" + x, Places: 1,
		}
	}
	sealed := func(key string) []fleet.Sealed {
		return []fleet.Sealed{{Print: "hmac:1", Key: key, Places: []fleet.Place{{Environment: "prod" + x, Resource: "Secret pay" + x, Path: "data.token" + x}}, More: 2}}
	}
	put("orders", 1, func(r *fleet.Record) {
		r.Findings = []fleet.Finding{finding("f1", "must-fix"), finding("f2", "should-fix")}
	})
	put("orders", 2, func(r *fleet.Record) {
		r.Findings, r.Secrets, r.Databases = []fleet.Finding{finding("f1", "must-fix"), finding("f3", "must-fix")}, sealed("k1"), sealed("k1")
		r.Waivers = []fleet.Waiver{{Name: "for the migration" + x, Owner: "zoe" + x, Expires: "2026-11-30", Findings: []string{"f9"}}, {Name: "over" + x, Owner: "zoe" + x, Expires: "2026-11-01", Expired: true}}
	})
	put("billing", 1, func(*fleet.Record) {})
	put("billing", 2, func(r *fleet.Record) {
		r.Judged, r.Findings, r.Secrets, r.Databases = "bbbbbbbb", []fleet.Finding{finding("f1", "should-fix")}, sealed("k1"), sealed("k1")
	})
	put("search", 2, func(r *fleet.Record) { r.Status, r.Why = fleet.Failed, []string{"no config" + x} })
	put("web", 2, func(r *fleet.Record) {
		r.Status, r.Why, r.Secrets = fleet.Partial, []string{"prod: denied" + x}, sealed("k2")
	})
	put("old", 1, func(*fleet.Record) {})
	put("ads", 2, func(*fleet.Record) {})
	in.Loaded["ads"+x+"run-2"+x].Record.System = "other" // damaged
	return fleet.Fold(in)
}

func writeFleet(t *testing.T, format string, o *fleet.Overview) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteFleet(&b, format, o, "v0.0.0"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFleetMatchesItsGoldenFiles(t *testing.T) {
	for _, format := range FleetFormats() {
		got := writeFleet(t, format, fleetSays(""))
		policy := template.HTMLEscapeString(pagePolicy(fleetScript))
		for _, own := range []string{pageStyle, fleetScript, policy, strings.ReplaceAll(policy, "+", "&#43;")} {
			got = bytes.ReplaceAll(got, []byte(own), []byte("…"))
		}
		path := filepath.Join("testdata", "fleet."+format)
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
	}
}

func TestAFleetHoldsToItsSchema(t *testing.T) {
	s := compiled(t, "fleet.json", schema.FleetV1())
	for name, o := range map[string]*fleet.Overview{
		"one of everything": fleetSays(""), "hostile": fleetSays(nasty), "nothing": fleet.Fold(fleet.Input{Now: time.Unix(1_800_000_000, 0)}),
	} {
		text := writeFleet(t, "json", o)
		got, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		// A system without a current record has no counts. With a zero it would look like one without findings.
		spoilt := strings.Replace(string(text), `"state": "stale",`, `"state": "stale", "counts": {"must_fix": 0, "should_fix": 0, "acceptable": 0, "waived": 0, "known": 0},`, 1)
		if spoilt != string(text) {
			bad, _ := jsonschema.UnmarshalJSON(strings.NewReader(spoilt))
			if s.Validate(bad) == nil {
				t.Errorf("%s: a stale system with counts is taken", name)
			}
		}
	}
}

func TestNoTextOfAFleetIsACommandToTheTerminal(t *testing.T) {
	for _, format := range FleetFormats() {
		got := string(writeFleet(t, format, fleetSays(nasty)))
		for _, bad := range []string{"\x1b", "\x07", "\u009b", "\u202e", "\u200b", "\n::error::", "<script>alert"} {
			if bad[0] == '<' && format != "html" {
				continue // nothing of a text or of JSON is run
			}
			if strings.Contains(got, bad) {
				t.Errorf("%s has %q", format, bad)
			}
		}
	}
}

func TestNoScriptRunsInThePageOfAFleet(t *testing.T) {
	tab := real.Browser(t)
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	visit(t, tab, pageFile(t, writeFleet(t, "html", fleetSays("harmless"))), "", browser.Look{})
	want := eval[[]string](t, tab, active)
	page := writeFleet(t, "html", fleetSays(strings.ReplaceAll(strings.Join(pageAttacks(), "\n"), "URL", server.URL)))
	visit(t, tab, pageFile(t, page), "", browser.Look{})
	eval[bool](t, tab, all)
	eval[bool](t, tab, "new Promise((done) => setTimeout(() => done(true), 300))") // what was begun has its time
	if title, got := eval[string](t, tab, "document.title"), eval[[]string](t, tab, active); asked.Load() != 0 || !strings.HasPrefix(title, "Environment parity of a fleet: ") || !slices.Equal(got, want) {
		t.Errorf("%d requests, title %q, %v\nwant %v", asked.Load(), title, got, want)
	}
	quiet(t, tab)
}

func TestThePageOfAFleetIsAccessibleAndFilters(t *testing.T) {
	tab, axe := real.Browser(t), real.Axe(t)
	for name, o := range map[string]*fleet.Overview{"one of everything": fleetSays(""), "long words": fleetSays(strings.Repeat("x", 120)), "nothing": fleet.Fold(fleet.Input{Now: time.Unix(1_800_000_000, 0)})} {
		accessible(t, tab, axe, name, writeFleet(t, "html", o))
	}
	visit(t, tab, pageFile(t, writeFleet(t, "html", fleetSays(""))), "", browser.Look{})
	shown := `[...document.querySelectorAll('#table tbody tr')].filter((r) => !r.hidden).map((r) => r.id).join(' ')`
	if got := eval[string](t, tab, `(() => { const q = document.getElementById('q'); q.value = 'stale'; q.dispatchEvent(new Event('input')); return `+shown+`; })()`); got != "s-old" {
		t.Errorf("the filter shows %q", got)
	}
	if got := eval[string](t, tab, `new Promise((done) => { location.hash = '#s-orders'; setTimeout(() => done(`+shown+`), 100); })`); !strings.Contains(got, "s-orders") {
		t.Errorf("a link to a system that is hidden shows %q", got)
	}
	quiet(t, tab)
}
