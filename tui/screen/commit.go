package screen

import (
	"fmt"
	"slices"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/keys"
)

// CommitOf picks the commit to open for a finding: that of the environment asked for, else the one that made the difference, else the newest that
// set a value. side and place are -1 where none is asked for. Where there is no commit, why says so in a clause.
func CommitOf(f *rules.Finding, side, place int) (commit *drift.Origin, why string) {
	sides, story := f.Drift.Sides, f.Drift.Story
	if place >= 0 && place < len(f.Drift.Places) {
		sides, story = f.Drift.Places[place].Sides, f.Drift.Places[place].Story
	}
	o := originOf(sides, story, side)
	switch {
	case o == nil:
		return nil, noCommit(f.Drift, sides)
	case o.Uncommitted:
		return nil, "this was changed since the last commit and is not committed yet"
	case o.Commit == "":
		return nil, "this was seen in snapshots, not in commits"
	}
	return o, ""
}

func originOf(sides []drift.Side, story *drift.Story, side int) *drift.Origin {
	if side >= 0 && side < len(sides) && sides[side].Since != nil {
		return sides[side].Since
	}
	if story != nil && (story.Since.Commit != "" || story.Since.Uncommitted) {
		return &story.Since
	}
	var newest *drift.Origin
	for i := range sides {
		if o := sides[i].Since; o != nil && (newest == nil || newest.Commit == "" || o.Commit != "" && o.Time.After(newest.Time)) {
			newest = o
		}
	}
	return newest
}

// noCommit says why no commit is known that set any of the values.
func noCommit(d *drift.Drift, sides []drift.Side) string {
	if d.Collector == journeys.CollectorName {
		return "journeys measured it, and no file holds it"
	}
	file := ""
	for i := range sides {
		switch f := sides[i].Source.File; {
		case f == "":
		case history.Reads(f):
			return fmt.Sprintf("the commits of %s do not say when it came about", term.Clean(f, maxFileName))
		case file == "":
			file = f
		}
	}
	if file == "" {
		return "its values were not read from files of a repository"
	}
	file = term.Clean(file, maxFileName)
	return fmt.Sprintf("history reads files with keys, and %s has none; `git log -p -- %s` shows its commits", file, file)
}

// maxFileName bounds the name of a file in a sentence, in runes.
const maxFileName = 120

// WithCommit returns m with the key that opens a commit disabled where f has none, and with the reason. f is nil where no finding is chosen.
func WithCommit(env *Env, m keys.Map, f *rules.Finding, side, place int) keys.Map {
	k := slices.IndexFunc(m, func(b keys.Binding) bool { return b.Action == Commit })
	if f == nil || env.Loading || k < 0 || m[k].Why != "" {
		return m
	}
	if o, why := CommitOf(f, side, place); o == nil {
		return m.Disable(Commit, why)
	}
	return m
}
