// Package history finds how differences between environments came about: when each value last changed and by which commit, whether two
// environments once had the same value, how long promotions between them usually take, and from that the story.
//
// It reads first parents of the current branch, and nothing newer. The result depends only on the commit, the files of the work tree and the
// audit's date. It uses deployment tools' definition of lead time: it counts from the earliest change that has not arrived, including skipped
// releases.
package history

import (
	"context"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// Repository is the source of versions of files, such as *gitlog.Repo.
type Repository interface {
	Root() string
	Resolve(ref string) (string, error)
	Log(ctx context.Context, tip string, want func(path string) bool) (commits []gitlog.Commit, cut bool, err error)
	Blob(id string) ([]byte, error)
}

// Environment is the input of history about one environment.
type Environment struct {
	Name      string
	Reference bool
	Words     []string // words by which it names itself, which do not count when values are compared
}

// Place is the place of a value in one environment, or of a missing one.
type Place struct {
	File    string // as the snapshot names it: relative to Input.Dir, or absolute
	Line    int    // 1-based
	Ref     string // the git ref that it was read at, "" for the work tree
	Source  snapshot.Source
	Present bool
	Unknown bool
	Text    string // the value, if it is a scalar in the clear
	Key     string // the last name in its path
	Inside  bool   // it is part of the value at Line: of a document in a string, or of a connection string
}

// Question asks for the story of one difference. Resource, Collector and Path identify it in snapshots, as in drift.Drift.
type Question struct {
	Resource  *drift.ResourceRef
	Collector string
	Path      string

	Places []Place // in the order of Input.Environments
	Whole  bool    // a whole resource: only its presence matters
	Same   bool    // the values are equal, as in a leak or of a shared secret: only the date matters
}

// Input is all questions of one audit.
type Input struct {
	Dir          string // absolute folder that File is relative to
	Environments []Environment
	Questions    []Question
	Now          time.Time // the audit's date

	// At is the time of the commit whose tree the questions are about, if that is not the current one. Answer.Aligned then shows the later
	// alignment of each difference. It is for measurements, not for audits. Tip is the commit to read back from.
	At  time.Time
	Tip string
}

// Answer is the answer to one question.
type Answer struct {
	Story   *drift.Story    // of the environment nearest to the reference that differs from it; nil without history
	Stories []*drift.Story  // of every environment with the reference; nil without one
	Since   []*drift.Origin // of every environment's value; nil if unknown
	Known   bool            // with Input.At: the files have the difference
	Aligned *drift.Origin   // with Input.At: the commit by which one took the value of the other, nil if none did
}

// Result is the result of Trace or Recall.
type Result struct {
	Answers []Answer // one a question, in order
	Lags    []drift.Lag
	Notes   []string // why there is no history, or that it was cut
}

// Bounds on the work. They count versions and bytes, not time, so that the result does not depend on the machine.
const (
	maxVersions = bounds.Versions
	maxBytes    = bounds.VersionsBytes
	minShare    = 1 << 20 // bytes that may be read of every file
)
