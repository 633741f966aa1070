package workspace

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest/program"
)

// at is the workspace of a config file, at a fixed time.
func at(file string) *Workspace {
	return &Workspace{
		Trusted: true,
		File:    file, Getenv: os.Getenv, Types: all.Types(), Note: func(string, ...any) {},
		Clock: func() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) },
	}
}

// audited is an audit of what the config of w says.
func audited(t *testing.T, w *Workspace) *Session {
	t.Helper()
	s, err := w.Prepare(t.Context(), Request{})
	if err == nil {
		err = w.Observe(t.Context(), s, func(audit.Event) {})
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// liveApp is the screens in a folder with these files, collecting while they are open.
func liveApp(t *testing.T, files map[string]string) (w *Workspace, dir string, options func() tui.Options) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("ENVPARITY_KEY", strings.Repeat("k", 64))
	w = at(filepath.Join(dir, "envparity.hcl"))
	return w, dir, func() tui.Options {
		s, err := w.Prepare(t.Context(), Request{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		t.Cleanup(stop)
		l := w.NewLive(s)
		opts := tui.Options{
			Results: l.Results, Events: l.Events, Failures: l.Failures, Services: w.Services(s, l), Session: LastSession(s.Config),
			Owner: "amy", Theme: "dark", Keys: Keymap(s.Config), Now: w.Clock,
		}
		l.Start(ctx)
		return opts
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const twoEnvFiles = `# kept as it is
environment "staging" {}
environment "prod" { reference = true }
collect "envvars" { file = "${env.name}.env" }
`

func TestAFailedSourceIsCollectedAgainAndJudgedByWhatHoldsNow(t *testing.T) {
	_, dir, options := liveApp(t, map[string]string{
		"envparity.hcl": twoEnvFiles,
		"staging.env":   "LOG_LEVEL=info\nPOOL_SIZE=5\nthis is no assignment\n",
		"prod.env":      "LOG_LEVEL=info\nPOOL_SIZE=5\nQUEUE=orders\n",
	})
	s := program.Start(t, options(), 110, 30)
	s.Until("compared", "1 of 2 sources incomplete")
	s.Press("7").Until("partial", "staging.env:3")
	// The file is mended, a difference comes with it, and somebody writes a rule, all while the screen is open.
	write(t, filepath.Join(dir, "staging.env"), "LOG_LEVEL=debug\nPOOL_SIZE=50\nQUEUE=orders\n")
	write(t, filepath.Join(dir, "envparity.hcl"), twoEnvFiles+`
rule "pools" {
  when    = matches(drift.path, "POOL_SIZE")
  verdict = "must-fix"
  reason  = "Pools are to be the same."
}
`)
	s.Press("r").UntilGone("incomplete")
	s.Press("2").Until("POOL_SIZE", "Pools are to be the same.", "✗ must-fix  1")

	// A config that is broken is told over the screen, and what is there stays.
	write(t, filepath.Join(dir, "envparity.hcl"), "environment {\n")
	s.Press("R").Until("Not collected again", "Unclosed configuration block", "POOL_SIZE")
}

// TestAWholeSession finds, filters, accepts, undoes, accepts again and quits; then the waiver file and the next check.
func TestAWholeSession(t *testing.T) {
	w, dir, options := liveApp(t, map[string]string{
		"envparity.hcl": twoEnvFiles,
		"staging.env":   "LOG_LEVEL=debug\nPOOL_SIZE=50\nPAYMENT_URL=https://pay.staging.example.com\n",
		"prod.env":      "LOG_LEVEL=info\nPOOL_SIZE=5\nPAYMENT_URL=https://pay.staging.example.com\n",
		"envparity.waivers.hcl": `# Reviewed every quarter.

waiver "gone" {
  fingerprint = "0123456789abcdef" # of last year
  owner       = "@platform"
  reason      = "Kept to see that comments stay."
  expires     = "2027-01-01"
}
`,
	})
	path := filepath.Join(dir, "envparity.waivers.hcl")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := program.Start(t, options(), 120, 36)
	s.Until("must-fix", "Begin with", "PAYMENT_URL")
	s.Press("/").Until("of 3").Type("pool").Until("1 of 3").Press("enter").Until("Findings 1 of 3", "POOL_SIZE")
	s.Press("a").Until("Reason", "will be added to envparity.waivers.hcl:")
	s.Type("Staging has a small database.").Until("Staging has a small database.\"").Press("ctrl+s").Until("Accepted 1 finding")
	written, _ := os.ReadFile(path)
	if !bytes.HasPrefix(written, bytes.TrimRight(before, "\n")) || !strings.Contains(string(written), "Staging has a small database.") {
		t.Fatalf("the waiver file is\n%s", written)
	}
	s.Press("u").Until("Taken back")
	if again, _ := os.ReadFile(path); !bytes.Equal(again, before) {
		t.Fatalf("undo left\n%s", again)
	}
	s.Press("a").Until("will be added").Type("Staging has a small database.").Press("ctrl+s").Until("Accepted 1 finding")
	s.Press("R").Until("Collecting everything again").Press("esc", "1").Until("1 waived")
	s.Quit()

	next := audited(t, w)
	waived := 0
	for i := range next.Result.Findings {
		f := &next.Result.Findings[i]
		if f.State == rules.Waived {
			waived++
			if f.Drift.Path != "POOL_SIZE" || f.Waiver.Owner != "amy" || f.Waiver.Reason != "Staging has a small database." {
				t.Errorf("waived %s by %+v", f.Drift.Path, f.Waiver)
			}
		}
	}
	if waived != 1 {
		t.Errorf("%d findings are waived in the next check, want 1", waived)
	}
	kept := LastSession(next.Config)
	if len(kept.Queries) != 1 || kept.Queries[0] != "pool" {
		t.Errorf("the filter is not kept for the next session: %+v", kept)
	}
}

// A verdict is of an environment against the reference. While that is being collected there is nothing to show.
func TestAnAuditWaitsForTheReference(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "envparity.hcl"), "environment \"dev\" {}\n"+twoEnvFiles)
	for _, env := range []string{"dev", "staging", "prod"} {
		write(t, filepath.Join(dir, env+".env"), "LOG_LEVEL="+env+"\n")
	}
	t.Setenv("ENVPARITY_KEY", strings.Repeat("k", 64))
	w := at(filepath.Join(dir, "envparity.hcl"))
	s := audited(t, w)
	for name, c := range map[string]struct {
		order []string
		want  string // the reference of the first result, "" while there is none
	}{
		"others first":           {[]string{"dev", "staging"}, ""},
		"the reference last":     {[]string{"dev", "staging", "prod"}, "prod"},
		"the reference and one":  {[]string{"prod", "dev"}, "prod"},
		"the reference is alone": {[]string{"prod"}, ""},
	} {
		l := w.NewLive(s)
		l.busy = len(l.envs)
		for _, env := range c.order {
			var of []*snapshot.Snapshot
			for _, x := range s.Snapshots {
				if x.Environment == env {
					of = append(of, x)
				}
			}
			l.came(env, of)
		}
		got := ""
		select {
		case r := <-l.Results:
			got = r.Reference
		default:
		}
		if got != c.want {
			t.Errorf("%s: an audit against %q, want %q", name, got, c.want)
		}
	}
	l := w.NewLive(s) // the reference cannot be collected
	l.Events = make(chan audit.Event, 8)
	l.busy = len(l.envs)
	for _, x := range s.Snapshots {
		if x.Environment != "prod" {
			l.came(x.Environment, []*snapshot.Snapshot{x})
		}
		l.ended()
	}
	if r := <-l.Results; len(r.Environments) != 2 {
		t.Errorf("%d environments", len(r.Environments))
	}
}
