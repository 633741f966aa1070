package workspace

import (
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/tui"
)

// Keymap returns the config's keymap blocks in the form for the terminal program.
func Keymap(cfg *config.Config) tui.Keymap {
	if len(cfg.Keymaps) == 0 {
		return nil
	}
	out := tui.Keymap{}
	for _, m := range cfg.Keymaps {
		out[m.Screen] = map[string][]string{}
		for _, a := range m.Actions {
			out[m.Screen][a.Name] = a.Keys
		}
	}
	return out
}

// checkKeymap reports the first mistake in the keymap blocks, at its line. Every command checks it, so that a config is valid or invalid for all.
func checkKeymap(cfg *config.Config) error {
	km := Keymap(cfg)
	if km == nil {
		return nil
	}
	faults := km.Check()
	if len(faults) == 0 {
		return nil
	}
	f := faults[0]
	for _, m := range cfg.Keymaps {
		if m.Screen != f.Screen {
			continue
		}
		for _, a := range m.Actions {
			if a.Name == f.Action {
				return cfg.Fault(a.Range, "Wrong key", sentence(f.Text))
			}
		}
		return cfg.Fault(m.Range, "Wrong keymap", sentence(f.Text))
	}
	return f
}

// sentence formats text as a diagnostic's detail.
func sentence(text string) string {
	if text == "" {
		return text
	}
	out := string(text[0]-'a'+'A') + text[1:]
	if text[0] < 'a' || text[0] > 'z' {
		out = text
	}
	switch out[len(out)-1] {
	case '.', '?':
		return out
	}
	return out + "."
}
