package database

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/folder"
	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/collectors/database/sqlfile"
)

// declare holds the migrations of a folder against each journal, and the schema that they make against the database's.
func declare(db *schema.Database, fsys fs.FS, name string, wanted func(table string) bool) error {
	for i := range db.Migrations {
		h := &db.Migrations[i]
		f, err := folder.Read(fsys, name, layoutOf(fsys, h.Tool))
		if err != nil {
			return fmt.Errorf("the folder of migrations %s: %w", name, err)
		}
		h.Declare(declarations(f, h, name), foreign(f))
		if db.Engine == "postgres" {
			witness(db, h, f, name, wanted)
		}
	}
	return nil
}

// layoutOf is the tool of a journal's name. Two tools have one journal.
func layoutOf(fsys fs.FS, tool string) string {
	if tool != migrations.RailsOrDbmate {
		return tool
	}
	if found, err := fs.Glob(fsys, "*.rb"); err == nil && len(found) > 0 {
		return "rails"
	}
	return "dbmate"
}

// journalOf is the name under which the journal of a folder's tool is known.
func journalOf(tool string) string {
	if tool == "rails" || tool == "dbmate" {
		return migrations.RailsOrDbmate
	}
	return tool
}

// declarations are the folder's migrations with the ids of the journal.
func declarations(f *folder.Folder, h *migrations.History, name string) []migrations.Declaration {
	applied := make(map[string]bool, len(h.Applied))
	ends := map[string]string{} // what an id ends in, for tools that put a path or a namespace before it
	for _, e := range h.Applied {
		applied[e.ID] = true
		if end := ending(h.Tool, e.ID); end != "" {
			ends[end] = e.ID
		}
	}
	out := make([]migrations.Declaration, 0, len(f.Migrations))
	for _, m := range f.Migrations {
		d := migrations.Declaration{ID: m.ID, File: name + "/" + m.Path, Sum: m.Sum, Parents: m.Parents}
		if full := ends[ending(h.Tool, m.ID)]; !applied[m.ID] && full != "" {
			d.ID = full
		}
		if repeats(h.Tool, d.ID) {
			d.Sum = "" // the tool itself applies it again when it changes
		}
		out = append(out, d)
	}
	return out
}

func repeats(tool, id string) bool { return tool == "flyway" && strings.HasSuffix(id, ".sql") }

// ending is the part of an id that does not depend on where the tool was started; "" for tools without such ids.
func ending(tool, id string) string {
	switch tool {
	case "doctrine":
		return id[strings.LastIndexByte(id, '\\')+1:]
	case "liquibase":
		file, rest, _ := strings.Cut(id, "::")
		return file[strings.LastIndexByte(file, '/')+1:] + "::" + rest
	case "flyway":
		if repeats(tool, id) {
			return id[strings.LastIndexByte(id, '/')+1:]
		}
	}
	return ""
}

// foreign tells the ids that such a folder does not hold: Django's journal lists applications that come with libraries.
func foreign(f *folder.Folder) func(string) bool {
	if f.Tool != "django" {
		return nil
	}
	apps := map[string]bool{}
	for _, m := range f.Migrations {
		apps[m.App] = true
	}
	return func(id string) bool {
		app, _, _ := strings.Cut(id, ".")
		return !apps[app]
	}
}

// steps are the statements of the folder's migrations, of those that keep reports true for.
func steps(f *folder.Folder, name string, keep func(id string) bool) (out []sqlfile.Step, programs int) {
	for _, m := range f.Migrations {
		switch {
		case !keep(m.ID):
		case m.Code:
			programs++
		default:
			out = append(out, sqlfile.Step{ID: m.ID, File: name + "/" + m.Path, Text: m.Up})
		}
	}
	return out, programs
}

// fromFolder is the schema that a folder of migrations makes, and the folder's migrations as a journal that lists all of them.
func fromFolder(database, name string, fsys fs.FS) (*schema.Database, error) {
	f, err := folder.Read(fsys, name, "")
	if err != nil {
		return nil, err
	}
	if !f.Postgres() {
		return nil, fmt.Errorf("its SQL is for %s; migrations of PostgreSQL alone are read", f.Engine)
	}
	list, programs := steps(f, name, func(string) bool { return true })
	if len(list) == 0 {
		return nil, fmt.Errorf("its migrations are programs of %s, which envparity does not run; give the schema file that the tool writes, such as db/schema.rb or structure.sql", f.Tool)
	}
	db := sqlfile.Replay(database, name, list)
	if programs > 0 {
		why := fmt.Sprintf("%s: %d of its migrations are programs, which envparity does not run", name, programs)
		for _, kind := range []string{schema.KindTable, schema.KindView, schema.KindMatView, "type", "sequence", "extension"} {
			db.Unread = append(db.Unread, schema.Unread{Kind: kind, Why: why})
		}
	}
	if f.Sure() {
		db.Migrations = []migrations.History{asJournal(f, name)}
		db.Unread = slices.DeleteFunc(db.Unread, func(u schema.Unread) bool { return u.Kind == schema.KindMigrations })
	}
	return db, nil
}

func asJournal(f *folder.Folder, name string) migrations.History {
	h := migrations.History{Tool: journalOf(f.Tool), FromFile: true}
	for _, m := range f.Migrations {
		h.Applied = append(h.Applied, migrations.Entry{ID: m.ID, State: migrations.Applied, Checksum: m.Sum, File: name + "/" + m.Path})
	}
	slices.SortStableFunc(h.Applied, func(a, b migrations.Entry) int { return migrations.Compare(a.ID, b.ID) })
	if n := len(h.Applied); n > 0 {
		h.Latest = h.Applied[n-1].ID
	}
	return h
}
