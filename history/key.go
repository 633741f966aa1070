package history

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// LastKey returns the last name of a path, and whether the path leads into a text.
func LastKey(path string) (key string, inside bool) {
	p, err := snapshot.ParsePath(path)
	if err != nil {
		return "", strings.Contains(path, ":")
	}
	for i := range p {
		switch p[i].Kind {
		case snapshot.StepKey:
			key = p[i].Name
		case snapshot.StepInside:
			inside = true
		}
	}
	return key, inside
}
