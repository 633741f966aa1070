package sqlfile

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// dropped is one name of a DROP statement, in the three forms that the parser has for it.
type dropped struct {
	List *struct {
		Items []text `json:"items"`
	} `json:"List"`
	Type   *typeName `json:"TypeName"`
	String *struct {
		Value string `json:"sval"`
	} `json:"String"`
}

func (d *dropped) names() []string {
	switch {
	case d.List != nil:
		return texts(d.List.Items)
	case d.Type != nil:
		return texts(d.Type.Names)
	case d.String != nil:
		return []string{d.String.Value}
	}
	return nil
}

func relation(names []string) rangeVar {
	if len(names) > 1 {
		return rangeVar{Schema: names[len(names)-2], Name: names[len(names)-1]}
	}
	return rangeVar{Name: strings.Join(names, "")}
}

// drop applies DROP.
func (f *file) drop(tree json.RawMessage, s statement) error {
	var d struct {
		Objects  []dropped `json:"objects"`
		Kind     string    `json:"removeType"`
		Behavior string    `json:"behavior"`
	}
	if err := json.Unmarshal(tree, &d); err != nil {
		return err
	}
	cascade := d.Behavior == "DROP_CASCADE"
	for i := range d.Objects {
		names := d.Objects[i].names()
		if len(names) == 0 {
			continue
		}
		switch d.Kind {
		case "OBJECT_TABLE":
			f.dropTable(f.resolve(relation(names)), cascade)
		case "OBJECT_VIEW", "OBJECT_MATVIEW":
			f.dropView(f.resolve(relation(names)), cascade)
		case "OBJECT_INDEX":
			f.dropIndex(f.qualifiedIndex(names))
		case "OBJECT_SEQUENCE":
			delete(f.seqs, f.resolve(relation(names)))
		case "OBJECT_TYPE", "OBJECT_DOMAIN":
			f.dropType(f.qualified(names), cascade, f.place(f.start(s)))
		case "OBJECT_EXTENSION":
			f.out.Extensions = slices.DeleteFunc(f.out.Extensions, func(o schema.Object) bool { return o.Name == names[0] })
		case "OBJECT_SCHEMA":
			f.dropSchema(names[0])
		}
	}
	return nil
}

func (f *file) dropTable(name string, cascade bool) {
	t := f.tables[name]
	if t == nil {
		return
	}
	if parent := f.tables[t.parent]; parent != nil {
		parent.parts--
	}
	for part, p := range f.tables {
		if p.parent == name {
			delete(f.tables, part)
		}
	}
	for _, x := range t.Indexes {
		delete(f.names, schemaName(name)+"."+x.Name)
	}
	for _, c := range t.Constraints {
		delete(f.names, schemaName(name)+"."+c.Name)
	}
	delete(f.tables, name)
	if cascade {
		f.eachForeignKey(name, func(*schema.Constraint) bool { return false })
		f.dropReaders(name)
	}
}

// dropReaders takes away the views whose text names a table or view that is gone.
func (f *file) dropReaders(name string) {
	word := regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(bareName(name)) + `\b`)
	for v, x := range f.views {
		if v != name && word.MatchString(x.source) {
			f.dropView(v, true)
		}
	}
}

func (f *file) dropView(name string, cascade bool) {
	if f.views[name] == nil {
		return
	}
	delete(f.views, name)
	if cascade {
		f.dropReaders(name)
	}
}

// qualifiedIndex is the full name of an index: with the first schema of the search path that has one of that name.
func (f *file) qualifiedIndex(names []string) string {
	if len(names) > 1 {
		return strings.Join(names, ".")
	}
	for _, in := range f.path {
		if f.names[in+"."+names[0]] {
			return in + "." + names[0]
		}
	}
	return f.path[0] + "." + names[0]
}

func (f *file) dropIndex(name string) {
	delete(f.names, name)
	in, bare := schemaName(name), bareName(name)
	gone := func(x schema.Index) bool { return x.Name == bare }
	for full, t := range f.tables {
		if schemaName(full) == in {
			t.Indexes = slices.DeleteFunc(t.Indexes, gone)
		}
	}
	for full, v := range f.views {
		if schemaName(full) == in {
			v.Indexes = slices.DeleteFunc(v.Indexes, gone)
		}
	}
}

func (f *file) dropType(name string, cascade bool, at schema.Place) {
	delete(f.types, name)
	if !cascade {
		return
	}
	for full, t := range f.tables {
		if slices.ContainsFunc(t.Columns, func(c schema.Column) bool { return strings.TrimSuffix(c.Type, "[]") == name }) {
			f.lose(schema.KindTable, full, at, "the type of a column is dropped")
		}
	}
}

func (f *file) dropSchema(name string) {
	for full := range f.tables {
		if schemaName(full) == name {
			f.dropTable(full, true)
		}
	}
	for full := range f.views {
		if schemaName(full) == name {
			delete(f.views, full)
		}
	}
	for full := range f.types {
		if schemaName(full) == name {
			delete(f.types, full)
		}
	}
	for full := range f.seqs {
		if schemaName(full) == name {
			delete(f.seqs, full)
		}
	}
}

// rename applies RENAME.
func (f *file) rename(tree json.RawMessage, s statement) error {
	var r struct {
		Kind     string   `json:"renameType"`
		Relation rangeVar `json:"relation"`
		Object   dropped  `json:"object"`
		Sub      string   `json:"subname"`
		New      string   `json:"newname"`
		Gently   bool     `json:"missing_ok"`
		Of       string   `json:"relationType"`
	}
	if err := json.Unmarshal(tree, &r); err != nil {
		return err
	}
	full := f.resolve(r.Relation)
	t := f.tables[full]
	at := f.place(f.start(s))
	switch r.Kind {
	case "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE":
		f.moveRelation(full, schemaName(full)+"."+r.New)
	case "OBJECT_COLUMN":
		if t != nil {
			f.renameColumn(t, r.Sub, r.New)
		} else if r.Of == "OBJECT_TABLE" {
			f.unheard(full, at, r.Gently)
		}
	case "OBJECT_TABCONSTRAINT":
		if t != nil {
			for i := range t.Constraints {
				if t.Constraints[i].Name == r.Sub {
					t.Constraints[i].Name = r.New
				}
			}
			f.renamedTo(full, r.Sub, r.New)
		}
	case "OBJECT_INDEX":
		f.renameIndex(f.qualifiedIndex(partsOf(r.Relation)), r.New)
	case "OBJECT_TYPE", "OBJECT_DOMAIN":
		if names := r.Object.names(); len(names) > 0 {
			from := f.qualified(names)
			f.moveType(from, schemaName(from)+"."+r.New)
		}
	case "OBJECT_SCHEMA":
		f.whole = at.String() + ": a schema is renamed"
	}
	return nil
}

func partsOf(r rangeVar) []string {
	if r.Schema != "" {
		return []string{r.Schema, r.Name}
	}
	return []string{r.Name}
}

func (f *file) renamedTo(in, from, to string) {
	delete(f.names, schemaName(in)+"."+from)
	f.names[schemaName(in)+"."+to] = true
}

func (f *file) renameColumn(t *table, from, to string) {
	if c := t.column(from); c != nil {
		c.Name = to
	}
	for i := range t.Indexes {
		renamed(&t.Indexes[i], from, to)
	}
	replace := func(list []string) {
		for i := range list {
			if list[i] == from {
				list[i] = to
			}
		}
	}
	for i := range t.Constraints {
		replace(t.Constraints[i].KeyColumns)
	}
	f.eachForeignKey(t.Name, func(c *schema.Constraint) bool { replace(c.TargetKey); return true })
}

func (f *file) renameIndex(name, to string) {
	for full, t := range f.tables {
		if schemaName(full) != schemaName(name) {
			continue
		}
		for i := range t.Indexes {
			if t.Indexes[i].Name == bareName(name) {
				t.Indexes[i].Name = to
			}
		}
		for i := range t.Constraints { // the index of a constraint has its name
			if c := &t.Constraints[i]; c.Name == bareName(name) && c.Kind != "foreign key" && c.Kind != "check" {
				c.Name = to
			}
		}
	}
	f.renamedTo(name, bareName(name), to)
}

// moveRelation gives a table, view or sequence another name or schema.
func (f *file) moveRelation(from, to string) {
	if t := f.tables[from]; t != nil {
		delete(f.tables, from)
		t.Name = to
		f.tables[to] = t
		if i := slices.Index(f.order, from); i >= 0 {
			f.order[i] = to
		}
		for _, other := range f.tables {
			if other.parent == from {
				other.parent = to
			}
			for i := range other.Constraints {
				if c := &other.Constraints[i]; c.Target == from {
					c.Target = to
				}
			}
		}
	}
	if v := f.views[from]; v != nil {
		delete(f.views, from)
		v.Name = to
		f.views[to] = v
	}
	if q := f.seqs[from]; q != nil {
		delete(f.seqs, from)
		q.Name = to
		f.seqs[to] = q
		if f.owned[from] {
			f.owned[to] = true
		}
	}
}

func (f *file) moveType(from, to string) {
	o := f.types[from]
	if o == nil {
		return
	}
	delete(f.types, from)
	o.Name = to
	f.types[to] = o
	for _, t := range f.tables {
		for i := range t.Columns {
			if c := &t.Columns[i]; strings.TrimSuffix(c.Type, "[]") == from {
				c.Type = to + strings.TrimPrefix(c.Type, from)
			}
		}
	}
}

// move applies SET SCHEMA.
func (f *file) move(tree json.RawMessage, _ statement) error {
	var m struct {
		Kind     string   `json:"objectType"`
		Relation rangeVar `json:"relation"`
		Object   dropped  `json:"object"`
		New      string   `json:"newschema"`
	}
	if err := json.Unmarshal(tree, &m); err != nil {
		return err
	}
	switch m.Kind {
	case "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE":
		full := f.resolve(m.Relation)
		f.moveRelation(full, m.New+"."+bareName(full))
	case "OBJECT_TYPE", "OBJECT_DOMAIN":
		if names := m.Object.names(); len(names) > 0 {
			full := f.qualified(names)
			f.moveType(full, m.New+"."+bareName(full))
		}
	}
	return nil
}
