package audit

import (
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/snapshot"
)

// stories asks how every difference came about, all at once, and notes the answers at the drifts and their places.
func (r *Result) stories(d *drift.Result, cfg *config.Config, o Options) {
	if o.History == nil || len(d.Drifts) == 0 {
		return
	}
	in := history.Input{Dir: cfg.Dir, Now: o.Now}
	for _, e := range r.Environments {
		in.Environments = append(in.Environments, history.Environment{Name: e.Name, Reference: e.Reference, Words: wordsOf(e.Name, d.Vocabulary)})
	}
	type target struct {
		story **drift.Story
		sides []drift.Side
	}
	var targets []target
	ask := func(k drift.Kind, resource, path string, sides []drift.Side, story **drift.Story) {
		if q, ok := question(k, resource, path, sides); ok {
			in.Questions = append(in.Questions, q)
			targets = append(targets, target{story, sides})
		}
	}
	for i := range d.Drifts {
		x := &d.Drifts[i]
		ask(x.Kind, x.Resource.Name, x.Path, x.Sides, &x.Story)
		for k := range x.Places {
			p := &x.Places[k]
			ask(p.Of(x).Kind, p.Resource.Name, p.Path, p.Sides, &p.Story)
		}
	}
	if len(in.Questions) == 0 {
		r.History.Notes = []string{"no history: what differs was not read from files"}
		return
	}
	res, err := o.History(in)
	if err != nil {
		r.History.Notes = []string{"no history: " + err.Error()}
		return
	}
	r.History = History{Read: true, Lags: res.Lags, Notes: res.Notes}
	for q, t := range targets {
		a := &res.Answers[q]
		*t.story = a.Story
		for e := range a.Since {
			t.sides[e].Since = a.Since[e]
		}
	}
	for i := range d.Drifts {
		for k := range d.Drifts[i].Places {
			if p := &d.Drifts[i].Places[k]; p.Own != nil {
				p.Own.Story = p.Story
			}
		}
	}
}

// wordsOf lists the words by which an environment names itself.
func wordsOf(env string, vocabulary []drift.Word) []string {
	var out []string
	for i := range vocabulary {
		if vocabulary[i].Environment == env && vocabulary[i].Word != env {
			out = append(out, vocabulary[i].Word)
		}
	}
	return out
}

// question asks for the story of one place, and reports whether any environment has it from a file.
func question(k drift.Kind, resource, path string, sides []drift.Side) (history.Question, bool) {
	q := history.Question{Places: make([]history.Place, len(sides)), Whole: path == "", Same: k == drift.Leaked || k == drift.Shared}
	key, inside := history.LastKey(path)
	if q.Whole {
		key = resource
	}
	some := false
	for e := range sides {
		s := &sides[e]
		p := &q.Places[e]
		p.File, p.Line, p.Ref, p.Key, p.Inside = s.Source.File, s.Source.Line, s.Source.Ref, key, inside
		switch s.State {
		case drift.UnknownState:
			p.Unknown = true
		case drift.Present:
			p.Present = true
			some = some || p.File != ""
			if s.Node != nil && s.Node.Scalar() && s.Node.Kind != snapshot.Secret {
				p.Text = s.Node.Text
			}
		}
	}
	return q, some
}
