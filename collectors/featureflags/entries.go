package featureflags

import (
	"fmt"
	"strconv"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

const maxPages = bounds.FlagPages

// entryName returns the name of an entry of a service's list, from the attribute key. An entry without one makes the list partial, because a flag
// is then unknown, not missing.
func entryName(problems *collectors.Problems, kind, source string, number int, entry *snapshot.Node, key string) (string, bool) {
	if n := entry.Child(key); n != nil && n.Kind == snapshot.String && n.Text != "" {
		return n.Text, true
	}
	problems.Gap(snapshot.Gap{Kind: kind, Why: fmt.Sprintf("%s: entry %d of the list of %ss has no %s", source, number+1, kind, key)})
	return "", false
}

// listed counts the entries of a list with several pages.
type listed struct {
	kind, source string
	entries      int // of all pages so far
	seen         map[string]bool
	problems     *collectors.Problems
}

// lost reports that the rest of the list was not read.
func (l *listed) lost(why string) {
	l.problems.Gap(snapshot.Gap{Kind: l.kind, Why: fmt.Sprintf("%ss from number %d on were not read: %s", l.kind, l.entries+1, why)})
}

// page calls each with the entries of one page. It returns false if no entry is new, because the list would never end.
func (l *listed) page(items *snapshot.Node, each func(*snapshot.Node)) bool {
	fresh := 0
	for i := range items.Children {
		key, ok := entryName(l.problems, l.kind, l.source, l.entries+i, &items.Children[i], "key")
		switch {
		case !ok:
		case l.seen[key]: // the list changed between two pages, or is inconsistent
			l.problems.Gap(snapshot.Gap{Kind: l.kind, Why: fmt.Sprintf("%s lists %s %q twice; another may have been passed over", l.source, l.kind, key)})
		default:
			l.seen[key], fresh = true, fresh+1
			each(&items.Children[i])
		}
	}
	if fresh == 0 && len(items.Children) > 0 {
		l.lost(l.source + " answers with a page that holds nothing new")
		return false
	}
	l.entries += len(items.Children)
	return true
}

// number reads a count.
func number(n *snapshot.Node) (int, bool) {
	if n == nil || n.Kind != snapshot.Number {
		return 0, false
	}
	i, err := strconv.Atoi(n.Text)
	return i, err == nil
}

// switched returns the state of a flag. It is unknown if the service does not report whether the flag is on.
func switched(problems *collectors.Problems, flag, source string, on *snapshot.Node) snapshot.Node {
	if on != nil && on.Kind == snapshot.Bool {
		return state(on)
	}
	why := fmt.Sprintf("%s does not say whether flag %q is on", source, flag)
	problems.Gap(snapshot.Gap{Kind: "flag", Name: flag, Why: why})
	return snapshot.Node{Key: "state", Kind: snapshot.Unknown, Text: why}
}
