package sqlfile

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// node is one node of the parser's tree: its kind with its fields.
type node = map[string]json.RawMessage

// printed is an expression as the server's catalogue would show it, and its type.
type printed struct {
	text string
	kind string // as format_type writes it; "" for a literal whose type its surroundings decide
	lit  *constant
	call bool // a function call, which needs no brackets in an index
}

// printer writes expressions of one table in the server's form. The server resolves functions and operators by their types before it writes them,
// so only what needs no catalogue for that is written: columns, literals, comparisons, tests for NULL, AND, OR, NOT, lower and upper.
type printer struct {
	f *file
	t *table
}

// expression returns the server's form of a tree, and false where that takes a server.
func (p printer) expression(n node) (printed, bool) {
	for kind, raw := range n {
		switch kind {
		case "ColumnRef":
			return p.column(raw)
		case "A_Const":
			c := constantOf(n)
			return printed{lit: c}, c != nil && !c.null
		case "NullTest", "BooleanTest":
			return p.test(kind, raw)
		case "BoolExpr":
			return p.logic(raw)
		case "A_Expr":
			return p.operator(raw)
		case "FuncCall":
			return p.function(raw)
		}
	}
	return printed{}, false
}

func (p printer) column(raw json.RawMessage) (printed, bool) {
	var c struct {
		Fields []text `json:"fields"`
	}
	if json.Unmarshal(raw, &c) != nil || len(c.Fields) != 1 {
		return printed{}, false
	}
	col := p.t.column(c.Fields[0].String.Value)
	if col == nil || col.Type == "" {
		return printed{}, false
	}
	return printed{text: quoteAll([]string{col.Name}), kind: col.Type}, true
}

func (p printer) test(kind string, raw json.RawMessage) (printed, bool) {
	var x struct {
		Arg  node   `json:"arg"`
		Null string `json:"nulltesttype"`
		Bool string `json:"booltesttype"`
	}
	if json.Unmarshal(raw, &x) != nil {
		return printed{}, false
	}
	arg, ok := p.expression(x.Arg)
	if !ok || arg.lit != nil {
		return printed{}, false
	}
	words := strings.ReplaceAll(x.Null+x.Bool, "_", " ")
	return printed{text: "(" + arg.text + " " + words + ")", kind: "boolean"}, true
}

func (p printer) logic(raw json.RawMessage) (printed, bool) {
	var x struct {
		Op   string `json:"boolop"`
		Args []node `json:"args"`
	}
	if json.Unmarshal(raw, &x) != nil {
		return printed{}, false
	}
	var parts []string
	for _, a := range x.Args {
		arg, ok := p.expression(a)
		if !ok || arg.kind != "boolean" {
			return printed{}, false
		}
		parts = append(parts, arg.text)
	}
	switch x.Op {
	case "AND_EXPR":
		return printed{text: "(" + strings.Join(parts, " AND ") + ")", kind: "boolean"}, true
	case "OR_EXPR":
		return printed{text: "(" + strings.Join(parts, " OR ") + ")", kind: "boolean"}, true
	}
	return printed{text: "(NOT " + parts[0] + ")", kind: "boolean"}, true
}

func (p printer) operator(raw json.RawMessage) (printed, bool) {
	var x struct {
		Kind  string          `json:"kind"`
		Name  []text          `json:"name"`
		Left  node            `json:"lexpr"`
		Right json.RawMessage `json:"rexpr"`
	}
	if json.Unmarshal(raw, &x) != nil || len(x.Name) != 1 {
		return printed{}, false
	}
	left, ok := p.expression(x.Left)
	if !ok || left.lit != nil {
		return printed{}, false
	}
	op := x.Name[0].String.Value
	switch x.Kind {
	case "AEXPR_OP":
		var right node
		if json.Unmarshal(x.Right, &right) != nil {
			return printed{}, false
		}
		return p.compare(left, op, right)
	case "AEXPR_IN":
		var list struct{ List struct{ Items []node } }
		if op != "=" || json.Unmarshal(x.Right, &list) != nil {
			return printed{}, false
		}
		return p.among(left, list.List.Items)
	}
	return printed{}, false
}

func (p printer) compare(left printed, op string, n node) (printed, bool) {
	right, ok := p.expression(n)
	if !ok {
		return printed{}, false
	}
	if op == "->>" && left.kind == "jsonb" && right.lit != nil && right.lit.quoted {
		return printed{text: "(" + left.text + " ->> " + Literal(right.lit.text) + "::text)", kind: "text"}, true
	}
	if !slices.Contains([]string{"=", "<>", "<", ">", "<=", ">="}, op) {
		return printed{}, false
	}
	if right.lit == nil {
		if left.kind != right.kind || varying(left.kind) {
			return printed{}, false
		}
		return printed{text: "(" + left.text + " " + op + " " + right.text + ")", kind: "boolean"}, true
	}
	value, ok := p.literal(right.lit, left.kind)
	if !ok {
		return printed{}, false
	}
	return printed{text: "(" + asText(left) + " " + op + " " + value + ")", kind: "boolean"}, true
}

func (p printer) among(left printed, items []node) (printed, bool) {
	var values []string
	for _, n := range items {
		c := constantOf(n)
		if c == nil {
			return printed{}, false
		}
		v, ok := p.literal(c, left.kind)
		if !ok {
			return printed{}, false
		}
		if varying(left.kind) {
			v = strings.TrimSuffix(v, "::text") + "::character varying"
		}
		values = append(values, v)
	}
	list := "ARRAY[" + strings.Join(values, ", ") + "]"
	if varying(left.kind) {
		list = "(" + list + ")::text[]"
	}
	return printed{text: "(" + asText(left) + " = ANY (" + list + "))", kind: "boolean"}, true
}

// varying reports whether the server casts a value of the type to text before it compares it.
func varying(kind string) bool { return strings.HasPrefix(kind, "character varying") }

func asText(x printed) string {
	if varying(x.kind) {
		return "(" + x.text + ")::text"
	}
	return x.text
}

var day = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// literal writes a literal that is compared with a value of a type.
func (p printer) literal(c *constant, kind string) (string, bool) {
	base, _, _ := strings.Cut(kind, "(")
	switch {
	case c.quoted && (kind == "text" || varying(kind)):
		return Literal(c.text) + "::text", true
	case c.quoted && (base == "character" || kind == "uuid" || kind == "date" && day.MatchString(c.text)):
		return Literal(c.text) + "::" + strings.ReplaceAll(base, "character", "bpchar"), true
	case c.quoted && p.f.typeNamed(kind) != nil:
		return Literal(c.text) + "::" + kind, true
	case c.truth != "" && kind == "boolean":
		return c.truth, true
	case c.number == "":
		return "", false
	}
	whole := !strings.ContainsAny(c.number, ".eE")
	negative := strings.HasPrefix(c.number, "-")
	switch {
	case whole && !negative && slices.Contains([]string{"smallint", "integer", "bigint"}, kind):
		return c.number, true
	case whole && negative && slices.Contains([]string{"smallint", "integer", "bigint"}, kind):
		return "'" + c.number + "'::integer", true
	case whole && !negative && (base == "numeric" || kind == "double precision"):
		return "(" + c.number + ")::" + base, true
	case !whole && !negative && base == "numeric":
		return c.number, true
	}
	return "", false
}

func (p printer) function(raw json.RawMessage) (printed, bool) {
	var x struct {
		Name []text `json:"funcname"`
		Args []node `json:"args"`
	}
	if json.Unmarshal(raw, &x) != nil || len(x.Args) != 1 || len(x.Name) != 1 {
		return printed{}, false
	}
	name := x.Name[0].String.Value
	arg, ok := p.expression(x.Args[0])
	if !ok || name != "lower" && name != "upper" || arg.kind != "text" && !varying(arg.kind) {
		return printed{}, false
	}
	return printed{text: name + "(" + asText(arg) + ")", kind: "text", call: true}, true
}

// timeless are the functions without arguments that a default may call and that the server writes as people do.
func timeless(name string) bool {
	return slices.Contains([]string{
		"now", "gen_random_uuid", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "random", "pg_current_xact_id", "txid_current", "uuidv7", "uuidv4",
	}, name)
}

// standard writes a column's default as the server shows it. The second result says why that cannot be known.
func (f *file) standard(n node, kind string) (written, hidden string) {
	base, _, _ := strings.Cut(kind, "(")
	for what, raw := range n {
		switch what {
		case "A_Const":
			return f.literalDefault(constantOf(n), kind, base)
		case "TypeCast":
			var c struct {
				Arg  node     `json:"arg"`
				Type typeName `json:"typeName"`
			}
			if json.Unmarshal(raw, &c) == nil && f.server(&c.Type) == kind {
				return f.standard(c.Arg, kind)
			}
		case "SQLValueFunction":
			var v struct {
				Op string `json:"op"`
			}
			if json.Unmarshal(raw, &v) == nil && !strings.HasSuffix(v.Op, "_N") {
				return strings.TrimPrefix(v.Op, "SVFOP_"), ""
			}
		case "FuncCall":
			var c struct {
				Name []text `json:"funcname"`
				Args []node `json:"args"`
			}
			if json.Unmarshal(raw, &c) != nil || len(c.Name) == 0 {
				break
			}
			switch name := c.Name[len(c.Name)-1].String.Value; {
			case name == "nextval":
				return schema.Default("nextval('x')"), ""
			case timeless(name) && len(c.Args) == 0:
				return name + "()", ""
			}
		}
	}
	return "", handWritten
}

func (f *file) literalDefault(c *constant, kind, base string) (written, hidden string) {
	whole := c != nil && c.number != "" && !strings.ContainsAny(c.number, ".eE")
	switch {
	case c == nil:
	case c.null:
		return "", ""
	case c.quoted && (kind == "text" || varying(kind) || kind == "json" || f.typeNamed(kind) != nil || c.text == "{}" || c.text == "[]"):
		return Literal(c.text), ""
	case c.truth != "" && kind == "boolean":
		return c.truth, ""
	case c.quoted && kind == "boolean" && slices.Contains([]string{"t", "true", "f", "false"}, c.text):
		return map[byte]string{'t': "true", 'f': "false"}[c.text[0]], ""
	case whole && slices.Contains([]string{"smallint", "integer", "bigint", "numeric", "double precision", "real"}, base),
		c.number != "" && slices.Contains([]string{"numeric", "double precision", "real"}, base):
		if strings.HasPrefix(c.number, "-") {
			return "'" + c.number + "'", ""
		}
		return c.number, ""
	case c.quoted && wholeNumber.MatchString(c.text) && slices.Contains([]string{"smallint", "integer", "bigint"}, kind):
		return strings.TrimPrefix(c.text, "+"), ""
	}
	return "", handWritten
}

var wholeNumber = regexp.MustCompile(`^[1-9]\d*$|^0$`)
