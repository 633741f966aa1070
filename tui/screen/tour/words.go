package tour

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/screen"
)

// concerns reports whether a drift is about environment i.
func concerns(d *drift.Drift, i, ref int) bool {
	if i >= len(d.Sides) || ref >= len(d.Sides) || ref < 0 {
		return false
	}
	a, b := &d.Sides[i], &d.Sides[ref]
	if d.Kind == drift.Leaked || d.Kind == drift.Shared {
		return a.Word != "" || drift.Alike(a, b)
	}
	return a.State != drift.UnknownState && !drift.Alike(a, b)
}

func refIndex(r *audit.Result) int {
	for i := range r.Environments {
		if r.Environments[i].Name == r.Reference {
			return i
		}
	}
	return -1
}

func sentence(s string) string {
	s = strings.TrimSpace(term.Clean(s, 500))
	if s == "" {
		return ""
	}
	if r, size := utf8.DecodeRuneInString(s); unicode.IsLower(r) {
		s = string(unicode.ToUpper(r)) + s[size:]
	}
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}

func capital(s string) string {
	if r, size := utf8.DecodeRuneInString(s); unicode.IsLower(r) {
		return string(unicode.ToUpper(r)) + s[size:]
	}
	return s
}

// reason is why a finding is acceptable, and who said so.
func reason(f *rules.Finding) string {
	why, who := f.Reason, f.Owner
	if f.Waiver != nil && !f.Waiver.Expired {
		if f.Waiver.Reason != "" {
			why = f.Waiver.Reason
		}
		if f.Waiver.Owner != "" {
			who = f.Waiver.Owner
		}
	}
	if why == "" {
		why = "Without a reason given (rule " + f.Rule + ")"
	}
	why = sentence(why)
	if f.Compensation != "" {
		why += " Compensation: " + strings.TrimSuffix(f.Compensation, ".") + "."
	}
	switch {
	case who == "":
	case f.Waiver != nil && !f.Waiver.Expired, strings.HasPrefix(f.Rule, "team/"):
		why += " Decided by " + who + "."
	default: // a built-in rule decided; the owner answers for the place
		why += " Owner: " + who + "."
	}
	return why
}

// examples names a few findings that one reason holds for.
func examples(fs []*rules.Finding, environments []string) string {
	const few = 2
	var out []string
	for _, f := range fs[:min(len(fs), few)] {
		out = append(out, name(f)+value(f, environments))
	}
	if n := len(fs) - few; n > 0 {
		out = append(out, screen.Number(n)+" more")
	}
	return "(" + strings.Join(out, "; ") + ")"
}

func name(f *rules.Finding) string {
	s := f.Drift.Resource.Kind + " " + f.Drift.Resource.Name
	if f.Drift.Path != "" {
		s += " " + f.Drift.Path
	}
	return s
}

// maxValues is how many values of one finding are named in a sentence.
const maxValues = 4

// value says which environments have which value, the observed ones, where all values are short: ": 20 in dev and prod, 3 in staging".
func value(f *rules.Finding, environments []string) string {
	sides := f.Drift.Sides[:min(len(f.Drift.Sides), len(environments))]
	var said []string
	for _, g := range screen.Groups(sides) {
		first := &sides[g[0]]
		if first.State == drift.UnknownState {
			continue
		}
		text := short(first)
		if text == "" {
			return ""
		}
		with := make([]string, len(g))
		for k, e := range g {
			with[k] = environments[e]
		}
		said = append(said, text+" in "+names.And(with))
	}
	if len(said) < 2 || len(said) > maxValues {
		return ""
	}
	return ": " + strings.Join(said, ", ")
}

// short is a value as it stands in a sentence, "" for one that is too long for it.
func short(s *drift.Side) string {
	switch {
	case s.State == drift.AbsentState:
		return "missing"
	case s.Node != nil && s.Node.Kind == snapshot.Secret:
		return "a secret of its own"
	case len(s.Text) > 24:
		return ""
	}
	return s.Text
}

// Millis writes a time in milliseconds as people read it, "–" for one that was not measured.
func Millis(e judge.Estimate) string {
	if e.N == 0 {
		return "–"
	}
	return words.Millis(e.Value)
}

// Difference writes a ratio as a difference, "–" where there is none.
func Difference(x *judge.Judgement) string {
	if x.Ratio.N == 0 {
		return "–"
	}
	return words.Percent(x.Ratio.Value)
}
