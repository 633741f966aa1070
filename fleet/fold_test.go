package fleet

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

var night = time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)

// shelf is a store of records.
type shelf struct {
	Input
	n int
}

func newShelf(systems ...string) *shelf {
	s := &shelf{Input: Input{Name: "platform", Described: true, Now: night.AddDate(0, 0, 2).Add(6 * time.Hour), Loaded: map[string]Loaded{}}}
	for _, name := range systems {
		s.Systems = append(s.Systems, Described{Name: name, Owner: "team-" + name, Tier: "1"})
	}
	return s
}

// put adds a record of a system in the run of a day after the first night.
func (s *shelf) put(system string, day int, change func(*Record)) *Record {
	at := night.AddDate(0, 0, day)
	r := &Record{Head: Head{Schema: RecordSchema, System: system, Run: fmt.Sprintf("run-%d", day), At: at, Status: Complete, Judged: "aaaaaaaabbbbbbbb", Scores: map[string]float64{"dev": 0.9, "staging": 0.8}}}
	if change != nil {
		change(r)
	}
	if r.Status == Failed {
		r.Judged, r.Scores = "", nil
	}
	for _, f := range r.Findings {
		if f.State == isNew && f.Verdict == mustFix {
			r.Counts.MustFix++
		} else if f.State == isNew {
			r.Counts.ShouldFix++
		}
	}
	s.n++
	name := fmt.Sprintf("%s/%03d", system, s.n)
	s.Entries = append(s.Entries, Entry{Name: name, System: system, Run: r.Run, At: r.At, Brief: r.Brief()})
	s.Loaded[name] = Loaded{Record: r}
	return r
}

// last is the entry that was put last.
func (s *shelf) last() *Entry { return &s.Entries[len(s.Entries)-1] }

func finding(id, verdict string) Finding {
	return Finding{Fingerprint: id, Verdict: verdict, State: isNew, Kind: "changed", Resource: "Deployment " + id, Path: "spec.replicas", About: "Deployment spec.replicas", Rule: "builtin/x", Places: 1}
}

func with(fs ...Finding) func(*Record) { return func(r *Record) { r.Findings = fs } }

func failing(why string) func(*Record) {
	return func(r *Record) { r.Status, r.Why = Failed, []string{why} }
}

// said is the state of each system, with its first reason.
func said(o *Overview) map[string]string {
	out := map[string]string{}
	for _, s := range o.Systems {
		out[s.Name] = string(s.State)
		if len(s.Why) > 0 {
			out[s.Name] += ": " + s.Why[0]
		}
	}
	return out
}

func TestWhatIsNotCurrentIsNamedAndNeverZero(t *testing.T) {
	s := newShelf("audited", "incomplete", "failed", "damaged", "other", "nameless", "old", "killed", "never")
	for _, name := range []string{"audited", "incomplete", "failed", "damaged", "other", "nameless", "killed"} {
		s.put(name, 1, with(finding("f1", mustFix)))
	}
	s.put("old", -3, with(finding("f1", mustFix)))
	s.put("audited", 2, with(finding("f1", mustFix), finding("f2", shouldFix)))
	s.put("incomplete", 2, func(r *Record) {
		r.Status, r.Why, r.Findings = Partial, []string{"prod: denied"}, []Finding{finding("f1", mustFix)}
	})
	s.put("failed", 2, failing("no config"))
	s.put("damaged", 2, nil)
	s.Loaded[s.last().Name] = Loaded{Err: errors.New("chunk 7 is damaged")}
	s.put("other", 2, nil)
	s.last().Brief.Counts.MustFix = 7
	s.put("nameless", 2, nil)
	s.last().Bad = true
	o := Fold(s.Input)
	got := said(o)
	for name, want := range map[string]string{
		"audited": "audited", "incomplete": "incomplete: prod: denied", "failed": "failed: no config", "damaged": "damaged: its newest record cannot be read: chunk 7 is damaged",
		"other": "damaged: its newest record, other/013, does not say what its name says", "nameless": "damaged: the name of its newest record, nameless/014, cannot be read",
		"old": "stale: its newest record is 5 days old", "killed": "stale: the run run-2 has no record of it; the newest is 30 h old", "never": "never: there is no record of it",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if o.Run != "run-2" || o.Counts != (Counts{MustFix: 2, ShouldFix: 1}) {
		t.Errorf("run %s, counts %+v: of the others nothing is counted", o.Run, o.Counts)
	}
	if want := (Tally{Systems: 9, Audited: 1, Incomplete: 1, Failed: 1, Damaged: 3, Stale: 2, Never: 1}); o.Tally != want || o.Tally.Unknown() != 7 {
		t.Errorf("%+v", o.Tally)
	}
	for _, x := range o.Systems {
		if (x.Counts != nil) != x.State.Current() || (x.Parity != nil) != x.State.Current() {
			t.Errorf("%s has counts %v though it is %s", x.Name, x.Counts, x.State)
		}
	}
	if g := o.Tiers[0]; g.Systems != 9 || g.Unknown != 7 || g.MustFix != 2 || strings.Join(g.Worst, " ") != "audited incomplete" {
		t.Errorf("%+v", g)
	}
}

func TestAnOverviewDoesNotDependOnTheOrderOfRecords(t *testing.T) {
	s := newShelf("a", "b", "c")
	for day := range 3 {
		for _, name := range []string{"a", "b", "c"} {
			for range 2 { // each worker runs twice
				s.put(name, day, with(finding(fmt.Sprint(name, day), mustFix)))
			}
		}
	}
	want, _ := json.Marshal(Fold(s.Input))
	for range 20 {
		rand.Shuffle(len(s.Entries), func(i, j int) { s.Entries[i], s.Entries[j] = s.Entries[j], s.Entries[i] })
		if got, _ := json.Marshal(Fold(s.Input)); string(got) != string(want) {
			t.Fatalf("another order gives\n%s\nand not\n%s", got, want)
		}
	}
}

func TestOfAttemptsOfOneRunTheOneWithAnAuditCounts(t *testing.T) {
	s := newShelf("a")
	s.put("a", 1, with(finding("f1", mustFix)))
	s.put("a", 2, with(finding("f1", mustFix), finding("f2", mustFix)))
	s.put("a", 2, failing("throttled"))
	s.last().At = s.last().At.Add(time.Minute)
	o := Fold(s.Input)
	if o.Systems[0].State != Audited || o.Counts.MustFix != 2 {
		t.Errorf("%v, %+v", said(o), o.Counts)
	}
	if len(o.Since.New) != 1 || len(o.Trend) != 2 || o.Trend[1].Counts.MustFix != 2 || o.Trend[1].Failed != 0 {
		t.Errorf("a second attempt is no run of its own: %+v, %+v", o.Since, o.Trend)
	}
}

func TestNewAndFixedAreSinceTheAuditBefore(t *testing.T) {
	s := newShelf("a", "cut", "failed-between", "other-rules", "first")
	accepted := finding("f4", mustFix)
	s.put("a", 1, with(finding("f1", mustFix), finding("f2", shouldFix), accepted))
	s.put("a", 2, func(r *Record) {
		r.Findings = []Finding{finding("f1", mustFix), finding("f3", shouldFix)}
		r.Waivers = []Waiver{{Name: "w", Findings: []string{"f4"}}}
	})
	s.put("cut", 1, with(finding("f1", mustFix)))
	s.put("cut", 2, func(r *Record) { r.Status = Partial })
	s.put("failed-between", 0, with(finding("f1", mustFix)))
	s.put("failed-between", 1, failing("denied"))
	s.put("failed-between", 2, nil)
	s.put("other-rules", 1, nil)
	s.put("other-rules", 2, func(r *Record) { r.Judged, r.Findings = "ccccccccdddddddd", []Finding{finding("f9", mustFix)} })
	s.put("first", 2, with(finding("f1", mustFix)))
	o := Fold(s.Input)
	list := func(cs []Change) string {
		var out []string
		for _, c := range cs {
			out = append(out, c.System+" "+c.Fingerprint)
		}
		return strings.Join(out, ", ")
	}
	if got := list(o.Since.New); got != "a f3" {
		t.Errorf("new: %s", got)
	}
	if got := list(o.Since.Fixed); got != "failed-between f1, a f2" {
		t.Errorf("fixed: %s; what is waived is not fixed, and what was not observed may be there still", got)
	}
	if o.Since.Compared != 3 || o.Since.RulesChanged != 1 {
		t.Errorf("%d compared, %d judged by other rules", o.Since.Compared, o.Since.RulesChanged)
	}
	for _, x := range o.Systems {
		if x.Name == "cut" && (x.New == nil || x.Fixed != nil) || x.Name == "other-rules" && (x.New != nil || !x.RulesChanged) || x.Name == "first" && x.New != nil {
			t.Errorf("%+v", x)
		}
	}
}

func TestTheTrendBreaksWhereRulesChange(t *testing.T) {
	s := newShelf("a", "b")
	for day := range 3 {
		rules := "aaaaaaaa00000000"
		if day == 2 {
			rules = "bbbbbbbb00000000"
		}
		s.put("a", day, func(r *Record) { r.Judged, r.Findings = rules, []Finding{finding("f1", mustFix)} })
		if day == 1 {
			s.put("b", day, failing("x"))
		} else {
			s.put("b", day, func(r *Record) { r.Judged = rules })
		}
	}
	s.put("a", -100, nil)
	o := Fold(s.Input)
	var got []string
	for _, p := range o.Trend {
		got = append(got, fmt.Sprintf("%s %d+%d must %d break %d parity %.2f", p.Run, p.Systems, p.Failed, p.Counts.MustFix, p.RulesChanged, *p.Parity))
	}
	if want := "run-0 2+0 must 1 break 0 parity 0.80; run-1 1+1 must 1 break 0 parity 0.80; run-2 2+0 must 1 break 2 parity 0.80"; strings.Join(got, "; ") != want {
		t.Errorf("%s", strings.Join(got, "; "))
	}
}

func TestClocksThatAreWrongMoveNothing(t *testing.T) {
	s := newShelf("a", "b", "ahead", "behind")
	for day := 1; day <= 2; day++ {
		for _, name := range []string{"a", "b", "ahead", "behind"} {
			s.put(name, day, func(r *Record) {
				switch name {
				case "ahead":
					r.At = r.At.AddDate(1, 0, 0)
				case "behind":
					r.At = r.At.AddDate(-1, 0, 0)
				}
				if day == 2 {
					r.Findings = []Finding{finding("f2", mustFix)}
				}
			})
		}
	}
	o := Fold(s.Input)
	if o.Tally.Audited != 4 || o.Run != "run-2" || len(o.Since.New) != 4 || len(o.Trend) != 2 {
		t.Errorf("%v, run %s, %d new, %d runs", said(o), o.Run, len(o.Since.New), len(o.Trend))
	}
	if len(o.Notes) != 1 || !strings.Contains(o.Notes[0], "ahead says that it was made at a time to come") {
		t.Errorf("%q", o.Notes)
	}
	// A machine alone, whose run is named after its day: that day is no newest run.
	s.put("a", 2, func(r *Record) { r.Run, r.At = "2027-11-20", r.At.AddDate(1, 0, 0) })
	if o := Fold(s.Input); o.Run != "run-2" || o.Tally.Stale != 0 {
		t.Errorf("run %s, %v", o.Run, said(o))
	}
}

func TestASystemThatIsRunAloneIsNoRun(t *testing.T) {
	s := newShelf("a", "b")
	s.put("a", 2, with(finding("f1", mustFix)))
	s.put("b", 2, nil)
	s.put("a", 2, func(r *Record) { r.Run, r.At = "", r.At.Add(time.Hour) })
	o := Fold(s.Input)
	if o.Run != "run-2" || o.Tally.Audited != 2 || o.Counts.MustFix != 0 || len(o.Since.Fixed) != 1 || len(o.Trend) != 1 {
		t.Errorf("run %s, %v, %+v", o.Run, said(o), o.Since)
	}
}

func TestOneCauseInManySystemsIsOneCampaign(t *testing.T) {
	s := newShelf("a", "b", "c")
	other := finding("f3", shouldFix)
	other.About, other.Rule = "ConfigMap data.X", "builtin/y"
	known := finding("f4", mustFix)
	known.State = "known"
	s.put("a", 2, with(finding("f1", shouldFix), known))
	s.put("b", 2, with(finding("f1", mustFix), finding("f2", shouldFix)))
	s.put("c", 2, with(other))
	o := Fold(s.Input)
	if len(o.Causes) != 1 || strings.Join(o.Causes[0].Systems, " ") != "a b" || o.Causes[0].Verdict != mustFix || o.Causes[0].MustFix != 1 || o.Causes[0].ShouldFix != 2 || o.Causes[0].Example.System != "b" {
		t.Errorf("causes: %+v", o.Causes)
	}
	if len(o.Rules) != 2 || o.Rules[0].Rule != "builtin/x" || strings.Join(o.Rules[0].Owners, " ") != "team-a team-b" {
		t.Errorf("rules: %+v", o.Rules)
	}
}

func TestSecretsAreComparedWithinOneKeyOnly(t *testing.T) {
	s := newShelf("a", "b", "c", "d")
	sealed := func(print, key string) func(*Record) {
		return func(r *Record) {
			r.Secrets = []Sealed{{Print: print, Key: key, Places: []Place{{Environment: "prod", Resource: "Secret pay", Path: "data.token"}}}}
			r.Databases = []Sealed{{Print: "hmac:db-" + print, Key: key, Places: []Place{{Environment: "prod", Resource: "database main"}}}}
		}
	}
	s.put("a", 2, sealed("hmac:1", "k1"))
	s.put("b", 2, sealed("hmac:1", "k1"))
	s.put("c", 2, sealed("hmac:1", "k2"))
	s.put("d", 2, sealed("hmac:2", "k1"))
	o := Fold(s.Input)
	for what, list := range map[string][]SharedThing{"secrets": o.Shared.Secrets, "databases": o.Shared.Databases} {
		if len(list) != 1 || len(list[0].Systems) != 2 || list[0].Systems[0].System != "a" || list[0].Systems[1].System != "b" {
			t.Errorf("%s: %+v", what, list)
		}
	}
	if len(o.Notes) != 1 || !strings.Contains(o.Notes[0], "sealed with 2 keys (a, b and d; c)") || !strings.Contains(o.Notes[0], "cannot be known") {
		t.Errorf("%q", o.Notes)
	}
}

func TestWaiversThatEndSoonAreListedByOwner(t *testing.T) {
	s := newShelf("a", "b")
	s.put("a", 2, func(r *Record) {
		r.Waivers = []Waiver{
			{Name: "soon", Owner: "zoe", Expires: "2026-12-01", Findings: []string{"x", "y"}},
			{Name: "later", Owner: "zoe", Expires: "2027-12-01"},
			{Name: "never", Owner: "zoe"},
			{Name: "nobody's", Expires: "2026-11-30"},
		}
	})
	s.put("b", 2, func(r *Record) {
		r.Waivers = []Waiver{{Name: "over", Owner: "zoe", Expires: "2026-11-01", Expired: true}}
	})
	o := Fold(s.Input)
	var got []string
	for _, w := range o.Waivers {
		for _, x := range w.Waivers {
			got = append(got, fmt.Sprintf("%s: %s %s %v %d", w.Owner, x.System, x.Name, x.Expired, x.Findings))
		}
	}
	if want := "zoe: b over true 0; zoe: a soon false 2; team-a: a nobody's false 0"; strings.Join(got, "; ") != want {
		t.Errorf("%s", strings.Join(got, "; "))
	}
}

func TestWithoutAFileNobodyKnowsWhoNeverRan(t *testing.T) {
	s := newShelf()
	s.Described = false
	s.put("a", 2, func(r *Record) { r.Owner, r.Tier = "o", "2" })
	o := Fold(s.Input)
	if o.Described || len(o.Notes) != 1 || !strings.Contains(o.Notes[0], "never ran is not known") || o.Systems[0].Owner != "o" || o.Systems[0].Tier != "2" {
		t.Errorf("%q, %+v", o.Notes, o.Systems)
	}
	s = newShelf("b")
	s.put("a", 2, nil)
	if o := Fold(s.Input); o.Tally.Never != 1 || len(o.Notes) != 1 || !strings.Contains(o.Notes[0], "records of a, which the fleet's file does not describe") {
		t.Errorf("%q, %v", o.Notes, said(o))
	}
}

func TestOnlyTheNewestAndTheAuditBeforeAreRead(t *testing.T) {
	s := newShelf("a", "b")
	for day := -50; day < 3; day++ {
		s.put("a", day, nil)
	}
	s.put("b", 0, nil)
	s.put("b", 1, failing("x"))
	if got := strings.Join(Needed(s.Entries), " "); got != "a/052 a/053 b/055" {
		t.Errorf("%s", got)
	}
}
