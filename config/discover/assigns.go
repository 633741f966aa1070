package discover

import (
	"path"
	"regexp"
	"strings"

	"github.com/envparity/envparity/names"
)

var (
	// assignment matches a line that sets a variable, as shells and dotenv files write it.
	assignment = regexp.MustCompile(`^(?:export\s+)?[A-Za-z_]\w*=`)
	// shellLine matches what a file that a shell sources has besides.
	shellLine = regexp.MustCompile(`^(?:set\s+[-+]|source\s|\.\s|unset\s|readonly\s|export\s|(?:if|then|elif|else|fi)\b)`)
)

// leastAssigned is the least share of lines that set a variable in a file of variables under a name that does not say so. The others are values
// of several lines.
const leastAssigned = 0.9

// assigns returns the share of a text's lines that set variables, how many these are, and whether a shell is to read them. Blank lines and comments
// do not count.
func assigns(text []byte) (share float64, n int, shell bool) {
	lines := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
			continue
		case shellLine.MatchString(line) && !assignment.MatchString(line):
			shell = true
			continue
		case assignment.MatchString(line):
			n++
			shell = shell || strings.HasPrefix(line, "export ") || strings.Contains(line, "$(")
		}
		lines++
	}
	if lines == 0 {
		return 0, n, shell
	}
	return float64(n) / float64(lines), n, shell
}

// ofVariables returns the source of a file that sets variables by its content, whatever its name: environment.staging, environments/local.
func ofVariables(name string, text []byte) (source, bool) {
	share, n, shell := assigns(text)
	if n < 2 || share < leastAssigned || code(name) {
		return source{}, false
	}
	s := source{typ: "envvars", attr: "file", what: "environment variables", weight: 4}
	if shell {
		s.format = "shell"
	}
	return s, true
}

// dotenvName reports whether a name is that of a dotenv file: .env.X or X.env.
func dotenvName(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, ".env") || path.Ext(lower) == ".env"
}

// endsInWord reports whether the end of a file's name is an environment's word, as in environment.staging, and no ending of a format.
func endsInWord(name string) bool {
	return names.RoleOf(strings.TrimPrefix(path.Ext(name), "."), names.Likely) != nil
}
