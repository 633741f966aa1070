package cli

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

// shopApp is the program on the example system, in a folder of its own.
func shopApp(t *testing.T) (*app, *session) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("ENVPARITY_KEY", strings.Repeat("k", 64))
	file, err := shop.Extract(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a := &app{
		out: &bytes.Buffer{}, err: &bytes.Buffer{}, term: term.Facts{Unicode: true, Width: 100}, getenv: os.Getenv,
		clock: func() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) }, types: collectorTypes(), config: file, quiet: true,
	}
	s, err := a.audit(context.Background(), auditOptions{failOn: "never"})
	if err != nil {
		t.Fatal(err)
	}
	return a, s
}

func TestAWaiverWrittenOnTheScreenHoldsInTheNextCheck(t *testing.T) {
	a, s := shopApp(t)
	path := s.config.Resolve(s.config.Waivers)
	before, _ := os.ReadFile(path)
	l := &live{app: a, cfg: s.config, options: s.options, last: s.result}
	d := tuitest.Start(t, tui.Options{Result: s.result, Start: "findings", Services: a.services(s.config, l), Now: a.clock}, 120, 40)
	d.Press("/").Type("kind:leaked").Press("enter").Check()
	leaked := 0
	for i := range s.result.Findings {
		if s.result.Findings[i].Drift.Kind == "leaked" {
			leaked++
		}
	}
	d.Press("*", "a").Type("until the new bucket is there").Press("tab")
	for range 40 {
		d.Press("backspace")
	}
	d.Type("@data").Check().Sees("until the new bucket is there")
	d.Press("ctrl+s").Check().Sees("Accepted")

	next, err := a.audit(context.Background(), auditOptions{failOn: "never"})
	if err != nil {
		t.Fatal(err)
	}
	waived := 0
	for i := range next.result.Findings {
		f := &next.result.Findings[i]
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
	a, s := shopApp(t)
	before, err := os.ReadFile(s.config.File)
	if err != nil {
		t.Fatal(err)
	}
	f, err := firstWith(s.result, "should-fix")
	if err != nil {
		t.Fatal(err)
	}
	file := ruleFile{a, s.config}
	r := file.Suggest(f)
	r.Reason = "Decided by the team."
	undo, err := file.WriteRule(r)
	if err != nil {
		t.Fatal(err)
	}
	next, err := a.audit(context.Background(), auditOptions{failOn: "never"})
	if err != nil {
		t.Fatal(err)
	}
	g, err := next.result.Find(f.Fingerprint)
	if err != nil || g.Verdict != rules.Acceptable || !strings.Contains(g.Rule, r.Name) {
		t.Fatalf("%v: %+v", err, g)
	}
	written, _ := os.ReadFile(s.config.File)
	if !bytes.HasPrefix(written, bytes.TrimRight(before, "\n")) {
		t.Fatal("the file's own lines changed")
	}
	if err := undo(); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(s.config.File); !bytes.Equal(before, after) {
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
