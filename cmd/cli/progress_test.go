//go:build unix

package cli

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestTheBarIsOnATerminalAlone runs the program with stderr on a pseudo-terminal and without.
func TestTheBarIsOnATerminalAlone(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "envparity.hcl"), []byte(`project = "slow"
environment "dev" {}
environment "prod" {}
collect "envvars" { exec = ["sh", "-c", "sleep 1; echo A=1"] }
collect "envvars" {
  as   = "quick"
  exec = ["sh", "-c", "sleep 0.5; echo A=1"]
}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name     string
		terminal bool
		args     []string
		term     string
		bar      bool
	}{
		{"on a terminal", true, []string{"check", "--trust"}, "xterm", true},
		{"a snapshot on a terminal", true, []string{"snapshot", "--trust", "-o", "snaps"}, "xterm", true},
		{"on a terminal, quiet", true, []string{"check", "--trust", "--quiet"}, "xterm", false},
		{"on a terminal that can do nothing", true, []string{"check", "--trust"}, "dumb", false},
		{"without a terminal", false, []string{"check", "--trust"}, "xterm", false},
		{"on a terminal, none", true, []string{"check", "--trust", "--progress=none"}, "xterm", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command(self)
			cmd.Args = append([]string{"envparity"}, test.args...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "TERM="+test.term, "ENVPARITY_KEY=0123456789abcdef0123456789abcdef", "HOME="+dir)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			done := make(chan struct{})
			if test.terminal {
				master, tty, err := pty.Open()
				if err != nil {
					t.Fatal(err)
				}
				cmd.Stderr = tty
				defer func() { _ = master.Close() }()
				go func() { _, _ = io.Copy(&stderr, master); close(done) }()
				if err := cmd.Run(); err != nil {
					t.Log(err)
				}
				_ = tty.Close()
				<-done
			} else if err := cmd.Run(); err != nil {
				t.Log(err)
			}
			said := stderr.String()
			if got := strings.Contains(said, "reading sources: "); got != test.bar {
				t.Errorf("a bar: %v\n%q", got, said)
			}
			if strings.Contains(stdout.String(), "reading sources") || strings.Contains(stdout.String(), "\x1b[K") {
				t.Errorf("the bar is on stdout: %q", stdout.String())
			}
			if !test.bar && strings.Contains(said, "\x1b") {
				t.Errorf("control sequences where no bar is: %q", said)
			}
			if at := strings.LastIndex(said, "reading sources"); test.bar && !strings.Contains(said[at:], "\r\x1b[K") {
				t.Errorf("the bar is left behind: %q", said)
			}
		})
	}
}

func TestProgressInPlainLines(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"envparity.hcl": "environment \"dev\" {}\nenvironment \"prod\" {}\ncollect \"envvars\" { file = \"${env.name}.env\" }\n", "dev.env": "A=1\nB=2\n", "prod.env": "A=1\nB=2\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for args, want := range map[string][]string{
		"check --progress=plain":               {"reading sources: 1 done: ", "reading sources: 2 done: ", ": prod envvars prod.env: complete, 1 resource\n"},
		"snapshot -o s --progress=plain":       {"reading sources: 2 done: "},
		"check --progress=plain --quiet":       nil,
		"check":                                nil,
		"check --progress=lines":               {"invalid value \"lines\" for `--progress`, must be one of auto, plain, none"},
		"check --progress=plain --format=json": {"reading sources: 2 done: "},
	} {
		t.Run(args, func(t *testing.T) {
			cmd := exec.Command(self)
			cmd.Args, cmd.Dir = append([]string{"envparity"}, strings.Fields(args)...), dir
			cmd.Env = append(os.Environ(), "TERM=xterm", "ENVPARITY_KEY=0123456789abcdef0123456789abcdef", "HOME="+dir)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			_ = cmd.Run() // the exit code is another test's
			for _, w := range want {
				if !strings.Contains(stderr.String(), w) {
					t.Errorf("stderr lacks %q:\n%s", w, stderr.String())
				}
			}
			if len(want) == 0 && strings.Contains(stderr.String(), "reading sources") || strings.Contains(stdout.String(), "reading sources") || strings.Contains(stderr.String(), "\x1b") {
				t.Errorf("stdout:\n%s\nstderr:\n%q", stdout.String(), stderr.String())
			}
		})
	}
}
