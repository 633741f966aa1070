package envfile

import (
	"errors"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// shell evaluates assignments like a shell that sources the file. It runs nothing.
func (r *reader) shell(text string) {
	if opening(text) > maxOpening {
		r.refuse(0, "more than %d brackets, which is no file of variables", maxOpening)
		return
	}
	text = strings.ReplaceAll(text, "\r", heldReturn)
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		line := 0
		var at syntax.ParseError
		if errors.As(err, &at) {
			line = int(at.Pos.Line()) //nolint:gosec // a text has less lines than an int
		}
		r.refuse(line, "no shell can read it from here on")
		return
	}
	for _, s := range file.Stmts {
		r.statement(s)
	}
}

// heldReturn replaces a carriage return: a shell treats it as any other character, but the library as part of the line's end.
const heldReturn = "\uf8f0"

// maxOpening bounds nesting, because the library's parser recurses.
const maxOpening = 2000

func opening(text string) int {
	return strings.Count(text, "(") + strings.Count(text, "{") + strings.Count(text, "`") + strings.Count(text, "if ")
}

func (r *reader) statement(s *syntax.Stmt) {
	line := int(s.Pos().Line()) //nolint:gosec // as above
	if s.Background {
		r.lose(line, "a command in the background, whose variables are lost")
		return
	}
	switch x := s.Cmd.(type) {
	case *syntax.CallExpr:
		if len(x.Args) == 0 {
			r.assign(x.Assigns, line)
			return
		}
		if word := x.Args[0].Lit(); word == "set" || word == ":" {
			return
		}
	case *syntax.DeclClause:
		if x.Variant.Value == "export" || x.Variant.Value == "readonly" {
			r.assign(x.Args, line)
			return
		}
	}
	r.lose(line, "a command, which is not run; the variables that it sets are unknown")
}

func (r *reader) assign(list []*syntax.Assign, line int) {
	for _, a := range list {
		if a.Name == nil {
			continue
		}
		v := Variable{Name: a.Name.Value, Line: line}
		switch {
		case a.Naked:
			if _, known := r.get(v.Name); known {
				continue
			}
			v.Unknown = fromOutside
		case a.Array != nil || a.Index != nil:
			v.Unknown = "a list, which is no variable of the environment"
			r.lose(line, "a list, which is no variable of the environment")
		case a.Value != nil:
			v.Value, v.Unknown = r.word(a.Value)
		}
		r.set(v)
	}
}

// literal returns the word's value. The library keeps backslashes outside of quotes, but a shell removes them.
func literal(cfg *expand.Config, w *syntax.Word) (string, error) {
	var out strings.Builder
	for _, part := range w.Parts {
		if lit, ok := part.(*syntax.Lit); ok {
			out.WriteString(unescaped(lit.Value))
			continue
		}
		text, err := expand.Literal(cfg, &syntax.Word{Parts: []syntax.WordPart{part}})
		if err != nil {
			return "", err
		}
		out.WriteString(text)
	}
	return out.String(), nil
}

func unescaped(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] == '\n' {
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

func (r *reader) word(w *syntax.Word) (value, unknown string) {
	outside, command := false, false
	if lit := w.Lit(); lit != "" {
		return strings.ReplaceAll(unescaped(lit), heldReturn, "\r"), ""
	}
	if grows(w) {
		return "", "made by an operator that is not evaluated"
	}
	value, err := literal(&expand.Config{Env: environment{r}, NoUnset: true}, w)
	value = strings.ReplaceAll(value, heldReturn, "\r")
	syntax.Walk(w, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			command = true
		case *syntax.ParamExp:
			v, ok := r.get(n.Param.Value)
			outside = outside || v.Unknown != "" || !ok && n.Exp == nil
		}
		return true
	})
	switch {
	case command:
		return "", ofCommand
	case outside || err != nil:
		return "", fromOutside
	}
	return value, ""
}

// grows reports whether a word has an operator that makes a value longer than the values it names: a replacement, or one that quotes.
func grows(w *syntax.Word) bool {
	found := false
	syntax.Walk(w, func(n syntax.Node) bool {
		if p, ok := n.(*syntax.ParamExp); ok {
			found = found || p.Repl != nil || p.Exp != nil && p.Exp.Op == syntax.OtherParamOps
		}
		return !found
	})
	return found
}

// environment is the variables that a word may name: those of the file so far.
type environment struct{ r *reader }

// Get implements expand.Environ.
func (e environment) Get(name string) expand.Variable {
	v, ok := e.r.get(name)
	if !ok {
		return expand.Variable{}
	}
	return expand.Variable{Set: true, Exported: true, Kind: expand.String, Str: v.Value}
}

// Each implements expand.Environ.
func (e environment) Each(f func(name string, v expand.Variable) bool) {
	for _, v := range e.r.file.Variables {
		if !f(v.Name, e.Get(v.Name)) {
			return
		}
	}
}
