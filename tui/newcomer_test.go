package tui_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// What misled somebody who did five tasks without having seen the screens before.

func TestALooseMatchOfLettersFindsNothingThatWrites(t *testing.T) {
	w := &writer{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Services: w.services(), Owner: "me"}, 100, 30)
	d.Press("a").Type("known until the migration").Press("ctrl+s")
	d.Press(":").Type("tickt").Check().Lacks("Take the last decision back")
	d.Press("enter", "esc", "esc")
	if len(w.waivers) != 1 {
		t.Fatal("a search for something else took the decision back")
	}
}

func TestUndoChosenByItsNameAsksFirst(t *testing.T) {
	w := &writer{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Services: w.services(), Owner: "me"}, 100, 30)
	d.Press("a").Type("known until the migration").Press("ctrl+s")
	d.Press(":").Type("take the last").Press("enter").Check().Sees("Accepted 1 finding: take this back?", "enter take it back", "esc cancel")
	d.Press("esc")
	if len(w.waivers) != 1 {
		t.Fatal("cancelling took the decision back")
	}
	d.Press(":").Type("take the last").Press("enter", "enter").Check().Sees("Taken back")
	if len(w.waivers) != 0 {
		t.Fatal("the answer yes did not take the decision back")
	}
}

// valued returns the shop with one finding of these values in dev, staging and prod, which are in these classes.
func valued(collector string, texts [3]string, classes [3]int) *audit.Result {
	r := tuitest.Shop()
	f := &r.Findings[0]
	d := *f.Drift
	d.Kind, d.Collector, d.Split, d.Facts, d.Sides = drift.Changed, collector, "", drift.Facts{}, nil
	for i, text := range texts {
		d.Sides = append(d.Sides, tuitest.Value(text, classes[i], "deploy/all.yaml", 3+i))
	}
	f.Drift = &d
	return r
}

func TestWhyValuesCountAsAlike(t *testing.T) {
	for _, c := range []struct {
		name, collector string
		texts           [3]string
		want            string
	}{
		{"measured times", "journeys", [3]string{"p50 41 ms, p95 841 ms", "p50 38 ms, p95 61 ms", "p50 40 ms, p95 56 ms"}, "not found to differ from prod"},
		{"two notations of one time", "kubernetes", [3]string{"7s", "60s", "1m"}, "the same, written in another"},
		{"the environments' own names", "kubernetes", [3]string{"x", "db.staging.example", "db.prod.example"}, "the same but for"},
	} {
		for _, size := range sizes {
			d := tuitest.Start(t, tui.Options{Result: valued(c.collector, c.texts, [3]int{1, 0, 0}), Start: "findings", Query: "DATABASE_URL"}, size[0], size[1])
			d.Press("enter").Check()
			if !strings.Contains(d.Screen(), c.want) {
				t.Errorf("%s, %v: no %q:\n%s", c.name, size, c.want, d.Screen())
			}
		}
	}
}

func TestEachEnvironmentOfAGroupThatReadsDifferentlyHasALineTheReferenceFirst(t *testing.T) {
	r := tuitest.Eight()
	d := r.Findings[0].Drift
	d.Kind, d.Collector = drift.Changed, "journeys"
	for i := range d.Sides {
		d.Sides[i] = tuitest.Value(fmt.Sprintf("p50 %d ms, p95 %d ms", 40+i, 60+i), 0, "envparity.hcl", 3)
	}
	d.Sides[5].Class = 1
	for _, size := range [][2]int{{60, 40}, {100, 40}, {200, 60}} {
		s := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Query: "DB_HOST"}, size[0], size[1]).Press("enter").Check()
		at := -1
		for _, env := range []string{"prod     p50 47", "dev      p50 40", "qa       p50 41", "preprod  p50 46"} {
			if k := strings.Index(s.Screen(), env); k < at {
				t.Errorf("%v: %q is not seen, or is before the reference:\n%s", size, env, s.Screen())
			} else {
				at = k
			}
		}
	}
}

func TestThereIsAReasonWhereThereIsNoCommit(t *testing.T) {
	r := tuitest.Shop()
	r.History.Read = true
	r.Findings[0].Drift.Sides[0].Source.File = "db/dev.sql"
	r.Findings[0].Drift.Sides[1].Source.File, r.Findings[0].Drift.Sides[2].Source.File = "db/staging.sql", "db/prod.sql"
	d := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Query: "DATABASE_URL", Services: screen.Services{Commits: &commits{}}}, 100, 40)
	d.Lacks(" o commit").Press("o").Check().Sees("Not now: history reads files with keys, and db/dev.sql has none", "git log -p -- db/dev.sql")
	d.Press("enter").Check().Lacks(" o commit").Sees("No commit is known: history reads files with keys")
	d.Press("o").Check().Sees("git log -p -- db/dev.sql")
	d = tuitest.Start(t, tui.Options{Result: tuitest.Eight(), Start: "findings", Query: "DB_HOST", Services: screen.Services{Commits: &commits{}}}, 100, 30)
	d.Sees(" o commit").Press("enter").Sees(" o commit")
}

func TestOpenAllOpensAllFoldsOfThePage(t *testing.T) {
	r := tuitest.Shop()
	f := &r.Findings[3]
	f.Evidence = []drift.Sign{{Name: "image", Weight: 0.5, Text: "an image differs"}}
	for i := range 7 {
		f.Drift.Places = append(f.Drift.Places, drift.Place{Resource: drift.ResourceRef{Kind: "Job", Name: fmt.Sprintf("batch-%d", i)}, Path: "spec.image"})
	}
	d := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Query: "resource:=search"}, 100, 60).Press("enter")
	d.Lacks("an image differs", "batch-6").Press("=").Check().Sees("an image differs", "batch-6").Lacks("more\n")
	d.Press("-").Check().Lacks("an image differs", "batch-6")
}

func TestALongValueOfATableIsShownWhole(t *testing.T) {
	r := tuitest.Tables()
	for _, at := range r.Tables {
		for _, res := range at.At {
			if res == nil {
				continue
			}
			if c := res.Root.Child("columns"); c != nil {
				c.Children = append(c.Children, snapshot.Node{Key: "zoned", Kind: snapshot.String, Text: "timestamp with time zone not null default now() at the very end"})
			}
		}
	}
	for _, size := range [][2]int{{60, 60}, {100, 60}} {
		d := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Query: "app.orders"}, size[0], size[1]).Press("t", "=").Check()
		d.Lacks("the very end").Press("w").Check()
		if text := strings.Join(strings.Fields(d.Screen()), ""); !strings.Contains(text, "end") {
			t.Errorf("%v: the end of the value is not seen:\n%s", size, d.Screen())
		}
		d.Press("w").Check().Lacks("the very end")
	}
}

func TestAKeyThatDoesNothingOnTheFindingSaysWhy(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: "engine_version"}, 100, 30).Press("enter")
	for key, want := range map[string]string{
		"w": "No value on this page is cut.", "l": "All environments are shown", "enter": "this line has no fold and no source", "t": "not about a table",
	} {
		d.Press("g", key).Check().Sees(want)
	}
}

func TestAFindingOfManyPlacesSaysSoAtEveryWidth(t *testing.T) {
	w := &writer{}
	for _, width := range []int{60, 80, 100, 200} {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: "search-index", Services: w.services(), Owner: "me"}, width, 30)
		d.Sees("×3").Press("enter").Check().Sees("one of 3 places; CronJob search-index is another")
		d.Press("a").Check().Sees("Accept 1 finding in 3 places").Type("on purpose").Press("ctrl+s").Check().Sees("Accepted 1 finding in 3 places")
	}
}

func TestEnterSaysThatItOpensTheEditorAndWhere(t *testing.T) {
	w := &writer{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: "DATABASE_URL", Services: w.services()}, 60, 60).Press("enter")
	d.Lacks("enter edit")
	for range 40 {
		if d.Press("j"); strings.Contains(d.Screen(), "enter edit") {
			break
		}
	}
	d.Check().Sees("enter edit depl", "yaml:28")
	if d.Press("enter"); len(w.opened) != 1 {
		t.Fatalf("opened %v", w.opened)
	}
}

// exporter keeps in memory what is exported.
type exporter struct {
	files []string
	there string // a file that is there already
}

func (e *exporter) Propose() string { return "envparity-1.json" }

func (e *exporter) Export(_ []*rules.Finding, file string) error {
	if file == e.there {
		return errors.New("it is there already")
	}
	e.files = append(e.files, file)
	return nil
}

func (e *exporter) JSON([]*rules.Finding) (string, error) { return "{}", nil }

func (e *exporter) Task(fs []*rules.Finding) (string, error) {
	return "## " + fs[0].Drift.Resource.Name, nil
}

func TestExportingAsksForTheFileBeforeItWrites(t *testing.T) {
	e := &exporter{there: "there.json"}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Services: screen.Services{Export: e}}, 80, 24)
	d.Press("x").Check().Sees("Export 10 findings", "envparity-1.json", "enter write", "esc cancel")
	if d.Press("esc"); len(e.files) != 0 {
		t.Fatal("cancelling wrote")
	}
	d.Press("x", "ctrl+u").Type("there.json").Press("enter").Check().Sees("it is there already")
	d.Press("ctrl+u").Type("out.json").Press("enter").Check().Sees("Exported 10 findings to out.json.")
	if !slices.Equal(e.files, []string{"out.json"}) {
		t.Fatalf("wrote %q", e.files)
	}
}

func TestATaskForATicketAndTheFingerprintAreOnTheFinding(t *testing.T) {
	for _, size := range sizes {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: "DATABASE_URL", Services: screen.Services{Export: &exporter{}}}, size[0], size[1])
		d.Press("enter", "c").Check().Sees("Copied a task for a ticket")
		if !slices.Contains(d.Ran, "clipboard: ## orders") {
			t.Fatalf("ran %q", d.Ran)
		}
		d.Press("G").Check().Sees("Fingerprint", tuitest.Shop().Findings[0].Fingerprint)
	}
	tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Services: screen.Services{Export: &exporter{}}}, 80, 24).Press(":").Type("ticket").Check().Sees("Copy a task for a ticket")
}

func TestALongSentenceIsShownWhole(t *testing.T) {
	w := &writer{broken: nil}
	r := tuitest.Shop()
	d := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Services: w.services(), Owner: "me"}, 60, 24)
	d.Press("a").Type("known until the migration").Press("ctrl+s")
	fp := w.waivers[0].Finding.Fingerprint
	for i := range r.Findings {
		if r.Findings[i].Fingerprint == fp {
			r.Findings[i].State = rules.Waived
		}
	}
	d.Press("u").Check().Sees("Taken back: Accepted 1 finding. This audit still counts")
	if !strings.Contains(strings.Join(strings.Fields(d.Screen()), " "), "This audit still counts it.") {
		t.Fatalf("the sentence is cut:\n%s", d.Screen())
	}
}

// commits is a repository without pages.
type commits struct{}

func (*commits) Commit(context.Context, string) (screen.CommitShown, error) {
	return screen.CommitShown{Text: "commit"}, nil
}
