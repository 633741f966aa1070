package rules

import (
	"errors"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// facts gives rules access to one drift. Each worker has one and points it at drift after drift. Expensive facts are computed on first use.
type facts struct {
	run   *run
	head  *drift.Drift // the drift that drift is a place of, or drift itself
	drift *drift.Drift
	res   *drift.ResourceRef // of the place under judgement, which may not be the drift's own
	path  string
	key   string
	sides []drift.Side
	story *drift.Story // of the place under judgement; nil for no history

	parts    []string
	name     string
	info     *nameInfo
	names    nameCache
	split    bool
	shape    string
	differ   []string
	differOK bool
	owner    string
	ownerOK  bool

	switchOK     bool
	on, off      []string
	differsOK    bool
	differsWhat  string
	foldA, foldB []byte // scratch

	err error // the first error while a rule was evaluated
	ctx *hcl.EvalContext
}

// run is the state that is the same for all drifts of one classification.
type run struct {
	envs      []drift.Environment
	ref       int // index of the reference, -1 without one
	reference string
	now       time.Time
	owners    *Owners
	ephemeral []string
	history   bool // some difference has a story: the history was read
}

func newRun(in Context) *run {
	r := &run{envs: in.Environments, ref: -1, now: in.Now, owners: in.Owners}
	for i, e := range in.Environments {
		if e.Reference {
			r.ref, r.reference = i, e.Name
		}
		if e.Ephemeral {
			r.ephemeral = append(r.ephemeral, e.Name)
		}
	}
	return r
}

// point sets the drift of f; place is nil for the drift's own place.
func (f *facts) point(d *drift.Drift, place *drift.Place) {
	f.head, f.drift, f.res, f.path, f.key, f.sides, f.story = d, d, &d.Resource, d.Path, d.Key, d.Sides, d.Story
	if place != nil {
		f.drift = place.Of(d)
		f.res, f.path, f.key, f.sides, f.story = &place.Resource, place.Path, place.Key, place.Sides, storyOf(d, place)
	}
	f.split, f.shape, f.differOK, f.differsOK, f.switchOK, f.ownerOK, f.err, f.ctx = false, "", false, false, false, false, nil, nil
}

// storyOf returns the story of a place. If it has none, it returns the drift's, because they have one cause.
func storyOf(d *drift.Drift, p *drift.Place) *drift.Story {
	if p.Story == nil && p.Own == nil {
		return d.Story
	}
	return p.Story
}

func (f *facts) cut() {
	if f.split {
		return
	}
	f.split = true
	f.parts = appendPath(f.parts[:0], f.path)
	f.name = nameOf(f.parts, f.res.Name)
	f.info = f.names.of(f.name)
}

func (f *facts) subject() string     { f.cut(); return f.name }
func (f *facts) pathParts() []string { f.cut(); return f.parts }
func (f *facts) nameWords() []string { return f.naming().words }

func (f *facts) naming() *nameInfo {
	f.cut()
	return f.info
}

// fail records an evaluation error. The rule then counts as broken for this drift.
func (f *facts) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// index returns the side of environment name, or -1.
func (f *facts) index(name string) int {
	for i := range f.run.envs {
		if f.run.envs[i].Name == name {
			return i
		}
	}
	f.fail(errors.New("there is no environment named " + quote(name)))
	return -1
}

// text returns the value of side i for rules: none if it is absent or unknown, a mark if it is secret.
func (f *facts) text(i int) (string, bool) {
	if i < 0 || i >= len(f.sides) || f.sides[i].State != drift.Present {
		return "", false
	}
	s := &f.sides[i]
	if s.Node == nil {
		return s.Text, true
	}
	switch s.Node.Kind {
	case snapshot.Secret:
		return "(secret)", true
	case snapshot.Null:
		return "", false
	case snapshot.Map, snapshot.List:
		if s.Text != "" {
			return s.Text, true
		}
		return flatText(s.Node), true
	default:
		return s.Node.Text, true
	}
}

func (f *facts) stateOf(i int) drift.State {
	if i < 0 || i >= len(f.sides) {
		return drift.UnknownState
	}
	return f.sides[i].State
}

// environments lists the environments that differ from the reference, in order.
func (f *facts) environments() []string {
	if f.differOK {
		return f.differ
	}
	f.differOK = true
	if k := f.drift.Kind; k != drift.Leaked && k != drift.Shared && len(f.drift.Facts.Differ) > 0 && f.res == &f.drift.Resource {
		f.differ = f.drift.Facts.Differ
		return f.differ
	}
	f.differ = nil
	for i := range f.sides {
		if i < len(f.run.envs) && f.differs(i) {
			f.differ = append(f.differ, f.run.envs[i].Name)
		}
	}
	return f.differ
}

// oneLine reports whether the drift's environments have the value from one line, which they share with each other or with another environment.
func (f *facts) oneLine() bool {
	var line *snapshot.Source
	for i := range f.sides {
		s := &f.sides[i].Source
		switch {
		case i >= len(f.run.envs) || !f.differs(i):
		case s.File == "" || f.sides[i].State != drift.Present || line != nil && *s != *line:
			return false
		default:
			line = s
		}
	}
	shared := 0
	for i := range f.sides {
		if line != nil && f.sides[i].State == drift.Present && f.sides[i].Source == *line {
			shared++
		}
	}
	return shared > 1
}

// differs reports whether the drift concerns side i: its state or value differs from the reference's, it has a foreign word, or, for a shared
// value, it has that value: the reference's, if it is one that environments share.
func (f *facts) differs(i int) bool {
	s, ref := &f.sides[i], f.run.ref
	switch {
	case s.State == drift.UnknownState:
		return false
	case f.drift.Kind == drift.Leaked:
		return s.Word != ""
	case f.drift.Kind == drift.Shared:
		return f.sharesValue(i) && (ref < 0 || ref >= len(f.sides) || !f.sharesValue(ref) || f.sides[i].Class == f.sides[ref].Class)
	case i == ref || ref < 0 || ref >= len(f.sides):
		return false
	case f.sides[ref].State == drift.UnknownState:
		return true
	}
	return s.State != f.sides[ref].State || s.Class != f.sides[ref].Class
}

// sharesValue reports whether another environment has the value of side i.
func (f *facts) sharesValue(i int) bool {
	for k := range f.sides {
		if k != i && f.sides[i].State == drift.Present && f.sides[k].State == drift.Present && f.sides[k].Class == f.sides[i].Class {
			return true
		}
	}
	return false
}

// other returns the environment that pairwise facts compare with the reference: the last one before the end that differs from it, which is
// usually the nearest; -1 if none differs.
func (f *facts) other() int {
	for i := len(f.sides) - 1; i >= 0; i-- {
		if i < len(f.run.envs) && i != f.run.ref && f.differs(i) {
			return i
		}
	}
	for i := len(f.sides) - 1; i >= 0; i-- {
		if i < len(f.run.envs) && i != f.run.ref && f.sides[i].State != drift.UnknownState {
			return i
		}
	}
	return -1
}

// clouded returns an unobserved environment that would have decided how much a difference matters: the reference, or for a change of value an
// environment nearer to it than the judged one. "" if there is none. A leak is wrong whatever other environments have.
func (f *facts) clouded() string {
	switch f.drift.Kind {
	case drift.Leaked, drift.Shared, drift.Misspelt:
		return ""
	}
	if i := f.run.ref; i >= 0 && i < len(f.sides) && i < len(f.run.envs) && f.sides[i].Lost {
		return f.run.envs[i].Name
	}
	if f.drift.Kind != drift.Changed && f.drift.Kind != drift.TypeChanged {
		return ""
	}
	for i := len(f.sides) - 1; i > f.other() && i >= 0; i-- {
		if i < len(f.run.envs) && f.sides[i].Lost {
			return f.run.envs[i].Name
		}
	}
	return ""
}

func (f *facts) inState(s drift.State) []string {
	var out []string
	for i := range f.sides {
		if f.sides[i].State == s && i < len(f.run.envs) {
			out = append(out, f.run.envs[i].Name)
		}
	}
	return out
}

// presentTexts calls fn with each present, unsealed text until it returns false.
func (f *facts) presentTexts(fn func(text string) bool) {
	for i := range f.sides {
		s := &f.sides[i]
		if s.State != drift.Present || s.Node != nil && (!s.Node.Scalar() || s.Node.Kind == snapshot.Secret || s.Node.Kind == snapshot.Null) {
			continue
		}
		if t, ok := f.text(i); ok && !fn(t) {
			return
		}
	}
}

func (f *facts) placeholder() bool {
	return f.drift.Facts.SecretPlaceholder || f.someSide(f.isPlaceholder)
}

// empty reports whether a side is present and empty.
func (f *facts) empty() bool { return f.drift.Facts.SecretEmpty || f.someSide(f.isEmpty) }

func (f *facts) isPlaceholder(i int) bool {
	n := f.sides[i].Node
	if n == nil || f.sides[i].State != drift.Present {
		return false
	}
	return n.Flags&snapshot.FlagPlaceholder != 0 || n.Kind == snapshot.String && snapshot.Placeholder(n.Text)
}

func (f *facts) isEmpty(i int) bool {
	n := f.sides[i].Node
	if n == nil || f.sides[i].State != drift.Present {
		return false
	}
	return n.Flags&snapshot.FlagEmpty != 0 || n.Kind == snapshot.Null || n.Kind == snapshot.String && n.Text == "" || !n.Scalar() && len(n.Children) == 0
}

func (f *facts) someSide(test func(int) bool) bool {
	for i := range f.sides {
		if test(i) {
			return true
		}
	}
	return false
}

// where lists the environments for whose side test is true.
func (f *facts) where(test func(int) bool) []string {
	var out []string
	for i := range f.sides {
		if i < len(f.run.envs) && test(i) {
			out = append(out, f.run.envs[i].Name)
		}
	}
	return out
}

// switched lists the environments in which the value is a switch that is on, or off if on is false.
func (f *facts) switched(on bool) []string {
	if !f.switchOK {
		f.switchOK, f.on, f.off = true, nil, nil
		for i := range f.sides {
			t, ok := f.text(i)
			if !ok || i >= len(f.run.envs) || len(t) > 10 {
				continue
			}
			switch v, isSwitch := truth(t); {
			case isSwitch && v:
				f.on = append(f.on, f.run.envs[i].Name)
			case isSwitch:
				f.off = append(f.off, f.run.envs[i].Name)
			}
		}
	}
	if on {
		return f.on
	}
	return f.off
}

// number returns the number of side i: as comparing parsed it, else the text as a number.
func (f *facts) number(i int) (float64, bool) {
	if i < 0 || i >= len(f.run.envs) {
		return 0, false
	}
	name := f.run.envs[i].Name
	for _, m := range []map[string]float64{f.drift.Facts.Number, f.drift.Facts.Bytes, f.drift.Facts.Duration} {
		if v, ok := m[name]; ok {
			return v, true
		}
	}
	t, ok := f.text(i)
	if !ok {
		return 0, false
	}
	return sizeOf(t)
}

// ratio returns other / reference, 0 if there is none or the reference is zero.
func (f *facts) ratio() float64 {
	if r := f.drift.Facts.Ratio; r != 0 {
		return r
	}
	a, ok1 := f.number(f.other())
	b, ok2 := f.number(f.run.ref)
	if !ok1 || !ok2 || a <= 0 || b <= 0 {
		return 0
	}
	return a / b
}

// expiresIn returns the number of days until the first certificate of the drift expires; a large number if there is none.
func (f *facts) expiresIn() float64 {
	const never = 36500
	soonest := float64(never)
	if c := f.drift.Facts.Cert; c != nil {
		for _, at := range c.NotAfter {
			if t, err := time.Parse(time.RFC3339, at); err == nil {
				soonest = min(soonest, t.Sub(f.run.now).Hours()/24)
			}
		}
	}
	return soonest
}

// leakSide returns the side whose leak the verdict is about: the reference's if it leaks, because that weighs most, else the first. Both may leak
// and name the other.
func (f *facts) leakSide() *drift.Side {
	if i := f.run.ref; i >= 0 && i < len(f.sides) && f.sides[i].Word != "" {
		return &f.sides[i]
	}
	for i := range f.sides {
		if f.sides[i].Word != "" {
			return &f.sides[i]
		}
	}
	return nil
}

// maxFlat bounds the length in bytes of a structured value as text. Rules only search it for an address or a word.
const maxFlat = 1024

// flatText formats a structured value on one line: keys and scalars in order.
func flatText(n *snapshot.Node) string {
	var b strings.Builder
	flatten(n, &b)
	return b.String()
}

func flatten(n *snapshot.Node, b *strings.Builder) {
	if b.Len() > maxFlat {
		return
	}
	if n.Key != "" {
		b.WriteString(n.Key + "=")
	}
	if n.Kind != snapshot.Secret {
		b.WriteString(n.Text)
	}
	for i := range n.Children {
		flatten(&n.Children[i], b)
		b.WriteByte(' ')
	}
}

// declaration reports whether the drift is a variable in Terraform's text, which has no effect by itself.
func (f *facts) declaration() bool {
	if f.path != "" || !known.Of(f.res.Type).Parameter(f.res.Kind) {
		return false
	}
	for i := range f.sides {
		if n := f.sides[i].Node; f.sides[i].State == drift.Present && (n == nil || n.Child("value") != nil) {
			return false
		}
	}
	return true
}
