package migrations

import (
	"slices"
	"testing"
)

func TestAJournalIsKnownByItsTableAndColumns(t *testing.T) {
	for _, c := range []struct {
		table   string
		columns []string
		want    string
	}{
		{"flyway_schema_history", []string{"installed_rank", "version", "checksum", "success"}, "flyway"},
		{"schema_migrations", []string{"version", "dirty"}, "golang-migrate"},
		{"schema_migrations", []string{"version"}, "rails or dbmate"},
		{"schema_migrations", []string{"version", "inserted_at"}, "ecto"},
		{"schema_migrations", []string{"version", "name", "statements"}, "supabase"},
		{"DATABASECHANGELOG", []string{"ID", "AUTHOR", "MD5SUM"}, "liquibase"},
		{"migrations", []string{"id", "migration", "batch"}, "laravel"},
		{"migrations", []string{"id", "timestamp", "name"}, "typeorm"},
		{"migrations", []string{"id", "what"}, ""},
		{"orders", []string{"version", "dirty"}, ""},
	} {
		got := ""
		if tool := Detect(c.table, c.columns); tool != nil {
			got = tool.Name
		}
		if got != c.want {
			t.Errorf("%s%v is of %q, want %q", c.table, c.columns, got, c.want)
		}
	}
}

func tool(t *testing.T, name string) *Tool {
	t.Helper()
	all := Tools()
	i := slices.IndexFunc(all, func(x Tool) bool { return x.Name == name })
	if i < 0 {
		t.Fatalf("no tool %s", name)
	}
	return &all[i]
}

func TestWhatAJournalSays(t *testing.T) {
	for _, c := range []struct {
		name string
		tool string
		rows [][]string
		want []Entry
	}{
		{
			"a failed flyway migration", "flyway",
			[][]string{{"1", "init", "SQL", "V1__init.sql", "11", "t"}, {"2", "orders", "SQL", "V2__orders.sql", "22", "f"}},
			[]Entry{{ID: "1", State: Applied, Checksum: "11", Description: "init"}, {ID: "2", State: Failed, Checksum: "22", Description: "orders"}},
		},
		{"a repeatable one has its script as id", "flyway", [][]string{{"", "views", "SQL", "R__views.sql", "5", "t"}}, []Entry{{ID: "R__views.sql", State: Applied, Checksum: "5", Description: "views"}}},
		{"a dirty golang-migrate", "golang-migrate", [][]string{{"7", "true"}}, []Entry{{ID: "7", State: Dirty, Checksum: "", Description: ""}}},
		{"the newest row of a goose version counts", "goose", [][]string{{"0", "t"}, {"3", "t"}, {"3", "f"}, {"4", "f"}, {"4", "t"}}, []Entry{{ID: "4", State: Applied, Checksum: "", Description: ""}}},
		{"prisma half-way, and rolled back", "prisma", [][]string{{"a", "s", "", ""}, {"b", "s", "", "2026"}, {"c", "s", "2026", ""}}, []Entry{{ID: "a", State: Failed, Checksum: "s", Description: ""}, {ID: "c", State: Applied, Checksum: "s", Description: ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if h := tool(t, c.tool).Make("t", c.rows); !slices.Equal(h.Applied, c.want) {
				t.Errorf("%+v, want %+v", h.Applied, c.want)
			}
		})
	}
}

func TestTheLatestIsByNumberAndNotByText(t *testing.T) {
	if h := tool(t, "goose").Make("t", [][]string{{"9", "t"}, {"10", "t"}}); h.Latest != "10" {
		t.Errorf("the latest is %q", h.Latest)
	}
}

func TestPendingAndUndeclared(t *testing.T) {
	h := History{Applied: []Entry{{ID: "1"}, {ID: "3"}}, Declared: []string{"1", "2"}}
	if got := h.Pending(); !slices.Equal(got, []string{"2"}) {
		t.Errorf("pending %v", got)
	}
	if got := h.Undeclared(); !slices.Equal(got, []string{"3"}) {
		t.Errorf("undeclared %v", got)
	}
}

// Every tool's reader takes rows of empty texts without a panic, as a journal with nulls gives them.
func TestEmptyRowsAreNoMigrations(t *testing.T) {
	for _, tool := range Tools() {
		if h := tool.Make("t", [][]string{make([]string, len(tool.Read))}); len(h.Applied) != 0 {
			t.Errorf("%s: %+v", tool.Name, h.Applied)
		}
	}
}

func TestWhatCameBeforeTheNewestIsKnownFromTheFolder(t *testing.T) {
	chain := []Declaration{{ID: "aa"}, {ID: "bb", Parents: []string{"aa"}}, {ID: "cc", Parents: []string{"bb"}}, {ID: "dd", Parents: []string{"bb"}}}
	numbers := []Declaration{{ID: "1"}, {ID: "2"}, {ID: "10"}}
	for _, c := range []struct {
		name, newest        string
		list                []Declaration
		pending, undeclared []string
		known               bool
	}{
		{"a chain", "cc", chain, []string{"dd"}, []string{}, true},
		{"the end of a chain of another branch", "xx", chain, nil, []string{"xx"}, false},
		{"numbers", "2", numbers, []string{"10"}, []string{}, true},
		{"a number of another branch", "3", numbers, []string{"10"}, []string{"3"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := History{NewestOf: true, Chained: len(c.list) == len(chain), Latest: c.newest, Applied: []Entry{{ID: c.newest, State: Applied}}}
			h.Declare(c.list, nil)
			if h.NewestOf == c.known || c.known && !slices.Equal(h.Pending(), c.pending) || !slices.Equal(h.Undeclared(), c.undeclared) {
				t.Errorf("known %v, pending %v, undeclared %v", !h.NewestOf, h.Pending(), h.Undeclared())
			}
		})
	}
}

func TestAnAppliedMigrationWithAnotherTextIsEdited(t *testing.T) {
	h := History{Applied: []Entry{{ID: "1", Checksum: "a"}, {ID: "2", Checksum: "b"}, {ID: "3"}}}
	h.Declare([]Declaration{{ID: "1", Sum: "a"}, {ID: "2", Sum: "c", File: "db/2.sql"}, {ID: "3", Sum: "d"}, {ID: "4", Sum: "e"}}, nil)
	if !slices.Equal(h.Edited, []string{"2"}) || h.Applied[1].File != "db/2.sql" {
		t.Errorf("edited %v, %+v", h.Edited, h.Applied)
	}
}
