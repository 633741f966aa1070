package featureflags

import (
	"fmt"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

// maxPages bounds a list that does not end: 50,000 flags, more than any service allows in a project.
const maxPages = 1000

// entryName returns the name of an entry of a service's list, which stands under key. An entry without one makes the list partial: the flag
// that it stands for is unknown, not missing.
func entryName(problems *collectors.Problems, kind, source string, number int, entry *snapshot.Node, key string) (string, bool) {
	if n := entry.Child(key); n != nil && n.Kind == snapshot.String && n.Text != "" {
		return n.Text, true
	}
	problems.Gap(snapshot.Gap{Kind: kind, Why: fmt.Sprintf("%s: entry %d of the list of %ss has no %s", source, number+1, kind, key)})
	return "", false
}
