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
	File        string // of the folder, that declares it; "" where no folder was given
	Context     string // where the tool applies it, of Liquibase: "test", "!prod"; "" for everywhere
}

// History is the journal of one tool in one database.
type History struct {
	Tool      string
	Table     string
	Latest    string // the newest by the tool's own order
	Applied   []Entry
	Locked    bool
	Made      string   // the environment in which the tool says the database was made or migrated last, of Rails; "" where it does not say
	MadeWhy   string   // why that is unknown
	NewestOf  bool     // the tool keeps only the newest one (or the heads), and which came before is not known
	Chained   bool     // each migration of the tool names those before it; their ids have no order
	Declared  []string // ids in the folder of migrations; nil where no folder was given
	Edited    []string // applied, and the folder has another text under the id
	Absent    []Missed // applied, and what it makes is not in the schema
	Witnessed bool     // the schema was held against what the applied migrations make: Absent is all that is missing
	FromFile  bool     // there is no journal: the folder itself is what is declared

	foreign func(id string) bool // ids that the folder says nothing about, nil for none
}

// Missed is what a migration makes and the schema lacks, though the journal lists the migration as applied.
type Missed struct {
	ID     string
	Object string // "table app.orders", "column app.orders.total", …
}

// Declaration is one migration of the folder.
type Declaration struct {
	ID      string
	File    string
	Sum     string   // as the tool writes it; "" where that is not known
	Parents []string // those before it, of tools that keep only the newest
}

// Declare holds the folder against the journal. foreign tells ids of the journal that such a folder does not hold, nil for none.
func (h *History) Declare(list []Declaration, foreign func(id string) bool) {
	h.foreign = foreign
	if h.NewestOf {
		h.complete(list)
	}
	at := make(map[string]int, len(h.Applied))
	for i := range h.Applied {
		at[h.Applied[i].ID] = i
	}
	h.Declared, h.Edited = []string{}, []string{}
	for _, d := range list {
		h.Declared = append(h.Declared, d.ID)
		i, ok := at[d.ID]
		if !ok {
			continue
		}
		h.Applied[i].File = d.File
		if have := h.Applied[i].Checksum; have != "" && d.Sum != "" && have != d.Sum {
			h.Edited = append(h.Edited, d.ID)
		}
	}
}

// complete adds what must have been applied before the newest.
func (h *History) complete(list []Declaration) {
	known := map[string]Declaration{}
	for _, d := range list {
		known[d.ID] = d
	}
	have := map[string]bool{}
	var queue []string
	for _, e := range h.Applied {
		have[e.ID] = true
		queue = append(queue, e.ID)
		if _, ok := known[e.ID]; !ok && h.Chained {
			return // of another branch: what came before it is not known
		}
	}
	h.NewestOf = false
	add := func(id string) {
		if !have[id] {
			have[id] = true
			h.Applied = append(h.Applied, Entry{ID: id, State: Applied})
			queue = append(queue, id)
		}
	}
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		for _, p := range known[id].Parents {
			add(p)
		}
	}
	if !h.Chained {
		for _, d := range list {
			if Compare(d.ID, h.Latest) < 0 && h.Latest != "" {
				add(d.ID)
			}
		}
	}
	slices.SortFunc(h.Applied, func(a, b Entry) int { return Compare(a.ID, b.ID) })
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
		if !declared[e.ID] && (h.foreign == nil || !h.foreign(e.ID)) {
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
	Chained bool // each migration names those before it; their ids have no order
	Newest  bool // the table holds the newest one alone, or the heads
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

// RailsOrDbmate is the name of the tools whose journals look alike.
const RailsOrDbmate = "rails or dbmate"

// RailsNotes is the table in which Rails notes the environment that it runs in. It has the columns key and value.
const RailsNotes = "ar_internal_metadata"

// Own reports whether a table belongs to a migration tool: its journal, its lock or its notes.
func Own(name string, columns []string) bool {
	if Detect(name, columns) != nil || strings.EqualFold(name, RailsNotes) {
		return true
	}
	return slices.ContainsFunc(Tools(), func(t Tool) bool { return t.Lock != nil && strings.EqualFold(t.Lock.Table, name) })
}

// Make makes the history of rows, which carry the columns of t.Read. The same rows in another order give the same history.
func (t *Tool) Make(table string, rows [][]string) History {
	h := History{Tool: t.Name, Table: table, NewestOf: t.Newest, Chained: t.Chained}
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
	slices.SortFunc(h.Applied, func(a, b Entry) int { return Compare(a.ID, b.ID) })
	if n := len(h.Applied); n > 0 {
		h.Latest = h.Applied[n-1].ID
	}
	return h
}

// Compare orders ids as tools do: versions: numbers by value, everything else by text.
func Compare(a, b string) int {
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
