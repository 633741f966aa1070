package keys

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/agext/levenshtein"
)

// named are the keys that have a name instead of a character.
func named() []string {
	out := []string{
		"enter", "tab", "space", "esc", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown",
	}
	for i := 1; i <= 20; i++ {
		out = append(out, fmt.Sprintf("f%d", i))
	}
	return out
}

// Valid reports whether key is written as this program names keys: "x", "X", "ctrl+x", "alt+enter", "shift+tab", "f5".
func Valid(key string) error {
	rest := key
	var mods []string
	for {
		mod, after, ok := strings.Cut(rest, "+")
		if !ok || after == "" || mod == "" {
			break
		}
		mods, rest = append(mods, mod), after
	}
	for _, m := range mods {
		if !slices.Contains([]string{"ctrl", "alt", "shift", "meta", "super", "hyper"}, m) {
			return fmt.Errorf("key %q: %q is none of ctrl, alt, shift, meta, super, hyper", key, m)
		}
	}
	r := []rune(rest)
	switch {
	case len(r) == 1 && r[0] == ' ':
		return fmt.Errorf("key %q is written \"space\"", key)
	case len(r) == 1 && !unicode.IsPrint(r[0]):
		return fmt.Errorf("key %q is no character that can be seen", key)
	case len(r) == 1 && len(mods) == 1 && mods[0] == "shift":
		return fmt.Errorf("key %q is written %q", key, strings.ToUpper(rest))
	case len(r) == 1 && len(mods) > 0 && unicode.IsUpper(r[0]):
		return fmt.Errorf("key %q is written %q", key, strings.Join(mods, "+")+"+"+strings.ToLower(rest))
	case len(r) == 1, slices.Contains(named(), rest):
		return nil
	}
	if near := nearest(rest, named()); near != "" {
		return fmt.Errorf("there is no key %q, did you mean %q?", key, strings.TrimSuffix(key, rest)+near)
	}
	return fmt.Errorf("there is no key %q; keys are single characters, or %s, with ctrl+, alt+, shift+ before them", key, strings.Join(named()[:15], ", "))
}

// nearest returns the candidate that given was most likely meant to be, "" when none is close.
func nearest(given string, candidates []string) string {
	best, dist := "", 3
	for _, c := range candidates {
		if d := levenshtein.Distance(strings.ToLower(given), c, nil); d < dist && d < len(given) {
			best, dist = c, d
		}
	}
	return best
}

// Nearest returns the action of m that given was most likely meant to be, "" when none is close.
func (m Map) Nearest(given string) Action {
	names := make([]string, 0, len(m))
	for _, b := range m {
		names = append(names, string(b.Action))
	}
	return Action(nearest(given, names))
}

// Key is how people read the first key of an action, "" when it has none.
func (m Map) Key(a Action) string {
	for _, b := range m {
		if b.Action == a {
			return b.First()
		}
	}
	return ""
}
