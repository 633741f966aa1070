package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/envparity/envparity/tui/keys"
)

// Keymap is other keys for actions: screen → action → keys. Screen "" is for every screen that has the action.
type Keymap map[string]map[string][]string

// KeyFault is what is wrong with a Keymap, and where in it.
type KeyFault struct {
	Screen, Action string // Action is "" when the screen itself is at fault
	Text           string
}

// Error implements error.
func (f *KeyFault) Error() string {
	if f.Screen == "" {
		return "keymap: " + f.Text
	}
	return fmt.Sprintf("keymap of screen %q: %s", f.Screen, f.Text)
}

// Check returns what is wrong with k: a screen or an action that does not exist, with the nearest that does; a key that is
// none; a key that two actions share, on a screen or with the keys of all screens; quitting or going back without a key.
func (k Keymap) Check() []*KeyFault {
	m, err := New(Options{Theme: "none"})
	if err != nil {
		return []*KeyFault{{Text: err.Error()}}
	}
	every := m.globalKeys()
	by := map[string]keys.Map{}
	var names []string
	for _, name := range append(screenNames(), further()...) {
		s, err := m.screenNamed(name, "")
		if err != nil {
			continue // screenNames are the names of screens
		}
		by[name] = s.Keys()
		names = append(names, name)
		every = append(every, by[name]...)
	}
	var out []*KeyFault
	for _, name := range slices.Sorted(maps.Keys(k)) {
		km := every
		if name != "" {
			var ok bool
			if km, ok = by[name]; !ok {
				out = append(out, &KeyFault{Screen: name, Text: fmt.Sprintf("there is no screen %q, there are %s", name, strings.Join(names, ", "))})
				continue
			}
		}
		out = append(out, k.actions(name, km)...)
	}
	if len(out) > 0 {
		return out
	}
	return k.conflicts(m.globalKeys(), by, names)
}

func (k Keymap) actions(screen string, km keys.Map) []*KeyFault {
	var out []*KeyFault
	for _, action := range slices.Sorted(maps.Keys(k[screen])) {
		fault := func(format string, a ...any) {
			out = append(out, &KeyFault{Screen: screen, Action: action, Text: fmt.Sprintf(format, a...)})
		}
		if !slices.ContainsFunc(km, func(b keys.Binding) bool { return string(b.Action) == action }) {
			if near := km.Nearest(action); near != "" {
				fault("there is no action %q, did you mean %q?", action, near)
			} else {
				fault("there is no action %q; docs/keys.md lists them all", action)
			}
			continue
		}
		for _, key := range k[screen][action] {
			if err := keys.Valid(key); err != nil {
				fault("%v", err)
			}
		}
		if len(k[screen][action]) == 0 && (action == string(back) || action == string(quitNow)) {
			fault("%q must keep a key: without it there is no way out", action)
		}
	}
	return out
}

// conflicts reports keys that would mean two things on one screen, each at the action that was given its key.
func (k Keymap) conflicts(global keys.Map, by map[string]keys.Map, names []string) []*KeyFault {
	var out []*KeyFault
	told := map[string]bool{}
	for _, name := range names {
		means := map[string]keys.Action{}
		for _, b := range append(k.apply(name, by[name]), k.apply("", global)...) {
			for _, key := range b.Keys {
				other, taken := means[key]
				means[key] = b.Action
				if !taken || other == b.Action {
					continue
				}
				f := &KeyFault{Text: fmt.Sprintf("key %q means both %q and %q on the screen %q", key, other, b.Action, name)}
				f.Screen, f.Action = k.blame(name, key, other, b.Action)
				if at := f.Screen + "\x00" + f.Action + "\x00" + key; !told[at] {
					told[at] = true
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// blame finds which entry of k gave key to one of two actions.
func (k Keymap) blame(screen, key string, actions ...keys.Action) (string, string) {
	for _, s := range []string{screen, ""} {
		for _, a := range actions {
			if slices.Contains(k[s][string(a)], key) {
				return s, string(a)
			}
		}
	}
	return "", ""
}

// apply returns km with the keys that k gives its actions on a screen.
func (k Keymap) apply(screen string, km keys.Map) keys.Map {
	out := slices.Clone(km)
	for i := range out {
		for _, s := range []string{"", screen} {
			if ks, ok := k[s][string(out[i].Action)]; ok {
				out[i].Keys = ks
			}
		}
	}
	return out
}

func screenNames() []string {
	var out []string
	for _, p := range screens() {
		out = append(out, p.name)
	}
	return out
}
