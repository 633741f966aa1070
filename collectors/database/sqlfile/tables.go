package sqlfile

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// rangeVar is a table's name in the parser's tree.
type rangeVar struct {
	Schema      string `json:"schemaname"`
	Name        string `json:"relname"`
	Persistence string `json:"relpersistence"`
}

type text struct {
	String struct {
		Value string `json:"sval"`
	} `json:"String"`
}

func texts(list []text) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		out = append(out, t.String.Value)
	}
	return out
}

type column struct {
	Name        string                   `json:"colname"`
	Type        typeName                 `json:"typeName"`
	Constraints []map[string]*constraint `json:"constraints"`
	Location    int                      `json:"location"`
	Collation   *struct {
		Names    []text `json:"collname"`
		Location int    `json:"location"`
	} `json:"collClause"`
}

type constraint struct {
	Kind      string          `json:"contype"`
	Name      string          `json:"conname"`
	Keys      []text          `json:"keys"`
	Target    rangeVar        `json:"pktable"`
	FKColumns []text          `json:"fk_attrs"`
	PKColumns []text          `json:"pk_attrs"`
	OnDelete  string          `json:"fk_del_action"`
	OnUpdate  string          `json:"fk_upd_action"`
	Unchecked bool            `json:"skip_validation"`
	Defer     bool            `json:"deferrable"`
	When      string          `json:"generated_when"`
	Expr      json.RawMessage `json:"raw_expr"`
	Index     string          `json:"indexname"`
	Excluded  json.RawMessage `json:"exclusions"`
	Location  int             `json:"location"`
}

// create applies CREATE TABLE.
func (f *file) create(tree json.RawMessage, s statement) error {
	var c struct {
		Relation  rangeVar                     `json:"relation"`
		Elements  []map[string]json.RawMessage `json:"tableElts"`
		Partition *struct{}                    `json:"partbound"`
		By        *struct{ Location int }      `json:"partspec"`
		Parents   []struct {
			Table rangeVar `json:"RangeVar"`
		} `json:"inhRelations"`
		Of     json.RawMessage `json:"ofTypename"`
		Gently bool            `json:"if_not_exists"`
	}
	if err := json.Unmarshal(tree, &c); err != nil {
		return err
	}
	name := f.made(c.Relation)
	if c.Relation.Persistence == "t" || c.Gently && f.tables[name] != nil {
		return nil
	}
	t := &table{Table: schema.Table{Name: name, Place: f.place(f.start(s))}, unlogged: c.Relation.Persistence == "u"}
	if c.By != nil {
		if m := partitionBy.FindStringIndex(f.source(s)); m != nil {
			t.by = strings.TrimSpace(f.source(s)[m[1]:])
		}
	}
	f.tables[t.Name] = t
	f.order = append(f.order, t.Name)
	switch {
	case c.Partition != nil && len(c.Parents) == 1:
		f.attachTo(c.Parents[0].Table, t)
	case len(c.Parents) > 0 || c.Of != nil:
		f.lose(schema.KindTable, t.Name, f.place(f.start(s)), "it takes columns from another table or type")
	}
	return f.elements(t, c.Elements)
}

var partitionBy = regexp.MustCompile(`(?i)\bPARTITION\s+BY\s+`)

func (f *file) elements(t *table, list []map[string]json.RawMessage) error {
	for _, e := range list {
		if raw := e["ColumnDef"]; raw != nil {
			var col column
			if err := json.Unmarshal(raw, &col); err != nil {
				return err
			}
			f.column(t, &col)
		}
		if raw := e["Constraint"]; raw != nil {
			var con constraint
			if err := json.Unmarshal(raw, &con); err != nil {
				return err
			}
			f.constraint(t, &con, "")
		}
		if e["TableLikeClause"] != nil {
			f.lose(schema.KindTable, t.Name, t.Place, "it takes columns from another table")
		}
	}
	return nil
}

func (f *file) column(t *table, col *column) {
	out := schema.Column{Name: col.Name, Nullable: true, Place: f.place(col.Location)}
	places := []int{}
	for _, m := range col.Constraints {
		if c := m["Constraint"]; c != nil {
			places = append(places, c.Location)
		}
	}
	if col.Collation != nil {
		places = append(places, col.Collation.Location)
		out.Collation = col.Collation.Names[len(col.Collation.Names)-1].String.Value
	}
	slices.Sort(places)
	piece := func(from int) string {
		whole := f.until(from)
		for _, p := range places {
			if p > from && p-from < len(whole) {
				return strings.TrimSpace(whole[:p-from])
			}
		}
		return whole
	}
	out.Type = f.server(&col.Type)
	if names := texts(col.Type.Names); len(names) == 1 {
		if own, ok := serials()[names[0]]; ok {
			out.Type, out.Nullable, out.Default = own, false, schema.Default("nextval('x')")
		}
	}
	at := len(t.Columns)
	t.Columns = append(t.Columns, out) // a check behind it may speak of it
	for _, m := range col.Constraints {
		c := m["Constraint"]
		if c == nil {
			continue
		}
		switch c.Kind {
		case "CONSTR_NOTNULL":
			out.Nullable = false
		case "CONSTR_DEFAULT":
			if f.dumped {
				words := piece(c.Location)
				out.Default = schema.Default(strings.TrimSpace(words[min(len("default"), len(words)):]))
				continue
			}
			out.Default, out.Hidden = f.standard(treeOf(c.Expr), out.Type)
		case "CONSTR_IDENTITY":
			out.Identity, out.Nullable = identity(c.When), false
		case "CONSTR_GENERATED":
			f.generated(&out, piece(c.Location))
		case "CONSTR_PRIMARY":
			out.Nullable = false
			f.constraint(t, c, col.Name)
		case "CONSTR_UNIQUE", "CONSTR_FOREIGN", "CONSTR_CHECK":
			f.constraint(t, c, col.Name)
		}
	}
	t.Columns[at] = out
}

// generated reads the expression of a generated column. Only a dump has it in the server's form.
func (f *file) generated(c *schema.Column, words string) {
	from, to := strings.IndexByte(words, '('), strings.LastIndexByte(words, ')')
	switch {
	case !f.dumped:
		c.HiddenGenerated = handWritten
	case from >= 0 && to > from:
		c.Generated = schema.Expression(words[from+1 : to])
	}
}

func identity(letter string) string {
	if letter == "a" {
		return "always"
	}
	return "by default"
}

// constraint adds one to the table. own is the column that it stands behind, "" for one of the table.
func (f *file) constraint(t *table, c *constraint, own string) {
	out := schema.Constraint{Name: c.Name, NotChecked: c.Unchecked, Deferrable: c.Defer, KeyColumns: texts(c.Keys), Place: f.place(c.Location)}
	if len(out.KeyColumns) == 0 && own != "" {
		out.KeyColumns = []string{own}
	}
	words := f.until(c.Location)
	if c.Name != "" { // CONSTRAINT name CHECK …
		if fields := strings.Fields(words); len(fields) > 2 && strings.EqualFold(fields[0], "constraint") {
			words = strings.TrimSpace(words[strings.Index(words, fields[1])+len(fields[1]):])
		}
	}
	label := ""
	switch c.Kind {
	case "CONSTR_PRIMARY":
		out.Kind, label = "primary key", "pkey"
		f.adopt(t, &out, c.Index)
		for i := range t.Columns {
			if slices.Contains(out.KeyColumns, t.Columns[i].Name) {
				t.Columns[i].Nullable = false
			}
		}
	case "CONSTR_UNIQUE":
		out.Kind, label = "unique", "key"
		f.adopt(t, &out, c.Index)
	case "CONSTR_FOREIGN":
		out.Kind, label = "foreign key", "fkey"
		out.Target, out.TargetKey = f.resolve(c.Target), texts(c.PKColumns)
		out.OnDelete, out.OnUpdate = schema.Action(c.OnDelete), schema.Action(c.OnUpdate)
		if len(c.FKColumns) > 0 {
			out.KeyColumns = texts(c.FKColumns)
		}
	case "CONSTR_CHECK":
		out.Kind, label = "check", "check"
		out.KeyColumns = f.mentioned(t, c.Expr)
	case "CONSTR_EXCLUSION":
		out.Kind, label = "exclude", "excl"
		out.KeyColumns = f.mentioned(t, c.Excluded)
	default:
		return
	}
	if out.Name == "" {
		out.Name = f.chosen(t.Name, out.Kind, out.KeyColumns, label)
	}
	if slices.ContainsFunc(t.Constraints, func(x schema.Constraint) bool { return x.Name == out.Name }) {
		return // in a block that lets pass what was done before
	}
	f.names[schemaName(t.Name)+"."+out.Name] = true
	out.Definition = schema.Definition(words)
	if own != "" || !f.dumped {
		out.Definition, out.Hidden = "", handWritten
	}
	t.Constraints = append(t.Constraints, out)
}

// adopt makes a constraint of an index that is there: ADD CONSTRAINT name UNIQUE USING INDEX index.
func (f *file) adopt(t *table, c *schema.Constraint, index string) {
	at := slices.IndexFunc(t.Indexes, func(x schema.Index) bool { return index != "" && x.Name == index })
	if at >= 0 {
		c.KeyColumns = t.Indexes[at].Columns
		t.Indexes = slices.Delete(t.Indexes, at, at+1)
	}
}

func treeOf(raw json.RawMessage) node {
	var n node
	_ = json.Unmarshal(raw, &n) // what is no node is no expression that is known
	return n
}

const handWritten = "the schema file was not written by pg_dump, so its expressions are not in the server's form and cannot be compared"

var mention = regexp.MustCompile(`"(?:name|sval)": ?"((?:[^"\\]|\\.)*)"`)

// mentioned lists the columns of the table that a tree speaks of, in the order of appearance, as the server keeps them for a check.
func (f *file) mentioned(t *table, tree json.RawMessage) []string {
	var out []string
	for _, m := range mention.FindAllSubmatch(tree, -1) {
		name := string(m[1])
		known := slices.ContainsFunc(t.Columns, func(c schema.Column) bool { return c.Name == name })
		if known && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
