package sqlfile

import (
	"cmp"
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

// full is the name with its schema. A dump always names it; without, a table is made in public.
func (r rangeVar) full() string { return cmp.Or(r.Schema, "public") + "." + r.Name }

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

type typeName struct {
	Names    []text `json:"names"`
	Location int    `json:"location"`
}

type column struct {
	Name        string                   `json:"colname"`
	Type        typeName                 `json:"typeName"`
	Constraints []map[string]*constraint `json:"constraints"`
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
	Excluded  json.RawMessage `json:"exclusions"`
	Location  int             `json:"location"`
}

func (f *file) create(tree json.RawMessage, s statement) error {
	var c struct {
		Relation  rangeVar                     `json:"relation"`
		Elements  []map[string]json.RawMessage `json:"tableElts"`
		Partition *struct{}                    `json:"partbound"`
		By        *struct{ Location int }      `json:"partspec"`
	}
	if err := json.Unmarshal(tree, &c); err != nil {
		return err
	}
	t := &table{Table: schema.Table{Name: c.Relation.full()}, partition: c.Partition != nil, unlogged: c.Relation.Persistence == "u"}
	if c.By != nil {
		_, by, _ := strings.Cut(f.source(s), "PARTITION BY ")
		t.by = strings.TrimSpace(by)
	}
	f.tables[t.Name] = t
	f.order = append(f.order, t.Name)
	for _, e := range c.Elements {
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
	}
	return nil
}

func (f *file) column(t *table, col *column) {
	out := schema.Column{Name: col.Name, Nullable: true}
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
	out.Type = typed(piece(col.Type.Location))
	if own, ok := serials()[strings.ToLower(out.Type)]; ok {
		out.Type, out.Nullable, out.Default = own, false, schema.Default("nextval('x')")
	}
	at := len(t.Columns)
	t.Columns = append(t.Columns, out) // a check behind it may speak of it
	for _, m := range col.Constraints {
		c := m["Constraint"]
		if c == nil {
			continue
		}
		words := piece(c.Location)
		switch c.Kind {
		case "CONSTR_NOTNULL":
			out.Nullable = false
		case "CONSTR_PRIMARY":
			out.Nullable = false
			f.constraint(t, c, col.Name)
		case "CONSTR_DEFAULT":
			out.Default = schema.Default(strings.TrimSpace(words[min(len("default"), len(words)):]))
		case "CONSTR_IDENTITY":
			out.Identity, out.Nullable = identity(c.When), false
		case "CONSTR_GENERATED":
			if from, to := strings.IndexByte(words, '('), strings.LastIndexByte(words, ')'); from >= 0 && to > from {
				out.Generated = schema.Expression(words[from+1 : to])
			}
		case "CONSTR_UNIQUE", "CONSTR_FOREIGN", "CONSTR_CHECK":
			f.constraint(t, c, col.Name)
		}
	}
	t.Columns[at] = out
}

func identity(letter string) string {
	if letter == "a" {
		return "always"
	}
	return "by default"
}

// serials are the types that stand for an integer with a sequence.
func serials() map[string]string {
	return map[string]string{"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
}

var shortTypes = regexp.MustCompile(`(?i)^(int4|int8|int2|int|bool|varchar|timestamptz|timestamp|decimal|float8|float4|char|bpchar)(\(.*?\))?(\[\])?$`)

// typed writes a type as the server writes it. A dump has it so already.
func typed(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	m := shortTypes.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	long := map[string]string{
		"int4": "integer", "int8": "bigint", "int2": "smallint", "int": "integer", "bool": "boolean", "varchar": "character varying", "decimal": "numeric",
		"float8": "double precision", "float4": "real", "char": "character", "bpchar": "character",
	}
	short := strings.ToLower(m[1])
	args := strings.ReplaceAll(m[2], " ", "")
	switch short {
	case "timestamptz":
		return "timestamp" + args + " with time zone" + m[3]
	case "timestamp":
		return "timestamp" + args + " without time zone" + m[3]
	}
	if short == "char" && args == "" {
		args = "(1)"
	}
	return long[short] + args + m[3]
}

// constraint adds one to the table. own is the column that it stands behind, "" for one of the table.
func (f *file) constraint(t *table, c *constraint, own string) {
	out := schema.Constraint{Name: c.Name, NotChecked: c.Unchecked, Deferrable: c.Defer, KeyColumns: texts(c.Keys)}
	if len(out.KeyColumns) == 0 && own != "" {
		out.KeyColumns = []string{own}
	}
	words := f.until(c.Location)
	if c.Name != "" { // CONSTRAINT name CHECK …
		if fields := strings.Fields(words); len(fields) > 2 && strings.EqualFold(fields[0], "constraint") {
			words = strings.TrimSpace(words[strings.Index(words, fields[1])+len(fields[1]):])
		}
	}
	switch c.Kind {
	case "CONSTR_PRIMARY":
		out.Kind = "primary key"
		for i := range t.Columns {
			if slices.Contains(out.KeyColumns, t.Columns[i].Name) {
				t.Columns[i].Nullable = false
			}
		}
	case "CONSTR_UNIQUE":
		out.Kind = "unique"
	case "CONSTR_FOREIGN":
		out.Kind, out.Target, out.TargetKey = "foreign key", c.Target.full(), texts(c.PKColumns)
		out.OnDelete, out.OnUpdate = schema.Action(c.OnDelete), schema.Action(c.OnUpdate)
		if len(c.FKColumns) > 0 {
			out.KeyColumns = texts(c.FKColumns)
		}
	case "CONSTR_CHECK":
		out.Kind = "check"
		out.KeyColumns = f.mentioned(t, c.Expr)
	case "CONSTR_EXCLUSION":
		out.Kind = "exclude"
		out.KeyColumns = f.mentioned(t, c.Excluded)
	default:
		return
	}
	out.Definition = schema.Definition(words)
	if own != "" || !f.dumped {
		out.Definition, out.Hidden = "", handWritten
	}
	t.Constraints = append(t.Constraints, out)
}

const handWritten = "the schema file was not written by pg_dump, so its expressions are not in the server's form and cannot be compared"

var named = regexp.MustCompile(`"(?:name|sval)": ?"((?:[^"\\]|\\.)*)"`)

// mentioned lists the columns of the table that a tree speaks of, in the order of appearance, as the server keeps them for a check.
func (f *file) mentioned(t *table, tree json.RawMessage) []string {
	var out []string
	for _, m := range named.FindAllSubmatch(tree, -1) {
		name := string(m[1])
		known := slices.ContainsFunc(t.Columns, func(c schema.Column) bool { return c.Name == name })
		if known && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
