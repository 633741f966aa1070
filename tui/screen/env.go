package screen

import (
	"context"
	"os/exec"
	"time"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/theme"
)

// Env is what every screen is given. The root changes it in Update; screens read it.
type Env struct {
	Theme     *theme.Theme
	Catalog   *catalog.Catalog
	Loading   bool // no result has come yet
	Decisions *Decisions
	Marks     map[string]bool // by fingerprint
	Live      *Live
	Journeys  *JourneyState
	Services  Services
	Session   *Session
	Owner     string // who accepts, unless the finding has an owner
	Authors   bool   // who changed a value is named
	Now       func() time.Time
	Remap     func(screen string, m keys.Map) keys.Map // applies the team's own keys
	Globals   func() keys.Map                          // the keys of all screens
	Fleet     *fleet.Overview                          // of many systems, nil for an audit of one
	Since     *Since                                   // the newest earlier audit, nil without one
	Query     string                                   // the filter the findings screen last had
}

// Key is how people read the first key of an action that all screens have.
func (e *Env) Key(a keys.Action) string {
	if e.Globals == nil {
		return ""
	}
	return e.Globals().Key(a)
}

// Services is what screens have done for them. Any of them may be nil: the keys that need it are then disabled and say why.
// Their methods are called in commands, never in Update, and may block.
type Services struct {
	Waivers  Waivers
	Rules    Rules
	Editor   Editor
	Pager    Pager
	Retry    Retry
	Journeys Journeys
	History  History
	Commits  Commits
	Web      Web
	Copy     func(text string) error // the system's own clipboard tool; OSC 52 is sent in any case
	Export   Exporter
	Save     func(Session) error // keeps the session for the next time
}

// Waivers writes people's decisions to the waiver file.
type Waivers interface {
	// PreviewWaivers tells what WriteWaivers would do, and does nothing.
	PreviewWaivers(ws []NewWaiver) (Change, error)
	// WriteWaivers adds ws to the file and returns what takes them out again.
	WriteWaivers(ws []NewWaiver) (undo func() error, err error)
}

// NewWaiver is one decision that a finding is acceptable.
type NewWaiver struct {
	Finding *rules.Finding
	Owner   string
	Reason  string
	Expires time.Time // zero: never
}

// Rules writes rules to the team's rule file or config.
type Rules interface {
	// PreviewRule tells what WriteRule would do, and does nothing. An error says what is wrong with the rule.
	PreviewRule(r NewRule) (Change, error)
	// WriteRule adds r and returns what takes it out again.
	WriteRule(r NewRule) (undo func() error, err error)
	// Decides returns the fingerprints of the newest audit's findings that r would decide, in the audit's order.
	Decides(r NewRule) ([]string, error)
	// Suggest returns a rule that would match f and what is like it.
	Suggest(f *rules.Finding) NewRule
}

// NewRule is a rule made from a finding.
type NewRule struct {
	Name    string
	When    string // an HCL expression over drift and resource
	Verdict rules.Verdict
	Reason  string
	Owner   string
}

// Change is what a write would do to a file.
type Change struct {
	File string
	Line int    // where it would begin
	Text string // what would be added, as it would stand in the file
}

// Editor opens sources.
type Editor interface {
	// Command returns the editor's command line for a source, ready to run on the terminal, or why there is none.
	Command(s snapshot.Source) (*exec.Cmd, error)
}

// Pager shows long texts.
type Pager interface {
	// Page returns the pager's command line, ready to run on the terminal with the text on its standard input, or why there
	// is none. The plain text is for pagers that show escape sequences as what they are.
	Page(coloured, plain string) (*exec.Cmd, error)
}

// Commits shows commits of the repository that values were read from.
type Commits interface {
	// Commit shows a commit's page in the browser, or returns the commit as text where there is no page or nothing to show it with.
	Commit(ctx context.Context, id string) (CommitShown, error)
}

// CommitShown says how a commit was shown: the address that the browser was given, or the text to show.
type CommitShown struct{ Page, Text string }

// Web shows web pages.
type Web interface {
	// Open shows an address of http or https in the browser. It reports false where it did not: there may be no browser at this terminal.
	Open(address string) bool
}

// Retry collects one source again. Its progress and the new result come over the channels the program was given.
type Retry interface {
	Retry(ctx context.Context, environment, member, collector, source string) error
	RetryAll(ctx context.Context) error
}

// Journeys runs the journeys; what happens meanwhile and what comes of it is told over the channels the program was given.
type Journeys interface {
	// PlanJourneys tells what RunJourneys would send; nothing is sent.
	PlanJourneys() (JourneyPlan, error)
	RunJourneys(ctx context.Context) error
	// StopJourneys ends the run under way, if there is one.
	StopJourneys()
}

// JourneyPlan is what a run of the journeys would send.
type JourneyPlan struct {
	Requests     int // at most, redirects not counted
	Journeys     []string
	Environments []string
	Protected    []string // those of them that are protected and get requests
	Notes        []string // what is not run, and why
}

// Exporter writes findings to files.
type Exporter interface {
	// Propose returns the name of a file that is not there yet.
	Propose() string
	// Export writes findings to a file, as the JSON report has them. It overwrites nothing.
	Export(fs []*rules.Finding, file string) error
	// Task is a task for a ticket for each finding, as Markdown.
	Task(fs []*rules.Finding) (string, error)
	// JSON is that report as text.
	JSON(fs []*rules.Finding) (string, error)
}

// History tells of earlier audits.
type History interface {
	// Finding returns how a finding stood in earlier snapshots, oldest first.
	Finding(ctx context.Context, fingerprint string) ([]Seen, error)
	// Newest returns what the newest earlier audit found, nil when there is none.
	Newest(ctx context.Context) (*Since, error)
	// Trend returns the scores of earlier audits, oldest first.
	Trend(ctx context.Context) ([]Point, error)
}

// Seen is how a finding stood in one earlier audit.
type Seen struct {
	At      time.Time
	Label   string
	Verdict rules.Verdict     // "" when it was not there
	Values  map[string]string // by environment, as text for people; secrets as fingerprints
}

// Since is what an earlier audit found.
type Since struct {
	At    time.Time
	Label string
	Known map[string]bool // fingerprints of what had to be or should have been fixed
}

// Point is one earlier audit.
type Point struct {
	At                 time.Time
	Label              string
	Score              float64 // 0 to 1, all pairs together
	MustFix, ShouldFix int
	Found              []Found // what had to be or should have been fixed, in the audit's order
}

// Found is a finding of an earlier audit.
type Found struct {
	Fingerprint string
	Verdict     rules.Verdict
	Kind        string // of the resource
	Resource    string
	Path        string
}

// FoundIn returns what had to be or should have been fixed by an audit.
func FoundIn(findings []rules.Finding) []Found {
	var out []Found
	for i := range findings {
		f := &findings[i]
		if f.Verdict != rules.Acceptable {
			out = append(out, Found{f.Fingerprint, f.Verdict, f.Drift.Resource.Kind, f.Drift.Resource.Name, f.Drift.Path})
		}
	}
	return out
}

// Session is what is kept from one run to the next, beside the config's state.
type Session struct {
	WalkAt  string   `json:"walk_at,omitempty"`  // fingerprint the walk stopped at
	Left    []string `json:"left,omitempty"`     // findings left undecided on purpose
	Queries []string `json:"queries,omitempty"`  // newest last
	Theme   string   `json:"theme,omitempty"`    // chosen in the palette
	Preview *bool    `json:"preview,omitempty"`  // the preview pane
	Tour    int      `json:"tour,omitempty"`     // page
	Group   string   `json:"group_by,omitempty"` // grouping of the findings
}

// MaxQueries is how many queries a session keeps.
const MaxQueries = 50

// Remember puts a query at the end of the history, once.
func (s *Session) Remember(q string) {
	if q == "" {
		return
	}
	kept := make([]string, 0, len(s.Queries)+1)
	for _, old := range s.Queries {
		if old != q {
			kept = append(kept, old)
		}
	}
	kept = append(kept, q)
	s.Queries = kept[max(0, len(kept)-MaxQueries):]
}
