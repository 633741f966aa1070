package parse

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/internal/bounds"
)

const maxExpandedNodes = bounds.Aliased

// Expands reports whether the aliases of a YAML text stand for too many values for a library that expands them. It returns false for a text that
// is not YAML.
func Expands(src []byte) bool {
	if !bytes.ContainsRune(src, '*') || !bytes.ContainsRune(src, '&') {
		return false
	}
	total := 0
	for dec := yaml.NewDecoder(bytes.NewReader(src)); ; {
		var doc yaml.Node
		if err := dec.Decode(&doc); err != nil {
			return false
		}
		if total += expanded(&doc, map[*yaml.Node]int{}, 0); total > maxExpandedNodes {
			return true
		}
	}
}

// expanded counts the values of n with every alias expanded. known has the anchors that were counted. It stops counting above the bound, and
// counts an anchor that contains itself as above it.
func expanded(n *yaml.Node, known map[*yaml.Node]int, depth int) int {
	if n == nil {
		return 0
	}
	if depth > maxDepth {
		return maxExpandedNodes + 1
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if size, ok := known[n]; ok {
		return size
	}
	if n.Anchor != "" {
		known[n] = maxExpandedNodes + 1 // until it is counted
	}
	size := 1 + len(n.Value)/64
	for _, c := range n.Content {
		if size += expanded(c, known, depth+1); size > maxExpandedNodes {
			size = maxExpandedNodes + 1
			break
		}
	}
	if n.Anchor != "" {
		known[n] = size
	}
	return size
}
