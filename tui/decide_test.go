package tui_test

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// writer has a waiver file, a rule file and an editor in memory.
type writer struct {
	waivers []screen.NewWaiver
	rules   []screen.NewRule
	opened  []snapshot.Source
	decides []string // what every rule decides
	broken  error
}

func (w *writer) services() screen.Services {
	return screen.Services{Waivers: w, Rules: w, Editor: w}
}

func (w *writer) PreviewWaivers(ws []screen.NewWaiver) (screen.Change, error) {
	var b strings.Builder
	for _, n := range ws {
		fmt.Fprintf(&b, "waiver %q {\n  owner  = %q\n  reason = %q\n}\n", n.Finding.Drift.Resource.Name, n.Owner, n.Reason)
	}
	return screen.Change{File: "envparity.waivers.hcl", Line: 1, Text: b.String()}, nil
}

func (w *writer) WriteWaivers(ws []screen.NewWaiver) (func() error, error) {
	if w.broken != nil {
		return nil, w.broken
	}
	before := w.waivers
	w.waivers = append(w.waivers[:len(w.waivers):len(w.waivers)], ws...)
	return func() error { w.waivers = before; return nil }, nil
}

func (w *writer) PreviewRule(r screen.NewRule) (screen.Change, error) {
	return screen.Change{File: "envparity.hcl", Line: 9, Text: "rule \"" + r.Name + "\" {}"}, nil
}

func (w *writer) WriteRule(r screen.NewRule) (func() error, error) {
	w.rules = append(w.rules, r)
	return func() error { w.rules = w.rules[:len(w.rules)-1]; return nil }, nil
}

func (w *writer) Decides(screen.NewRule) ([]string, error) { return w.decides, nil }

func (w *writer) Suggest(f *rules.Finding) screen.NewRule {
	return screen.NewRule{Name: "suggested", When: "resource.kind == \"" + f.Drift.Resource.Kind + "\"", Verdict: rules.Acceptable}
}

func (w *writer) Command(s snapshot.Source) (*exec.Cmd, error) {
	w.opened = append(w.opened, s)
	return exec.Command("true"), nil
}

func TestAcceptingAsksShowsWritesAndUndoes(t *testing.T) {
	w := &writer{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Services: w.services(), Owner: "me"}, 100, 30)
	d.Press("a").Check().Sees("Accept", "Reason", "will be added to envparity.waivers.hcl:1")
	d.Press("ctrl+s").Sees("give a reason")
	d.Type("known until the migration").Check().Sees("+   reason = \"known until the migration\"")
	d.Press("enter", "enter", "enter").Check()
	if len(w.waivers) != 1 || w.waivers[0].Reason != "known until the migration" || w.waivers[0].Owner != "orders" {
		t.Fatalf("wrote %+v", w.waivers)
	}
	d.Sees("Accepted 1 finding")
	d.Press("u").Check().Sees("Taken back")
	if len(w.waivers) != 0 {
		t.Fatalf("undo left %+v", w.waivers)
	}
}

// An audit that was made after the decision shows it until the next audit.
func TestTakingBackWhatTheAuditCountsSaysSo(t *testing.T) {
	w := &writer{}
	r := tuitest.Shop()
	d := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Services: w.services(), Owner: "me"}, 120, 30)
	d.Press("a").Type("known until the migration").Press("ctrl+s").Sees("Accepted 1 finding")
	fp := w.waivers[0].Finding.Fingerprint
	for i := range r.Findings {
		if r.Findings[i].Fingerprint == fp {
			r.Findings[i].State = rules.Waived
		}
	}
	d.Press("u").Sees("Taken back", "This audit still counts it.")
}

func TestAllReplicaDifferencesOfATeamAreAcceptedAtOnce(t *testing.T) {
	w := &writer{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Huge(600), Start: "findings", Services: w.services()}, 120, 40)
	d.Press("/").Type("path:**.replicas owner:payments").Press("enter", "*").Check().Sees("marked")
	d.Press("a").Type("staging is smaller").Press("ctrl+s").Check()
	if len(w.waivers) == 0 {
		t.Fatal("nothing was written")
	}
	for _, n := range w.waivers {
		if n.Owner != "payments" || !strings.HasSuffix(n.Finding.Drift.Path, "replicas") {
			t.Fatalf("accepted %s of %q", n.Finding.Drift.Path, n.Owner)
		}
	}
	d.Lacks(" marked")
	d.Press("u")
	if len(w.waivers) != 0 {
		t.Fatal("one undo did not take back the whole batch")
	}
}

func TestAWriteThatFailsLosesNothingThatWasTyped(t *testing.T) {
	w := &writer{broken: errors.New("envparity.waivers.hcl:3: a brace is missing; mend the file first")}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "walk", Services: w.services(), Owner: "me"}, 100, 30)
	d.Press("a").Type("because").Press("ctrl+s").Check().Sees("a brace is missing", "because")
	w.broken = nil
	d.Press("ctrl+s").Check().Sees("2 of 7", "1 accepted")
}

func TestTheWalkGoesOnUndoesAndResumes(t *testing.T) {
	w := &writer{}
	var saved screen.Session
	s := w.services()
	s.Save = func(x screen.Session) error { saved = x; return nil }
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "walk", Services: s, Owner: "me"}, 100, 30).Check()
	d.Sees("Walk 1 of 7", "DATABASE_URL")
	d.Press("space").Check().Sees("PAYMENT_KEY", "1 left")
	d.Press("r").Check().Sees("Make a rule", "suggested", "It decides no finding of this audit").Press("esc")
	w.decides = []string{tuitest.Shop().Findings[1].Fingerprint, tuitest.Shop().Findings[4].Fingerprint}
	d.Press("r").Check().Sees("Make a rule", "suggested", "It decides 2 findings of this audit.")
	d.Press("tab", "tab", "tab").Type("it is shared on purpose").Press("ctrl+s").Check().Sees("engine_version", "2 by rule", "Made the rule suggested, which decides 2 findings")
	d.Press("u").Check().Sees("PAYMENT_KEY")
	if len(w.rules) != 0 {
		t.Fatal("undo left the rule")
	}
	d.Press("q")
	if !d.Quit || saved.WalkAt == "" || len(saved.Left) != 1 {
		t.Fatalf("kept %+v", saved)
	}
	again := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "walk", Services: s, Session: saved}, 100, 30)
	again.Sees("PAYMENT_KEY", "where you stopped")
}

func TestTheEditorOpensWhereTheForeignWordStands(t *testing.T) {
	w := &writer{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: "kind:leaked", Services: w.services()}, 100, 30)
	d.Press("e")
	if len(w.opened) != 1 || w.opened[0].File != "deploy/overlays/prod/orders.yaml" || w.opened[0].Line != 28 {
		t.Fatalf("opened %+v", w.opened)
	}
	if len(d.Ran) != 1 || d.Ran[0] != "exec" {
		t.Fatalf("ran %v", d.Ran)
	}
}

func TestCopyingUsesOSC52AndSaysWhat(t *testing.T) {
	var native string
	s := screen.Services{Copy: func(text string) error { native = text; return nil }}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: "kind:leaked", Services: s}, 100, 30)
	d.Press("y").Check().Sees("Copied the value in prod.")
	want := "postgres://orders@db.staging.shop.example:5432/orders"
	if len(d.Ran) != 1 || d.Ran[0] != "clipboard: "+want || native != want {
		t.Fatalf("ran %v, native %q", d.Ran, native)
	}
}

func TestKeysThatCannotActSayWhy(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings"}, 100, 30)
	d.Press("a").Check().Sees("Not now: this audit has no waiver file to write to.")
	d.Press("u").Check().Sees("nothing was decided yet")
}

func TestARowNamesThePlaceThatTheFilterAsksFor(t *testing.T) {
	for filter, want := range map[string]string{"search-worker": "search-worker", "resource:search-index": "search-index", "kind:changed search": "search "} {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: filter}, 120, 30).Check()
		if !d.At(want) {
			t.Errorf("%q: the row does not name %q:\n%s", filter, want, d.Screen())
		}
	}
}
