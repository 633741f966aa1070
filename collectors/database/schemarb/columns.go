package schemarb

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/collectors/database/sqlfile"
)

// typed is the PostgreSQL type that ActiveRecord makes of a column's type, "" for one that is not known.
func (f *file) typed(kind string, c *call) string {
	limit, precision := c.text("limit"), c.text("precision")
	with := func(base, n string) string {
		if n == "" {
			return base
		}
		return base + "(" + n + ")"
	}
	switch kind {
	case "string":
		return with("character varying", limit)
	case "integer":
		switch limit {
		case "1", "2":
			return "smallint"
		case "5", "6", "7", "8":
			return "bigint"
		}
		return "integer"
	case "float":
		return "double precision"
	case "binary", "blob":
		return "bytea"
	case "decimal", "numeric":
		if scale := c.text("scale"); scale != "" && precision != "" {
			precision += "," + scale
		}
		return with("numeric", precision)
	case "datetime", "timestamp":
		return with("timestamp", f.precision(c)) + " without time zone"
	case "timestamptz":
		return with("timestamp", f.precision(c)) + " with time zone"
	case "time":
		return with("time", precision)
	case "interval":
		return with("interval", precision)
	case "bit":
		return with("bit", limit)
	case "bit_varying":
		return with("bit varying", limit)
	case "virtual":
		return f.typed(c.text("type"), &call{named: map[string]value{"precision": c.named["precision"], "limit": c.named["limit"]}})
	case "enum":
		return sqlfile.FullName(c.text("enum_type"))
	case "vector":
		return with("vector", limit)
	case "text", "bigint", "smallint", "serial", "bigserial", "date", "boolean", "json", "jsonb", "uuid", "inet", "cidr", "macaddr", "hstore", "citext", "ltree", "xml", "money",
		"tsvector", "tsquery", "oid", "point", "line", "lseg", "box", "path", "polygon", "circle", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange":
		return kind
	}
	return ""
}

// precision of a point in time: from Rails 7 on it is 6 where the file says nothing, and the file says nil for none.
func (f *file) precision(c *call) string {
	v, given := c.option("precision")
	switch {
	case given && v.kind == isNil:
		return ""
	case !given && f.rails >= 7:
		return "6"
	}
	return v.text
}

// index is the statement for an index. Its expressions and its predicate stand in the file as the server wrote them.
func index(table string, c *call, columns value) string {
	var b strings.Builder
	b.WriteString("CREATE ")
	if c.yes("unique") {
		b.WriteString("UNIQUE ")
	}
	list := texts(columns)
	title := c.text("name")
	if title == "" {
		title = "index_" + table + "_on_" + strings.Join(list, "_and_")
	}
	method := c.text("using")
	if method == "" {
		method = "btree"
	}
	fmt.Fprintf(&b, "INDEX %s ON %s USING %s (", sqlfile.FullName(title), sqlfile.FullName(table), method)
	if columns.kind != isList && strings.ContainsAny(columns.text, "( ") { // expressions come as one text
		b.WriteString(columns.text)
	} else {
		for i, col := range list {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(sqlfile.FullName(col) + order(c.named["order"], col))
		}
	}
	b.WriteString(")")
	if include := texts(c.named["include"]); len(include) > 0 {
		b.WriteString(" INCLUDE (" + sqlfile.Names(include) + ")")
	}
	if c.yes("nulls_not_distinct") {
		b.WriteString(" NULLS NOT DISTINCT")
	}
	if where := c.text("where"); where != "" {
		b.WriteString(" WHERE " + where)
	}
	return b.String() + ";"
}

// order is the direction of a column in an index: one for all, or by column.
func order(v value, column string) string {
	if v.kind == isHash {
		for i, k := range v.keys {
			if k == column {
				return order(v.list[i], column)
			}
		}
		return ""
	}
	if v.text == "" || strings.EqualFold(v.text, "asc") {
		return ""
	}
	return " " + v.text
}

func texts(v value) []string {
	if v.kind != isList {
		if v.text == "" {
			return nil
		}
		return []string{v.text}
	}
	var out []string
	for _, x := range v.list {
		out = append(out, x.text)
	}
	return out
}

// singular undoes the commonest plurals of English. ActiveRecord leaves the column of a foreign key away where it is the singular of the table; whoever
// calls this looks whether the table has such a column.
func singular(s string) string {
	for _, r := range []struct{ end, by string }{
		{"people", "person"},
		{"children", "child"},
		{"ies", "y"},
		{"sses", "ss"},
		{"shes", "sh"},
		{"ches", "ch"},
		{"xes", "x"},
		{"statuses", "status"},
		{"ases", "ase"},
		{"oes", "o"},
		{"ves", "ve"},
		{"ss", "ss"},
		{"us", "us"},
		{"s", ""},
	} {
		if stem, ok := strings.CutSuffix(s, r.end); ok {
			return stem + r.by
		}
	}
	return s
}
