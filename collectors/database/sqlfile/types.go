package sqlfile

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// typeName is a type in the parser's tree.
type typeName struct {
	Names     []text                       `json:"names"`
	Modifiers []map[string]json.RawMessage `json:"typmods"`
	Bounds    []json.RawMessage            `json:"arrayBounds"`
	Location  int                          `json:"location"`
}

// spelled maps PostgreSQL's internal names of types to what format_type writes.
func spelled() map[string]string {
	return map[string]string{
		"int2": "smallint", "int4": "integer", "int8": "bigint", "float4": "real", "float8": "double precision", "bool": "boolean",
		"varchar": "character varying", "bpchar": "character", "varbit": "bit varying", "decimal": "numeric",
	}
}

// serials are the types that stand for an integer with a sequence.
func serials() map[string]string {
	return map[string]string{
		"serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint", "smallserial": "smallint", "serial2": "smallint",
	}
}

// systemTypes are the types of pg_catalog that people name without the schema. format_type writes them so too.
var systemTypes = regexp.MustCompile(`^(?:text|uuid|jsonb?|xml|date|bytea|money|inet|cidr|macaddr8?|point|line|lseg|box|path|polygon|circle|tsvector|tsquery|oid|name|` +
	`numeric|int[248]|float[48]|bool|varchar|bpchar|char|varbit|bit|timestamp|timestamptz|time|timetz|interval|` +
	`int[48](?:multi)?range|num(?:multi)?range|ts(?:tz)?(?:multi)?range|date(?:multi)?range|reg[a-z]+|pg_lsn|xid8?|cid|tid|txid_snapshot|pg_snapshot|jsonpath|void|record)$`)

// server writes the type as the server's catalogue shows it, with an empty search path.
func (f *file) server(t *typeName) string {
	names := texts(t.Names)
	if len(names) == 0 {
		return ""
	}
	last := names[len(names)-1]
	system := len(names) == 2 && names[0] == "pg_catalog" || len(names) == 1 && systemTypes.MatchString(last)
	suffix := strings.Repeat("[]", min(len(t.Bounds), 1)) // the server does not keep how many dimensions were written
	if !system {
		if len(names) == 1 {
			names = []string{f.schemaOf(last), last}
		}
		return quoteAll(names) + f.modifiers(t, true) + suffix
	}
	args := f.modifiers(t, false)
	switch last {
	case "timestamp", "time":
		return last + args + " without time zone" + suffix
	case "timestamptz", "timetz":
		return strings.TrimSuffix(last, "tz") + args + " with time zone" + suffix
	case "interval":
		return f.interval(t) + suffix
	case "numeric":
		if len(t.Modifiers) == 1 {
			args = strings.TrimSuffix(args, ")") + ",0)"
		}
	case "char":
		if len(names) == 1 { // "char" in quotes, a type of one byte
			return `"char"` + suffix
		}
	}
	if long, ok := spelled()[last]; ok {
		last = long
	}
	return last + args + suffix
}

// interval keeps what was written: fields and precision have codes of their own in the tree.
func (f *file) interval(t *typeName) string {
	if len(t.Modifiers) == 0 {
		return "interval"
	}
	words := strings.Fields(strings.ToLower(f.until(t.Location)))
	end := slices.IndexFunc(words, func(w string) bool {
		return !strings.HasPrefix(w, "interval") && !slices.Contains([]string{"year", "month", "day", "hour", "minute", "second", "to"}, strings.TrimRight(w, "()0123456789"))
	})
	if end < 0 {
		end = len(words)
	}
	return strings.Join(words[:end], " ")
}

// modifiers writes what stands in brackets behind a type: (10,2).
func (f *file) modifiers(t *typeName, words bool) string {
	if len(t.Modifiers) == 0 {
		return ""
	}
	var out []string
	for _, m := range t.Modifiers {
		if c := constantOf(m); c != nil && c.number != "" {
			out = append(out, c.number)
			continue
		}
		if words { // geometry(Point,4326): the tree has lost the case
			whole := f.until(t.Location)
			if from, to := strings.IndexByte(whole, '('), strings.IndexByte(whole, ')'); from > 0 && to > from {
				return strings.ReplaceAll(whole[from:to+1], " ", "")
			}
		}
		return ""
	}
	return "(" + strings.Join(out, ",") + ")"
}

// plainName is an identifier that needs no quotes, keywords aside.
var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_$]*$`)

func quoteAll(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n
		if !plainName.MatchString(n) {
			out[i] = Name(n)
		}
	}
	return strings.Join(out, ".")
}

// schemaOf is the schema of a type that is named without one: where the file made it, or else where it would be made.
func (f *file) schemaOf(name string) string {
	for _, in := range f.path {
		if f.typeNamed(in+"."+name) != nil {
			return in
		}
	}
	return f.path[0]
}

func (f *file) typeNamed(full string) *schema.Object { return f.types[full] }

// constant is a literal of the tree.
type constant struct {
	number string // of an integer or a decimal
	text   string
	quoted bool
	truth  string // "true" or "false"
	null   bool
}

// constantOf returns the literal that a node is, nil for any other.
func constantOf(node map[string]json.RawMessage) *constant {
	raw := node["A_Const"]
	if raw == nil {
		return nil
	}
	var c struct {
		Int    *struct{ Ival int64 }   `json:"ival"`
		Float  *struct{ Fval string }  `json:"fval"`
		String *struct{ Sval string }  `json:"sval"`
		Bool   *struct{ Boolval bool } `json:"boolval"`
		Null   bool                    `json:"isnull"`
	}
	if json.Unmarshal(raw, &c) != nil {
		return nil
	}
	switch {
	case c.Int != nil:
		return &constant{number: strconv.FormatInt(c.Int.Ival, 10)}
	case c.Float != nil:
		return &constant{number: c.Float.Fval}
	case c.String != nil:
		return &constant{text: c.String.Sval, quoted: true}
	case c.Bool != nil:
		return &constant{truth: strconv.FormatBool(c.Bool.Boolval)}
	case c.Null:
		return &constant{null: true}
	}
	return nil
}
