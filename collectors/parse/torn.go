package parse

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
)

// Torn knows where a text of HCL is damaged. The library's parser goes on behind an error as well as it can: what it makes of the
// damaged part is a guess, and what stood there may be missing from what it returns.
type Torn struct {
	src    []byte
	errors []int // byte offsets
	first  int
}

// TornBy tells what the errors among a parser's diagnostics damage in src.
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

// Hits reports whether an attribute that covers r may not say what was written: an error lies in it, or the text ends with it.
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

// Lacks reports whether a body that covers r may lack what was written in it: an error lies in it or before its end, or so soon behind
// it that its end may be the error.
func (t Torn) Lacks(r hcl.Range) bool {
	if !t.Any() {
		return false
	}
	end := min(max(r.End.Byte, 0), len(t.src))
	return end >= t.first || bytes.IndexByte(t.src[end:t.first], '{') < 0
}
