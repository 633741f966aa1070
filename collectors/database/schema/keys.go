package schema

import (
	"fmt"
	"regexp"
	"strings"
)

var literal = regexp.MustCompile(`'(?:[^']|'')*'`)

// masked takes literals out of an expression. They may be secrets, and a key is shown in clear. They stand in the value beside it.
func masked(expression string) string { return literal.ReplaceAllString(expression, "'…'") }

// Key names an index by what it is: "btree (customer_id, created_at) where (deleted_at IS NULL)". Two environments often have one
// index under two generated names.
func (x *Index) Key() string {
	var b strings.Builder
	if x.Unique {
		b.WriteString("unique ")
	}
	b.WriteString(x.Method + " (" + masked(strings.Join(x.Columns, ", ")) + ")")
	if len(x.Include) > 0 {
		b.WriteString(" include (" + strings.Join(x.Include, ", ") + ")")
	}
	if x.Predicate != "" {
		b.WriteString(" where " + masked(x.Predicate))
	}
	return b.String()
}

// Key names a constraint by its kind and what it is about: "foreign key (customer_id) to app.customers (id)". What may change while the
// constraint stays the same one (the action on delete) is no part of it.
func (c *Constraint) Key() string {
	switch {
	case c.Kind == "primary key":
		return c.Kind
	case c.Kind == "foreign key" && len(c.KeyColumns) > 0:
		return fmt.Sprintf("foreign key (%s) to %s (%s)", strings.Join(c.KeyColumns, ", "), c.Target, strings.Join(c.TargetKey, ", "))
	case c.Kind == "unique" && len(c.KeyColumns) > 0:
		return "unique (" + strings.Join(c.KeyColumns, ", ") + ")"
	}
	if len(c.KeyColumns) > 0 {
		return c.Kind + " (" + strings.Join(c.KeyColumns, ", ") + ")"
	}
	return c.Kind + " " + masked(c.Definition)
}

// unique tells keys apart that two parts of one table share: the second becomes "KEY #2".
type unique map[string]int

func (u unique) key(k string) string {
	u[k]++
	if n := u[k]; n > 1 {
		return fmt.Sprintf("%s #%d", k, n)
	}
	return k
}
