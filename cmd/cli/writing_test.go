package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// writer is one command that writes a file.
type writer struct {
	name string
	args []string
	file string // what it writes, below the folder that place lays
	// ready makes of the place one in which the command has something to write that differs from the last time.
	ready func(t *testing.T, p *place, turn int)
	// whole says whether a file's bytes are one of the wholes that the command may leave; nil for those seen before.
	whole func(text []byte) bool
}

// place is a repository with a home beside it.
type place struct {
	dir, repo, server string
	prints            []string // fingerprints of findings
}

// env is the process environment of a command there.
func (p *place) env() []string {
	home := filepath.Join(p.dir, "home")
	env := append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/config", "XDG_STATE_HOME="+home+"/state", "XDG_CACHE_HOME="+home+"/cache", "ENVPARITY_KEY="+strings.Repeat("0123456789abcdef", 4))
	return env
}

func (p *place) command(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args, cmd.Dir, cmd.Env = append([]string{"envparity"}, args...), p.repo, p.env()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = nil, &said
	return cmd, &said
}

// laidWriting lays a repository in which every writer has something to write.
func laidWriting(t *testing.T, dir, server string) *place {
	t.Helper()
	p := &place{dir: dir, repo: filepath.Join(dir, "repo"), server: server}
	lay(t, p.repo, map[string]string{
		".git/HEAD": "ref: refs/heads/main\n", "tool.sh": "#!/bin/sh\necho X=$1\n",
		"new/deploy/dev.env": "A=1\n", "new/deploy/prod.env": "A=2\n",
	})
	if err := os.Chmod(filepath.Join(p.repo, "tool.sh"), 0o755); err != nil { //nolint:gosec // it has to be runnable to be run
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.vary(t, 0)
	return p
}

// vary changes what is observed, and the config's text.
func (p *place) vary(t *testing.T, turn int) {
	t.Helper()
	lay(t, p.repo, map[string]string{
		"deploy/dev.env": fmt.Sprintf("A=1\nB=2\nTURN=%d\nLONG=%s\n", turn, strings.Repeat("x", 100_000*(1+turn%2))), "deploy/prod.env": "A=2\nB=3\nTURN=prod\n",
	})
	p.config(t, turn)
}

func (p *place) config(t *testing.T, turn int) {
	t.Helper()
	lay(t, p.repo, map[string]string{"envparity.hcl": fmt.Sprintf(`# turn %d
environment "dev" { base_url = %q }
environment "prod" {
base_url = %q
reference = true
}
collect "envvars" { file = "deploy/${env.name}.env" }
collect "envvars" {
   as = "x"
   exec = ["./tool.sh", env.name]
}
journey "j" {
  rounds = 2
  step "s" { request = "GET /" }
}
`, turn, p.server, p.server)})
}

const writtenAt = "2026-11-20"

// writers are all commands that write a file.
func writers() []writer {
	vary := func(t *testing.T, p *place, turn int) { t.Helper(); p.vary(t, turn%2) }
	run := func(text []byte) bool { _, err := runfile.DecodeRun(bytes.NewReader(text)); return err == nil }
	return []writer{
		{name: "snapshot", args: []string{"snapshot", "-o", "snaps", "--trust", "--now", writtenAt}, file: "repo/snaps/dev.snapshot.json", ready: vary},
		{name: "snapshot --label", args: []string{"snapshot", "--label", "v1", "--trust", "--now", writtenAt}, file: "repo/.envparity/store/snapshots/dev/*.json", ready: vary, whole: func(text []byte) bool { return json.Valid(text) && bytes.Contains(text, []byte(archive.Schema)) }},
		{name: "check --output", args: []string{"check", "-o", "report.html", "--format", "html", "--trust", "--now", writtenAt}, file: "repo/report.html", ready: vary},
		{name: "baseline write", args: []string{"baseline", "write", "--trust", "--now", writtenAt}, file: "repo/envparity.baseline.json", ready: func(t *testing.T, p *place, turn int) {
			t.Helper()
			p.vary(t, 0)
			if turn%2 == 1 {
				lay(t, p.repo, map[string]string{"deploy/prod.env": "A=1\nB=3\n"})
			}
		}},
		{name: "waive", args: []string{"waive", "PRINT", "--reason", "tried", "--owner", "@a", "--expires", "2027-01-01", "--trust", "--now", writtenAt}, file: "repo/envparity.waivers.hcl", ready: func(t *testing.T, p *place, _ int) {
			t.Helper()
			p.vary(t, 0)
			if len(p.prints) == 0 {
				p.prints = prints(t, p)
			}
			lay(t, p.repo, map[string]string{"envparity.waivers.hcl": "# none yet\n"})
		}},
		{name: "waive --remove", args: []string{"waive", "PRINT", "--remove"}, file: "repo/envparity.waivers.hcl", ready: func(t *testing.T, p *place, _ int) {
			t.Helper()
			p.vary(t, 0)
			if len(p.prints) == 0 {
				p.prints = prints(t, p)
			}
			lay(t, p.repo, map[string]string{"envparity.waivers.hcl": fmt.Sprintf("# one\n\nwaiver \"w\" {\n  fingerprint = %q\n  reason      = \"r\"\n  owner       = \"@a\"\n  expires     = \"2027-01-01\"\n}\n", p.prints[0])})
		}},
		{name: "init", args: []string{"init", "--force", "new"}, file: "repo/new/envparity.hcl", ready: func(t *testing.T, p *place, turn int) {
			t.Helper()
			lay(t, p.repo, map[string]string{"new/envparity.hcl": "# another\n", "new/deploy/staging.env": fmt.Sprintf("A=%d\n", turn%2)})
		}},
		{name: "fmt", args: []string{"fmt"}, file: "repo/envparity.hcl", ready: func(t *testing.T, p *place, _ int) { t.Helper(); p.config(t, 0) }},
		{name: "trust", args: []string{"trust", "--yes"}, file: "home/state/envparity/trust/*.json", ready: func(t *testing.T, p *place, turn int) { t.Helper(); p.config(t, turn%2) }},
		{name: "the key", args: []string{"snapshot", "-o", "snaps", "--trust", "--now", writtenAt}, file: "home/config/envparity/key", ready: func(t *testing.T, p *place, _ int) {
			t.Helper()
			p.vary(t, 0)
			_ = os.Remove(filepath.Join(p.dir, "home/config/envparity/key"))
		}, whole: func(text []byte) bool { return len(bytes.TrimSpace(text)) == 64 }},
		{name: "journeys --out", args: []string{"journeys", "--yes", "--trust", "--rounds", "2", "--out", "run.json"}, file: "repo/run.json", ready: vary, whole: run},
		{name: "journeys import --out", args: []string{"journeys", "import", "points.json", "--env", "prod", "--out", "k6.json"}, file: "repo/k6.json", ready: func(t *testing.T, p *place, turn int) {
			t.Helper()
			lay(t, p.repo, map[string]string{"points.json": fmt.Sprintf(`{"type":"Point","metric":"http_req_duration","data":{"time":"2026-11-20T10:00:00Z","value":%d.5,"tags":{"name":"home","status":"200","method":"GET"}}}`+"\n", turn)})
		}, whole: run},
	}
}

// prints returns the fingerprints of what check finds.
func prints(t *testing.T, p *place) []string {
	t.Helper()
	cmd, said := p.command(t, "check", "--format", "csv", "--trust", "--now", writtenAt)
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != exitFindings {
		t.Fatalf("%v: %s", err, said)
	}
	var found []string
	for line := range strings.Lines(out.String()) {
		if print, _, ok := strings.Cut(line, ","); ok && print != "fingerprint" {
			found = append(found, print)
		}
	}
	if len(found) == 0 {
		t.Fatalf("nothing was found: %s", said)
	}
	return found
}

// run starts the writer's command.
func (w *writer) command(t *testing.T, p *place) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	args := slices.Clone(w.args)
	for i := range args {
		if args[i] == "PRINT" {
			args[i] = p.prints[0]
		}
	}
	cmd, said := p.command(t, args...)
	if w.name == "the key" {
		cmd.Env = append(cmd.Env, "ENVPARITY_KEY=")
	}
	return cmd, said
}

// ended is an error where a command that nobody killed ended otherwise than it should.
func ended(cmd *exec.Cmd) bool {
	code := cmd.ProcessState.ExitCode()
	return code == exitClean || code == exitFindings || code == exitIncomplete
}

// files are all files below a folder and what they hold.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// served is a server for journeys.
func served(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }))
	t.Cleanup(s.Close)
	return s.URL
}
