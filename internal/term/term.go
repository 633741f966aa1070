// Package term knows the terminal: whether there is one, how wide, whether colours are welcome; and it takes out of foreign text
// what a terminal would obey. It refuses to draw anything.
package term

import (
	"os"
	"strconv"
	"strings"

	xterm "github.com/charmbracelet/x/term"
)

// Facts are what is known of the terminal, decided once at the start.
type Facts struct {
	In, Out, Err bool // each is a terminal
	Color        bool // colours are welcome on stdout
	Dumb         bool // no cursor movement: plain text only
	Unicode      bool // the locale speaks UTF-8
	Width        int  // columns of stdout, 80 where there is no terminal
}

// Look looks at the process. NO_COLOR counts with any value but the empty one, as no-color.org says.
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

// utf8Locale follows the order the C library reads these variables in. With none set, UTF-8 is what today's systems speak.
func utf8Locale(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}

// Clean returns s as it may go to this terminal or a log; see Sanitize.
func (Facts) Clean(s string) string { return Sanitize(s) }
