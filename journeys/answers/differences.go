package answers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/words"
)

// EnoughAnswers is how many answers of each environment it takes before a field that did not vary is called stable.
const EnoughAnswers = 3

// AnswerDiff is one thing that is stable in each environment and not the same in all.
type AnswerDiff struct {
	Journey string                   `json:"journey"`
	Step    string                   `json:"step"`
	Path    string                   `json:"path"` // status, header:content-type, body.items[].price, …
	Kind    string                   `json:"kind"` // changed, missing, extra, type-changed, leaked
	Values  map[string]string        `json:"values"`
	Absent  []string                 `json:"absent,omitempty"`
	Secret  bool                     `json:"secret,omitempty"` // values are fingerprints
	Rounds  int                      `json:"rounds"`           // the least number of answers it was seen in
	Source  string                   `json:"source,omitempty"`
	Leaks   map[string]journeys.Leak `json:"leaks,omitempty"` // the environments whose value names another one

	named   bool              // names of environments were looked for when the answers were there
	classes map[string]string // of leaked values, by environment: equal ones are of one class, whether or not the values are kept
}

// Differences compares the answers of all environments against one another, at each step's level.
func Differences(j *journeys.JourneyRun, ref string, base *journeys.Run) []AnswerDiff {
	var out []AnswerDiff
	for i := range j.Steps {
		s := &j.Steps[i]
		if len(s.Answers) == 0 {
			continue
		}
		c := &answerCompare{j: j.Name, s: s, ref: ref, rounds: math.MaxInt, volatile: volatileIn(base, j.Name, s.Name)}
		for k := range s.Answers {
			c.rounds = min(c.rounds, s.Answers[k].Rounds)
		}
		c.leaks()
		if len(s.Answers) < 2 {
			out = append(out, c.out...)
			continue
		}
		c.status()
		if s.Level != journeys.ByStatus && c.rounds >= EnoughAnswers && !c.differentStatus {
			c.fields(func(a *journeys.AnswerFields) []journeys.Field { return a.Headers }, "header:", true)
			c.media()
			if !c.differentMedia {
				c.shape()
				if s.Level == journeys.ByValue || s.Level == journeys.Exactly {
					c.orders()
					c.fields(func(a *journeys.AnswerFields) []journeys.Field { return a.Fields }, "", false)
				}
			}
		}
		c.dropBytes()
		sort.SliceStable(c.out, func(a, b int) bool { return c.out[a].Path < c.out[b].Path })
		out = append(out, c.out...)
	}
	return out
}

type answerCompare struct {
	j, ref                          string
	s                               *journeys.StepRun
	rounds                          int
	out                             []AnswerDiff
	differentStatus, differentMedia bool
	volatile                        map[string]bool // paths that varied inside an environment in the baseline
	told                            map[string]bool // shape paths at which the shape differs: their values are no news on top
	leaked                          map[string]bool // paths that are reported as leaks
	reordered                       map[string]bool // lists whose elements are the same in another order
}

func (c *answerCompare) add(path string, vals map[string]string, absent []string, secret bool, kind string) {
	if kind == "" {
		kind = "changed"
		if slices.Contains(absent, c.ref) {
			kind = "extra"
		} else if len(absent) > 0 {
			kind = "missing"
		}
	}
	c.out = append(c.out, AnswerDiff{Journey: c.j, Step: c.s.Name, Path: path, Kind: kind, Values: vals, Absent: absent, Secret: secret, Rounds: c.rounds, Source: c.s.Source, named: searched(c.s)})
}

// leaks reports the values that name another environment, at every level, whether or not the environments answer alike.
func (c *answerCompare) leaks() {
	c.leaked = map[string]bool{}
	for _, kind := range []struct {
		prefix string
		get    func(*journeys.AnswerFields) []journeys.Field
	}{{"header:", func(a *journeys.AnswerFields) []journeys.Field { return a.Headers }}, {"", func(a *journeys.AnswerFields) []journeys.Field { return a.Fields }}} {
		leaks, values, classes := map[string]map[string]journeys.Leak{}, map[string]map[string]string{}, map[string]map[string]string{}
		for i := range c.s.Answers {
			a := &c.s.Answers[i]
			for _, f := range kind.get(a) {
				if values[f.Path] == nil {
					leaks[f.Path], values[f.Path], classes[f.Path] = map[string]journeys.Leak{}, map[string]string{}, map[string]string{}
				}
				values[f.Path][a.Environment], classes[f.Path][a.Environment] = shownOf(&f), f.Hash
				if f.Secret {
					classes[f.Path][a.Environment] = f.Value
				}
				if f.Leak != nil {
					leaks[f.Path][a.Environment] = *f.Leak
				}
			}
		}
		for _, p := range slices.Sorted(maps.Keys(leaks)) {
			if len(leaks[p]) > 0 {
				c.leaked[kind.prefix+p] = true
				c.add(kind.prefix+p, values[p], nil, false, "leaked")
				last := &c.out[len(c.out)-1]
				last.Leaks, last.classes = leaks[p], classes[p]
			}
		}
	}
}

// dropBytes takes out that the bytes differ where something in them does: they say it of what nothing else says, such as the order of keys.
func (c *answerCompare) dropBytes() {
	inside := slices.ContainsFunc(c.out, func(d AnswerDiff) bool { return strings.Contains(d.Path, "body") || strings.HasPrefix(d.Path, "page.") })
	if inside {
		c.out = slices.DeleteFunc(c.out, func(d AnswerDiff) bool { return d.Path == "bytes" })
	}
}

func (c *answerCompare) status() {
	vals, set := map[string]string{}, map[string]bool{}
	for i := range c.s.Answers {
		a := &c.s.Answers[i]
		if len(a.Statuses) != 1 {
			return // varies inside one environment: an error rate, not a difference
		}
		for code := range a.Statuses {
			vals[a.Environment] = strconv.Itoa(code)
			set[strconv.Itoa(code)] = true
		}
	}
	if len(set) > 1 {
		c.differentStatus = true
		c.add("status", vals, nil, false, "changed")
	}
}

func (c *answerCompare) media() {
	set := map[string]bool{}
	for i := range c.s.Answers {
		set[c.s.Answers[i].Media] = true
	}
	c.differentMedia = len(set) > 1 // told by header:content-type
}

// shape compares which fields there are and of what types, elements of a list as one.
func (c *answerCompare) shape() {
	type side struct {
		kinds  map[string]bool
		always bool
	}
	sides := make([]map[string]*side, len(c.s.Answers))
	paths := map[string]bool{}
	empty := make([]map[string]bool, len(c.s.Answers)) // lists without a single element, and nulls
	for i := range c.s.Answers {
		a := &c.s.Answers[i]
		sides[i], empty[i] = map[string]*side{}, map[string]bool{}
		for k := range a.Fields {
			f := &a.Fields[k]
			p := shapeOf(f)
			paths[p] = true
			if sides[i][p] == nil {
				sides[i][p] = &side{kinds: map[string]bool{}}
			}
			for _, kind := range f.Kinds {
				sides[i][p].kinds[kind] = true
			}
			sides[i][p].always = sides[i][p].always || f.In == a.Rounds
		}
		for p, s := range sides[i] {
			if s.kinds["null"] || s.kinds["list"] && sides[i][p+"[]"] == nil {
				empty[i][p] = true
			}
		}
	}
	told := map[string]bool{} // a missing object is told once, not field by field
	c.told = told
	for _, p := range slices.Sorted(maps.Keys(paths)) {
		if under(p, told) {
			continue
		}
		vals := map[string]string{}
		var absent []string
		kinds := map[string]bool{}
		sometimes, unknown := false, false
		for i := range c.s.Answers {
			env := c.s.Answers[i].Environment
			s := sides[i][p]
			switch {
			case s == nil && (under(p, empty[i]) || c.s.Answers[i].Cut):
				unknown = true
			case s == nil:
				absent = append(absent, env)
			default:
				vals[env] = kindWords(s.kinds)
				sometimes = sometimes || !s.always
				k := map[string]bool{}
				for x := range s.kinds {
					k[x] = x != "null"
				}
				kinds[kindWords(k)] = true
			}
		}
		switch {
		case len(absent) > 0 && !sometimes && len(vals) > 0 && !unknownRef(unknown, vals, absent, c.ref):
			told[p] = true
			c.add(p, vals, absent, false, "")
		case len(absent) == 0 && len(kinds) > 1 && !onlyNull(vals):
			told[p] = true
			c.add(p, vals, nil, false, "type-changed")
		}
	}
}

// unknownRef reports whether the reference's side of a path is unknown, so that neither missing nor extra can be said.
func unknownRef(unknown bool, vals map[string]string, absent []string, ref string) bool {
	_, has := vals[ref]
	return unknown && !has && !slices.Contains(absent, ref)
}

// onlyNull reports whether some side was only ever null: its type is not known.
func onlyNull(vals map[string]string) bool {
	for _, v := range vals {
		if v == "null" {
			return true
		}
	}
	return false
}

func kindWords(m map[string]bool) string {
	var out []string
	for _, k := range []string{"object", "list", "string", "number", "bool", "null"} {
		if m[k] {
			out = append(out, k)
		}
	}
	return strings.Join(out, " or ")
}

// under reports whether p lies below one of the paths.
func under(p string, paths map[string]bool) bool {
	for i := 1; i < len(p); i++ {
		if (p[i] == '.' || p[i] == '[') && paths[p[:i]] {
			return true
		}
	}
	return false
}

func allNull(vals map[string]string) bool {
	for _, v := range vals {
		if v != "null" {
			return false
		}
	}
	return true
}

// searched reports whether the names of environments were looked for in all answers when they were there.
func searched(s *journeys.StepRun) bool {
	for i := range s.Answers {
		if !s.Answers[i].Named {
			return false
		}
	}
	return true
}

func shapeOf(f *journeys.Field) string {
	if f.Shape != "" {
		return f.Shape
	}
	return f.Path
}

// fields compares values that did not vary inside any environment. Values that vary, or that are identifiers and moments by
// their form, are compared by type alone, which shape does.
func (c *answerCompare) fields(get func(*journeys.AnswerFields) []journeys.Field, prefix string, presence bool) {
	byEnv := make([]map[string]*journeys.Field, len(c.s.Answers))
	paths := map[string]bool{}
	for i := range c.s.Answers {
		byEnv[i] = map[string]*journeys.Field{}
		list := get(&c.s.Answers[i])
		for k := range list {
			byEnv[i][list[k].Path] = &list[k]
			paths[list[k].Path] = true
		}
	}
	valuesCount := c.s.Level == journeys.ByValue || c.s.Level == journeys.Exactly
	for _, p := range slices.Sorted(maps.Keys(paths)) {
		vals, hashes := map[string]string{}, map[string]bool{}
		var absent []string
		skip, secret := c.leaked[prefix+p], false
		own, without, near := false, map[string]bool{}, true
		for i := range c.s.Answers {
			if f := byEnv[i][p]; f != nil && !presence {
				skip = skip || c.told[shapeOf(f)] || under(shapeOf(f), c.told) || under(p, c.reordered)
			}
			a := &c.s.Answers[i]
			f := byEnv[i][p]
			if f == nil {
				absent = append(absent, a.Environment)
				continue
			}
			scalar := len(f.Kinds) == 1 && f.Kinds[0] != "object"
			skip = skip || f.Volatile || c.volatile[p] || f.Pattern != "" || !scalar || f.In < a.Rounds || f.Secret && f.Value == ""
			secret = secret || f.Secret
			vals[a.Environment] = shownOf(f)
			hashes[classOf(f)] = true
			own, near = own || f.Own != "", near && f.Near
			without[cmp.Or(f.Own, classOf(f))] = true
		}
		switch {
		case skip, len(vals) > 0 && allNull(vals):
		case len(absent) > 0 && presence:
			c.add(prefix+p, vals, absent, secret, "")
		case len(absent) > 0: // shape tells it, where it is not another element of a list
		case own && len(without) == 1: // each names itself
		case presence && !valuesCount && slices.Contains(ComparedHeaders(), p): // whether it is there is all that counts
		case len(hashes) > 1 && !near && (searched(c.s) || !nearValues(vals, c.s.Within)):
			c.add(prefix+p, vals, nil, secret, "changed")
		}
	}
}

func shownOf(f *journeys.Field) string {
	switch {
	case len(f.Kinds) == 1 && f.Kinds[0] == "null":
		return "null"
	case len(f.Kinds) == 1 && f.Kinds[0] == "list":
		return elementsWords(f.Value)
	case f.Value == "" && f.Leak != nil:
		return fmt.Sprintf("names %q of %s", f.Leak.Word, f.Leak.Of)
	case f.Value == "" && f.Hash != "":
		return "hash " + f.Hash
	}
	return f.Value
}

func classOf(f *journeys.Field) string {
	if f.Hash != "" {
		return f.Hash
	}
	return f.Value
}

func elementsWords(n string) string {
	if n == "1" {
		return "1 element"
	}
	return n + " elements"
}

// nearValues reports whether all values are numbers no further apart than the tolerance. They are exact: two large ids that are the same
// number in floating point are not one.
func nearValues(vals map[string]string, tolerance float64) bool {
	var lo, hi *big.Rat
	for _, v := range vals {
		f, ok := Number(json.Number(v))
		if !ok {
			return false
		}
		if lo == nil || f.Cmp(lo) < 0 {
			lo = f
		}
		if hi == nil || f.Cmp(hi) > 0 {
			hi = f
		}
	}
	if lo == nil {
		return true
	}
	most := new(big.Rat).Abs(lo)
	if a := new(big.Rat).Abs(hi); a.Cmp(most) > 0 {
		most = a
	}
	t := new(big.Rat)
	if t.SetFloat64(tolerance) == nil {
		return false
	}
	return new(big.Rat).Sub(hi, lo).Cmp(t.Mul(t, most)) <= 0
}

// volatileIn lists the paths that varied in some environment when the baseline was taken: one run in which they happen to stand
// still does not make them stable.
func volatileIn(base *journeys.Run, journey, step string) map[string]bool {
	out := map[string]bool{}
	if base == nil {
		return out
	}
	j := base.Journey(journey)
	if j == nil {
		return out
	}
	for i := range j.Steps {
		if j.Steps[i].Name != step {
			continue
		}
		for _, a := range j.Steps[i].Answers {
			for _, f := range a.Fields {
				out[f.Path] = out[f.Path] || f.Volatile
			}
		}
	}
	return out
}

// Words tells both sides of a difference.
func (d *AnswerDiff) Words() string {
	envs := make([]string, 0, len(d.Values))
	for e := range d.Values {
		envs = append(envs, e)
	}
	sort.Strings(envs)
	var parts []string
	for _, e := range envs {
		parts = append(parts, fmt.Sprintf("%s in %s", words.Printable(words.Cut(d.Values[e], 80)), e))
	}
	for _, e := range d.Absent {
		parts = append(parts, "absent in "+e)
	}
	return strings.Join(parts, ", ")
}

// Number reads a number of decoded JSON exactly, and refuses one that would take forever to.
func Number(v any) (*big.Rat, bool) {
	var s string
	switch t := v.(type) {
	case json.Number:
		s = t.String()
	case int:
		s = fmt.Sprint(t)
	case float64:
		s = fmt.Sprint(t)
	default:
		return nil, false
	}
	if len(s) > 64 || strings.Contains(s, "/") {
		return nil, false // 1e999999999 would not end well
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 && len(s)-i > 5 {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// Searched reports whether the names of environments were looked for when the answers were there. Run files of earlier versions do not have it.
func (d *AnswerDiff) Searched() bool { return d.named }

// Classes returns by environment the class of its value, nil where values are compared as they are: equal values are of one class, whether or not
// they are kept.
func (d *AnswerDiff) Classes() map[string]string { return d.classes }
