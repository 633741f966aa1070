package sqlfile

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// enum applies CREATE TYPE … AS ENUM.
func (f *file) enum(tree json.RawMessage, s statement) error {
	var e struct {
		Name   []text `json:"typeName"`
		Values []text `json:"vals"`
	}
	if err := json.Unmarshal(tree, &e); err != nil {
		return err
	}
	name := f.madeType(texts(e.Name))
	if f.types[name] == nil {
		f.types[name] = &schema.Object{Kind: "type", Name: name, Lists: []schema.Named{{Name: "labels", Values: texts(e.Values)}}, Place: f.place(f.start(s))}
	}
	return nil
}

// madeType is the full name of a type that a statement makes.
func (f *file) madeType(parts []string) string {
	if len(parts) == 1 {
		return f.path[0] + "." + parts[0]
	}
	return strings.Join(parts, ".")
}

// alterEnum adds a value to an enum, or renames one.
func (f *file) alterEnum(tree json.RawMessage, s statement) error {
	var e struct {
		Name     []text `json:"typeName"`
		Old      string `json:"oldVal"`
		New      string `json:"newVal"`
		Neighbor string `json:"newValNeighbor"`
		After    bool   `json:"newValIsAfter"`
	}
	if err := json.Unmarshal(tree, &e); err != nil {
		return err
	}
	name := f.qualified(texts(e.Name))
	o := f.types[name]
	if o == nil || len(o.Lists) == 0 {
		f.lose("type", name, f.place(f.start(s)), "no migration before this one makes the type "+name)
		return nil
	}
	labels := &o.Lists[0].Values
	switch at := slices.Index(*labels, e.Neighbor); {
	case e.Old != "":
		if i := slices.Index(*labels, e.Old); i >= 0 {
			(*labels)[i] = e.New
		}
	case slices.Contains(*labels, e.New):
	case e.Neighbor == "" || at < 0:
		*labels = append(*labels, e.New)
	case e.After:
		*labels = slices.Insert(*labels, at+1, e.New)
	default:
		*labels = slices.Insert(*labels, at, e.New)
	}
	return nil
}

// alterDomain makes the domain's checks unknown: which one a statement changes goes by generated names.
func (f *file) alterDomain(tree json.RawMessage, _ statement) error {
	var d struct {
		Name []text `json:"typeName"`
	}
	if err := json.Unmarshal(tree, &d); err != nil {
		return err
	}
	if o := f.types[f.qualified(texts(d.Name))]; o != nil {
		o.Lists = nil
		o.Facts = append(o.Facts, schema.Fact{Name: "checks", Text: handWritten, Unknown: true})
	}
	return nil
}

// domain applies CREATE DOMAIN.
func (f *file) domain(tree json.RawMessage, s statement) error {
	var d struct {
		Name        []text                   `json:"domainname"`
		Type        typeName                 `json:"typeName"`
		Constraints []map[string]*constraint `json:"constraints"`
	}
	if err := json.Unmarshal(tree, &d); err != nil {
		return err
	}
	name := f.madeType(texts(d.Name))
	checks := schema.Named{Name: "checks", Values: []string{}, Set: true}
	for _, m := range d.Constraints {
		c := m["Constraint"]
		if c == nil {
			continue
		}
		if c.Kind == "CONSTR_CHECK" {
			words := f.text[c.Location:]
			if at := strings.IndexByte(words, '('); at >= 0 {
				checks.Values = append(checks.Values, "CHECK ("+f.until(c.Location+at+1)+")")
			}
		}
	}
	o := schema.Object{Kind: "type", Name: name, Facts: []schema.Fact{{Name: "base", Text: f.server(&d.Type)}}, Place: f.place(f.start(s))}
	if f.dumped || len(checks.Values) == 0 {
		o.Lists = []schema.Named{checks}
	} else {
		o.Facts = append(o.Facts, schema.Fact{Name: "checks", Text: handWritten, Unknown: true})
	}
	f.types[name] = &o
	return nil
}

// extension applies CREATE EXTENSION.
func (f *file) extension(tree json.RawMessage, s statement) error {
	var e struct {
		Name string `json:"extname"`
	}
	if err := json.Unmarshal(tree, &e); err != nil {
		return err
	}
	if !slices.ContainsFunc(f.out.Extensions, func(o schema.Object) bool { return o.Name == e.Name }) {
		o := extension(e.Name)
		o.Place = f.place(f.start(s))
		f.out.Extensions = append(f.out.Extensions, o)
	}
	return nil
}

func extension(name string) schema.Object { return schema.Object{Kind: "extension", Name: name} }

type sequence struct {
	Relation rangeVar `json:"sequence"`
	Options  []struct {
		Elem struct {
			Name string `json:"defname"`
			Arg  struct {
				Integer *struct {
					Value int64 `json:"ival"`
				} `json:"Integer"`
				Float *struct {
					Value string `json:"fval"`
				} `json:"Float"`
			} `json:"arg"`
		} `json:"DefElem"`
	} `json:"options"`
}

// sequence applies CREATE SEQUENCE.
func (f *file) sequence(tree json.RawMessage, s statement) error {
	var q sequence
	if err := json.Unmarshal(tree, &q); err != nil {
		return err
	}
	o := schema.Object{Kind: "sequence", Name: f.made(q.Relation), Place: f.place(f.start(s))}
	values := map[string]string{"increment": "1", "cache": "1"}
	for _, option := range q.Options {
		if e := option.Elem; e.Arg.Integer != nil && values[e.Name] != "" {
			values[e.Name] = strconv.FormatInt(e.Arg.Integer.Value, 10)
		}
	}
	o.Facts = append(o.Facts, schema.Fact{Name: "increment", Text: values["increment"]}, schema.Fact{Name: "cache", Text: values["cache"]})
	f.seqs[o.Name] = &o
	return nil
}

// ownedBy applies ALTER SEQUENCE … OWNED BY.
func (f *file) ownedBy(tree json.RawMessage, _ statement) error {
	var q sequence
	if err := json.Unmarshal(tree, &q); err != nil {
		return err
	}
	for _, option := range q.Options {
		if option.Elem.Name == "owned_by" {
			f.owned[f.resolve(q.Relation)] = true
		}
	}
	return nil
}
