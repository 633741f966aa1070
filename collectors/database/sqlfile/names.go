package sqlfile

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

func schemaName(full string) string {
	in, _, _ := strings.Cut(full, ".")
	return in
}

func bareName(full string) string {
	_, name, _ := strings.Cut(full, ".")
	return name
}

// made is the full name of what a statement makes.
func (f *file) made(r rangeVar) string {
	if r.Schema != "" {
		return r.Schema + "." + r.Name
	}
	return f.path[0] + "." + r.Name
}

// resolve is the full name of what a statement refers to: the first in the search path, or where it would be made.
func (f *file) resolve(r rangeVar) string {
	if r.Schema == "" {
		for _, in := range f.path {
			if full := in + "." + r.Name; f.tables[full] != nil || f.views[full] != nil || f.seqs[full] != nil {
				return full
			}
		}
	}
	return f.made(r)
}

// qualified is resolve for a list of name parts of an object that is no relation.
func (f *file) qualified(parts []string) string {
	if len(parts) == 1 {
		return f.schemaOf(parts[0]) + "." + parts[0]
	}
	return strings.Join(parts, ".")
}

// maxName is how long a name may be in PostgreSQL, in bytes (NAMEDATALEN - 1).
const maxName = 63

// chosen is the name that PostgreSQL chooses for an index or a constraint without one (ChooseRelationName, ChooseConstraintName).
func (f *file) chosen(table, kind string, columns []string, label string) string {
	about := strings.Join(columns, "_")
	if kind == "primary key" || kind == "check" && len(columns) != 1 {
		about = ""
	}
	for n := 0; ; n++ {
		tail := label
		if n > 0 {
			tail += strconv.Itoa(n)
		}
		if name := joined(bareName(table), about, tail); !f.names[schemaName(table)+"."+name] {
			return name
		}
	}
}

// joined is makeObjectName of PostgreSQL: the longer of the two names is cut until all fits.
func joined(table, about, label string) string {
	room := maxName - len(label) - 1
	if about != "" {
		room--
	}
	for len(table)+len(about) > room {
		if len(table) > len(about) {
			table = table[:len(table)-1]
		} else {
			about = about[:len(about)-1]
		}
	}
	if about != "" {
		about = "_" + about
	}
	return table + about + "_" + label
}

// lose notes that an object is unknown, since a statement that touches it cannot be applied.
func (f *file) lose(kind, name string, at schema.Place, why string) {
	key := kind + "\x00" + name
	if f.lost[key] == "" {
		f.lost[key] = at.String() + ": " + why
	}
}

// unheard notes that a statement changes a table that no statement before it made. In a file of a dump it is a sequence or a view.
func (f *file) unheard(name string, at schema.Place, gently bool) {
	if gently || f.step.ID == "" || f.views[name] != nil || f.seqs[name] != nil {
		return
	}
	f.lose(schema.KindTable, name, at, "no migration before this one makes the table "+name)
}
