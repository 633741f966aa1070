package envfile

import (
	"regexp"

	"github.com/envparity/envparity/internal/bounds"
)

// multiplied returns the line on which the references of a file come to more than is read, 0 if they do not. Variables that name one another
// twice double with each line, and the programs' own libraries write them out to the last. The count takes a reference in single quotes
// for one that is resolved.
func multiplied(text string) int {
	reference := regexp.MustCompile(`\$\{?!?([A-Za-z_][A-Za-z0-9_]*)`)
	sizes := map[string]int{}
	total := 0
	for _, p := range inOrder(text) {
		size := len(p.raw)
		for _, m := range reference.FindAllStringSubmatch(p.raw, -1) {
			if size += sizes[m[1]]; size > bounds.Expanded {
				return p.line
			}
		}
		sizes[p.name] = size
		if size > len(p.raw) {
			total += size
		}
		if total > bounds.ExpandedFile {
			return p.line
		}
	}
	return 0
}
