package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/shorten"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// maxValue bounds the characters of a value in reports for people; the JSON report has all of it.
const maxValue = 400

// sideText says one environment's side in a line that is safe to print anywhere: what is absent, unknown, secret and a value never
// look the same.
func sideText(path string, s *drift.Side) string {
	switch s.State {
	case drift.AbsentState:
		return "(absent)"
	case drift.UnknownState:
		if s.Why != "" {
			return "(not observed: " + term.Line(s.Why) + ")"
		}
		return "(not observed)"
	}
	if len(s.Members) > 0 {
		return membersText(path, s.Members)
	}
	if path == "" || s.Node == nil {
		return "(present)"
	}
	return nodeText(s.Node, s.Class)
}

// sidesText is sideText of all environments. Where long values are cut and differ only beyond the cut, their equal beginning is left out instead.
func sidesText(path string, sides []drift.Side) []string {
	out := make([]string, len(sides))
	var long []int
	for i := range sides {
		out[i] = sideText(path, &sides[i])
		if n := sides[i].Node; sides[i].State == drift.Present && len(sides[i].Members) == 0 && path != "" && n != nil && n.Kind == snapshot.String && len(n.Text) > maxValue {
			long = append(long, i)
		}
	}
	for k, i := range long {
		for _, j := range long[:k] {
			a, b := sides[i].Node.Text, sides[j].Node.Text
			if at := shorten.CommonPrefix(a, b); a != b && at > maxValue/2 {
				out[i], out[j] = beyond(a, at, "equal"), beyond(b, at, "equal")
			}
		}
	}
	for _, i := range long { // in a leak the word that leaked is what there is to see
		s := &sides[i]
		if at := wordAt(s.Node.Text, s.Word); at >= 0 && wordAt(out[i], s.Word) < 0 {
			out[i] = beyond(s.Node.Text, at, "left out")
		}
	}
	return out
}

// wordAt is the byte at which a leaked word stands in a text, whatever its case; -1 for none.
func wordAt(text, word string) int {
	low := strings.ToLower(text)
	if word == "" || len(low) != len(text) { // its letters are of another length there
		return -1
	}
	return strings.Index(low, strings.ToLower(word))
}

// beyond is a value from shortly before the byte at.
func beyond(s string, at int, how string) string {
	const before = 40 // characters that lead to what differs
	rest, left := shorten.From(s, at, before)
	return fmt.Sprintf("(%s %s) …%s", plural(left, "byte", "bytes"), how, term.Line(cut(rest)))
}

// membersText says what an environment's members have, most of them first: members that have the same are told together.
func membersText(path string, members []drift.MemberSide) string {
	groups := drift.GroupMembers(members)
	parts := make([]string, len(groups))
	for i, g := range groups {
		parts[i] = memberText(path, &g[0]) + " in " + membersNamed(g)
	}
	return strings.Join(parts, "; ")
}

func memberText(path string, m *drift.MemberSide) string {
	switch {
	case m.State == drift.UnknownState:
		return "(not observed)"
	case m.State != drift.Present:
		return "(absent)"
	case path == "":
		return "(present)"
	case m.Node == nil:
		return term.Line(cut(m.Text))
	}
	return nodeText(m.Node, m.Class)
}

// membersNamed calls few members by name and counts many.
func membersNamed(g []drift.MemberSide) string {
	if len(g) > 2 {
		return plural(len(g), "member", "members")
	}
	list := make([]string, len(g))
	for i := range g {
		list[i] = term.Line(g[i].Member)
	}
	return names.And(list)
}

func nodeText(n *snapshot.Node, class int) string {
	switch n.Kind {
	case snapshot.Secret:
		name := "(secret)"
		if class >= 0 && class < 26 {
			name = "(secret " + string(rune('A'+class)) + ")"
		}
		if note := secretNote(n); note != "" {
			return strings.TrimSuffix(name, ")") + ", " + note + ")"
		}
		return name
	case snapshot.Null:
		return "null"
	case snapshot.String:
		if c := values.Certificate(n.Text); c != "" {
			return term.Line(cut(c))
		}
		return quoteIfOdd(n.Text)
	case snapshot.Unknown:
		return term.Line(cut(n.Text)) + " (unresolved)"
	case snapshot.Map, snapshot.List:
		return term.Line(cut(string(appendNode(nil, n))))
	}
	return term.Line(cut(n.Text))
}

// quoteIfOdd quotes a string whose ends a reader could not see, or that reads like another type.
func quoteIfOdd(s string) string {
	odd := s == "" || s != strings.TrimSpace(s) || s == "true" || s == "false" || s == "null"
	if !odd {
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			odd = true
		}
	}
	text := term.Line(cut(s))
	if odd {
		return `"` + text + `"`
	}
	return text
}

func cut(s string) string {
	if len(s) <= maxValue {
		return s
	}
	short := strings.ToValidUTF8(s[:maxValue], "")
	return short + "… (" + Count(len(s)) + " bytes)"
}

// group is environments that share what is said of them.
type group struct {
	envs   []int
	text   string
	source snapshot.Source
	word   string // of another environment, that leaked into it
}

// groups puts environments with one value together, in the order of the environments.
func groups(path string, sides []drift.Side) []group {
	var out []group
	texts := sidesText(path, sides)
next:
	for i := range sides {
		text := texts[i]
		for g := range out {
			first := &sides[out[g].envs[0]]
			if out[g].text == text && first.State == sides[i].State && first.Class == sides[i].Class {
				out[g].envs = append(out[g].envs, i)
				out[g].word = firstOf(out[g].word, sides[i].Word)
				continue next
			}
		}
		out = append(out, group{envs: []int{i}, text: text, source: sides[i].Source, word: sides[i].Word})
	}
	return out
}

// sourceText says where something is defined: file:line, or cluster and namespace, or an address.
func sourceText(s snapshot.Source) string {
	var out string
	switch {
	case s.File != "" && s.Line > 0:
		out = s.File + ":" + strconv.Itoa(s.Line)
	case s.File != "":
		out = s.File
	case s.Cluster != "":
		out = s.Cluster
		if s.Namespace != "" {
			out += "/" + s.Namespace
		}
	default:
		out = s.Address
	}
	if s.Ref != "" {
		out += " at " + s.Ref
	}
	return term.Line(out)
}

// title names what a finding is about: "Deployment orders: spec.replicas".
func title(d *drift.Drift) string {
	t := resourceText(d.Resource)
	if d.Path != "" {
		t += ": " + term.Line(d.Path)
	}
	return t
}

func resourceText(r drift.ResourceRef) string {
	t := term.Line(r.Kind) + " " + term.Line(r.Name)
	if r.Scope != "" {
		t += " (" + term.Line(r.Scope) + ")"
	}
	return t
}

// kindText says a kind of drift in words.
func kindText(k drift.Kind) string {
	switch k {
	case drift.Missing:
		return "missing"
	case drift.Extra:
		return "extra"
	case drift.TypeChanged:
		return "another type"
	case drift.Leaked:
		return "leaked: another environment's word"
	case drift.Shared:
		return "shared: should differ and does not"
	case drift.Misspelt:
		return "misspelt"
	case drift.Equivalent:
		return "equivalent"
	}
	return "differs"
}

// headline is the summary of a result in a sentence.
func headline(r *audit.Result) string {
	s := fmt.Sprintf("%s must-fix, %s should-fix, %s acceptable", Count(r.Summary.MustFix), Count(r.Summary.ShouldFix), Count(r.Summary.Acceptable))
	var parts []string
	if r.Summary.Waived > 0 {
		parts = append(parts, Count(r.Summary.Waived)+" waived")
	}
	if r.Summary.Known > 0 {
		parts = append(parts, Count(r.Summary.Known)+" known")
	}
	if len(parts) > 0 {
		s += " (" + strings.Join(parts, ", ") + ")"
	}
	return s
}

// compared says how many attributes were compared and what became of them; of an audit that compared nothing, that it says nothing about the
// environments, and what to do.
func compared(r *audit.Result) string {
	s := r.Summary
	if r.JourneysAlone() && len(r.Journeys.Times) > 0 {
		return plural(len(r.Journeys.Times), "journey", "journeys") + " compared"
	}
	if s.Compared == 0 && len(r.Findings) == 0 {
		return "Nothing was compared, so this does not say that the environments match: no two environments have anything in common that was read. Add `collect` blocks, or run `envparity journeys` where the config has journeys"
	}
	return fmt.Sprintf("%s compared: %s identical, %s %s by the environment's own names only, %s unknown",
		plural(s.Compared, "attribute", "attributes"), Count(s.Identical), Count(s.Equivalent), names.Verb(s.Equivalent, "differs", "differ"), Count(s.Unknown))
}

// doubtful says why attributes are unknown in a line: "12 unknown in dev, values.yaml: not knowable here, such as ${TAG}".
func doubtful(d *drift.Doubt) string {
	return Count(d.Attributes) + " unknown" + term.Line(d.Text())
}

// Count writes n with thousands apart: 12,345.
func Count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plural returns "1 thing" or "n things".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// namesOf lists the environments of r.
func namesOf(r *audit.Result) []string {
	out := make([]string, len(r.Environments))
	for i, e := range r.Environments {
		out[i] = e.Name
	}
	return out
}

// gates reports whether a finding is one that nobody knew of or accepted.
func gates(f *rules.Finding) bool { return f.State == rules.New }
