package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/dialog"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// Model is the root: it owns the environment, routes messages to the screen on top, and draws header, footer and overlays.
type Model struct {
	env     *screen.Env
	opts    Options
	w, h    int
	stack   []screen.Screen
	gone    []screen.Screen // closed screens, for "forward"
	dialogs []dialog.Dialog
	deaf    time.Time // until when keys are ignored, because an overlay came by itself
	toast   toast
	failure string // the audit ended without a result
	mouse   bool
	dark    bool
	auto    bool // the theme follows the terminal's background
	sixteen bool // the terminal has sixteen colours
	run     int  // generation of the audit, counted up by every result
	quit    bool
	ticking bool
	undoing bool
	chosen  []string // the findings the open form is about
}

type toast struct {
	text string
	bad  bool
	hint bool // neither good nor bad
	wait bool // it says that something is being collected, and is over when that is
	id   int
}

// New returns the root model of a session.
func New(o Options) (*Model, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Model{opts: o, mouse: !o.NoMouse, dark: true}
	name := o.Theme
	if name == "" || name == "auto" {
		name = o.Session.Theme
	}
	if name == "" || name == "auto" {
		name, m.auto = "dark", true
	}
	if o.NoColor {
		name, m.auto = "none", false
	}
	th, err := theme.New(name, !o.ASCII)
	if err != nil {
		return nil, err
	}
	session := o.Session
	m.env = &screen.Env{
		Theme: th, Catalog: catalog.New(o.Result), Loading: o.Result == nil,
		Decisions: screen.NewDecisions(session.Left), Marks: map[string]bool{}, Live: screen.NewLive(), Journeys: &screen.JourneyState{Judged: o.Judged},
		Services: o.Services, Session: &session, Owner: o.Owner, Authors: o.Authors, Now: o.Now, Query: o.Query, Remap: m.remap, Globals: m.globalKeys, Fleet: o.Fleet,
	}
	if o.Fleet != nil {
		o.Start, m.env.Loading, m.env.Live.Over = fleetName, false, true
	}
	if o.Result != nil {
		m.env.Live.Outcomes(o.Result)
		m.env.Live.Over = true
	}
	if len(o.Keys) > 0 {
		if faults := o.Keys.Check(); len(faults) > 0 {
			return nil, faults[0]
		}
	}
	s, err := m.screenNamed(startOr(o.Start), o.Query)
	if err != nil {
		return nil, err
	}
	m.stack = []screen.Screen{s}
	return m, nil
}

func startOr(name string) string {
	if name == "" {
		return "overview"
	}
	return name
}

// remap applies the configured keys of a screen.
func (m *Model) remap(name string, km keys.Map) keys.Map {
	if len(m.opts.Keys) == 0 {
		return km
	}
	return m.opts.Keys.apply(name, km)
}

// top is the screen that has the keys.
func (m *Model) top() screen.Screen { return m.stack[len(m.stack)-1] }

// Init implements tea.Model.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.waitResult(), m.waitEvents(), m.waitFailure(), m.waitTravel(), m.waitJudged(), initOf(m.top())}
	if m.auto {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	if m.opts.Result != nil {
		cmds = append(cmds, buildText(m.opts.Result))
	}
	cmds = append(cmds, m.tick())
	return tea.Batch(cmds...)
}

// initOf starts what a screen has to load, if anything.
func initOf(s screen.Screen) tea.Cmd {
	if i, ok := s.(interface{ Init() tea.Cmd }); ok {
		return i.Init()
	}
	return nil
}

// textBuilt brings the searchable text of a result.
type textBuilt struct {
	of   *audit.Result
	text *catalog.Text
}

func buildText(r *audit.Result) tea.Cmd {
	return func() tea.Msg { return textBuilt{r, catalog.BuildText(r)} }
}
