package causes

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// namedWay: leaks of the same environments that contain the same names, of hosts, queues, clusters, whatever the rest of the values.
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
			h = snapshot.LastName(d.Path) + "=" + s.Node.Text // a tag, on all resources
		}
		if h == "" {
			return "", 0
		}
		k += " " + strconv.Itoa(e) + "=" + h
	}
	return k, 2
}

// lookupsWay: lookups in one other environment, by the same environments and in one way: a dozen secrets of its vault.
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

// nameAround returns the name in text that contains word, "" if the name is the word alone.
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
