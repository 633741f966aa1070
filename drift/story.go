package drift

import "time"

// Origin is when and how a value came about.
type Origin struct {
	Time        time.Time // of the commit on the main line, or of the first snapshot with the value; zero with Uncommitted
	Commit      string    // "" for a snapshot
	Author      string
	Subject     string
	Snapshot    bool      // from stored snapshots: Time is that of the first with the value
	Label       string    // of that snapshot, if it is a release
	Before      time.Time // with Snapshot: time of the last one without the value; zero if there is none
	Uncommitted bool      // changed in the work tree since the last commit
	AtLeast     bool      // nothing earlier was read, so it may be older
}

// StoryKind is how a difference came about.
type StoryKind string

// The stories.
const (
	NeverSame  StoryKind = "never-the-same" // different from the beginning, or added to both with different values
	OnItsWay   StoryKind = "on-its-way"     // a lower environment was changed, within the usual time of this pair's promotions
	Overdue    StoryKind = "overdue"        // the same, longer ago than nine tenths of this pair's promotions took
	HotFix     StoryKind = "hot-fix"        // the reference was changed alone
	LeftBehind StoryKind = "left-behind"    // one commit changed the reference and others, and this environment did not follow
	Settled    StoryKind = "settled"        // the values separated more than a year ago
	Standing   StoryKind = "standing"       // nothing differs; a leak or a sharing since then
	NoHistory  StoryKind = "no-history"
)

// StoryKinds lists all kinds, the most urgent first.
func StoryKinds() []StoryKind {
	return append(OpenStories(), NeverSame, Settled, Standing, NoHistory)
}

// OpenStories lists the kinds of a change that has not reached all environments, the most urgent first.
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
	Usual    time.Duration // the median
	Late     time.Duration // the ninth decile
	Count    int           // number of promotions
	Basis    string        // "pair", "repository", "snapshots", or "elsewhere": thirteen public histories, if this one has too few promotions
}

// Story is how a difference came about between one environment and another, mostly the reference.
type Story struct {
	Kind        StoryKind
	Environment string   // the environment that differs
	Against     string   // the environment it is compared with
	Along       []string // with LeftBehind: the other environments that the same commit changed, without the reference
	Since       Origin   // when the two values separated, or came about
	AgeDays     float64
	Once        bool // the two once had the same value
	OneSided    bool // one of the two has no value
	Alone       bool // the commit of the difference changed little else, and only files of one environment
	Edited      int  // commits since then that touched a file of the two
	Lag         Lag
	Cut         bool   // not all of the history was read
	Text        string // one sentence for people, without an author
}
