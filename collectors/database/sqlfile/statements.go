package sqlfile

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/wasilibs/go-pgquery/parser"

	"github.com/envparity/envparity/collectors/database/schema"
)

// start is where a statement's own text begins.
func (f *file) start(s statement) int {
	at := s.Location
	for at < len(f.text) && strings.IndexByte(" \t\r\n;", f.text[at]) >= 0 {
		at++
	}
	return at
}

// set applies SET search_path.
func (f *file) set(tree json.RawMessage, _ statement) error {
	var v struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
		Args []node `json:"args"`
	}
	if err := json.Unmarshal(tree, &v); err != nil {
		return err
	}
	if v.Name != "search_path" {
		return nil
	}
	var path []string
	for _, a := range v.Args {
		if c := constantOf(a); c != nil && c.quoted && c.text != "" && c.text != "$user" {
			path = append(path, c.text)
		}
	}
	f.search(path)
	return nil
}

// search sets the search path. Without one, as a dump has it, all names have their schema.
func (f *file) search(path []string) {
	if len(path) == 0 {
		path = []string{"public"}
	}
	f.path = path
}

// call reads what the functions of a SELECT do to the schema. Those of the server do nothing to it, but for set_config.
func (f *file) call(tree json.RawMessage, s statement) error {
	var q struct {
		Targets []struct {
			Target struct {
				Value struct {
					Call *struct {
						Name []text `json:"funcname"`
						Args []node `json:"args"`
					} `json:"FuncCall"`
				} `json:"val"`
			} `json:"ResTarget"`
		} `json:"targetList"`
	}
	if err := json.Unmarshal(tree, &q); err != nil {
		return err
	}
	for _, t := range q.Targets {
		c := t.Target.Value.Call
		if c == nil || len(c.Name) == 0 {
			continue
		}
		switch name := c.Name[len(c.Name)-1].String.Value; {
		case name == "set_config" && len(c.Args) > 1:
			f.configured(c.Args)
		case name == "setval" || strings.HasPrefix(name, "pg_") || name == "count" || name == "now" || name == "nextval" || name == "currval":
		default:
			f.touch(f.source(s), f.place(f.start(s)), "it calls "+name+"(), which may change what it names", false)
		}
	}
	return nil
}

func (f *file) configured(args []node) {
	name, value := constantOf(args[0]), constantOf(args[1])
	if name == nil || value == nil || name.text != "search_path" {
		return
	}
	var path []string
	for part := range strings.SplitSeq(value.text, ",") {
		if part = strings.Trim(strings.TrimSpace(part), `"`); part != "" && part != "$user" {
			path = append(path, part)
		}
	}
	f.search(path)
}

// inSchema applies the statements inside CREATE SCHEMA.
func (f *file) inSchema(tree json.RawMessage, s statement) error {
	var c struct {
		Name     string                       `json:"schemaname"`
		Elements []map[string]json.RawMessage `json:"schemaElts"`
	}
	if err := json.Unmarshal(tree, &c); err != nil {
		return err
	}
	if len(c.Elements) == 0 {
		return nil
	}
	before := f.path
	f.path = append([]string{c.Name}, before...)
	defer func() { f.path = before }()
	for _, e := range c.Elements {
		if err := f.statement(statement{Stmt: e, Location: s.Location, Len: s.Len}); err != nil {
			return err
		}
	}
	return nil
}

// straight is a DO block without control flow: statements, with an exception handler that lets those pass that were done before. Drizzle writes such.
var straight = regexp.MustCompile(`(?is)^\s*BEGIN\s+(.*?;)\s*(?:EXCEPTION\s+(?:WHEN\s+[a-z_ ]+\s+THEN\s+(?:NULL|RAISE\s+NOTICE\s+[^;]*)\s*;\s*)+)?END\s*;?\s*$`)

// do applies a DO block: its statements where it has no control flow. Else what it names is unknown.
func (f *file) do(tree json.RawMessage, s statement) error {
	var d struct {
		Args []struct {
			Elem struct {
				Name string `json:"defname"`
				Arg  struct {
					String *struct {
						Value string `json:"sval"`
					} `json:"String"`
				} `json:"arg"`
			} `json:"DefElem"`
		} `json:"args"`
	}
	if err := json.Unmarshal(tree, &d); err != nil {
		return err
	}
	at := f.place(f.start(s))
	for _, a := range d.Args {
		if a.Elem.Name != "as" || a.Elem.Arg.String == nil {
			continue
		}
		body := a.Elem.Arg.String.Value
		if m := straight.FindStringSubmatch(body); m != nil {
			if f.inside(m[1], at) == nil {
				continue
			}
		}
		f.touch(body, at, "it is a block of code", dynamic.MatchString(body))
	}
	return nil
}

// dynamic is code that puts statements together.
var dynamic = regexp.MustCompile(`(?i)\bEXECUTE\b`)

// inside applies the statements of a block. They stand where the block begins.
func (f *file) inside(text string, at schema.Place) error {
	step, before, lines := f.step, f.text, f.lines
	defer func() { f.step, f.text, f.lines = step, before, lines }()
	f.take(step, strings.Repeat("\n", max(at.Line-1, 0))+text)
	tree, err := parsed(f.text, parser.ParseToJSON)
	if err != nil {
		return err
	}
	return f.run(tree)
}
