//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// console is a shell with job control on a pseudo-terminal, as a person has it.
type console struct {
	t     *testing.T
	shell *exec.Cmd
	file  *os.File
	tty   *os.File
	mu    sync.Mutex
	out   bytes.Buffer
}

// openConsole starts bash in dir, with the test's own envparity in its path.
func openConsole(t *testing.T, dir string) *console {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash here, and a job has to be stopped and continued by a shell")
	}
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 30, Cols: 110}); err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, file: master, tty: tty, shell: exec.Command(bash, "--norc", "--noprofile", "-i")}
	c.shell.Dir = dir
	c.shell.Env = append(os.Environ(), "TERM=xterm-256color", "PS1=ready> ", "HOME="+dir, "XDG_CACHE_HOME="+dir, "ENVPARITY_KEY="+strings.Repeat("k", 64), "LANG=C.UTF-8")
	c.shell.Stdin, c.shell.Stdout, c.shell.Stderr = tty, tty, tty
	c.shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.shell.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			c.mu.Lock()
			c.out.Write(buf[:n])
			c.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = c.shell.Process.Kill()
		_ = c.shell.Wait()
		_ = master.Close()
		_ = tty.Close()
	})
	c.until("ready> ", 1)
	return c
}

func (c *console) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.String()
}

// until waits until text was written n times.
func (c *console) until(text string, n int) {
	c.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Count(c.text(), text) >= n {
			return
		}
	}
	c.t.Fatalf("%q did not come %d times:\n%q", text, n, c.text())
}

func (c *console) send(keys string) {
	c.t.Helper()
	if _, err := io.WriteString(c.file, keys); err != nil {
		c.t.Fatal(err)
	}
}

// free fails the test unless the terminal is the shell's again: its modes as they were, the screen, the cursor, the mouse and
// pasting given back.
func (c *console) free(before *term.State) {
	c.t.Helper()
	out := c.text()
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?1002h": "\x1b[?1002l"} {
		if strings.LastIndex(out, on) >= 0 && strings.LastIndex(out, off) < strings.LastIndex(out, on) {
			c.t.Errorf("%q was not taken back by %q", on, off)
		}
	}
	if !strings.Contains(out, "\x1b[?1049h") {
		c.t.Error("the alternate screen was never used")
	}
	now, err := term.GetState(c.tty.Fd())
	if err != nil {
		c.t.Fatal(err)
	}
	if fmt.Sprint(*now) != fmt.Sprint(*before) {
		c.t.Errorf("the terminal's modes are %v, were %v", *now, *before)
	}
}

func (c *console) state() *term.State {
	c.t.Helper()
	s, err := term.GetState(c.tty.Fd())
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

const twoEnvFiles = `environment "staging" {}
environment "prod" { reference = true }
collect "envvars" { file = "${env.name}.env" }
`

func twoEnvFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "envparity.hcl"), twoEnvFiles)
	write(t, filepath.Join(dir, "staging.env"), "A=1\nB=2\n")
	write(t, filepath.Join(dir, "prod.env"), "A=1\nB=3\n")
	return dir
}

func TestTheProgramIsSuspendedAndContinued(t *testing.T) {
	c := openConsole(t, twoEnvFolder(t))
	before := c.state()
	c.send("envparity\n")
	c.until("compared", 1)
	c.send("\x1a") // ctrl+z
	c.until("Stopped", 1)
	c.until("ready> ", 2)
	c.free(before)
	c.send("echo shell-$((40+2))\n")
	c.until("shell-42", 1)
	c.send("fg\n")
	c.until("\x1b[?1049h", 2)
	c.until("compared", 2) // drawn anew, whole
	c.send("q")
	c.until("ready> ", 4)
	c.free(before)
}

func TestAPanicInAWorkerLeavesTheScreenStandingAndTheTerminalWhole(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "envparity.hcl"), strings.ReplaceAll(twoEnvFiles, `collect "envvars" { file = "${env.name}.env" }`, `collect "breaks" {}`))
	c := openConsole(t, dir)
	before := c.state()
	c.send("envparity-breaks\n")
	c.until("There is no audit to show", 1)
	c.until("a worker broke", 1)
	c.send("q")
	c.until("ready> ", 2)
	c.free(before)
}

func TestThePagerAndTheEditorGetTheTerminalAndGiveItBack(t *testing.T) {
	dir := twoEnvFolder(t)
	for name, script := range map[string]string{
		"reader": "#!/bin/sh\necho pager-reads\nhead -c 40\nprintf 'go on: '\nread x </dev/tty\n",
		"myvim":  "#!/bin/sh\necho edits \"$@\"\nread x\n",
	} {
		write(t, filepath.Join(dir, name), script)
		if err := os.Chmod(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c := openConsole(t, dir)
	before := c.state()
	c.send("PAGER=./reader EDITOR=./myvim envparity\n")
	c.until("compared", 1)
	c.send("2")
	c.until("by verdict", 1)
	c.send("V")
	c.until("pager-reads", 1)
	c.until("go on: ", 1)
	c.send("\n")
	c.until("\x1b[?1049h", 2)
	c.send("e")
	c.until("edits +2 ", 1)
	c.until("prod.env", 1)
	c.send("\n")
	c.until("\x1b[?1049h", 3)
	c.send("q")
	c.until("ready> ", 2)
	c.free(before)
}
