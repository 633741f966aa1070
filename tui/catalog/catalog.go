// Package catalog prepares a Result for looking at: which findings a query picks, in which order and groups, how many there are
// of each sort. What is costly is computed once and only when asked for. It is plain computation on one goroutine at a time:
// no I/O, no clock, no terminal.
package catalog

import (
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
)

// Catalog is a Result with its indexes. It never changes the Result.
type Catalog struct {
	Result *audit.Result
	Envs   []string
	Ref    int // index of the reference in Envs, -1 without one

	byFingerprint map[string]int32
	byName        map[string][]int32 // findings by the names of their resources, in lower case; see InRow
	text          *Text
	groups        [groupings][]int32 // finding → group, built on demand
	labels        [groupings][]string
	ranks         [orders][]int32
}

// New returns the catalog of r; nil gives an empty one.
func New(r *audit.Result) *Catalog {
	if r == nil {
		r = &audit.Result{}
	}
	c := &Catalog{Result: r, Ref: -1}
	for i, e := range r.Environments {
		c.Envs = append(c.Envs, e.Name)
		if e.Name == r.Reference || r.Reference == "" && e.Reference {
			c.Ref = i
		}
	}
	return c
}

// Len is the number of findings.
func (c *Catalog) Len() int { return len(c.Result.Findings) }

// Finding returns finding i.
func (c *Catalog) Finding(i int) *rules.Finding { return &c.Result.Findings[i] }

// Index returns the finding with that fingerprint, or -1.
func (c *Catalog) Index(fingerprint string) int {
	if c.byFingerprint == nil {
		c.byFingerprint = make(map[string]int32, c.Len())
		for i := range c.Result.Findings {
			c.byFingerprint[c.Result.Findings[i].Fingerprint] = int32(i)
		}
	}
	if i, ok := c.byFingerprint[fingerprint]; ok {
		return int(i)
	}
	return -1
}

// Text is the searchable text of all findings, one after the other in one string.
type Text struct {
	all  string
	ends []int32
}

// BuildText makes the searchable text of r. It touches nothing else, so that it can be made beside a running screen.
func BuildText(r *audit.Result) *Text {
	var b strings.Builder
	t := &Text{ends: make([]int32, len(r.Findings)+1)}
	for i := range r.Findings {
		b.WriteString(query.Haystack(&r.Findings[i]))
		t.ends[i+1] = int32(b.Len())
	}
	t.all = b.String()
	return t
}

// Of returns the text of finding i.
func (t *Text) Of(i int) string { return t.all[t.ends[i]:t.ends[i+1]] }

// Bytes is the memory t takes.
func (t *Text) Bytes() int { return len(t.all) + 4*len(t.ends) }

// SetText hands over a text built for the same Result.
func (c *Catalog) SetText(t *Text) {
	if len(t.ends) == c.Len()+1 {
		c.text = t
	}
}

// Scope is what a query has to know of this catalog; the caller adds marks and decisions.
func (c *Catalog) Scope() query.Scope { return query.Scope{Envs: c.Envs, Ref: c.Ref} }

// Filter returns the findings that m's query picks, in the Result's order. within, when not nil, is a result to narrow.
func (c *Catalog) Filter(q *query.Query, m *query.Matcher, within []int32) []int32 {
	needText := false
	for _, t := range q.Terms {
		needText = needText || t.Field == ""
	}
	if needText && c.text == nil {
		c.text = BuildText(c.Result)
	}
	match := func(i int32) bool {
		hay := ""
		if needText {
			hay = c.text.Of(int(i))
		}
		return m.Match(&c.Result.Findings[i], hay)
	}
	if within != nil {
		out := make([]int32, 0, len(within)/4+8)
		for _, i := range within {
			if match(i) {
				out = append(out, i)
			}
		}
		return out
	}
	out := make([]int32, 0, c.Len()/4+8)
	for i := range int32(c.Len()) {
		if q.Empty() || match(i) {
			out = append(out, i)
		}
	}
	return out
}

// Values lists the values that occur for a field, most frequent first, for completion.
func (c *Catalog) Values(field string) []string {
	switch field {
	case "env":
		return c.Envs
	case "step":
		var out []string
		for e := 1; e < len(c.Envs); e++ {
			out = append(out, c.Envs[e-1]+">"+c.Envs[e])
		}
		return out
	}
	counts := map[string]int{}
	for i := range c.Result.Findings {
		f := &c.Result.Findings[i]
		v := ""
		switch field {
		case "owner":
			v = f.Owner
		case "rule":
			v = f.Rule
		case "type":
			v = f.Drift.Resource.Kind
		case "resource":
			v = f.Drift.Resource.Name
		case "collector":
			v = f.Drift.Collector
		case "cause":
			v = f.Drift.Cause
		case "file":
			for _, s := range f.Drift.Sides {
				if s.Source.File != "" {
					counts[s.Source.File]++
				}
			}
		}
		if v != "" {
			counts[v]++
		}
	}
	return query.ByFrequency(counts)
}
