package screen

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
)

// Screen is one page of the program. Implementations are pointers that change in Update only; all methods are called from the
// program's one goroutine.
type Screen interface {
	// Name is the screen's fixed name: "findings".
	Name() string
	// Title is what the header says, with numbers when it has any: "Findings 37 of 10,412".
	Title() string
	// SetSize says how many cells the body has; it is called before the first Lines.
	SetSize(w, h int)
	// Update handles a message. Mouse coordinates are relative to the body.
	Update(msg tea.Msg) tea.Cmd
	// Lines returns at most h lines; longer ones are cut at w.
	Lines() []cell.Line
	// Keys returns the keys that act here now, with the disabled ones and why.
	Keys() keys.Map
	// Typing reports that printable keys belong to an input now.
	Typing() bool
	// Back takes one step back inside the screen (close the input, clear the filter, clear the marks) and reports whether
	// there was one.
	Back() bool
	// Refresh tells the screen that the result or the decisions have changed.
	Refresh() tea.Cmd
}

// The messages by which a screen asks the root for something.
type (
	// OpenFinding opens the finding with this fingerprint; Among is what n and N move through.
	OpenFinding struct {
		Fingerprint string
		Among       []string
		Table       bool // show the whole table that the finding is about
		Place       int  // 1 for the first of the finding's places: the one that was asked for; 0 for none
	}
	// Goto opens a screen by name; Query, when not empty, filters it, and Group, when not empty, is what its findings are grouped by.
	Goto struct{ Screen, Query, Group string }
	// OpenTrace shows the trace of a slow or failed visit, which is at an address of http or https.
	OpenTrace struct{ URL string }
	// Close goes back one screen.
	Close struct{}
	// Toast shows a sentence for a while; Bad marks it as a problem.
	Toast struct {
		Text string
		Bad  bool
	}
	// Do asks the root for an action on findings: accept, rule, editor, copy, export.
	Do struct {
		Action       keys.Action
		Fingerprints []string
		Side         int  // environment index for editor and copy, -1 for none in particular
		Place        int  // index of a place of a grouped finding, -1 for the finding itself
		Table        bool // the whole table is on the screen, not the finding
	}
	// RetrySource asks that a source be collected again, or all of them.
	RetrySource struct {
		Environment, Member, Collector, Source string
		All                                    bool
	}
	// Decided tells that decisions changed.
	Decided struct{ Fingerprints []string }
)

// Send makes a command of a message.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
