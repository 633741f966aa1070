package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Freshness is how new the data of a table is, by one column that the config names.
type Freshness struct {
	Column  string
	Newest  string // 2026-11-28
	Stale   bool   // older than the config says
	Unknown string // why it is not known
}

// Freshen holds each limit against the newest value of its column. today is the server's day. newest reads the newest day of a column, "" for none; where
// it cannot be read, the newest day from statistics stands in for it.
func (d *Database) Freshen(limits []Limit, today string, newest func(*Table, *Column) (string, error)) {
	for _, l := range limits {
		t, c, err := d.dated(l)
		day := ""
		if err == nil {
			if day, err = newest(t, c); err != nil {
				err = fmt.Errorf("the newest value of %s.%s was not read: %w", t.Name, l.Column, err)
			}
		}
		if err != nil && t != nil {
			if day = d.estimated(t.Name, l.Column); day != "" {
				err = nil
			}
		}
		if err != nil {
			d.Unread = append(d.Unread, Unread{Why: err.Error()})
			if t != nil {
				t.Freshness = append(t.Freshness, Freshness{Column: l.Column, Unknown: err.Error()})
			}
			continue
		}
		t.Freshness = append(t.Freshness, fresh(t.Name, l, day, today))
	}
}

// estimated is the newest day of a column by statistics, "" where they do not say.
func (d *Database) estimated(table, column string) string {
	for i := range d.Statistics {
		if x := &d.Statistics[i]; x.Table == table {
			for _, c := range x.Columns {
				if c.Name == column {
					return c.Newest
				}
			}
		}
	}
	return ""
}

// fresh compares the newest day with the server's own day.
func fresh(table string, l Limit, newest, today string) Freshness {
	f := Freshness{Column: l.Column, Newest: newest}
	last, err := time.Parse(time.DateOnly, newest)
	now, err2 := time.Parse(time.DateOnly, today)
	switch {
	case newest == "":
		f.Unknown = table + " has no value of " + l.Column + ", or the role sees no row that has one"
	case err != nil || err2 != nil:
		f.Unknown = fmt.Sprintf("the newest value of %s.%s is no day from year 1 to year 9999", table, l.Column)
	default:
		f.Stale = last.Before(now.AddDate(0, 0, -l.Days))
	}
	return f
}

// hasDay are types of values that have a day.
var hasDay = regexp.MustCompile(`^(?:date|datetime|timestamp)\b`)

// dated finds the column of a limit, and whether its largest value can be had from an index without reading the table. An error says why not, and
// what to do.
func (d *Database) dated(l Limit) (*Table, *Column, error) {
	t, err := d.table(l.Table)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == l.Column })
	if i < 0 {
		return t, nil, fmt.Errorf("%s has no column %s; correct the name in freshness", t.Name, l.Column)
	}
	c := &t.Columns[i]
	switch {
	case !hasDay.MatchString(c.Type):
		return t, c, fmt.Errorf("%s.%s is of type %s, which has no day; name a column of dates in freshness", t.Name, l.Column, c.Type)
	case !t.leads(l.Column):
		return t, c, fmt.Errorf("no valid B-tree index of %s begins with %s, so its newest value would take a scan of the table; name a column that has such an index, or take the newest day from statistics", t.Name, l.Column)
	case slices.ContainsFunc(t.Facts, func(f Fact) bool { return f.Name == "row_level_security" && f.Text == "true" }):
		return t, c, fmt.Errorf("row level security hides rows of %s, so its newest value depends on the role; take the newest day from statistics", t.Name)
	}
	return t, c, nil
}

// table finds a table by the name that the config gives it, with its schema or without.
func (d *Database) table(name string) (*Table, error) {
	var found []*Table
	for i := range d.Tables {
		t := &d.Tables[i]
		if t.Name == name {
			return t, nil
		}
		if strings.HasSuffix(t.Name, "."+name) {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("the database has no table %s, or the table was not read; correct the name in freshness", name)
	case 1:
		return found[0], nil
	}
	return nil, fmt.Errorf("freshness names %s, and both %s and %s are called so; write the schema before it", name, found[0].Name, found[1].Name)
}

// leads reports whether an ordered index that covers all rows begins with the column, so that the largest value stands at one end of it.
func (x *Table) leads(column string) bool {
	for i := range x.Indexes {
		index := &x.Indexes[i]
		if index.Method == "btree" && !index.Invalid && index.Predicate == "" && len(index.Columns) > 0 && bare(index.Columns[0]) == column {
			return true
		}
	}
	for i := range x.Constraints {
		c := &x.Constraints[i]
		if (c.Kind == "primary key" || c.Kind == "unique") && len(c.KeyColumns) > 0 && c.KeyColumns[0] == column {
			return true
		}
	}
	return false
}

// bare is a column of an index without its order and quotes.
func bare(column string) string {
	name, quoted := strings.CutPrefix(column, `"`)
	if !quoted {
		name, _, _ = strings.Cut(column, " ")
		return name
	}
	end := strings.LastIndexByte(name, '"')
	if end < 0 {
		return column
	}
	return strings.ReplaceAll(name[:end], `""`, `"`)
}

func freshness(t *tree, list []Freshness) {
	for _, f := range list {
		if f.Unknown != "" {
			t.unknown(f.Column, f.Unknown)
			continue
		}
		t.under(f.Column, func(b *tree) {
			b.text("newest", f.Newest)
			b.flag("stale", f.Stale)
		})
	}
}

// Newest is the newest day that is known of the database's data, "" for none.
func (d *Database) Newest() string {
	out := ""
	for i := range d.Statistics {
		for _, c := range d.Statistics[i].Columns {
			out = max(out, c.Newest)
		}
	}
	for i := range d.Tables {
		for _, f := range d.Tables[i].Freshness {
			out = max(out, f.Newest)
		}
	}
	return out
}
