package judge

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Drifts turns what is news in a judged run into drifts, so that it goes through the same rules, waivers and screens as every
// other: journeys that take too long or too little (resource kind "journey", path "latency"), whose slowest answers do ("tail"), or that
// fail more often ("errors"), or break a limit ("limit.p95"), steps that fail every time ("step",
// "expectation"), connections that differ ("connection") and answers that differ ("answer"; the path is the field). A value that differs only by an environment's
// own words is none; one that speaks another environment's is a leak.
func (out *Judged) Drifts(envs []drift.Environment) []drift.Drift {
	d := &drifting{envs: envs, words: answers.VocabularyOf(envs)}
	d.latencies(out)
	d.tails(out)
	d.errorRates(out)
	d.limits(out)
	d.expectations(out)
	for _, c := range out.Connections {
		d.add(drift.Changed, "connection", "https", c.Property, c.Values, nil, false, drift.Facts{Type: "text"}, "", "not asked over https there")
	}
	for i := range out.Answers {
		d.answer(&out.Answers[i])
	}
	sort.SliceStable(d.out, func(a, b int) bool {
		x, y := &d.out[a], &d.out[b]
		if x.Resource.Kind+x.Resource.Name != y.Resource.Kind+y.Resource.Name {
			return x.Resource.Kind+"\x00"+x.Resource.Name < y.Resource.Kind+"\x00"+y.Resource.Name
		}
		return x.Path < y.Path
	})
	return d.out
}

// DropOwnNames takes answers out of the list that differ only by the environments' own words, which Drifts leaves out as well.
func (out *Judged) DropOwnNames(envs []drift.Environment) {
	d := &drifting{envs: envs, words: answers.VocabularyOf(envs)}
	kept := out.Answers[:0]
	for i := range out.Answers {
		before := len(d.out)
		if d.answer(&out.Answers[i]); len(d.out) > before {
			kept = append(kept, out.Answers[i])
		}
	}
	out.Answers = kept
}

type drifting struct {
	envs  []drift.Environment
	words *vocabulary.Vocabulary
	out   []drift.Drift
}

func (d *drifting) add(kind drift.Kind, resource, name, path string, texts map[string]string, absent []string, secret bool, f drift.Facts, file, why string) {
	out := drift.Drift{
		Kind: kind, Pillar: snapshot.Behaviour, Collector: journeys.CollectorName, Path: path, Key: path, Facts: f, Confident: 1,
		Resource: drift.ResourceRef{Type: journeys.CollectorName, Kind: resource, Name: name, ID: journeys.CollectorName + "\x00" + resource + "\x00" + name},
	}
	classes := map[string]int{}
	for _, e := range d.envs {
		text, ok := texts[e.Name]
		s := drift.Side{State: drift.UnknownState, Why: why, Class: -1}
		switch {
		case ok:
			if _, seen := classes[text]; !seen {
				classes[text] = len(classes)
			}
			n := &snapshot.Node{Key: path, Kind: snapshot.String, Text: text}
			if secret {
				n.Kind, n.Flags = snapshot.Secret, snapshot.FlagSensitive
			}
			s = drift.Side{State: drift.Present, Node: n, Text: text, Class: classes[text]}
		default:
			for _, a := range absent {
				if a == e.Name {
					s = drift.Side{State: drift.AbsentState, Class: -1}
				}
			}
		}
		s.Source = sourceOf(file)
		out.Sides = append(out.Sides, s)
	}
	out.Split = split(out.Sides, d.envs)
	d.out = append(d.out, out)
}

// latencies makes one drift of a journey that is not as it should be somewhere, with the medians of all environments.
func (d *drifting) latencies(j *Judged) {
	d.times(j, "latency", func(x *Judgement) (ref, env Estimate) { return x.RefMedian, x.EnvMedian }, func(x *Judgement) (path, why string, look []string) {
		switch {
		case x.Outcome == Exceeds && x.beyondDoubt():
			return "latency", x.Why, x.Next
		case x.Outcome == Exceeds:
			return "latency.undocumented", x.Why, x.Next
		case x.Outcome == TooFast:
			return "latency.too_fast", x.Why, x.Next
		}
		return "", "", nil
	})
}

// tails makes one drift of a journey whose slowest answers are slower than allowed somewhere though its median is not.
func (d *drifting) tails(j *Judged) {
	d.times(j, "tail", func(x *Judgement) (ref, env Estimate) { return x.RefP95, x.EnvP95 }, func(x *Judgement) (path, why string, look []string) {
		switch {
		case !x.SlowTail():
			return "", "", nil
		case x.tailBeyondDoubt():
			return "tail", x.Tail.Why, x.Tail.Shared
		}
		return "tail.undocumented", x.Tail.Why, x.Tail.Shared
	})
}

// times makes one drift of each journey for which grade names a path in some environment; the path without a dot is the gravest. The
// key, by which a finding is the same from run to run, does not depend on the grade.
func (d *drifting) times(j *Judged, key string, estimates func(*Judgement) (ref, env Estimate), grade func(*Judgement) (path, why string, look []string)) {
	type all struct {
		texts map[string]string
		facts drift.Facts
		path  string
		file  string
	}
	byName := map[string]*all{}
	var order []string
	for i := range j.Journeys {
		x := &j.Journeys[i]
		a := byName[x.Journey]
		if a == nil {
			a = &all{file: x.Source, texts: map[string]string{}, facts: drift.Facts{Type: "duration", Duration: map[string]float64{}}}
			byName[x.Journey] = a
			order = append(order, x.Journey)
		}
		ref, env := estimates(x)
		for name, e := range map[string]Estimate{x.Environment: env, x.Reference: ref} {
			if e.N > 0 && !math.IsNaN(e.Value) {
				a.texts[name] = j.percentiles(x.Journey, name, "")
				a.facts.Duration[name] = e.Value / 1000
			}
		}
		path, why, look := grade(x)
		if path == "" {
			continue
		}
		if a.path == "" || path == key {
			a.path = path
		}
		ratio := x.Ratio.Value
		if key == "tail" && ref.Value > 0 {
			ratio = env.Value / ref.Value
		}
		if math.Abs(math.Log(ratio)) > math.Abs(math.Log(max(a.facts.Ratio, 1e-9))) || a.facts.Ratio == 0 {
			a.facts.Ratio = ratio
		}
		a.facts.Differ = append(a.facts.Differ, x.Environment)
		a.facts.Notes = append(a.facts.Notes, fmt.Sprintf("%s: %s", x.Environment, why))
		switch {
		case key == "tail":
			a.facts.Notes = append(a.facts.Notes, look...)
		case len(look) > 0:
			a.facts.Notes = append(a.facts.Notes, "investigate "+strings.Join(look, ", "))
		}
	}
	for _, n := range order {
		if a := byName[n]; a.path != "" {
			if len(a.facts.Differ) == 1 {
				a.facts.Outlier = a.facts.Differ[0]
			}
			j.visited(&a.facts, n, a.facts.Differ, false)
			d.add(drift.Changed, "journey", n, a.path, a.texts, nil, false, a.facts, a.file, "not measured there")
			last := &d.out[len(d.out)-1]
			last.Key = key
			d.differAsClasses(last)
		}
	}
}

// errorRates makes one drift of a journey that fails more often in one environment than in another.
func (d *drifting) errorRates(j *Judged) {
	for i := range j.Journeys {
		x := &j.Journeys[i]
		if slices.ContainsFunc(j.Journeys[:i], func(y Judgement) bool { return y.Journey == x.Journey }) {
			continue
		}
		texts, f := map[string]string{}, drift.Facts{Type: "text"}
		for k := range j.Journeys {
			y := &j.Journeys[k]
			if y.Journey != x.Journey {
				continue
			}
			e := &y.Errors
			texts[y.Reference], texts[y.Environment] = failedWords(e.Ref, e.RefN), failedWords(e.Env, e.EnvN)
			if e.Differs {
				f.Differ = append(f.Differ, y.Environment)
				f.Notes = append(append(f.Notes, y.Environment+": "+e.Why), e.Causes...)
			}
		}
		if len(f.Differ) == 0 {
			continue
		}
		j.visited(&f, x.Journey, slices.Sorted(maps.Keys(texts)), true)
		d.add(drift.Changed, "journey", x.Journey, "errors", texts, nil, false, f, x.Source, "not measured there")
		d.differAsClasses(&d.out[len(d.out)-1])
	}
}

// limits makes one drift of each limit that a journey breaks in some environment, with the quantiles of all.
func (d *drifting) limits(j *Judged) {
	for i := range j.Limits {
		x := &j.Limits[i]
		same := func(y LimitResult) bool { return y.Journey == x.Journey && y.Quantile == x.Quantile }
		if slices.ContainsFunc(j.Limits[:i], same) {
			continue
		}
		texts, f := map[string]string{}, drift.Facts{Type: "duration", Duration: map[string]float64{}}
		for k := range j.Limits {
			y := &j.Limits[k]
			if !same(*y) {
				continue
			}
			texts[y.Environment], f.Duration[y.Environment] = cmp.Or(j.percentiles(y.Journey, y.Environment, y.Quantile), words.Millis(y.Measured.Value)), y.Measured.Value/1000
			if y.Outcome == Exceeds {
				f.Differ = append(f.Differ, y.Environment)
				f.Notes = append(f.Notes, y.Environment+": "+y.Why)
			}
		}
		if len(f.Differ) == 0 {
			continue
		}
		j.visited(&f, x.Journey, f.Differ, false)
		d.add(drift.Changed, "journey", x.Journey, "limit."+x.Quantile, texts, nil, false, f, x.Source, "not measured there")
		d.differAsClasses(&d.out[len(d.out)-1])
	}
}

func failedWords(k, n int) string {
	return names.Of(k, n, "visit") + " " + names.Verb(k, "fails", "fail")
}

// differAsClasses puts the environments that are as they should be into the reference's class: measurements are never the same twice.
func (d *drifting) differAsClasses(x *drift.Drift) {
	for i := range x.Sides {
		if s := &x.Sides[i]; s.State == drift.Present {
			s.Class = 1 + slices.Index(x.Facts.Differ, d.envs[i].Name)
		}
	}
	x.Split = split(x.Sides, d.envs)
}

// expectations makes a drift of every step that fails each time in some environment and not in all.
func (d *drifting) expectations(j *Judged) {
	texts, sources, journeyOf := map[string]map[string]string{}, map[string]string{}, map[string]string{}
	files := map[string]bool{}
	for i := range j.Functional {
		f := &j.Functional[i]
		if !f.Gates() {
			continue
		}
		name := f.Journey + "/" + f.Step
		files[name] = true
		if texts[name] == nil {
			texts[name] = map[string]string{}
		}
		texts[name][f.Environment], sources[name], journeyOf[name] = f.What, f.Source, f.Journey
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		t := texts[name]
		var differ []string
		for _, e := range d.envs {
			if _, failed := t[e.Name]; failed {
				differ = append(differ, e.Name)
			} else if d.measured(j, e.Name, name) {
				t[e.Name] = "holds"
			}
		}
		f := drift.Facts{Type: "text", Differ: differ}
		j.visited(&f, journeyOf[name], differ, true)
		d.add(drift.Changed, "step", name, "expectation", t, nil, false, f, sources[name], "not measured there")
	}
}

// measured reports whether the journey of a step was judged in an environment.
func (d *drifting) measured(j *Judged, env, step string) bool {
	for i := range j.Journeys {
		x := &j.Journeys[i]
		if strings.HasPrefix(step, x.Journey+"/") && (x.Environment == env && x.Errors.EnvN > 0 || x.Reference == env && x.Errors.RefN > 0) {
			return true
		}
	}
	return false
}

func (d *drifting) answer(a *answers.AnswerDiff) {
	kind := map[string]drift.Kind{"missing": drift.Missing, "extra": drift.Extra, "type-changed": drift.TypeChanged}[a.Kind]
	if kind == "" {
		kind = drift.Changed
	}
	f := drift.Facts{Type: "text"}
	var leaks []string
	words := map[string]vocabulary.Hit{}
	for _, e := range d.envs {
		if l, ok := a.Leaks[e.Name]; ok {
			leaks = append(leaks, e.Name)
			words[e.Name] = vocabulary.Hit{Word: l.Word, Owner: slices.IndexFunc(d.envs, func(x drift.Environment) bool { return x.Name == l.Of })}
		}
	}
	if kind == drift.Changed && !a.Secret && !a.Searched() { // of a run file that an earlier version wrote
		neutral, own := map[string]bool{}, false
		for i, e := range d.envs {
			v, ok := a.Values[e.Name]
			if !ok {
				continue
			}
			n, replaced := d.words.Neutral(i, v)
			neutral[n] = true
			own = own || replaced
			if hits := d.words.Foreign(i, vocabulary.Identifier, v); len(hits) > 0 {
				leaks = append(leaks, e.Name)
				words[e.Name] = hits[0]
			}
		}
		if len(neutral) == 1 && own && len(leaks) == 0 {
			return // each says its own name
		}
	}
	if len(leaks) > 0 {
		kind = drift.Leaked
		f.Differ = leaks
	}
	d.add(kind, "answer", a.Journey+"/"+a.Step, a.Path, a.Values, a.Absent, a.Secret, f, a.Source, "not answered there, or not the same each time")
	last := &d.out[len(d.out)-1]
	if a.Classes() != nil {
		d.classify(last, a.Classes())
	}
	for i := range last.Sides {
		if h, ok := words[d.envs[i].Name]; ok {
			last.Sides[i].Word = h.Word
			if h.Owner >= 0 && h.Owner < len(d.envs) {
				last.Sides[i].WordOf = d.envs[h.Owner].Name
			}
		}
	}
}

// classify puts the environments that have equal values into one class each.
func (d *drifting) classify(x *drift.Drift, classes map[string]string) {
	seen := map[string]int{}
	for i := range x.Sides {
		if s := &x.Sides[i]; s.State == drift.Present {
			c := classes[d.envs[i].Name]
			if _, ok := seen[c]; !ok {
				seen[c] = len(seen)
			}
			s.Class = seen[c]
		}
	}
	x.Split = split(x.Sides, d.envs)
}

func sourceOf(file string) snapshot.Source {
	s := snapshot.Source{File: file}
	if i := strings.LastIndexByte(file, ':'); i > 0 {
		if _, err := fmt.Sscanf(file[i+1:], "%d", &s.Line); err == nil {
			s.File = file[:i]
		}
	}
	return s
}

// split returns which environments agree.
func split(sides []drift.Side, envs []drift.Environment) string {
	groups := map[int][]string{}
	for i, s := range sides {
		if s.State != drift.UnknownState {
			groups[s.Class] = append(groups[s.Class], envs[i].Name)
		}
	}
	if len(groups) == len(sides) && len(sides) > 2 {
		return "all differ"
	}
	for _, g := range groups {
		if len(g) == 1 && len(groups) == 2 && len(sides) > 2 {
			return g[0] + " alone"
		}
	}
	return ""
}
