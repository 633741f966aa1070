package audit

import (
	"slices"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/snapshot"
)

// stories finds how every difference came about, all at once, and records the answers in the drifts and their places. The repository's history
// comes first, then stored snapshots.
func (r *Result) stories(d *drift.Result, snaps []*snapshot.Snapshot, cfg *config.Config, o Options) {
	if o.History == nil && o.Stored == nil || len(d.Drifts) == 0 {
		return
	}
	in := history.Input{Dir: cfg.Dir, Now: o.Now}
	for _, e := range r.Environments {
		in.Environments = append(in.Environments, history.Environment{Name: e.Name, Reference: e.Reference, Words: wordsOf(e.Name, d.Vocabulary)})
	}
	var targets []target
	ask := func(x *drift.Drift, resource *drift.ResourceRef, path string, sides []drift.Side, story **drift.Story) {
		in.Questions = append(in.Questions, question(x, resource, path, sides))
		targets = append(targets, target{story, sides})
	}
	for i := range d.Drifts {
		x := &d.Drifts[i]
		ask(x, &x.Resource, x.Path, x.Sides, &x.Story)
		for k := range x.Places {
			p := &x.Places[k]
			ask(p.Of(x), &p.Resource, p.Path, p.Sides, &p.Story)
		}
	}
	answered := make([]bool, len(targets))
	if o.History != nil {
		r.ofRepository(in, targets, answered, o)
	}
	if o.Stored != nil && slices.Contains(answered, false) {
		r.ofSnapshots(in, targets, answered, snaps, o)
	}
	environments := make([]string, len(r.Environments))
	for i := range r.Environments {
		environments[i] = r.Environments[i].Name
	}
	history.MarkRenames(d.Drifts, environments)
	for i := range d.Drifts {
		for k := range d.Drifts[i].Places {
			if p := &d.Drifts[i].Places[k]; p.Own != nil {
				p.Own.Story = p.Story
			}
		}
	}
}

// target is the place for the answer to a question.
type target struct {
	story **drift.Story
	sides []drift.Side
}

// take records an answer if there is none yet, and reports whether the answer has a date for each value.
func (t *target) take(a *history.Answer) bool {
	if *t.story == nil {
		*t.story = a.Story
	}
	whole := true
	for e := range t.sides {
		s := &t.sides[e]
		if s.Since == nil && e < len(a.Since) {
			s.Since = a.Since[e]
		}
		whole = whole && (s.State != drift.Present || s.Since != nil)
	}
	return whole
}

func (r *Result) ofRepository(in history.Input, targets []target, answered []bool, o Options) {
	if !slices.ContainsFunc(in.Questions, filed) {
		r.History.Notes = []string{"no history: the differing values were not read from files"}
		return
	}
	res, err := o.History(in)
	if err != nil {
		r.History.Notes = []string{"no history: " + err.Error()}
		return
	}
	r.History = History{Read: true, Lags: res.Lags, Notes: res.Notes}
	for q := range targets {
		answered[q] = targets[q].take(&res.Answers[q])
	}
}

// filed reports whether any environment has the value from a file.
func filed(q history.Question) bool {
	return slices.ContainsFunc(q.Places, func(p history.Place) bool { return p.Present && p.File != "" })
}

// ofSnapshots looks in stored snapshots for the open answers.
func (r *Result) ofSnapshots(in history.Input, targets []target, answered []bool, snaps []*snapshot.Snapshot, o Options) {
	var open []target
	questions := in.Questions
	in.Questions = nil
	for q := range targets {
		if !answered[q] {
			in.Questions, open = append(in.Questions, questions[q]), append(open, targets[q])
		}
	}
	res, err := o.Stored(snaps, in)
	switch {
	case err != nil:
		r.History.Notes = append(r.History.Notes, "no history of stored snapshots: "+err.Error())
		return
	case res == nil:
		return
	case !r.History.Read:
		r.History = History{Read: true, Lags: res.Lags}
	}
	r.History.Stored = true
	r.History.Notes = append(r.History.Notes, res.Notes...)
	for q := range open {
		open[q].take(&res.Answers[q])
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

// question returns the question for the story of one place.
func question(d *drift.Drift, resource *drift.ResourceRef, path string, sides []drift.Side) history.Question {
	q := history.Question{
		Resource: resource, Collector: d.Collector, Path: path,
		Places: make([]history.Place, len(sides)), Whole: path == "", Same: d.Kind == drift.Leaked || d.Kind == drift.Shared,
	}
	key, inside := history.LastKey(path)
	if q.Whole {
		key = resource.Name
	}
	for e := range sides {
		s := &sides[e]
		p := &q.Places[e]
		p.File, p.Line, p.Ref, p.Key, p.Inside, p.Source = s.Source.File, s.Source.Line, s.Source.Ref, key, inside, s.Source
		switch s.State {
		case drift.UnknownState:
			p.Unknown = true
		case drift.Present:
			p.Present = true
			if s.Node != nil && s.Node.Scalar() && s.Node.Kind != snapshot.Secret {
				p.Text = s.Node.Text
			}
		}
	}
	return q
}
