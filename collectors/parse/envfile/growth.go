package envfile

import (
	"regexp"

	"github.com/envparity/envparity/internal/bounds"
)

// multiplied returns the line on which the references of a file expand beyond the bound, 0 if they do not.
func multiplied(text string) int {
	line, _ := Growth(text, nil)
	return line
}

// Growth returns the line on which the references of a text expand beyond the bound, 0 if they do not, and the expanded size of all variables in
// bytes. Variables that name one another twice double with each line, and the programs' own libraries expand them without a bound. outside
// returns the size in bytes of a variable that the text names and does not define; nil for none. Growth counts a reference in single quotes as
// resolved.
func Growth(text string, outside func(name string) int) (line, all int) {
	reference := regexp.MustCompile(`\$\{?!?([A-Za-z_][A-Za-z0-9_]*)`)
	sizes := map[string]int{}
	total := 0
	for _, p := range inOrder(text) {
		size := len(p.raw)
		for _, m := range reference.FindAllStringSubmatch(p.raw, -1) {
			known := sizes[m[1]]
			if outside != nil {
				known = max(known, outside(m[1])) // either may apply, depending on the program
			}
			if size += known; size > bounds.Expanded {
				return p.line, all
			}
		}
		all += size
		sizes[p.name] = size
		if size > len(p.raw) {
			total += size
		}
		if total > bounds.ExpandedFile {
			return p.line, all
		}
	}
	return 0, all
}
