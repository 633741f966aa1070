// Package history says how differences between environments came about: when each value last changed and by which commit, whether
// two environments once had the same, how long promotions between them usually take, and, from that, one of five stories.
//
// It reads first parents of the branch that is checked out, and nothing newer than that. What it answers depends on the commit, the
// files of the work tree and the audit's date alone. It follows the definition of lead time that deployment tools use: what is
// pending counts back to the earliest change that has not arrived, skipped releases included.
package history

import (
	"context"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// Repository is where versions of files come from; *gitlog.Repo is one.
type Repository interface {
	Root() string
	Resolve(ref string) (string, error)
	Log(ctx context.Context, tip string, want func(path string) bool) (commits []gitlog.Commit, cut bool, err error)
	Blob(id string) ([]byte, error)
}

// Environment is what history has to know of one environment.
type Environment struct {
	Name      string
	Reference bool
	Words     []string // by which it names itself: they are not part of what a value says
}

// Place is where one environment has a value, or would have it.
type Place struct {
	File    string // as the snapshot names it: relative to Input.Dir, or absolute
	Line    int    // 1-based
	Ref     string // the git ref that it was read at, "" for the work tree
	Source  snapshot.Source
	Present bool
	Unknown bool
	Text    string // the value, where it is a scalar in the clear
	Key     string // the last name in its path
	Inside  bool   // it is part of the value at Line: of a document in a string, or of a connection string
}

// Question asks for the story of one difference. Resource, Collector and Path say where it is in snapshots, as drift.Drift does.
type Question struct {
	Resource  *drift.ResourceRef
	Collector string
	Path      string

	Places []Place // in the order of Input.Environments
	Whole  bool    // a whole resource: whether it is there is all that is asked
	Same   bool    // the values are the same, as those of a leak or of a shared secret: only since when is asked
}

// Input is all that is asked at once.
type Input struct {
	Dir          string // absolute folder that File is relative to
	Environments []Environment
	Questions    []Question
	Now          time.Time // the audit's date

	// At is the time of the commit whose tree the questions are about, where that is not the one that is checked out: what came of
	// each difference after it is then in Answer.Aligned. It serves to measure, not to audit. Tip is the commit to read back from.
	At  time.Time
	Tip string
}

// Answer is what is known of one question.
type Answer struct {
	Story   *drift.Story    // of the environment nearest to the reference that differs from it; nil for no history
	Stories []*drift.Story  // of every environment against the reference; nil where there is none
	Since   []*drift.Origin // of every environment's value; nil where it is not known
	Known   bool            // with Input.At: the difference was found in the files
	Aligned *drift.Origin   // with Input.At: the commit by which one took the value of the other, nil where none did
}

// Result is what history yields.
type Result struct {
	Answers []Answer // one a question, in order
	Lags    []drift.Lag
	Notes   []string // what a person should know: why there is no history, or that it was cut
}

// Bounds on the work. They count versions and bytes, not time, so that the answer does not depend on the machine.
const (
	maxVersions = bounds.Versions
	maxBytes    = bounds.VersionsBytes
	minShare    = 1 << 20 // bytes that every file may have
)
