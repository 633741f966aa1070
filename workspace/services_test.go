package workspace

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

// shopAt is a workspace with the example system, in a folder of its own.
func shopAt(t *testing.T) (*Workspace, *Session) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("ENVPARITY_KEY", strings.Repeat("k", 64))
	file, err := shop.Extract(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := at(file)
	return w, audited(t, w)
}

func TestAWaiverWrittenOnTheScreenHoldsInTheNextCheck(t *testing.T) {
	w, s := shopAt(t)
	path := s.Config.Resolve(s.Config.Waivers)
	before, _ := os.ReadFile(path)
	l := w.NewLive(s)
	l.Hold(s)
	d := tuitest.Start(t, tui.Options{Result: s.Result, Start: "findings", Services: w.Services(s, l), Now: w.Clock}, 120, 40)
	d.Press("/").Type("kind:leaked").Press("enter").Check()
	leaked := 0
	for i := range s.Result.Findings {
		if s.Result.Findings[i].Drift.Kind == "leaked" {
			leaked++
		}
	}
	d.Press("*", "a").Type("until the new bucket is there").Press("tab")
	for range 40 {
		d.Press("backspace")
	}
	d.Type("@data").Check().Sees("until the new bucket is there")
	d.Press("ctrl+s").Check().Sees("Accepted")

	next := audited(t, w)
	waived := 0
	for i := range next.Result.Findings {
		f := &next.Result.Findings[i]
		if f.Drift.Kind == "leaked" && f.State == rules.Waived && f.Waiver.Owner == "@data" {
			waived++
		}
	}
	if waived != leaked || leaked == 0 {
		t.Fatalf("%d of %d leaks are waived in the next audit", waived, leaked)
	}
	d.Press("u").Check().Sees("Taken back")
	after, _ := os.ReadFile(path)
	if !bytes.Equal(before, after) {
		t.Fatalf("undo left the waiver file as\n%s", after)
	}
}

func TestARuleWrittenOnTheScreenDecidesTheNextAudit(t *testing.T) {
	w, s := shopAt(t)
	before, err := os.ReadFile(s.Config.File)
	if err != nil {
		t.Fatal(err)
	}
	f, err := firstWith(s.Result, "should-fix")
	if err != nil {
		t.Fatal(err)
	}
	file := ruleFile{w, s.Config, func() (*audit.Result, audit.Options) { return s.Result, s.Options }}
	r := file.Suggest(f)
	r.Reason = "Decided by the team."
	promised, err := file.Decides(r)
	if err != nil || !slices.Contains(promised, f.Fingerprint) {
		t.Fatalf("the rule is said to decide %v, %v; want %s among them", promised, err, f.Fingerprint)
	}
	none := r
	none.When = `resource.name == "nowhere"`
	if fps, err := file.Decides(none); err != nil || len(fps) > 0 {
		t.Errorf("a rule that holds nowhere decides %v, %v", fps, err)
	}
	undo, err := file.WriteRule(r)
	if err != nil {
		t.Fatal(err)
	}
	next := audited(t, w)
	g, err := next.Result.Find(f.Fingerprint)
	if err != nil || g.Verdict != rules.Acceptable || !strings.Contains(g.Rule, r.Name) {
		t.Fatalf("%v: %+v", err, g)
	}
	var kept []string
	for i := range next.Result.Findings {
		if x := &next.Result.Findings[i]; strings.HasSuffix(x.Rule, "/"+r.Name) {
			kept = append(kept, x.Fingerprint)
		}
	}
	slices.Sort(kept)
	slices.Sort(promised)
	if !slices.Equal(kept, promised) {
		t.Errorf("decides %v, was said to decide %v", kept, promised)
	}
	written, _ := os.ReadFile(s.Config.File)
	if !bytes.HasPrefix(written, bytes.TrimRight(before, "\n")) {
		t.Fatal("the file's own lines changed")
	}
	if err := undo(); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(s.Config.File); !bytes.Equal(before, after) {
		t.Fatalf("undo left\n%s", after)
	}
	r.When = "drift.nonsense =="
	if _, err := file.PreviewRule(r); err == nil {
		t.Fatal("a condition that does not parse was taken")
	}
}

func firstWith(r *audit.Result, v rules.Verdict) (*rules.Finding, error) {
	for i := range r.Findings {
		if r.Findings[i].Verdict == v && r.Findings[i].Drift.Path != "" {
			return &r.Findings[i], nil
		}
	}
	return nil, os.ErrNotExist
}

func TestEditorsAreToldTheLineInTheirOwnWay(t *testing.T) {
	for editor, want := range map[string]string{
		"vim": "+12 f", "/usr/bin/nano": "+12 f", "emacs": "+12 f", "nvim": "+12 f", "emacsclient": "+12 f", "kak": "+12 f", "micro": "+12 f",
		"code": "--goto f:12", "cursor": "--goto f:12", "hx": "f:12", "subl": "f:12", "zed": "f:12", "goland": "--line 12 f", "notepad": "f",
	} {
		if got := strings.Join(atLine(editor, "f", 12), " "); got != want {
			t.Errorf("%s: got %q, want %q", editor, got, want)
		}
	}
}

func TestFindingsAreCopiedAsTheReportHasThem(t *testing.T) {
	w, s := shopAt(t)
	l := w.NewLive(s)
	l.Hold(s)
	text, err := w.Services(s, l).Export.JSON([]*rules.Finding{&s.Result.Findings[0]})
	if err != nil {
		t.Fatal(err)
	}
	var d report.Document
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	if d.Schema != report.Schema || len(d.Findings) != 1 || d.Findings[0].Fingerprint != s.Result.Findings[0].Fingerprint {
		t.Errorf("copied %s with %d findings", d.Schema, len(d.Findings))
	}
	if len(s.Result.Findings) < 2 {
		t.Error("copying one finding left no other in the audit")
	}
}
