package drift

import "time"

// Origin says when, and by what, a value came to be what it is.
type Origin struct {
	Time        time.Time // of the commit on the main line, or of the snapshot that first has it; zero with Uncommitted
	Commit      string    // "" for a snapshot
	Author      string
	Subject     string
	Snapshot    bool      // read from stored snapshots: Time is that of the first that has it
	Label       string    // of that snapshot, where it is a release
	Before      time.Time // with Snapshot: the one before that, which has not; zero where there is none
	Uncommitted bool      // changed in the work tree since the last commit
	AtLeast     bool      // nothing earlier was read: it is at least as old
}

// StoryKind says how a difference came about.
type StoryKind string

// The stories.
const (
	NeverSame  StoryKind = "never-the-same" // different from the beginning, or given to both with different values
	OnItsWay   StoryKind = "on-its-way"     // a lower environment was changed, no longer ago than promotions of this pair usually take
	Overdue    StoryKind = "overdue"        // the same, longer ago than nine tenths of this pair's promotions took
	HotFix     StoryKind = "hot-fix"        // the reference was changed alone
	LeftBehind StoryKind = "left-behind"    // one commit changed the reference and others, and this environment did not follow
	Settled    StoryKind = "settled"        // came apart more than a year ago
	Standing   StoryKind = "standing"       // nothing differs; a leak or a sharing that has stood since then
	NoHistory  StoryKind = "no-history"
)

// StoryKinds lists all of them, those first that ask for an action.
func StoryKinds() []StoryKind {
	return append(OpenStories(), NeverSame, Settled, Standing, NoHistory)
}

// OpenStories lists the kinds of a change that has not arrived everywhere, those first that ask most for an action.
func OpenStories() []StoryKind { return []StoryKind{Overdue, HotFix, LeftBehind, OnItsWay} }

// Title is the story's name for people.
func (k StoryKind) Title() string {
	switch k {
	case NeverSame:
		return "never the same"
	case OnItsWay:
		return "on its way"
	case HotFix:
		return "hot fix"
	case LeftBehind:
		return "left behind"
	case NoHistory, "":
		return "no history"
	}
	return string(k)
}

// Lag is how long promotions from one environment to another usually take.
type Lag struct {
	From, To string
	Usual    time.Duration // half of them took no longer
	Late     time.Duration // nine tenths of them took no longer
	Count    int           // promotions that it was learned from
	Basis    string        // "pair", "repository", "snapshots", or "elsewhere": thirteen public histories, where this one has too few
}

// Story says how a difference came about, between one environment and another, mostly the reference.
type Story struct {
	Kind        StoryKind
	Environment string   // whose difference it is
	Against     string   // the environment that it is held against
	Along       []string // with LeftBehind: the environments that the same commit changed, the reference left out
	Since       Origin   // when the two came apart, or became what they are
	AgeDays     float64
	Once        bool // the two once had the same value
	OneSided    bool // one of the two has no value
	Alone       bool // the commit that made the difference changed little else, and in files of one environment only
	Edited      int  // commits since then that touched a file of the two
	Lag         Lag
	Cut         bool   // not all of the history was read
	Text        string // one sentence for people, without an author
}
