package files

import (
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/snapshot"
)

// below leaves what stands below a key of each document: one environment's part of a file whose keys are environments. A document without
// that key is a problem where no other of the file has it, for what it was to hold is then not known.
func below(p filetree.Parsed, key string, problems *collectors.Problems) filetree.Parsed {
	docs := p.Docs
	p.Docs = nil
	for _, d := range docs {
		node := &d.Root
		for _, k := range strings.Split(key, ".") {
			if node = node.Child(k); node == nil {
				break
			}
		}
		if node == nil || node.Kind == snapshot.Absent {
			continue
		}
		root := *node
		root.Key = ""
		if root.Line > 0 {
			d.Line = int(root.Line)
		}
		d.Root = root
		p.Docs = append(p.Docs, d)
	}
	if len(p.Docs) == 0 && p.Done && len(docs) > 0 {
		problems.Fail("%s: has no key %s, so nothing of it is read", p.Path, key)
	}
	return p
}
