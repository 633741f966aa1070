package screen

import "github.com/envparity/envparity/tui/keys"

// The actions that several screens share. What they do is in their bindings' Help.
const (
	Up       keys.Action = "up"
	Down     keys.Action = "down"
	Top      keys.Action = "top"
	Bottom   keys.Action = "bottom"
	HalfDown keys.Action = "half-down"
	HalfUp   keys.Action = "half-up"
	PageDown keys.Action = "page-down"
	PageUp   keys.Action = "page-up"
	Enter    keys.Action = "open"
	Left     keys.Action = "left"
	Right    keys.Action = "right"

	Accept   keys.Action = "accept"
	MakeRule keys.Action = "make-rule"
	Edit     keys.Action = "edit-source"
	Commit   keys.Action = "open-commit"
	Page     keys.Action = "pager"
	CopyText keys.Action = "copy-value"
	CopyJSON keys.Action = "copy-json"
	CopyTask keys.Action = "copy-task"
	Undo     keys.Action = "undo"
	Export   keys.Action = "export"
	Filter   keys.Action = "filter"

	WholeTable keys.Action = "whole-table"

	Back      keys.Action = "back"
	GoMatrix  keys.Action = "go-matrix"
	GoSources keys.Action = "go-sources"

	CollectAgain keys.Action = "collect-again"
)

// Moves are the bindings by which every list is walked.
func Moves() keys.Map {
	return keys.Map{
		{Action: Down, Keys: []string{"j", "down"}, Short: "down", Help: "Go one line down"},
		{Action: Up, Keys: []string{"k", "up"}, Short: "up", Help: "Go one line up"},
		{Action: HalfDown, Keys: []string{"ctrl+d"}, Help: "Go half a page down"},
		{Action: HalfUp, Keys: []string{"ctrl+u"}, Help: "Go half a page up"},
		{Action: PageDown, Keys: []string{"pgdown", "ctrl+f"}, Help: "Go a page down"},
		{Action: PageUp, Keys: []string{"pgup", "ctrl+b"}, Help: "Go a page up"},
		{Action: Top, Keys: []string{"g", "home"}, Help: "Go to the first line"},
		{Action: Bottom, Keys: []string{"G", "end"}, Help: "Go to the last line"},
	}
}

// Acts are the bindings for what can be done about findings.
func Acts(env *Env) keys.Map {
	m := keys.Map{
		{Action: Accept, Keys: []string{"a"}, Short: "accept", Help: "Accept with reason, owner and expiry: writes a waiver", Footer: 3, Writes: true},
		{Action: MakeRule, Keys: []string{"r"}, Short: "rule", Help: "Make a rule of it, for all that is like it", Footer: 6, Writes: true},
		{Action: Undo, Keys: []string{"u"}, Short: "undo", Help: "Take the last decision back, in the file too", Footer: 8, Writes: true},
		{Action: Edit, Keys: []string{"e"}, Short: "edit", Help: "Open the source at its line in $EDITOR", Footer: 4, Writes: true},
		{Action: Commit, Keys: []string{"o"}, Short: "commit", Help: "Open the commit that made the difference, or on a value the one that set it: its web page, or git show in $PAGER; of a journey, the trace of a slow or failed visit", Footer: 5},
		{Action: Page, Keys: []string{"V"}, Help: "Read the whole of it in $PAGER; on a long value, that value"},
		{Action: CopyText, Keys: []string{"y"}, Short: "copy", Help: "Copy the value", Footer: 7},
		{Action: CopyJSON, Keys: []string{"Y"}, Help: "Copy the finding as JSON"},
		{Action: CopyTask, Keys: []string{"c"}, Short: "ticket", Help: "Copy a task for a ticket as Markdown: what, where, why, what to do", Footer: 7},
		{Action: Export, Keys: []string{"x"}, Short: "export", Help: "Export what is marked, or what is shown, to a file: asks for its name first", Writes: true},
	}
	if env.Services.Waivers == nil {
		m = m.Disable(Accept, "this audit has no waiver file to write to")
	}
	if env.Services.Rules == nil {
		m = m.Disable(MakeRule, "this audit has no rule file to write to")
	}
	if env.Services.Editor == nil {
		m = m.Disable(Edit, "no editor: set $EDITOR or $VISUAL")
	}
	if env.Services.Pager == nil {
		m = m.Disable(Page, "no pager: set $PAGER")
	}
	switch {
	case env.Services.Commits == nil:
		m = m.Disable(Commit, "this audit knows of no repository")
	case !env.Loading && !env.Catalog.Result.History.Read:
		m = m.Disable(Commit, noHistory(env))
	}
	if env.Services.Export == nil {
		m = m.Disable(Export, "this audit has nowhere to export to").Disable(CopyTask, "this audit writes no report")
	}
	if _, ok := env.Decisions.Last(); !ok {
		m = m.Disable(Undo, "nothing was decided yet in this session")
	}
	return m
}

// Table is the binding that shows the whole table which a finding is about.
func Table(help string) keys.Binding {
	return keys.Binding{Action: WholeTable, Keys: []string{"t"}, Short: "table", Help: help, Footer: 4}
}

// noHistory says why there is no history.
func noHistory(env *Env) string {
	if notes := env.Catalog.Result.History.Notes; len(notes) > 0 {
		return notes[0]
	}
	return "no history was read"
}

// Mover is what Moves act on.
type Mover interface {
	Move(n int)
	Page(n int)
	Half(n int)
	Top()
	Bottom()
}

// Moved applies a move and reports whether action was one.
func Moved(l Mover, action keys.Action) bool {
	switch action {
	case Down:
		l.Move(1)
	case Up:
		l.Move(-1)
	case HalfDown:
		l.Half(1)
	case HalfUp:
		l.Half(-1)
	case PageDown:
		l.Page(1)
	case PageUp:
		l.Page(-1)
	case Top:
		l.Top()
	case Bottom:
		l.Bottom()
	default:
		return false
	}
	return true
}
