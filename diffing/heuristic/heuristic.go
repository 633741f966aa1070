// Package heuristic describes the judgements of a comparison that no format dictates: what is not reported, how things under two names match, and
// each threshold. Each package lists its own. docs/comparing.md is generated from the lists. A measurement can switch one off.
package heuristic

// ID names a heuristic. It is for measurements and appears in no report.
type ID string

// Entry describes a heuristic.
type Entry struct {
	ID      ID
	Does    string // whole sentences
	Why     string
	Example string
}

// Off is the set of heuristics that are switched off. The zero value leaves all on.
type Off map[ID]bool
