package tui

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
)

// KeysMarkdown is the page of keys in the documentation, made from the same tables as the help on the screen.
func KeysMarkdown() (string, error) {
	m, err := New(Options{Theme: "none"})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# Keys\n\nThis page is made from the program's key maps; `?` shows the same, narrowed to the screen you are on.\n")
	b.WriteString("Any of them can be changed in envparity.hcl, for all screens or for one; the names in the right column are the actions:\n\n" +
		"    keymap {\n      quit = \"Q\"\n      down = [\"j\", \"down\", \"ctrl+j\"]\n    }\n" +
		"    keymap \"findings\" {\n      accept = [\"a\", \"f5\"]\n      group  = []             # no key: the palette still has it\n    }\n\n" +
		"Keys are characters (`x`, `X`), `enter tab space esc backspace delete insert up down left right home end pgup pgdown`, `f1` to `f20`,\n" +
		"with `ctrl+`, `alt+`, `shift+` before them. A key that would mean two things on one screen is an error, and so is an action that does\n" +
		"not exist. The screens are called " + strings.Join(append(screenNames(), further()...), ", ") + ". Keys inside forms and inputs are fixed.\n")
	section(&b, "Everywhere", m.globalKeys(), nil)
	section(&b, "Moving in a list", screen.Moves(), nil)
	section(&b, "Acting on findings", screen.Acts(m.env), nil)
	shared := map[keys.Action]bool{}
	for _, km := range []keys.Map{screen.Moves(), screen.Acts(m.env)} {
		for _, k := range km {
			shared[k.Action] = true
		}
	}
	names := []string{}
	for _, p := range screens() {
		names = append(names, p.name)
	}
	for _, name := range append(names, further()...) {
		s, err := m.screenNamed(name, "")
		if err != nil {
			return "", err
		}
		section(&b, strings.ToUpper(name[:1])+name[1:], s.Keys(), shared)
	}
	b.WriteString("\n## The filter\n\n| term | finds |\n| --- | --- |\n")
	for _, f := range query.Fields() {
		values := ""
		if len(f.Values) > 0 {
			values = ": " + strings.Join(f.Values, ", ")
		}
		fmt.Fprintf(&b, "| `%s:` | %s%s |\n", f.Name, f.Help, values)
	}
	b.WriteString("\nWords without a field are looked for in names, paths, rules, owners and values. `a,b` means either, `=x` exactly x, `-x` or `!x` means not,\n" +
		"`\"two words\"` keeps the space, `*` stops at dots in paths and `**` does not, `~word` finds its letters in order.\n" +
		"`envparity check --filter` reads the same language.\n")
	return b.String(), nil
}

func section(b *strings.Builder, title string, km keys.Map, without map[keys.Action]bool) {
	fmt.Fprintf(b, "\n## %s\n\n| key | does | action |\n| --- | --- | --- |\n", title)
	for _, k := range km {
		if without[k.Action] && title != "Tour" {
			continue
		}
		names := make([]string, 0, len(k.Keys))
		for _, n := range k.Keys {
			n = strings.ReplaceAll(keys.Pretty(n), "|", "\\|")
			names = append(names, "`"+n+"`")
		}
		fmt.Fprintf(b, "| %s | %s | `%s` |\n", strings.Join(names, " "), strings.ReplaceAll(k.Help, "|", "\\|"), k.Action)
	}
}
