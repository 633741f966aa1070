package prismafile

import (
	"strings"

	"github.com/envparity/envparity/collectors/database/sqlfile"
)

// scalars are the types that Prisma Migrate makes of its own on PostgreSQL.
func scalars() map[string]string {
	return map[string]string{
		"String": "text", "Int": "integer", "BigInt": "bigint", "Boolean": "boolean", "DateTime": "timestamp(3)", "Decimal": "decimal(65,30)", "Float": "double precision",
		"Json": "jsonb", "Bytes": "bytea",
	}
}

// natives are the types of @db attributes that are not called as PostgreSQL calls them, without their arguments.
func natives() map[string]string {
	return map[string]string{
		"DoublePrecision": "double precision", "Timestamptz": "timestamptz", "Timetz": "timetz", "VarBit": "varbit", "VarChar": "varchar", "JsonB": "jsonb", "ByteA": "bytea",
		"SmallInt": "smallint", "BigInt": "bigint", "Integer": "integer",
	}
}

// column writes a field as a column. It is false where the type is not known.
func (f *file) column(x *field) (string, bool) {
	kind := scalars()[x.kind]
	switch e := f.enums[x.kind]; {
	case e != nil:
		kind = sqlfile.FullName(f.table(e))
	case x.kind == "Unsupported":
		kind = x.raw
	}
	for _, a := range x.attributes {
		native, ok := strings.CutPrefix(a.name, "db.")
		if !ok {
			continue
		}
		if kind = natives()[native]; kind == "" {
			kind = strings.ToLower(native)
		}
		if len(a.args) > 0 {
			var args []string
			for _, v := range a.args {
				args = append(args, v.text)
			}
			kind += "(" + strings.Join(args, ",") + ")"
		}
	}
	if kind == "" {
		return "", false
	}
	def := ""
	if a := find(x.attributes, "default"); a != nil && len(a.args) > 0 {
		if kind, def = f.standard(&a.args[0], x, kind); def != "" {
			def = " DEFAULT " + def
		}
	}
	text := sqlfile.Name(column(x)) + " " + kind
	switch {
	case x.list:
		text += "[]"
	case !x.optional:
		text += " NOT NULL"
	}
	return text + def, true
}

// standard is the type and the default of a column. What Prisma's client makes up is none of the database's.
func (f *file) standard(v *argument, x *field, kind string) (newKind, def string) {
	switch {
	case v.isCall && v.text == "autoincrement":
		serial := map[string]string{"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}[kind]
		if serial == "" {
			serial = kind
		}
		return serial, ""
	case v.isCall && v.text == "now":
		return kind, "CURRENT_TIMESTAMP"
	case v.isCall && v.text == "dbgenerated":
		if len(v.call) == 0 {
			return kind, "(NULL)" // there is one, and the schema does not say which
		}
		return kind, v.call[0].text
	case v.isCall:
		return kind, ""
	case v.isList:
		return kind, "(NULL)" // of another form in the server: unknown
	case f.enums[x.kind] != nil:
		label := v.text
		for i := range f.enums[x.kind].fields {
			if e := &f.enums[x.kind].fields[i]; e.name == label {
				label = column(e)
			}
		}
		return kind, sqlfile.Literal(label)
	case v.quoted:
		return kind, sqlfile.Literal(v.text)
	}
	return kind, v.text
}
