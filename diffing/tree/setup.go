package tree

import (
	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Column is one environment, or one member of it.
type Column struct {
	Env    int    // index of the environment
	Member string // "" for an environment without members
	Voice  int    // the lexicon's number for the column
}

// Key returns the name by which a member finds its namesake in another environment: `eu` for `staging-eu`.
func (c Column) Key(lexicon *vocabulary.Lexicon) string {
	return names.Plain(lexicon.Key(c.Env, c.Member))
}

// Setup is what stays the same while resources are walked.
type Setup struct {
	Columns   []Column
	Of        [][]int // environment → its columns
	First     []int   // all columns, the reference's first
	Reference int     // index of the reference
	Lexicon   *vocabulary.Lexicon
	Coverage  Coverage
	Without   heuristic.Off // heuristics that are switched off
}

// Coverage knows what was not observed.
type Coverage interface {
	// Unknown returns why nobody knows if a column has r, of column from; "" if it is known that the column lacks it. lost is true if something
	// went wrong, and false if no collector was asked to look.
	Unknown(column, from int, r *snapshot.Resource) (why string, lost bool)
	// Blank returns why nobody knows what an empty resource of a column holds; "" if it is known to be empty.
	Blank(column int, r *snapshot.Resource) string
	// Torn returns why a part of a column's resource is unknown.
	Torn(column int, r *snapshot.Resource) string
}
