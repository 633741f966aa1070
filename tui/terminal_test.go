//go:build unix

package tui_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// childVar makes the test binary run as the program, on the terminal on which it was started.
const childVar = "ENVPARITY_TUI_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVar) == "" {
		os.Exit(m.Run())
	}
	o := tui.Options{Result: tuitest.Shop(), Theme: "dark", Services: screen.Services{Waivers: bomb{}}, Environ: os.Environ(), Plain: os.Getenv(childVar) == "plain"}
	if err := tui.Run(context.Background(), o); err != nil {
		fmt.Println("ended:", err)
		os.Exit(1)
	}
	fmt.Println("ended well")
	os.Exit(0)
}

// bomb panics where a service is called.
type bomb struct{}

func (bomb) PreviewWaivers([]screen.NewWaiver) (screen.Change, error) { panic("a service broke") }

func (bomb) WriteWaivers([]screen.NewWaiver) (func() error, error) { panic("a service broke") }

// terminal is a child on a pseudo-terminal.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	file *os.File
	tty  *os.File
	mu   sync.Mutex
	out  bytes.Buffer

	before *term.State // the terminal's modes before the child began
}

func startChild(t *testing.T, mode string) *terminal {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 30, Cols: 100}); err != nil {
		t.Fatal(err)
	}
	before, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, before: before, file: master, tty: tty, cmd: exec.Command(os.Args[0])}
	x.cmd.Env = append(os.Environ(), childVar+"="+mode, "TERM=xterm-256color")
	x.cmd.Stdin, x.cmd.Stdout, x.cmd.Stderr = tty, tty, tty
	x.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := x.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			x.mu.Lock()
			x.out.Write(buf[:n])
			x.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { _ = x.cmd.Process.Kill(); _ = master.Close(); _ = tty.Close() })
	return x
}

func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.out.String()
}

// until waits until a text is on the terminal.
func (x *terminal) until(text string) {
	x.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(x.text(), text) {
			return
		}
	}
	x.t.Fatalf("%q never came:\n%q", text, x.text())
}

func (x *terminal) press(keys string) {
	if _, err := io.WriteString(x.file, keys); err != nil {
		x.t.Fatal(err)
	}
}

// restored waits for the child's end and checks that the terminal is as it was.
func (x *terminal) restored() {
	x.t.Helper()
	done := make(chan error, 1)
	go func() { done <- x.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		x.t.Fatal("the program did not end")
	}
	x.until("ended")
	out := x.text()
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?1002h": "\x1b[?1002l", "\x1b[?2004h": "\x1b[?2004l"} {
		if last := strings.LastIndex(out, on); last >= 0 && strings.LastIndex(out, off) < last {
			x.t.Errorf("%q was not taken back by %q", on, off)
		}
	}
	if !strings.Contains(out, "\x1b[?1049h") {
		x.t.Error("the alternate screen was never used")
	}
	after, err := term.GetState(x.tty.Fd())
	if err != nil {
		x.t.Fatal(err)
	}
	if fmt.Sprint(*after) != fmt.Sprint(*x.before) {
		x.t.Errorf("the terminal's modes are %v, were %v", *after, *x.before)
	}
}

func TestTheTerminalIsRestored(t *testing.T) {
	for name, end := range map[string]func(x *terminal){
		"after quit":    func(x *terminal) { x.press("q") },
		"after ctrl+c":  func(x *terminal) { x.press("\x03") },
		"after SIGTERM": func(x *terminal) { _ = x.cmd.Process.Signal(syscall.SIGTERM) },
		"after a panic": func(x *terminal) {
			x.press("2")
			x.until("by verdict")
			x.press("a")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := startChild(t, "screen")
			x.until("must-fix")
			end(x)
			x.restored()
		})
	}
}

func TestPlainModeWritesLinesWithoutEscapes(t *testing.T) {
	x := startChild(t, "plain")
	x.until("Type h for the commands.")
	x.press("1\n")
	x.until("Finding 1 of 10.")
	x.until("*staging*")
	x.press("/kind:shared\n")
	x.until("Findings 1 to 1 of 1.")
	x.press("q\n")
	x.until("ended well")
	if strings.Contains(x.text(), "\x1b") {
		t.Errorf("plain mode sends escape sequences:\n%q", x.text())
	}
}

func TestAWholeProgramRunsOnPipes(t *testing.T) {
	var out bytes.Buffer
	in, keys := io.Pipe()
	go func() {
		for _, k := range []string{"2", "j", "\r", "q"} {
			_, _ = io.WriteString(keys, k)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	err := tui.Run(ctx, tui.Options{Result: tuitest.Shop(), Theme: "dark", Input: in, Output: &out, Environ: []string{"TERM=xterm"}})
	if err != nil {
		t.Fatal(err)
	}
}
