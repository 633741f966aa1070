// Package prismafile reads a schema.prisma. Its models become the SQL that Prisma Migrate runs for them on PostgreSQL, line by line, and package sqlfile
// reads that.
package prismafile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/collectors/database/sqlfile"
)

// Parse reads the text of a schema.prisma. name is the database's.
func Parse(name, address, text string) (*schema.Database, error) {
	if len(text) > sqlfile.MaxSize {
		return nil, fmt.Errorf("the schema file has more than %d MB", sqlfile.MaxSize>>20)
	}
	f := &file{models: map[string]*block{}, enums: map[string]*block{}, sql: sqlfile.NewLines(strings.Count(text, "\n") + 1)}
	p := &parser{text: text, line: 1}
	for {
		b, err := p.block()
		if errors.Is(err, errEnd) {
			break
		}
		if err != nil {
			return nil, err
		}
		f.take(b)
	}
	if f.provider != "" && f.provider != "postgresql" && f.provider != "postgres" && f.provider != "cockroachdb" {
		return nil, fmt.Errorf("its datasource is %s; schemas of PostgreSQL alone are read", f.provider)
	}
	f.write()
	return f.sql.Read(name, address), nil
}

type file struct {
	sql       *sqlfile.Lines
	order     []*block
	models    map[string]*block
	enums     map[string]*block
	provider  string
	unrelated bool // relationMode = "prisma": no foreign keys
}

func (f *file) take(b *block) {
	switch b.kind {
	case "datasource":
		for _, x := range b.fields {
			switch x.name {
			case "provider":
				f.provider = x.raw
			case "relationMode":
				f.unrelated = x.raw == "prisma"
			}
		}
	case "model":
		f.models[b.name] = b
		f.order = append(f.order, b)
	case "enum":
		f.enums[b.name] = b
	case "view":
		f.sql.Lose(schema.KindView, f.table(b), b.line, "the schema does not hold the query of a view")
	}
}

// table is the name of a block's table or type in the database.
func (f *file) table(b *block) string {
	name := b.name
	if a := find(b.attributes, "map"); a != nil {
		if x := a.arg("name", true); x != nil {
			name = x.text
		}
	}
	if a := find(b.attributes, "schema"); a != nil && len(a.args) > 0 {
		return a.args[0].text + "." + name
	}
	return name
}

func column(x *field) string {
	if a := find(x.attributes, "map"); a != nil {
		if n := a.arg("name", true); n != nil {
			return n.text
		}
	}
	return x.name
}

// columns are the columns of fields that an attribute lists.
func columns(b *block, list []argument) []string {
	var out []string
	for _, a := range list {
		name := a.text
		for i := range b.fields {
			if b.fields[i].name == a.text {
				name = column(&b.fields[i])
			}
		}
		out = append(out, name)
	}
	return out
}

// write writes types first, then tables, then what refers to other tables.
func (f *file) write() {
	joins := map[string]bool{}
	for _, b := range f.sorted() {
		var labels []string
		for i := range b.fields {
			labels = append(labels, sqlfile.Literal(column(&b.fields[i])))
		}
		// Types come before tables, wherever they stand: a column needs its type.
		f.sql.First(b.line, "CREATE TYPE "+sqlfile.FullName(f.table(b))+" AS ENUM ("+strings.Join(labels, ", ")+");")
	}
	for _, b := range f.order {
		f.model(b)
	}
	for _, b := range f.order {
		for i := range b.fields {
			f.relation(b, &b.fields[i], joins)
		}
	}
}

func (f *file) sorted() []*block {
	out := make([]*block, 0, len(f.enums))
	for _, b := range f.enums {
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b *block) int { return a.line - b.line })
	return out
}

func (f *file) model(b *block) {
	table := f.table(b)
	f.sql.Write(b.line, "CREATE TABLE "+sqlfile.FullName(table)+" (")
	first := true
	last := b.line
	part := func(line int, text string) {
		if !first {
			text = ", " + text
		}
		first = false
		last = max(last, line)
		f.sql.Write(line, text)
	}
	for i := range b.fields {
		x := &b.fields[i]
		if f.models[x.kind] != nil {
			continue
		}
		text, ok := f.column(x)
		if !ok {
			f.sql.Lose(schema.KindTable, table, x.line, "the type "+x.kind+" of "+x.name+" is not known")
			continue
		}
		part(x.line, text)
		if a := find(x.attributes, "id"); a != nil {
			part(x.line, constraint(a, table)+" PRIMARY KEY ("+sqlfile.Name(column(x))+")")
		}
	}
	if a := find(b.attributes, "id"); a != nil {
		if list := a.arg("fields", true); list != nil {
			part(a.line, constraint(a, table)+" PRIMARY KEY ("+sqlfile.Names(columns(b, list.list))+")")
		}
	}
	f.sql.Write(last, ");")
	f.indexes(b, table, last)
}

// constraint names the primary key.
func constraint(a *attribute, table string) string {
	name := a.text("map")
	if name == "" {
		name = bare(table) + "_pkey"
	}
	return "CONSTRAINT " + sqlfile.Name(name)
}

func bare(table string) string { return table[strings.IndexByte(table, '.')+1:] }

// indexes writes unique and other indexes: Prisma makes an index of @unique, not a constraint.
func (f *file) indexes(b *block, table string, last int) {
	for i := range b.fields {
		x := &b.fields[i]
		if a := find(x.attributes, "unique"); a != nil {
			f.index(b, table, a, []argument{{text: x.name}}, "key", last)
		}
	}
	for i := range b.attributes {
		a := &b.attributes[i]
		label := map[string]string{"unique": "key", "index": "idx"}[a.name]
		list := a.arg("fields", true)
		if label == "" || list == nil {
			continue
		}
		f.index(b, table, a, list.list, label, max(a.line, last))
	}
}

func (f *file) index(b *block, table string, a *attribute, list []argument, label string, line int) {
	cols := columns(b, list)
	name := a.text("map")
	if name == "" {
		name = shorten(bare(table)+"_"+strings.Join(cols, "_"), label)
	}
	parts := make([]string, len(cols))
	for i, c := range cols {
		parts[i] = sqlfile.Name(c)
		for _, option := range list[i].call {
			switch {
			case option.name == "ops":
				// the class of operators is not read of servers either
			case option.name == "sort" && option.text == "Desc":
				parts[i] += " DESC"
			}
		}
	}
	method := strings.ToLower(a.text("type"))
	if method == "" {
		method = "btree"
	}
	unique := ""
	if label == "key" {
		unique = "UNIQUE "
	}
	f.sql.Write(line, fmt.Sprintf(" CREATE %sINDEX %s ON %s USING %s (%s);", unique, sqlfile.Name(name), sqlfile.FullName(table), method, strings.Join(parts, ", ")))
}

// shorten makes a name as Prisma does: 63 bytes at most, of which the label is kept.
func shorten(name, label string) string {
	const longest = 63
	if room := longest - len(label) - 1; len(name) > room {
		name = name[:room]
	}
	return name + "_" + label
}

// relation writes the foreign key of a relation. A relation of two lists has a table of its own, whose form depends on Prisma's version.
func (f *file) relation(b *block, x *field, joins map[string]bool) {
	target := f.models[x.kind]
	if target == nil {
		return
	}
	a := find(x.attributes, "relation")
	if a == nil {
		a = &attribute{}
	}
	fields := a.arg("fields", false)
	if fields == nil {
		f.join(b, x, a, target, joins)
		return
	}
	references := a.arg("references", false)
	if references == nil || f.unrelated {
		return
	}
	table := f.table(b)
	cols := columns(b, fields.list)
	name := a.text("map")
	if name == "" {
		name = shorten(bare(table)+"_"+strings.Join(cols, "_"), "fkey")
	}
	onDelete := "SET NULL"
	if !x.optional {
		onDelete = "RESTRICT"
	}
	f.sql.Last(x.line, fmt.Sprintf("ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s (%s) ON DELETE %s ON UPDATE %s;", sqlfile.FullName(table), sqlfile.Name(name), sqlfile.Names(cols),
		sqlfile.FullName(f.table(target)), sqlfile.Names(columns(target, references.list)), action(a.text("onDelete"), onDelete), action(a.text("onUpdate"), "CASCADE")))
}

func action(given, otherwise string) string {
	switch given {
	case "Cascade":
		return "CASCADE"
	case "Restrict":
		return "RESTRICT"
	case "NoAction":
		return "NO ACTION"
	case "SetNull":
		return "SET NULL"
	case "SetDefault":
		return "SET DEFAULT"
	}
	return otherwise
}

func (f *file) join(b *block, x *field, a *attribute, target *block, joins map[string]bool) {
	back := slices.IndexFunc(target.fields, func(y field) bool { return y.kind == b.name && y.list })
	if !x.list || back < 0 {
		return
	}
	names := []string{b.name, target.name}
	slices.Sort(names)
	table := names[0] + "To" + names[1]
	if n := a.arg("name", true); n != nil && n.quoted {
		table = n.text
	}
	if table = "_" + table; !joins[table] {
		joins[table] = true
		f.sql.Lose(schema.KindTable, table, x.line, "the table of a relation has another form in each version of Prisma")
	}
}
