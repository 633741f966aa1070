package parse

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
)

// Torn knows where a text of HCL is damaged. The library's parser continues after an error. Its result for the damaged part is a guess, and parts
// of the text may be missing from it.
type Torn struct {
	src    []byte
	errors []int // byte offsets
	first  int
}

// TornBy returns the damage that the errors among a parser's diagnostics do to src.
func TornBy(diags hcl.Diagnostics, src []byte) Torn {
	t := Torn{src: src, first: len(src)}
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		at := 0
		if d.Subject != nil {
			at = d.Subject.Start.Byte
		}
		t.errors = append(t.errors, at)
		t.first = min(t.first, at)
	}
	return t
}

// Any reports whether anything is damaged.
func (t Torn) Any() bool { return len(t.errors) > 0 }

// Hits reports whether an attribute that covers r may be wrong: an error is in it, or the text ends with it.
func (t Torn) Hits(r hcl.Range) bool {
	if !t.Any() {
		return false
	}
	for _, at := range t.errors {
		if at >= r.Start.Byte && at <= r.End.Byte {
			return true
		}
	}
	return r.End.Byte >= len(t.src)
}

// Lacks reports whether a body that covers r may be incomplete: an error is in it or before its end, or so soon after it that its end may be the
// error.
func (t Torn) Lacks(r hcl.Range) bool {
	if !t.Any() {
		return false
	}
	end := min(max(r.End.Byte, 0), len(t.src))
	return end >= t.first || bytes.IndexByte(t.src[end:t.first], '{') < 0
}
