package parse

import (
	"errors"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/envparity/envparity/snapshot"
)

// parseTOML walks the library's expressions, because its decoder drops lines. It keeps what comes before a syntax error.
func parseTOML(in *Interner, src []byte) Result {
	t := tomlTree{b: newBuilder(in), src: src, lines: lineCounter{src: src}}
	root := &draft{kind: snapshot.Map, line: 1}
	t.p.Reset(src)
	at := root
	for t.p.NextExpression() {
		e := t.p.Expression()
		switch e.Kind {
		case unstable.Table:
			at = t.descend(root, e.Key(), false)
		case unstable.ArrayTable:
			at = t.descend(root, e.Key(), true)
		case unstable.KeyValue:
			t.keyValue(at, e, 0)
		}
		if at == nil {
			at = &draft{kind: snapshot.Map} // a table that contradicts an earlier one: reported, and its content is dropped
			root.partial = true
		}
	}
	res := Result{Docs: []Document{{Root: root.node(t.b, ""), Line: 1}}}
	if err := t.p.Error(); err != nil {
		res.Docs[0].Root.MarkPartial() // the lost part may add to any table
		line, text := 1, err.Error()
		var pe *unstable.ParserError
		if errors.As(err, &pe) {
			text = pe.Message
			line = t.lineOf(pe.Highlight)
		}
		t.b.problem(line, true, "not valid toml: %s", text)
	}
	if t.p.Error() == nil {
		// A repeated table or key, or an invalid date: a program that reads the file stops there.
		var strict *toml.DecodeError
		var discard map[string]any
		if err := toml.Unmarshal(src, &discard); errors.As(err, &strict) {
			line, _ := strict.Position()
			t.b.problems = nil
			t.b.problem(line, true, "not valid toml: %s", tomlReason(strict))
			return Result{Problems: t.b.problems}
		} else if err != nil {
			t.b.problem(1, true, "not valid toml: a key or a table is given twice, or a date is none")
			return Result{Problems: t.b.problems}
		}
	}
	res.Problems = t.b.problems
	return res
}

// tomlReason returns the library's message without the text that it quotes.
func tomlReason(err *toml.DecodeError) string {
	text := strings.TrimPrefix(err.Error(), "toml: ")
	if m := tomlKey.FindStringSubmatch(text); m != nil {
		return "a key " + m[1]
	}
	if at := strings.IndexAny(text, "\"'`"); at > 0 {
		text = strings.TrimSpace(text[:at])
	}
	return clip(text)
}

// tomlKey matches a message of the library with an unquoted key.
var tomlKey = regexp.MustCompile(`(?s)^key .* (is already defined|should be an? \w+|already exists)`)

type tomlTree struct {
	b     *builder
	p     unstable.Parser
	src   []byte
	lines lineCounter
}

func (t *tomlTree) lineOf(raw []byte) (line int) {
	defer func() { // Range panics for bytes that are not from the input
		if recover() != nil {
			line = t.lines.line + 1
		}
	}()
	return t.lines.at(int(t.p.Range(raw).Offset))
}

func (t *tomlTree) keyLine(k *unstable.Node) int32 {
	if k.Raw.Length > 0 {
		return int32(t.lines.at(int(k.Raw.Offset)))
	}
	return int32(t.lineOf(k.Data))
}

// descend finds or makes the table at key. If element is true, it appends to an array of tables.
func (t *tomlTree) descend(at *draft, key unstable.Iterator, element bool) *draft {
	for key.Next() {
		k := key.Node()
		name, line := t.b.intern(string(k.Data)), t.keyLine(k)
		last := key.IsLast()
		next := at.child(name)
		switch {
		case next == nil && last && element:
			list := at.add(name, snapshot.List, line)
			next = list.add("", snapshot.Map, line)
		case next == nil:
			next = at.add(name, snapshot.Map, line)
		case next.kind == snapshot.List && last && element:
			next = next.add("", snapshot.Map, line)
		case next.kind == snapshot.List && len(next.children) > 0:
			next = next.children[len(next.children)-1]
		}
		if next.kind != snapshot.Map {
			t.b.problem(int(line), true, "a key is a table here and a value before")
			return nil
		}
		at = next
	}
	return at
}

func (t *tomlTree) keyValue(at *draft, e *unstable.Node, depth int) {
	it := e.Key()
	for it.Next() {
		k := it.Node()
		name, line := t.b.intern(string(k.Data)), t.keyLine(k)
		if !it.IsLast() {
			next := at.child(name)
			if next == nil {
				next = at.add(name, snapshot.Map, line)
			}
			if next.kind != snapshot.Map {
				t.b.problem(int(line), true, "a key is a table here and a value before")
				at.partial = true
				return
			}
			at = next
			continue
		}
		t.value(at.add(name, snapshot.Null, line), e.Value(), depth+1)
	}
}

func (t *tomlTree) value(d *draft, v *unstable.Node, depth int) {
	if depth > maxDepth {
		t.b.problem(int(d.line), true, "nested more than %d levels deep", maxDepth)
		d.kind, d.text = snapshot.Unknown, "nested too deep"
		return
	}
	switch v.Kind {
	case unstable.Bool:
		d.kind, d.text = snapshot.Bool, string(v.Data)
	case unstable.Integer, unstable.Float:
		d.kind, d.text = snapshot.Number, t.b.intern(string(v.Data))
	case unstable.Array:
		d.kind = snapshot.List
		it := v.Children()
		for it.Next() {
			t.value(d.add("", snapshot.Null, d.line), it.Node(), depth+1)
		}
	case unstable.InlineTable:
		d.kind = snapshot.Map
		it := v.Children()
		for it.Next() {
			t.keyValue(d, it.Node(), depth+1)
		}
	default: // strings, dates and times
		d.kind, d.text = snapshot.String, t.b.intern(string(v.Data))
	}
}
