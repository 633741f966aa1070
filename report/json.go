package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"math"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// JSON writes the result as envparity.report/v1. The same result gives the same bytes.
func JSON(w io.Writer, r *audit.Result, o Options) error {
	b := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(escaper{b})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(NewDocument(r, o)); err != nil {
		return err
	}
	return b.Flush()
}

// NewDocument turns a result into the report's document.
func NewDocument(r *audit.Result, o Options) *Document {
	d := &Document{
		Schema:      Schema,
		Project:     r.Project,
		GeneratedAt: r.GeneratedAt.UTC().Truncate(time.Second),
		Complete:    r.Complete,
		Summary: Summary{
			Compared: r.Summary.Compared, Identical: r.Summary.Identical, Equivalent: r.Summary.Equivalent, Unknown: r.Summary.Unknown,
			MustFix: r.Summary.MustFix, ShouldFix: r.Summary.ShouldFix, Acceptable: r.Summary.Acceptable,
			Waived: r.Summary.Waived, Known: r.Summary.Known,
		},
		Environments: []Environment{},
		Outcomes:     []Outcome{},
		Score:        []Score{},
		Vocabulary:   []Word{},
		Findings:     make([]Finding, 0, len(r.Findings)),
		Problems:     r.Problems,
		Fixed:        r.Fixed,
		History:      historyOf(&r.History),
		Planned:      plannedOf(r),
	}
	end := r.Conclude(o.FailOn)
	d.Conclusion = &Conclusion{
		Ending: string(end.Ending), ExitCode: end.Code(), FailOn: string(end.FailOn), Failures: end.Failures, New: end.New, AtStake: end.AtStake(), Text: end.String(),
	}
	s := stories{authors: o.Authors}
	names := make([]string, len(r.Environments))
	for i, e := range r.Environments {
		names[i] = e.Name
		d.Environments = append(d.Environments, Environment{Name: e.Name, Reference: e.Reference, Purpose: e.Purpose})
	}
	for _, o := range r.Outcomes {
		d.Outcomes = append(d.Outcomes, Outcome{
			Environment: o.Environment, Member: o.Member, Collector: o.Collector, Source: o.Source, Status: string(o.Status),
			Resources: o.Resources, Error: o.Error, TookMS: o.Took.Milliseconds(), Notes: o.Notes, Gaps: o.Gaps,
		})
	}
	for _, s := range r.Scores {
		pillar := string(s.Pillar)
		if pillar == "" {
			pillar = "overall"
		}
		// Four decimals: a score is read, not computed with.
		d.Score = append(d.Score, Score{Environment: s.Environment, Reference: s.Reference, Pillar: pillar, Value: math.Round(s.Value*1e4) / 1e4})
	}
	for i := range r.Fidelity {
		f := &r.Fidelity[i]
		d.DataFidelity = append(d.DataFidelity, Fidelity{Environment: f.Environment, Tables: f.Tables, Empty: f.Empty, Few: f.Few, Share: math.Round(f.Share*1e4) / 1e4, DaysBehind: f.DaysBehind, Text: f.Says()})
	}
	for _, v := range r.Vocabulary {
		d.Vocabulary = append(d.Vocabulary, Word{Environment: v.Environment, Word: v.Word, Origin: v.Origin, Evidence: v.Evidence, Example: v.Example})
	}
	d.Coverage = coverage(&r.Coverage)
	for i := range r.Findings {
		d.Findings = append(d.Findings, s.finding(&r.Findings[i], names))
	}
	for i := range r.Equivalent {
		e := &r.Equivalent[i]
		d.Equivalent = append(d.Equivalent, Equivalent{
			Pillar: string(e.Pillar), Collector: e.Collector, Resource: resource(e.Resource), Path: e.Path, Values: s.values(e.Path, e.Sides, names),
		})
	}
	return d
}

func coverage(c *audit.Coverage) *Coverage {
	out := &Coverage{LookedAt: c.LookedAt, Seen: c.Seen, Taken: c.Taken, Small: c.Small, NotTaken: []NotTaken{}, Unread: []Unread{}, Unknown: []Doubt{}}
	for _, n := range c.NotTaken {
		out.NotTaken = append(out.NotTaken, NotTaken{Path: n.Path, Why: n.Why, Add: n.Add})
	}
	for _, u := range c.Unread {
		out.Unread = append(out.Unread, Unread(u))
	}
	for _, u := range c.Unknown {
		out.Unknown = append(out.Unknown, Doubt(u))
	}
	return out
}

func (s stories) finding(f *rules.Finding, names []string) Finding {
	d := f.Drift
	out := Finding{
		Fingerprint: f.Fingerprint, Verdict: string(f.Verdict), State: string(f.State), Kind: string(d.Kind), Pillar: string(d.Pillar),
		Collector: d.Collector, Resource: resource(d.Resource), Path: d.Path, Values: s.values(d.Path, d.Sides, names),
		Rule: f.Rule, Reason: f.Reason, Hint: f.Hint, Owner: f.Owner, Compensation: f.Compensation,
		Split: d.Split, Confidence: d.Confident, Facts: d.Facts.Notes, Notes: f.Notes, Cause: d.Cause,
		Risk: math.Round(f.Risk*1e4) / 1e4, Story: s.story(d.Story),
	}
	for _, t := range d.Facts.Traces {
		out.Traces = append(out.Traces, Trace{Environment: t.Environment, ID: t.ID, URL: t.URL})
	}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, Sign{Sign: e.Name, Weight: math.Round(e.Weight*1e4) / 1e4, Text: e.Text})
	}
	for i := range d.Places {
		p := &d.Places[i]
		place := Place{Resource: resource(p.Resource), Path: p.Path, Values: s.values(p.Path, p.Sides, names), Story: s.story(p.Story)}
		if own := p.Of(d).Kind; own != d.Kind {
			place.Kind = string(own)
		}
		out.Places = append(out.Places, place)
	}
	if w := f.Waiver; w != nil {
		out.Waiver = &Waiver{Name: w.Name, Owner: w.Owner, Reason: w.Reason, Expired: w.Expired, File: w.File, Line: w.Line}
		if !w.Expires.IsZero() {
			out.Waiver.Expires = w.Expires.Format(time.DateOnly)
		}
	}
	return out
}

func resource(r drift.ResourceRef) Resource {
	return Resource{Type: r.Type, Kind: r.Kind, Name: r.Name, Scope: r.Scope, Names: r.Names}
}

func (s stories) values(path string, sides []drift.Side, names []string) map[string]Value {
	out := make(map[string]Value, len(sides))
	for i := range sides {
		if i < len(names) {
			v := value(path, &sides[i])
			v.Since = s.origin(sides[i].Since)
			out[names[i]] = v
		}
	}
	return out
}

func value(path string, s *drift.Side) Value {
	v := Value{State: string(s.State), Why: s.Why, Remark: s.Remark}
	if s.State == drift.UnknownState && v.Why == "" {
		v.Why = "not observed"
	}
	if s.Source != (snapshot.Source{}) {
		src := s.Source
		v.Source = &src
	}
	for _, m := range s.Members {
		member := Member{Member: m.Member, State: string(m.State), Value: m.Text}
		if m.Source != (snapshot.Source{}) {
			src := m.Source
			member.Source = &src
		}
		v.Members = append(v.Members, member)
	}
	if s.Word != "" {
		v.Foreign = &Foreign{Word: s.Word, Environment: s.WordOf}
	}
	// A whole resource is told by its presence; its attributes are in the snapshot.
	if s.State != drift.Present || s.Node == nil || path == "" {
		return v
	}
	switch s.Node.Kind {
	case snapshot.Secret:
		v.Secret, v.Note = s.Node.Text, secretNote(s.Node)
	case snapshot.Unknown:
		v.Value, v.Note = quote(s.Node.Text), "unresolved"
	default:
		v.Value = appendNode(nil, s.Node)
	}
	return v
}

func secretNote(n *snapshot.Node) string {
	switch {
	case n.Flags&snapshot.FlagEmpty != 0:
		return "empty"
	case n.Flags&snapshot.FlagPlaceholder != 0:
		return "placeholder"
	}
	return ""
}

// appendNode appends n as JSON. A secret inside a tree is an object with the one key "secret".
func appendNode(b []byte, n *snapshot.Node) []byte {
	switch n.Kind {
	case snapshot.Null, snapshot.Absent:
		return append(b, "null"...)
	case snapshot.Bool:
		if n.Text == "true" || n.Text == "false" {
			return append(b, n.Text...)
		}
	case snapshot.Number:
		// Formats other than JSON write numbers JSON has not (0x1f, .5, +1, NaN): those stay text.
		if json.Valid([]byte(n.Text)) {
			return append(b, n.Text...)
		}
	case snapshot.Secret:
		b = append(b, `{"secret":`...)
		b = append(b, quote(n.Text)...)
		return append(b, '}')
	case snapshot.Map:
		b = append(b, '{')
		for i := range n.Children {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, quote(n.Children[i].Key)...)
			b = append(b, ':')
			b = appendNode(b, &n.Children[i])
		}
		return append(b, '}')
	case snapshot.List:
		b = append(b, '[')
		for i := range n.Children {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendNode(b, &n.Children[i])
		}
		return append(b, ']')
	}
	return append(b, quote(n.Text)...)
}

// quote returns s as a JSON string; bytes that are not UTF-8 become the replacement character.
func quote(s string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return []byte(`""`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
