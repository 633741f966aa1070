package tui

import (
	"io"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/tui/screen"
)

// JourneysJudged is what came of a run of the journeys.
type JourneysJudged struct {
	Judged *judge.Judged
	Err    error
}

// Options are what Run needs. Either Result, Results or Fleet must be given.
type Options struct {
	Fleet *fleet.Overview // of many systems, in the place of an audit: the screen of the fleet is the only one

	Result   *audit.Result        // nil while the audit runs
	Results  <-chan *audit.Result // newer results, each replacing the one before; partial ones as environments complete
	Events   <-chan audit.Event   // what collectors and journeys are doing
	Failures <-chan error         // an audit that ended without a result

	Judged        *judge.Judged         // of the last run of the journeys, nil without one
	JudgedNow     <-chan JourneysJudged // newer runs
	JourneyEvents <-chan journeys.Event // what the journeys are doing

	Services screen.Services
	Session  screen.Session // of the last run; kept by Services.Save
	Owner    string         // who accepts findings unless they have an owner
	Authors  bool           // name who changed a value

	Start   string // the screen to open: overview (default), findings, walk, matrix, journeys, tour, sources, history
	Query   string // the filter to open findings with
	Theme   string // dark, light, contrast, none; "" or "auto" asks the terminal
	NoColor bool   // no colour, as term.Facts decided from --no-color, NO_COLOR and the rest
	ASCII   bool   // ASCII signs only: the locale is not a UTF-8 one
	NoMouse bool   // do not capture the mouse
	Plain   bool   // no screen at all: a conversation of lines, for screen readers and dumb terminals
	Still   bool   // no spinner moves and no sentence in the footer goes by itself
	Keys    Keymap // other keys for actions

	Environ []string         // os.Environ(), for the terminal's capabilities
	Now     func() time.Time // nil: time.Now
	Input   io.Reader        // nil: the terminal
	Output  io.Writer        // nil: the terminal
}
