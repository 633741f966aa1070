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
