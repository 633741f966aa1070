// Package schemarb reads a schema.rb, as ActiveRecord dumps the schema of a Rails application. The calls of its closed grammar become the SQL that
// ActiveRecord's PostgreSQL adapter runs for them, line by line, and package sqlfile reads that. A call that is not known makes unknown what it
// names.
package schemarb

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/collectors/database/sqlfile"
)

// Parse reads the text of a schema.rb. name is the database's.
func Parse(name, address, text string) (*schema.Database, error) {
	if len(text) > sqlfile.MaxSize {
		return nil, fmt.Errorf("the schema file has more than %d MB", sqlfile.MaxSize>>20)
	}
	if !strings.Contains(text, "ActiveRecord::Schema") {
		return nil, errors.New("it has no ActiveRecord::Schema.define, so it is no schema.rb of Rails")
	}
	f := &file{tables: map[string]*table{}, sql: sqlfile.NewLines(strings.Count(text, "\n") + 1)}
	s := &scanner{text: text, line: 1}
	for {
		c, err := s.next()
		if c == nil {
			break
		}
		if err != nil {
			f.lose(c, err.Error())
			s.skipLine()
			continue
		}
		f.apply(c)
	}
	for _, late := range f.late {
		late()
	}
	return f.sql.Read(name, address), nil
}

type file struct {
	sql     *sqlfile.Lines
	rails   int // major version that wrote the file, 0 for one before 7
	tables  map[string]*table
	current *table
	late    []func()
}

type table struct {
	name    string
	columns map[string]bool
	first   bool
	key     []string
	after   []string // statements that follow it
}

func (f *file) lose(c *call, why string) {
	switch {
	case f.current != nil:
		f.sql.Lose(schema.KindTable, f.current.name, c.line, why)
	case len(c.args) > 0 && c.args[0].text != "":
		f.sql.Lose(schema.KindTable, c.args[0].text, c.line, why)
	default:
		f.sql.Lose("", "", c.line, why)
	}
}

// apply writes the SQL of one call.
func (f *file) apply(c *call) {
	switch {
	case c.receiver == "ActiveRecord::Schema":
		f.rails, _ = strconv.Atoi(strings.Split(c.text("[]")+".", ".")[0]) // 0 without
	case c.name == "end":
		f.end(c)
	case f.current != nil && c.receiver != "":
		f.inTable(c)
	default:
		f.topLevel(c)
	}
}

func (f *file) end(c *call) {
	t := f.current
	if t == nil {
		return
	}
	if len(t.key) > 0 {
		f.part(c.line, "PRIMARY KEY ("+sqlfile.Names(t.key)+")")
	}
	f.sql.Write(c.line, ");"+strings.Join(t.after, ""))
	f.current = nil
}

// part writes a column or constraint of the table.
func (f *file) part(line int, text string) {
	if !f.current.first {
		text = ", " + text
	}
	f.current.first = false
	f.sql.Write(line, text)
}

func (f *file) topLevel(c *call) {
	first := ""
	if len(c.args) > 0 {
		first = c.args[0].text
	}
	switch c.name {
	case "create_table":
		f.createTable(c, first)
	case "enable_extension":
		f.sql.Write(c.line, "CREATE EXTENSION IF NOT EXISTS "+sqlfile.FullName(first[strings.LastIndexByte(first, '.')+1:])+";")
	case "create_schema":
		f.sql.Write(c.line, "CREATE SCHEMA "+sqlfile.FullName(first)+";")
	case "create_enum":
		f.enum(c, first)
	case "add_index":
		if len(c.args) > 1 {
			f.sql.Write(c.line, index(first, c, c.args[1]))
		}
	case "add_foreign_key":
		f.late = append(f.late, func() { f.foreignKey(c) })
	case "add_check_constraint", "add_unique_constraint", "add_exclusion_constraint":
		f.lose(c, c.name+" outside of a table is not read")
	case "create_view":
		kind := "VIEW"
		if _, ok := c.option("materialized"); ok {
			kind = "MATERIALIZED VIEW"
		}
		f.sql.Write(c.line, "CREATE "+kind+" "+sqlfile.FullName(first)+" AS SELECT 1;")
	case "create_function", "create_trigger":
		// functions and triggers of files are not read at all
	default:
		f.lose(c, "the call "+c.name+" is not known")
	}
}

func (f *file) enum(c *call, first string) {
	if len(c.args) < 2 || c.args[1].kind != isList {
		f.lose(c, "the values of the enum are not understood")
		return
	}
	var labels []string
	for _, v := range c.args[1].list {
		labels = append(labels, sqlfile.Literal(v.text))
	}
	f.sql.Write(c.line, "CREATE TYPE "+sqlfile.FullName(first)+" AS ENUM ("+strings.Join(labels, ", ")+");")
}

func (f *file) createTable(c *call, first string) {
	t := &table{name: first, columns: map[string]bool{}, first: true}
	f.tables[first], f.current = t, t
	f.sql.Write(c.line, "CREATE TABLE "+sqlfile.FullName(first)+" (")
	id, given := c.option("id")
	key := c.named["primary_key"]
	switch {
	case key.kind == isList:
		for _, k := range key.list {
			t.key = append(t.key, k.text)
		}
	case given && id.kind == isBool && id.text == "false":
	default:
		column := "id"
		if key.text != "" {
			column = key.text
		}
		t.columns[column] = true
		f.part(c.line, sqlfile.FullName(column)+" "+f.idType(c, id, given)+" PRIMARY KEY")
	}
	if !c.opens {
		f.end(c)
	}
}

// idType is the type of a table's own key. Before Rails 5.1 it was an integer, and the file does not always show which Rails wrote it.
func (f *file) idType(c *call, id value, given bool) string {
	def := ""
	if v, ok := c.option("default"); ok {
		def = " DEFAULT " + f.defaultOf(v, "")
	}
	kind := id.text
	options := c
	if id.kind == isHash {
		options = &call{named: map[string]value{}}
		for i, k := range id.keys {
			options.named[k] = id.list[i]
		}
		kind = options.text("type")
	}
	switch {
	case !given && f.rails < 7 || !given && kind == "":
		if f.rails == 0 {
			f.sql.Lose(sqlfile.ColumnType, f.current.name, c.line, "the file does not show whether the Rails that wrote it makes integer or bigint keys")
		}
		return "bigserial"
	case kind == "serial" || kind == "integer" && def == "":
		return "serial"
	case kind == "bigserial" || kind == "bigint" && def == "":
		return "bigserial"
	case kind == "uuid" && def == "":
		return "uuid DEFAULT gen_random_uuid()"
	}
	return f.typed(kind, options) + def
}

func (f *file) inTable(c *call) {
	t := f.current
	first := value{}
	if len(c.args) > 0 {
		first = c.args[0]
	}
	switch c.name {
	case "index":
		t.after = append(t.after, " "+index(t.name, c, first))
		return
	case "check_constraint":
		t.after = append(t.after, fmt.Sprintf(" ALTER TABLE %s ADD%s CHECK (%s);", sqlfile.FullName(t.name), named(c), first.text))
		return
	case "unique_constraint":
		t.after = append(t.after, fmt.Sprintf(" ALTER TABLE %s ADD%s UNIQUE (%s)%s;", sqlfile.FullName(t.name), named(c), sqlfile.Names(texts(first)), deferrable(c)))
		return
	case "exclusion_constraint":
		t.after = append(t.after, fmt.Sprintf(" ALTER TABLE %s ADD%s EXCLUDE USING %s (%s);", sqlfile.FullName(t.name), named(c), c.text("using"), first.text))
		return
	}
	kind := c.name
	if kind == "column" && len(c.args) > 1 {
		kind = c.args[1].text
	} else {
		kind = f.typed(kind, c)
	}
	if first.text == "" || kind == "" {
		f.lose(c, "the call t."+c.name+" is not known")
		return
	}
	f.column(c, first.text, kind)
}

func (f *file) column(c *call, column, kind string) {
	t := f.current
	t.columns[column] = true
	text := sqlfile.FullName(column) + " " + kind
	if c.yes("array") {
		text += "[]"
	}
	if v := c.text("collation"); v != "" {
		text += " COLLATE " + sqlfile.FullName(v)
	}
	if c.name == "virtual" {
		text += " GENERATED ALWAYS AS (" + c.text("as") + ") STORED"
	}
	if v, ok := c.option("default"); ok && v.kind != isNil {
		text += " DEFAULT " + f.defaultOf(v, kind)
	}
	if v, ok := c.option("null"); ok && v.text == "false" {
		text += " NOT NULL"
	}
	f.part(c.line, text)
}

func (f *file) defaultOf(v value, kind string) string {
	switch v.kind {
	case isLambda:
		return v.text
	case isNumber, isBool:
		return v.text
	case isList, isHash:
		if len(v.list) == 0 {
			if kind == "jsonb" && v.kind == isList || kind == "json" && v.kind == isList {
				return "'[]'"
			}
			return "'{}'"
		}
		return "(NULL)" // of another form in the server: unknown
	}
	if base, _, _ := strings.Cut(kind, "("); base == "numeric" {
		if _, err := strconv.ParseFloat(v.text, 64); err == nil {
			return v.text
		}
	}
	return sqlfile.Literal(v.text)
}

// foreignKey writes add_foreign_key. Without a column it is the singular of the target, with _id.
func (f *file) foreignKey(c *call) {
	if len(c.args) < 2 {
		f.lose(c, "the foreign key is not understood")
		return
	}
	from, to := c.args[0].text, c.args[1].text
	columns := texts(c.named["column"])
	if len(columns) == 0 {
		columns = []string{singular(to[strings.LastIndexByte(to, '.')+1:]) + "_id"}
	}
	t := f.tables[from]
	if t == nil || slices.ContainsFunc(columns, func(c string) bool { return !t.columns[c] }) {
		f.lose(c, "which column the foreign key to "+to+" is of is unknown")
		return
	}
	key := c.text("name")
	if key == "" { // ActiveRecord's foreign_key_name
		sum := sha256.Sum256([]byte(from + "_" + strings.Join(columns, "_") + "_fk"))
		key = "fk_rails_" + hex.EncodeToString(sum[:])[:10]
	}
	target := ""
	if keys := texts(c.named["primary_key"]); len(keys) > 0 {
		target = " (" + sqlfile.Names(keys) + ")"
	}
	text := fmt.Sprintf("ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s%s", sqlfile.FullName(from), sqlfile.FullName(key), sqlfile.Names(columns), sqlfile.FullName(to), target)
	for option, clause := range map[string]string{"on_delete": " ON DELETE ", "on_update": " ON UPDATE "} {
		switch c.text(option) {
		case "cascade":
			text += clause + "CASCADE"
		case "nullify":
			text += clause + "SET NULL"
		case "restrict":
			text += clause + "RESTRICT"
		}
	}
	text += deferrable(c)
	if v, ok := c.option("validate"); ok && v.text == "false" {
		text += " NOT VALID"
	}
	f.sql.Write(c.line, text+";")
}

func deferrable(c *call) string {
	switch v, _ := c.option("deferrable"); v.text {
	case "deferred":
		return " DEFERRABLE INITIALLY DEFERRED"
	case "immediate", "true":
		return " DEFERRABLE"
	}
	return ""
}

func named(c *call) string {
	if n := c.text("name"); n != "" {
		return " CONSTRAINT " + sqlfile.FullName(n)
	}
	return ""
}
