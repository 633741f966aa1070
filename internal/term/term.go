// Package term describes the terminal: whether there is one, its width, whether to use colours. It also makes characters in text from outside
// visible that a terminal would obey. It draws nothing.
package term

import (
	"os"
	"strconv"
	"strings"

	xterm "github.com/charmbracelet/x/term"
)

// Facts describes the terminal, as determined once at the start.
type Facts struct {
	In, Out, Err bool // each is a terminal
	Color        bool // colours are welcome on stdout
	Dumb         bool // no cursor movement: plain text only
	Unicode      bool // the locale uses UTF-8
	Width        int  // columns of stdout, 80 without a terminal
}

// Look determines the facts of the process. NO_COLOR counts with any value but the empty one, see no-color.org.
func Look(in, out, errOut *os.File, getenv func(string) string, noColor bool) Facts {
	f := Facts{In: xterm.IsTerminal(in.Fd()), Out: xterm.IsTerminal(out.Fd()), Err: xterm.IsTerminal(errOut.Fd()), Width: 80}
	if f.Out {
		if w, _, err := xterm.GetSize(out.Fd()); err == nil && w > 0 {
			f.Width = w
		}
	}
	if w, err := strconv.Atoi(getenv("COLUMNS")); err == nil && w >= 20 && !f.Out {
		f.Width = w
	}
	f.Dumb = getenv("TERM") == "dumb"
	force := getenv("CLICOLOR_FORCE")
	f.Color = f.Out && !f.Dumb || force != "" && force != "0"
	if noColor || getenv("NO_COLOR") != "" || getenv("CLICOLOR") == "0" {
		f.Color = false
	}
	f.Unicode = utf8Locale(getenv)
	return f
}

// utf8Locale reads the variables in the C library's order. With none set it assumes UTF-8, the default of today's systems.
func utf8Locale(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}

// Clean returns s in a form for this terminal or a log; see Sanitize.
func (Facts) Clean(s string) string { return Sanitize(s) }
