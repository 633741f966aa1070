package sqlfile

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// alter reads ALTER TABLE, by which a dump adds keys, defaults, identities, partitions and row level security.
func (f *file) alter(tree json.RawMessage, _ statement) error {
	var a struct {
		Relation rangeVar `json:"relation"`
		Commands []struct {
			Command struct {
				Kind string                     `json:"subtype"`
				Name string                     `json:"name"`
				Def  map[string]json.RawMessage `json:"def"`
			} `json:"AlterTableCmd"`
		} `json:"cmds"`
	}
	if err := json.Unmarshal(tree, &a); err != nil {
		return err
	}
	t := f.tables[a.Relation.full()]
	if t == nil {
		return nil // a view, a sequence, or a table of another file
	}
	for _, c := range a.Commands {
		var con constraint
		if raw := c.Command.Def["Constraint"]; raw != nil {
			if err := json.Unmarshal(raw, &con); err != nil {
				return err
			}
		}
		switch c.Command.Kind {
		case "AT_AddConstraint":
			f.constraint(t, &con, "")
		case "AT_EnableRowSecurity":
			t.rls = true
		case "AT_ForceRowSecurity":
			t.forced = true
		case "AT_AttachPartition":
			f.attach(t, c.Command.Def["PartitionCmd"])
		case "AT_ColumnDefault", "AT_AddIdentity", "AT_SetNotNull":
			t.amend(c.Command.Kind, c.Command.Name, &con, c.Command.Def)
		}
	}
	return nil
}

func (f *file) attach(t *table, command json.RawMessage) {
	var part struct {
		Name rangeVar `json:"name"`
	}
	if json.Unmarshal(command, &part) == nil {
		if child := f.tables[part.Name.full()]; child != nil {
			child.partition = true
			t.parts++
		}
	}
}

// amend changes a column of the table.
func (t *table) amend(kind, name string, con *constraint, def map[string]json.RawMessage) {
	for i := range t.Columns {
		c := &t.Columns[i]
		if c.Name != name {
			continue
		}
		switch kind {
		case "AT_SetNotNull":
			c.Nullable = false
		case "AT_AddIdentity":
			c.Identity = identity(con.When)
		case "AT_ColumnDefault":
			if raw := def["FuncCall"]; raw != nil && strings.Contains(string(raw), `"nextval"`) {
				c.Default = schema.Default("nextval('x')")
			} else {
				c.Hidden = handWritten
			}
		}
	}
}

// element is one part of an index: the text of a column or expression, then what follows it.
var element = regexp.MustCompile(`(?i)^(.*?)(?:\s+COLLATE\s+\S+)?(?:\s+[a-z_][a-z0-9_.]*_ops)?(?:\s+(?:ASC|(DESC)))?(?:\s+NULLS\s+(FIRST|LAST))?$`)

// params is where the list of an index's columns begins, and condition where its predicate does.
var (
	params    = regexp.MustCompile(`(?is)\bUSING\s+\w+\s*\(|\bON\b[^(]*\(`)
	condition = regexp.MustCompile(`(?is)\)\s*WHERE\s+`)
)

func (f *file) index(tree json.RawMessage, s statement) error {
	var x struct {
		Name      string          `json:"idxname"`
		Relation  rangeVar        `json:"relation"`
		Method    string          `json:"accessMethod"`
		Unique    bool            `json:"unique"`
		NullsSame bool            `json:"nulls_not_distinct"`
		Where     json.RawMessage `json:"whereClause"`
		Include   []struct {
			Elem struct {
				Name string `json:"name"`
			} `json:"IndexElem"`
		} `json:"indexIncludingParams"`
	}
	if err := json.Unmarshal(tree, &x); err != nil {
		return err
	}
	out := schema.Index{Name: x.Name, Method: x.Method, Unique: x.Unique, NullsSame: x.NullsSame}
	source := f.source(s)
	on := params.FindStringIndex(source)
	if on == nil {
		return nil
	}
	start := s.Location + strings.Index(f.text[s.Location:], source) + on[1]
	for at := start; at < len(f.text); {
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
	for _, i := range x.Include {
		out.Include = append(out.Include, i.Elem.Name)
	}
	if at := condition.FindStringIndex(source); at != nil && x.Where != nil {
		out.Predicate = schema.Expression(source[at[1]:])
	}
	for _, v := range f.views {
		if v.Name == x.Relation.full() {
			v.Indexes = append(v.Indexes, out)
			return nil
		}
	}
	if t := f.tables[x.Relation.full()]; t != nil {
		t.Indexes = append(t.Indexes, out)
	}
	return nil
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

func (f *file) view(tree json.RawMessage, s statement) error {
	var v struct {
		View rangeVar `json:"view"`
		Into struct {
			Rel rangeVar `json:"rel"`
		} `json:"into"`
		Kind string `json:"objtype"`
	}
	if err := json.Unmarshal(tree, &v); err != nil {
		return err
	}
	out := &schema.View{Name: v.View.full(), Materialized: v.Kind == "OBJECT_MATVIEW"}
	if out.Materialized {
		out.Name = v.Into.Rel.full()
	} else if v.Kind != "" {
		return nil
	}
	_, body, _ := strings.Cut(f.source(s), " AS\n")
	body = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(body), "WITH NO DATA"), "WITH DATA")
	out.Definition = schema.Query(strings.TrimSpace(body))
	if !f.dumped || body == "" {
		out.Definition, out.Hidden = "", handWritten
	}
	f.views = append(f.views, out)
	return nil
}

func (f *file) enum(tree json.RawMessage, _ statement) error {
	var e struct {
		Name   []text `json:"typeName"`
		Values []text `json:"vals"`
	}
	if err := json.Unmarshal(tree, &e); err != nil {
		return err
	}
	name := texts(e.Name)
	if len(name) == 1 {
		name = []string{"public", name[0]}
	}
	f.out.Types = append(f.out.Types, schema.Object{Kind: "type", Name: strings.Join(name, "."), Lists: []schema.Named{{Name: "labels", Values: texts(e.Values)}}})
	return nil
}

func (f *file) domain(tree json.RawMessage, _ statement) error {
	var d struct {
		Name        []text                   `json:"domainname"`
		Type        typeName                 `json:"typeName"`
		Constraints []map[string]*constraint `json:"constraints"`
	}
	if err := json.Unmarshal(tree, &d); err != nil {
		return err
	}
	name := texts(d.Name)
	if len(name) == 1 {
		name = []string{"public", name[0]}
	}
	base := f.until(d.Type.Location)
	checks := schema.Named{Name: "checks", Values: []string{}, Set: true}
	for _, m := range d.Constraints {
		c := m["Constraint"]
		if c == nil {
			continue
		}
		if i := c.Location - d.Type.Location; i >= 0 && i < len(base) {
			base = strings.TrimSpace(base[:i])
		}
		if c.Kind == "CONSTR_CHECK" {
			words := f.text[c.Location:]
			if at := strings.IndexByte(words, '('); at >= 0 {
				checks.Values = append(checks.Values, "CHECK ("+f.until(c.Location+at+1)+")")
			}
		}
	}
	o := schema.Object{Kind: "type", Name: strings.Join(name, "."), Facts: []schema.Fact{{Name: "base", Text: typed(base)}}}
	if f.dumped || len(checks.Values) == 0 {
		o.Lists = []schema.Named{checks}
	} else {
		o.Facts = append(o.Facts, schema.Fact{Name: "checks", Text: handWritten, Unknown: true})
	}
	f.out.Types = append(f.out.Types, o)
	return nil
}

func (f *file) extension(tree json.RawMessage, _ statement) error {
	var e struct {
		Name string `json:"extname"`
	}
	if err := json.Unmarshal(tree, &e); err != nil {
		return err
	}
	f.out.Extensions = append(f.out.Extensions, extension(e.Name))
	return nil
}

func extension(name string) schema.Object {
	o := schema.Object{Kind: "extension", Name: name}
	for _, fact := range []string{"version", "schema", "available"} {
		o.Facts = append(o.Facts, schema.Fact{Name: fact, Text: notInFile, Unknown: true})
	}
	return o
}

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

func (f *file) sequence(tree json.RawMessage, _ statement) error {
	var q sequence
	if err := json.Unmarshal(tree, &q); err != nil {
		return err
	}
	o := schema.Object{Kind: "sequence", Name: q.Relation.full()}
	for _, fact := range []string{"type", "min", "max", "cycle"} {
		o.Facts = append(o.Facts, schema.Fact{Name: fact, Text: notInFile, Unknown: true})
	}
	values := map[string]string{"increment": "1", "cache": "1"}
	for _, option := range q.Options {
		if e := option.Elem; e.Arg.Integer != nil && values[e.Name] != "" {
			values[e.Name] = strconv.FormatInt(e.Arg.Integer.Value, 10)
		}
	}
	o.Facts = append(o.Facts, schema.Fact{Name: "increment", Text: values["increment"]}, schema.Fact{Name: "cache", Text: values["cache"]})
	f.seqs = append(f.seqs, o)
	return nil
}

func (f *file) ownedBy(tree json.RawMessage, _ statement) error {
	var q sequence
	if err := json.Unmarshal(tree, &q); err != nil {
		return err
	}
	for _, option := range q.Options {
		if option.Elem.Name == "owned_by" {
			f.owned[q.Relation.full()] = true
		}
	}
	return nil
}

const notInFile = "a schema file does not show it"

// finish turns what was read into the database's parts, and says what a file cannot show.
func (f *file) finish() {
	for _, name := range f.order {
		t := f.tables[name]
		if t.partition {
			continue
		}
		persistence := "permanent"
		if t.unlogged {
			persistence = "unlogged"
		}
		t.Facts = []schema.Fact{
			{Name: "persistence", Text: persistence},
			{Name: "row_level_security", Text: strconv.FormatBool(t.rls)},
			{Name: "rows", Text: notInFile, Unknown: true},
			{Name: "options", Text: notInFile, Unknown: true},
		}
		if t.forced {
			t.Facts = append(t.Facts, schema.Fact{Name: "row_level_security_forced", Text: "true"})
		}
		if t.by != "" {
			t.Facts = append(t.Facts, schema.Fact{Name: "partition_by", Text: t.by}, schema.Fact{Name: "partitions", Text: strconv.Itoa(t.parts), Number: true})
		}
		f.out.Tables = append(f.out.Tables, t.Table)
	}
	for _, v := range f.views {
		if v.Materialized {
			v.Facts = []schema.Fact{{Name: "populated", Text: notInFile, Unknown: true}}
		}
		v.Columns = nil
		f.out.Views = append(f.out.Views, *v)
	}
	if !slices.ContainsFunc(f.out.Extensions, func(o schema.Object) bool { return o.Name == "plpgsql" }) {
		f.out.Extensions = append(f.out.Extensions, extension("plpgsql")) // every database has it, and no dump says so
	}
	for _, q := range f.seqs {
		if !f.owned[q.Name] {
			f.out.Others = append(f.out.Others, q)
		}
	}
	for _, name := range []string{"encoding", "collate", "ctype", "in_recovery", "locale_provider", "icu_locale", "collation_version", "collation_actual", "engine_version"} {
		f.out.Facts = append(f.out.Facts, schema.Fact{Name: name, Text: notInFile, Unknown: true})
	}
	for _, part := range []string{schema.PartSettings, schema.PartIdentity, schema.PartTriggers, schema.PartPolicies} {
		f.out.Lose(part, notInFile)
	}
	f.out.Lose(schema.PartViewColumns, notInFile)
	for _, kind := range []string{"routine", "publication", "foreign_server", "event_trigger", "statistics", schema.KindMigrations} {
		f.out.Unread = append(f.out.Unread, schema.Unread{Kind: kind, Why: "the schema file is read for tables, views, types, sequences and extensions", Beyond: true})
	}
}
