package causes

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// namedWay: leaks of the same environments that say the same names, of hosts, queues, clusters, whatever else the values say.
func namedWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Kind != drift.Leaked {
		return "", 0
	}
	k := "named"
	for e := range d.Sides {
		s := &d.Sides[e]
		if s.Word == "" {
			continue
		}
		if s.Node == nil || s.Node.Kind != snapshot.String {
			return "", 0
		}
		h := nameAround(s.Node.Text, s.Word)
		if h == "" && dialectOf(d).Code() {
			h = snapshot.LastName(d.Path) + "=" + s.Node.Text // a tag, on all that is made
		}
		if h == "" {
			return "", 0
		}
		k += " " + strconv.Itoa(e) + "=" + h
	}
	return k, 2
}

// lookupsWay: what the same environments look up of one other's, in one way: a dozen secrets of its vault.
func lookupsWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Kind != drift.Leaked || !dialectOf(d).Lookup(d.Resource.Kind) {
		return "", 0
	}
	k := "lookups " + d.Resource.Kind + " " + d.Path
	for e := range d.Sides {
		k += " " + d.Sides[e].WordOf + ","
	}
	return k, 3
}

// nameAround is the name in text that holds word, "" where the word is all there is of it.
func nameAround(text, word string) string {
	start := strings.Index(text, word)
	if start < 0 {
		return ""
	}
	end := start + len(word)
	for start > 0 && values.InName(text[start-1]) {
		start--
	}
	for end < len(text) && values.InName(text[end]) {
		end++
	}
	name := strings.Trim(text[start:end], ".-_")
	if len(name) < len(word)+3 {
		return ""
	}
	return name
}
