package tui

import (
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/dialog"
	"github.com/envparity/envparity/tui/screen"
)

// The forms' names in their messages.
const (
	acceptForm = "accept"
	ruleForm   = "rule"
)

// waiverDays is how long an acceptance lasts unless the person says otherwise.
const waiverDays = 90

func (m *Model) openAccept(fs []*rules.Finding) tea.Cmd {
	m.chosen = nil
	owner := fs[0].Owner
	for _, f := range fs {
		m.chosen = append(m.chosen, f.Fingerprint)
		if f.Owner != owner {
			owner = ""
		}
	}
	if owner == "" {
		owner = m.env.Owner
	}
	title, intro := "Accept", []string{about(fs[0])}
	if n := len(fs[0].Drift.Places); n > 0 && len(fs) == 1 {
		title = "Accept " + screen.InPlaces(fs)
		intro = append(intro, "and the same in "+screen.Plural(n, "more place"))
	}
	if len(fs) > 1 {
		title = "Accept " + screen.InPlaces(fs)
		intro = []string{about(fs[0]), "and " + screen.Plural(len(fs)-1, "more")}
	}
	now := m.env.Now()
	return m.openForm(dialog.NewForm(acceptForm, title, intro, []dialog.Field{
		{Name: "reason", Label: "Reason", Hint: "why this may stay, for whoever reads it in a year", Check: needed("a reason")},
		{Name: "owner", Label: "Owner", Value: owner, Hint: "who decides anew when it ends", Check: needed("an owner")},
		{
			Name: "expires", Label: "Until", Value: now.AddDate(0, 0, waiverDays).Format(time.DateOnly), Hint: "a date, or 30d, 12w, 6m, 1y from now",
			Check: func(v string) error { _, err := rules.ParseExpiry(v, now); return err },
		},
	}))
}

func about(f *rules.Finding) string {
	s := f.Drift.Resource.Kind + " " + f.Drift.Resource.Name
	if f.Drift.Path != "" {
		s += "  " + f.Drift.Path
	}
	return s
}

func needed(what string) func(string) error {
	return func(v string) error {
		if v == "" {
			return errors.New("give " + what)
		}
		return nil
	}
}

func (m *Model) openRule(f *rules.Finding) tea.Cmd {
	m.chosen = []string{f.Fingerprint}
	r := m.opts.Services.Rules
	return func() tea.Msg { return suggested{f.Fingerprint, r.Suggest(f)} }
}

// suggested brings a rule to begin with.
type suggested struct {
	fp   string
	rule screen.NewRule
}

func (m *Model) showRule(s suggested) tea.Cmd {
	intro := "A rule decides all findings like this one, now and later."
	if fs := m.findings([]string{s.fp}); len(fs) > 0 {
		intro = about(fs[0])
	}
	v := string(s.rule.Verdict)
	if v == "" {
		v = string(rules.Acceptable)
	}
	return m.openForm(dialog.NewForm(ruleForm, "Make a rule", []string{intro}, []dialog.Field{
		{Name: "name", Label: "Name", Value: s.rule.Name, Hint: "short, with dashes", Check: needed("a name")},
		{Name: "when", Label: "When", Value: s.rule.When, Hint: "a condition over drift and resource; see docs/rules.md", Check: needed("a condition")},
		{Name: "verdict", Label: "Verdict", Value: v, Hint: "left and right choose", Choices: []string{string(rules.Acceptable), string(rules.ShouldFix), string(rules.MustFix)}},
		{Name: "reason", Label: "Reason", Value: s.rule.Reason, Hint: "why, for whoever meets the verdict", Check: needed("a reason")},
		{Name: "owner", Label: "Owner", Value: s.rule.Owner, Hint: "who answers for it; may stay empty"},
	}))
}

func (m *Model) openForm(f *dialog.Form) tea.Cmd {
	m.dialogs = append(m.dialogs, f)
	return f.Init()
}

// form is the form of a name where it is on top, else nil.
func (m *Model) form(name string) *dialog.Form {
	if n := len(m.dialogs); n > 0 {
		if f, ok := m.dialogs[n-1].(*dialog.Form); ok && f.Name() == name {
			return f
		}
	}
	return nil
}

// preview asks the service what a form would write.
func (m *Model) preview(msg dialog.Changed) tea.Cmd {
	if msg.Form == exportForm {
		return nil // what is written is said above the field
	}
	ws, rs := m.opts.Services.Waivers, m.opts.Services.Rules
	waivers, bad := m.waivers(msg.Values)
	rule := newRule(msg.Values)
	return func() tea.Msg {
		var c screen.Change
		var err error
		note := ""
		if msg.Form == acceptForm {
			if err = bad; err == nil {
				c, err = ws.PreviewWaivers(waivers)
			}
		} else if c, err = rs.PreviewRule(rule); err == nil {
			note = decides(rs.Decides(rule))
		}
		where := c.File
		if c.Line > 0 {
			where = fmt.Sprintf("%s:%d", c.File, c.Line)
		}
		return dialog.Preview{Form: msg.Form, Gen: msg.Gen, Where: where, Text: c.Text, Note: note, Err: err}
	}
}

// decides says what a rule brings about.
func decides(fps []string, err error) string {
	switch {
	case err != nil:
		return "It could not be tried: " + err.Error()
	case len(fps) == 0:
		return "It decides no finding of this audit: its condition holds for none, or another rule comes first."
	}
	return "It decides " + screen.Plural(len(fps), "finding") + " of this audit."
}

// waivers are those that the values of a form ask for. The error says what is wrong with its last day.
func (m *Model) waivers(v map[string]string) ([]screen.NewWaiver, error) {
	until, err := rules.ParseExpiry(v["expires"], m.env.Now())
	if err != nil {
		return nil, err
	}
	var out []screen.NewWaiver
	for _, f := range m.findings(m.chosen) {
		out = append(out, screen.NewWaiver{Finding: f, Owner: v["owner"], Reason: v["reason"], Expires: until})
	}
	return out, nil
}

func newRule(v map[string]string) screen.NewRule {
	return screen.NewRule{Name: v["name"], When: v["when"], Verdict: rules.Verdict(v["verdict"]), Reason: v["reason"], Owner: v["owner"]}
}

// written tells that a decision is in its file, or why not.
type written struct {
	form  string
	fps   []string
	what  screen.Decision
	label string
	undo  func() error
	err   error
}

// write does what a submitted form asks for.
func (m *Model) write(msg dialog.Submitted) tea.Cmd {
	if msg.Form == exportForm {
		return m.writeExport(msg.Values["file"])
	}
	ws, rs := m.opts.Services.Waivers, m.opts.Services.Rules
	fps := append([]string(nil), m.chosen...)
	if msg.Form == acceptForm {
		waivers, err := m.waivers(msg.Values)
		label := "Accepted " + screen.InPlaces(m.findings(fps))
		return func() tea.Msg {
			if err != nil {
				return written{form: msg.Form, err: err}
			}
			undo, err := ws.WriteWaivers(waivers)
			d := screen.Decision{Kind: screen.Accepted, Reason: msg.Values["reason"], Owner: msg.Values["owner"]}
			if len(waivers) > 0 {
				d.Expires = waivers[0].Expires
			}
			return written{msg.Form, fps, d, label, undo, err}
		}
	}
	rule := newRule(msg.Values)
	return func() tea.Msg {
		decided, err := rs.Decides(rule)
		if err != nil {
			return written{msg.Form, fps, screen.Decision{}, "", nil, err}
		}
		undo, err := rs.WriteRule(rule)
		d := screen.Decision{Kind: screen.Ruled, Reason: rule.Reason, Owner: rule.Owner, Rule: rule.Name}
		label := "Made the rule " + rule.Name + ", which decides " + screen.Plural(len(decided), "finding")
		if len(decided) == 0 {
			label = "Made the rule " + rule.Name + ", which decides no finding of this audit"
		}
		return written{msg.Form, decided, d, label, undo, err}
	}
}

// wrote records what was written, closes the form, and tells.
func (m *Model) wrote(msg written) tea.Cmd {
	if f := m.form(msg.form); f != nil {
		if msg.err != nil {
			f.Fail(msg.err)
			return nil
		}
		m.dialogs = m.dialogs[:len(m.dialogs)-1]
	}
	if msg.err != nil {
		return m.say("Not written: "+term.Clean(msg.err.Error(), 300), true)
	}
	m.env.Decisions.Add(screen.Batch{Kind: msg.what.Kind, Fingerprints: msg.fps, What: msg.label, Undo: msg.undo}, msg.what)
	for _, fp := range msg.fps {
		delete(m.env.Marks, fp)
	}
	return tea.Batch(m.say(msg.label+"; "+m.top().Keys().Key(screen.Undo)+" takes it back.", false), screen.Send(screen.Decided{Fingerprints: msg.fps}))
}

// undone tells that the newest decision was taken back, or why not.
type undone struct {
	batch screen.Batch
	err   error
}

// askedUndo tells that undo was chosen by its name, and confirmedUndo that the question about it was answered with yes.
type (
	askedUndo     struct{}
	confirmedUndo struct{}
)

// askUndo asks whether the last decision is to be taken back: who chose it from a list of commands has not seen which decision that is.
func (m *Model) askUndo() tea.Cmd {
	b, ok := m.env.Decisions.Last()
	if !ok {
		return m.undo()
	}
	text := b.What + ": take this back?"
	if b.Undo != nil {
		text += " It is removed from its file, too."
	}
	m.dialogs = append(m.dialogs, dialog.NewQuestion("Take back", text, "take it back", screen.Send(confirmedUndo{})))
	return nil
}

func (m *Model) undo() tea.Cmd {
	b, ok := m.env.Decisions.Last()
	if !ok {
		return m.say("Nothing was decided yet in this session.", true)
	}
	if m.undoing {
		return nil
	}
	m.undoing = true
	return func() tea.Msg {
		if b.Undo == nil {
			return undone{b, nil}
		}
		return undone{b, b.Undo()}
	}
}

func (m *Model) tookBack(msg undone) tea.Cmd {
	m.undoing = false
	if msg.err != nil {
		return m.say("Could not take it back: "+term.Clean(msg.err.Error(), 300), true)
	}
	m.env.Decisions.Drop()
	text := "Taken back: " + msg.batch.What + "."
	if m.counted(msg.batch.Fingerprints) {
		text += " This audit still counts it"
		if again := m.top().Keys().Key(screen.CollectAgain); again != "" {
			text += "; " + again + " makes another"
		}
		text += "."
	}
	return tea.Batch(m.say(text, false), screen.Send(screen.Decided{Fingerprints: msg.batch.Fingerprints}))
}

// counted reports whether the audit on screen was made with a decision about one of the findings.
func (m *Model) counted(fingerprints []string) bool {
	return slices.ContainsFunc(m.env.Catalog.Result.Findings, func(f rules.Finding) bool {
		return f.State == rules.Waived && slices.Contains(fingerprints, f.Fingerprint)
	})
}
