// Package migrations knows the journals that migration tools keep in a database: which table is whose, which columns to read, and what
// a row says. It reads no database itself.
package migrations

import (
	"cmp"
	"slices"
	"strings"
)

// State says what became of one migration.
type State string

// The states of a migration. A failed one stopped half-way. A dirty one may have.
const (
	Applied State = "applied"
	Failed  State = "failed"
	Dirty   State = "dirty"
)

// Entry is one migration that a journal lists.
type Entry struct {
	ID          string // what identifies it, and orders it where the tool orders by name
	State       State
	Checksum    string // with the algorithm's prefix where the tool writes one
	Description string
}

// History is the journal of one tool in one database.
type History struct {
	Tool     string
	Table    string
	Latest   string // the newest by the tool's own order
	Applied  []Entry
	Locked   bool
	Declared []string // ids in the folder of migrations; nil where no folder was given
}

// Pending lists what the folder declares and the journal does not list.
func (h *History) Pending() []string {
	have := map[string]bool{}
	for _, e := range h.Applied {
		have[e.ID] = true
	}
	out := []string{}
	for _, id := range h.Declared {
		if !have[id] {
			out = append(out, id)
		}
	}
	return out
}

// Undeclared lists what the journal lists and the folder does not declare: somebody applied it from another branch.
func (h *History) Undeclared() []string {
	declared := make(map[string]bool, len(h.Declared))
	for _, id := range h.Declared {
		declared[id] = true
	}
	out := []string{}
	for _, e := range h.Applied {
		if !declared[e.ID] {
			out = append(out, e.ID)
		}
	}
	return out
}

// Tool is one migration tool's journal.
type Tool struct {
	Name    string
	Table   string   // name of the table, without its schema; compared without case
	Columns []string // columns that the table must have
	Without []string // columns that belong to another tool's table of the same name
	Read    []string // columns to read, in this order
	Order   string   // column that says in which order rows were written; "" where no id stands twice
	entry   func(row []string) (Entry, bool)
	Lock    *Lock
}

// Lock is a table that says whether a run is under way or died.
type Lock struct {
	Table  string
	Column string
}

// Detect returns the tool that the table called name belongs to, or nil. columns are the table's.
func Detect(name string, columns []string) *Tool {
	has := func(c string) bool {
		return slices.ContainsFunc(columns, func(x string) bool { return strings.EqualFold(x, c) })
	}
	for _, t := range Tools() {
		if strings.EqualFold(t.Table, name) && !slices.ContainsFunc(t.Columns, func(c string) bool { return !has(c) }) && !slices.ContainsFunc(t.Without, has) {
			return &t
		}
	}
	return nil
}

// Make makes the history of rows, which carry the columns of t.Read. The same rows in another order give the same history.
func (t *Tool) Make(table string, rows [][]string) History {
	h := History{Tool: t.Name, Table: table}
	at := map[string]int{}
	for _, row := range rows {
		e, ok := t.entry(row)
		if !ok {
			continue
		}
		if i, twice := at[e.ID]; twice {
			h.Applied[i] = e // a later row counts: rows come in the order they were written
			continue
		}
		at[e.ID] = len(h.Applied)
		h.Applied = append(h.Applied, e)
	}
	h.Applied = slices.DeleteFunc(h.Applied, func(e Entry) bool { return e.State == "" })
	slices.SortFunc(h.Applied, func(a, b Entry) int { return compareIDs(a.ID, b.ID) })
	if n := len(h.Applied); n > 0 {
		h.Latest = h.Applied[n-1].ID
	}
	return h
}

// compareIDs orders versions: numbers by value, everything else by text.
func compareIDs(a, b string) int {
	na, nb := number(a), number(b)
	if na != "" && nb != "" && len(na) != len(nb) {
		return cmp.Compare(len(na), len(nb))
	}
	return cmp.Compare(a, b)
}

// number returns the digits that id begins with, without leading zeros.
func number(id string) string {
	end := 0
	for end < len(id) && id[end] >= '0' && id[end] <= '9' {
		end++
	}
	return strings.TrimLeft(id[:end], "0")
}
