package journeys

import (
	"errors"
	"fmt"
	"strings"
)

// Text is a string with holes: captured values and secrets, filled in at the last moment. Its String is safe to show.
type Text struct{ Parts []Part }

// Part is one piece of a Text; exactly one field is set, or none for an empty literal.
type Part struct {
	Literal string `json:"literal,omitempty"`
	Var     string `json:"var,omitempty"`    // a captured value
	Secret  string `json:"secret,omitempty"` // the name by which the process environment knows it
	Call    string `json:"call,omitempty"`   // "uuid": a new one for each use
}

// marks stand for a hole inside a string while HCL evaluates it; they are private-use runes, which no request contains.
const (
	markOpen  = "\uE0E0"
	markClose = "\uE0E1"
)

// Lit is a Text without holes.
func Lit(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{Parts: []Part{{Literal: s}}}
}

// VarText is a Text of one captured value.
func VarText(name string) Text { return Text{Parts: []Part{{Var: name}}} }

// SecretText is a Text of one secret, by reference.
func SecretText(name string) Text { return Text{Parts: []Part{{Secret: name}}} }

// Mark marks a hole of a kind and a name inside a string. ParseMarks turns it into a Part.
func Mark(kind, name string) string { return markOpen + kind + ":" + name + markClose }

// ParseMarks turns a string in which holes are marked (what the functions and variables of EvalContext yield) into a Text.
func ParseMarks(s string) Text {
	var t Text
	for s != "" {
		i := strings.Index(s, markOpen)
		j := strings.Index(s, markClose)
		if i < 0 || j < i {
			t.Parts = append(t.Parts, Part{Literal: s})
			break
		}
		if i > 0 {
			t.Parts = append(t.Parts, Part{Literal: s[:i]})
		}
		kind, name, _ := strings.Cut(s[i+len(markOpen):j], ":")
		switch kind {
		case "secret":
			t.Parts = append(t.Parts, Part{Secret: name})
		case "call":
			t.Parts = append(t.Parts, Part{Call: name})
		default:
			t.Parts = append(t.Parts, Part{Var: name})
		}
		s = s[j+len(markClose):]
	}
	return t
}

// Empty reports whether t is the empty string.
func (t Text) Empty() bool { return len(t.Parts) == 0 }

// Literal returns the string and true when t has no holes.
func (t Text) Literal() (string, bool) {
	var b strings.Builder
	for _, p := range t.Parts {
		if p.Var != "" || p.Secret != "" || p.Call != "" {
			return "", false
		}
		b.WriteString(p.Literal)
	}
	return b.String(), true
}

// String shows holes as {{name}} and {{secret NAME}}.
func (t Text) String() string {
	var b strings.Builder
	for _, p := range t.Parts {
		switch {
		case p.Var != "":
			b.WriteString("{{" + p.Var + "}}")
		case p.Secret != "":
			b.WriteString("{{secret " + p.Secret + "}}")
		case p.Call != "":
			b.WriteString("{{" + p.Call + "}}")
		default:
			b.WriteString(p.Literal)
		}
	}
	return b.String()
}

// MarshalText makes JSON of a Text what String shows.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// Holes returns the names of captured values and of secrets that t needs.
func (t Text) Holes() (vars, secrets []string) {
	for _, p := range t.Parts {
		if p.Var != "" {
			vars = append(vars, p.Var)
		}
		if p.Secret != "" {
			secrets = append(secrets, p.Secret)
		}
	}
	return vars, secrets
}

// Fill puts values into the holes; escape, when not nil, is applied to each of them.
func (t Text) Fill(value func(Part) (string, error), escape func(sofar, v string) string) (string, error) {
	var b strings.Builder
	var errs []error
	for _, p := range t.Parts {
		if p.Var == "" && p.Secret == "" && p.Call == "" {
			b.WriteString(p.Literal)
			continue
		}
		v, err := value(p)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if escape != nil {
			v = escape(b.String(), v)
		}
		b.WriteString(v)
	}
	if len(errs) > 0 {
		return "", fmt.Errorf("fill in %q: %w", t.String(), errors.Join(errs...))
	}
	return b.String(), nil
}
