package tuitest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/envparity/envparity/tui"
)

// Driver runs a session without a terminal: each key is one Update, every command is run to its end at once, and time stands
// still, so that nothing has to be waited for.
type Driver struct {
	T       testing.TB
	Model   *tui.Model
	W, H    int
	Quit    bool
	Ran     []string // commands that need a terminal: "exec", "clipboard: …"
	Pending int      // commands that waited for something and were left alone
}

// Start begins a session of w by h cells.
func Start(t testing.TB, o tui.Options, w, h int) *Driver {
	t.Helper()
	if o.Now == nil {
		o.Now = Now
	}
	if o.Theme == "" {
		o.Theme = "dark"
	}
	o.Still = true
	m, err := tui.New(o)
	if err != nil {
		t.Fatal(err)
	}
	d := &Driver{T: t, Model: m}
	d.Resize(w, h)
	d.run(m.Init())
	return d
}

// Resize changes the terminal's size.
func (d *Driver) Resize(w, h int) *Driver {
	d.W, d.H = w, h
	return d.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// Send gives the program a message and runs what follows from it.
func (d *Driver) Send(msg tea.Msg) *Driver {
	_, cmd := d.Model.Update(msg)
	d.run(cmd)
	return d
}

// Press presses keys by their names: "j", "enter", "ctrl+d", "space".
func (d *Driver) Press(keys ...string) *Driver {
	for _, k := range keys {
		d.Send(Key(k))
	}
	return d
}

// Type types text, rune by rune.
func (d *Driver) Type(text string) *Driver {
	for _, r := range text {
		d.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return d
}

// Key returns the message of a key's name.
func Key(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	var mod tea.KeyMod
	for {
		switch {
		case strings.HasPrefix(name, "ctrl+"):
			mod, name = mod|tea.ModCtrl, name[5:]
			continue
		case strings.HasPrefix(name, "shift+") && len(name) > 6:
			mod, name = mod|tea.ModShift, name[6:]
			continue
		case strings.HasPrefix(name, "alt+"):
			mod, name = mod|tea.ModAlt, name[4:]
			continue
		}
		break
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " ", Mod: mod}
	}
	if c, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: c, Mod: mod}
	}
	r := []rune(name)[0]
	if mod != 0 {
		return tea.KeyPressMsg{Code: r, Mod: mod}
	}
	return tea.KeyPressMsg{Code: r, Text: name}
}

// patience is how long a command may take before it is left alone, because it waits for time or for a channel. A busy machine may take seconds for
// the text of a finding of a megabyte.
const patience = 20 * time.Second

func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	done := make(chan tea.Msg, 1)
	go func() { done <- cmd() }()
	var msg tea.Msg
	select {
	case msg = <-done:
	case <-time.After(patience):
		d.Pending++
		return
	}
	d.handle(msg)
}

func (d *Driver) handle(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
		return
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
		return
	case tea.QuitMsg:
		d.Quit = true
		return
	}
	v := reflect.ValueOf(msg)
	switch name := v.Type().String(); {
	case name == "tea.sequenceMsg":
		for i := range v.Len() {
			if c, ok := v.Index(i).Interface().(tea.Cmd); ok {
				d.run(c)
			}
		}
		return
	case name == "tea.setClipboardMsg":
		d.Ran = append(d.Ran, "clipboard: "+v.String())
		return
	case name == "tea.execMsg":
		d.Ran = append(d.Ran, "exec")
		return
	}
	d.Send(msg)
}

// Screen returns the frame as plain text, one line a row, without spaces at line ends.
func (d *Driver) Screen() string {
	lines := strings.Split(ansi.Strip(d.Model.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// Check fails the test when the frame breaks a rule that holds for every frame.
func (d *Driver) Check() *Driver {
	d.T.Helper()
	if err := Invariants(d.Model.View().Content, d.W, d.H); err != nil && !d.Quit {
		d.T.Fatalf("%v\n%s", err, d.Screen())
	}
	return d
}

// Sees fails the test unless the screen holds all of texts.
func (d *Driver) Sees(texts ...string) *Driver {
	d.T.Helper()
	s := d.Screen()
	for _, t := range texts {
		if !strings.Contains(s, t) {
			d.T.Fatalf("the screen lacks %q:\n%s", t, s)
		}
	}
	return d
}

// Lacks fails the test if the screen holds any of texts.
func (d *Driver) Lacks(texts ...string) *Driver {
	d.T.Helper()
	s := d.Screen()
	for _, t := range texts {
		if strings.Contains(s, t) {
			d.T.Fatalf("the screen must not hold %q:\n%s", t, s)
		}
	}
	return d
}

// Invariants checks what holds for every frame: exactly h lines, none wider than w, no control character outside SGR.
func Invariants(frame string, w, h int) error {
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		return fmt.Errorf("the frame has %d lines, want %d", len(lines), h)
	}
	for i, l := range lines {
		if got := ansi.StringWidth(l); got != w {
			return fmt.Errorf("line %d is %d cells wide, want %d: %q", i, got, w, ansi.Strip(l))
		}
		for j := 0; j < len(l); j++ {
			switch c := l[j]; {
			case c == 0x1b:
				end := strings.IndexByte(l[j:], 'm')
				if end < 0 || strings.Trim(l[j+2:j+end], "0123456789;:") != "" || l[j+1] != '[' {
					return fmt.Errorf("line %d holds an escape sequence that is no style: %q", i, l[j:min(j+12, len(l))])
				}
				j += end
			case c < 0x20 || c == 0x7f:
				return fmt.Errorf("line %d holds control character %#x", i, c)
			}
		}
	}
	return nil
}

// At reports whether the line under the cursor holds text.
func (d *Driver) At(text string) bool {
	for l := range strings.Lines(d.Screen()) {
		if strings.HasPrefix(strings.TrimLeft(l, " "), "▌") && strings.Contains(l, text) {
			return true
		}
	}
	return false
}
