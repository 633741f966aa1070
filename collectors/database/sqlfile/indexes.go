package sqlfile

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// element is one part of an index: the text of a column or expression, then what follows it.
var element = regexp.MustCompile(`(?i)^(.*?)(?:\s+COLLATE\s+\S+)?(?:\s+[a-z_][a-z0-9_.]*_ops)?(?:\s+(?:ASC|(DESC)))?(?:\s+NULLS\s+(FIRST|LAST))?$`)

// params is where the list of an index's columns begins, and condition where its predicate does.
var (
	params    = regexp.MustCompile(`(?is)\bUSING\s+\w+\s*\(|\bON\b[^(]*\(`)
	condition = regexp.MustCompile(`(?is)\)\s*WHERE\s+`)
)

type indexStmt struct {
	Name      string          `json:"idxname"`
	Relation  rangeVar        `json:"relation"`
	Method    string          `json:"accessMethod"`
	Unique    bool            `json:"unique"`
	NullsSame bool            `json:"nulls_not_distinct"`
	Gently    bool            `json:"if_not_exists"`
	Where     json.RawMessage `json:"whereClause"`
	Params    []struct {
		Elem indexElem `json:"IndexElem"`
	} `json:"indexParams"`
	Include []struct {
		Elem struct {
			Name string `json:"name"`
		} `json:"IndexElem"`
	} `json:"indexIncludingParams"`
}

type indexElem struct {
	Name  string `json:"name"`
	Expr  node   `json:"expr"`
	Order string `json:"ordering"`
	Nulls string `json:"nulls_ordering"`
}

// index applies CREATE INDEX.
func (f *file) index(tree json.RawMessage, s statement) error {
	var x indexStmt
	if err := json.Unmarshal(tree, &x); err != nil {
		return err
	}
	on := f.resolve(x.Relation)
	in := schemaName(on)
	if x.Gently && f.names[in+"."+x.Name] {
		return nil
	}
	t, v := f.tables[on], f.views[on]
	if t == nil && v == nil {
		f.unheard(on, f.place(f.start(s)), false)
		return nil
	}
	out := schema.Index{Name: x.Name, Method: x.Method, Unique: x.Unique, NullsSame: x.NullsSame, Place: f.place(f.start(s))}
	for _, i := range x.Include {
		out.Include = append(out.Include, i.Elem.Name)
	}
	if out.Name == "" {
		out.Name = f.chosen(on, "index", x.about(), "idx")
	}
	f.names[in+"."+out.Name] = true
	var text schema.Index
	if f.dumped || f.asServer {
		f.indexText(&text, &x, s)
	}
	if f.dumped {
		out.Columns, out.Predicate = text.Columns, text.Predicate
	} else if !f.indexTree(&out, &x, t, &text) {
		if t != nil {
			t.loseIndexes(out.Place, "the index "+out.Name+" has an expression whose form only a server knows")
		}
		return nil
	}
	if v != nil {
		v.Indexes = append(v.Indexes, out)
		return nil
	}
	t.Indexes = append(t.Indexes, out)
	return nil
}

// about are the columns that a generated name is made of.
func (x *indexStmt) about() []string {
	var out []string
	for _, p := range x.Params {
		if p.Elem.Name == "" {
			out = append(out, "expr")
			continue
		}
		out = append(out, p.Elem.Name)
	}
	return out
}

// indexText takes columns and predicate as a dump writes them.
func (f *file) indexText(out *schema.Index, x *indexStmt, s statement) {
	source := f.source(s)
	on := params.FindStringIndex(source)
	if on == nil {
		return
	}
	for at := f.start(s) + on[1]; at < len(f.text); {
		piece := f.until(at)
		out.Columns = append(out.Columns, indexed(piece))
		at += strings.Index(f.text[at:], piece) + len(piece)
		for at < len(f.text) && f.text[at] != ',' && f.text[at] != ')' {
			at++
		}
		if at >= len(f.text) || f.text[at] == ')' {
			break
		}
		at++
	}
	if at := condition.FindStringIndex(source); at != nil && x.Where != nil {
		out.Predicate = schema.Expression(source[at[1]:])
	}
}

// indexTree writes columns and predicate in the server's form. It is false where that takes a server. Expressions that the file has in the server's form
// stand in text.
func (f *file) indexTree(out *schema.Index, x *indexStmt, t *table, text *schema.Index) bool {
	for i, p := range x.Params {
		if p.Elem.Name == "" && f.asServer && i < len(text.Columns) {
			out.Columns = append(out.Columns, text.Columns[i])
			continue
		}
		piece := quoteAll([]string{p.Elem.Name})
		if p.Elem.Name == "" {
			if t == nil {
				return false
			}
			e, ok := printer{f, t}.expression(p.Elem.Expr)
			if !ok || e.lit != nil {
				return false
			}
			if piece = e.text; !e.call {
				piece = "(" + piece + ")"
			}
		}
		if p.Elem.Order == "SORTBY_DESC" {
			piece += " desc"
		}
		switch {
		case p.Elem.Nulls == "SORTBY_NULLS_FIRST" && p.Elem.Order != "SORTBY_DESC":
			piece += " nulls first"
		case p.Elem.Nulls == "SORTBY_NULLS_LAST" && p.Elem.Order == "SORTBY_DESC":
			piece += " nulls last"
		}
		out.Columns = append(out.Columns, piece)
	}
	if x.Where == nil || f.asServer {
		out.Predicate = text.Predicate
		return true
	}
	if t == nil {
		return false
	}
	e, ok := printer{f, t}.expression(treeOf(x.Where))
	out.Predicate = schema.Expression(e.text)
	return ok && e.kind == "boolean"
}

// loseIndexes says why the table's indexes are not known as a whole: an index is told from others by what it indexes.
func (t *table) loseIndexes(at schema.Place, why string) {
	if t.Lost == nil {
		t.Lost = map[string]string{}
	}
	if t.Lost[schema.PartIndexes] == "" {
		t.Lost[schema.PartIndexes] = at.String() + ": " + why
	}
}

// renamed replaces a column in what an index says.
func renamed(x *schema.Index, from, to string) {
	word := regexp.MustCompile(`(^|[^\w"])` + regexp.QuoteMeta(quoteAll([]string{from})) + `($|[^\w"])`)
	by := "${1}" + strings.ReplaceAll(quoteAll([]string{to}), "$", "$$") + "${2}"
	for i := range x.Columns {
		x.Columns[i] = word.ReplaceAllString(x.Columns[i], by)
	}
	x.Predicate = word.ReplaceAllString(x.Predicate, by)
	for i := range x.Include {
		if x.Include[i] == from {
			x.Include[i] = to
		}
	}
}

// uses reports whether an index reads a column.
func uses(x *schema.Index, column string) bool {
	probe := schema.Index{Columns: slices.Clone(x.Columns), Predicate: x.Predicate, Include: slices.Clone(x.Include)}
	renamed(&probe, column, "another column")
	return !slices.Equal(probe.Columns, x.Columns) || probe.Predicate != x.Predicate || !slices.Equal(probe.Include, x.Include)
}

// indexed writes an element of an index as the server's catalogue shows it.
func indexed(piece string) string {
	m := element.FindStringSubmatch(strings.Join(strings.Fields(piece), " "))
	if m == nil {
		return piece
	}
	out := m[1]
	if m[2] != "" {
		out += " desc"
	}
	if m[3] != "" {
		out += " nulls " + strings.ToLower(m[3])
	}
	return out
}
