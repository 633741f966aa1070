// Package keys holds key maps: which keys do what on a screen, in one table that feeds the footer, the help, the palette and
// the page of keys in the documentation, so that none of them can tell something else than what happens. Nothing here acts.
package keys

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// Action names what a key does; screens switch on it.
type Action string

// Binding is one action and its keys.
type Binding struct {
	Action Action
	Keys   []string // as bubbletea names them: "j", "ctrl+d", "space"
	Short  string   // a word or two, for the footer
	Help   string   // a sentence without full stop, for help, palette and documentation
	Footer int      // 1 is shown first, 0 not at all
	Why    string   // not empty: disabled now, and why
	Writes bool     // it changes a file or takes a decision back: a loose match of letters must not find it
}

// Map is the keys of one screen, in the order help shows them.
type Map []Binding

// byName begins the text of a press that stands for an action; no keyboard sends it.
const byName = "\x00"

// Press is a key press that stands for an action, whatever its keys are, for the palette and for one screen asking another.
func Press(a Action) tea.KeyPressMsg {
	return tea.KeyPressMsg{Code: tea.KeyExtended, Text: byName + string(a)}
}

// Find returns the binding that msg presses.
func (m Map) Find(msg tea.KeyPressMsg) (Binding, bool) {
	if name, ok := strings.CutPrefix(msg.Text, byName); ok {
		for _, b := range m {
			if string(b.Action) == name {
				return b, true
			}
		}
		return Binding{}, false
	}
	names := Names(msg)
	for _, name := range names {
		for _, b := range m {
			if slices.Contains(b.Keys, name) {
				return b, true
			}
		}
	}
	return Binding{}, false
}

// Action returns what msg does, "" for nothing or for what is disabled.
func (m Map) Action(msg tea.KeyPressMsg) Action {
	if b, ok := m.Find(msg); ok && b.Why == "" {
		return b.Action
	}
	return ""
}

// Names returns the names msg may go by: its own, and for a rune of another script the key's place on a Latin keyboard,
// where the terminal tells it. Latin layouts are never translated: on AZERTY the `a` key would quit.
func Names(msg tea.KeyPressMsg) []string {
	name := msg.String()
	if msg.BaseCode != 0 && msg.BaseCode != msg.Code && msg.Text != "" {
		if r := []rune(msg.Text)[0]; r > 0x7f && unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			base := string(msg.BaseCode)
			if msg.Mod&tea.ModShift != 0 || unicode.IsUpper(r) {
				base = strings.ToUpper(base)
			}
			return []string{name, base}
		}
	}
	return []string{name}
}

// Disable returns m with action disabled, because why.
func (m Map) Disable(action Action, why string) Map {
	out := slices.Clone(m)
	for i := range out {
		if out[i].Action == action {
			out[i].Why = why
		}
	}
	return out
}

// Footer returns the bindings that act now, the most important first.
func (m Map) Footer() []Binding {
	var out []Binding
	for _, b := range m {
		if b.Footer > 0 && b.Why == "" && len(b.Keys) > 0 {
			out = append(out, b)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Footer < out[j].Footer })
	return out
}

// Check reports the first key that two actions of m share.
func (m Map) Check() error {
	seen := map[string]Action{}
	for _, b := range m {
		for _, k := range b.Keys {
			if other, ok := seen[k]; ok && other != b.Action {
				return fmt.Errorf("key %q means both %q and %q", k, other, b.Action)
			}
			seen[k] = b.Action
		}
	}
	return nil
}

// Label is how people read the keys of b: "j/↓".
func (b Binding) Label() string {
	names := make([]string, 0, len(b.Keys))
	for _, k := range b.Keys {
		names = append(names, Pretty(k))
	}
	return strings.Join(names, "/")
}

// First is how people read the first key of b.
func (b Binding) First() string {
	if len(b.Keys) == 0 {
		return ""
	}
	return Pretty(b.Keys[0])
}

// Pretty is how people read one key.
func Pretty(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	}
	return strings.ReplaceAll(key, "ctrl+", "^")
}
