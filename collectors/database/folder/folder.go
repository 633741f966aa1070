// Package folder reads a folder of migrations: which tool's it is, what each migration is called in that tool's journal, the checksum that the tool
// would write, and the SQL that it runs. It runs nothing.
package folder

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/internal/bounds"
)

// Migration is one migration of the folder.
type Migration struct {
	ID   string // as the tool's journal has it
	Path string // below the folder
	Up   string // the SQL that it runs, with the file's own lines; "" for a program
	Code bool   // a program, whose statements are not known
	Sum  string // the checksum as the tool writes it, "" where the tool writes none or nothing here computes it

	Parents []string // ids of those before it, of tools that keep only the newest
	App     string   // the application that it belongs to, of tools that count by application
}

// Folder is a folder of migrations, in the order in which the tool applies them.
type Folder struct {
	Tool       string
	Migrations []Migration
	Engine     string // of the SQL, where the folder says so; "" for unknown
}

// maxDepth is how deep folders of migrations nest: Django has project/app/migrations, Flyway a folder per release.
const maxDepth = 6

// Read reads the folder. tool is whose journal it is for, "" for the tool that the folder itself shows.
func Read(fsys fs.FS, name, tool string) (*Folder, error) {
	r := &reader{fsys: fsys, name: path.Clean(name)}
	if err := r.list(); err != nil {
		return nil, err
	}
	if tool == "" {
		tool = r.detect()
	}
	l, ok := layoutOf(tool)
	if !ok {
		return nil, errors.New("it has no migrations of a tool that is known")
	}
	f := &Folder{Tool: tool, Engine: r.engine()}
	if l.whole != nil {
		if err := l.whole(r, f); err != nil {
			return nil, err
		}
	} else if err := r.each(l, f); err != nil {
		return nil, err
	}
	if l.less == nil {
		l.less = func(a, b *Migration) int { return migrations.Compare(a.ID, b.ID) }
	}
	if !l.ordered {
		slices.SortStableFunc(f.Migrations, func(a, b Migration) int { return cmp.Or(l.less(&a, &b), cmp.Compare(a.Path, b.Path)) })
	}
	return f, nil
}

// Sure reports whether the folder itself shows whose it is. Several tools name their files alike: 1_name.sql, 1_name.up.sql.
func (f *Folder) Sure() bool {
	return f.Tool != "sqlx" && f.Tool != "golang-migrate" && f.Tool != "knex"
}

// Postgres reports whether the folder's SQL is for PostgreSQL, as far as the folder says.
func (f *Folder) Postgres() bool {
	return f.Engine == "" || f.Engine == "postgresql" || f.Engine == "postgres"
}

var provider = regexp.MustCompile(`(?m)^provider\s*=\s*"(\w+)"`)

// engine is the engine that Prisma's lock file names.
func (r *reader) engine() string {
	if !slices.Contains(r.files, "migration_lock.toml") {
		return ""
	}
	text, err := r.read("migration_lock.toml")
	if m := provider.FindStringSubmatch(text); err == nil && m != nil {
		return m[1]
	}
	return ""
}

type reader struct {
	fsys  fs.FS
	name  string   // of the folder, as the config has it
	files []string // paths below the folder
}

func (r *reader) list() error {
	return fs.WalkDir(r.fsys, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("the folder of migrations cannot be read: %w", err)
		}
		if e.IsDir() {
			if p != "." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules" || e.Name() == "__pycache__" || strings.Count(p, "/") >= maxDepth) {
				return fs.SkipDir
			}
			return nil
		}
		if r.files = append(r.files, p); len(r.files) > bounds.Migrations {
			return fmt.Errorf("the folder of migrations has more than %d files", bounds.Migrations)
		}
		return nil
	})
}

func (r *reader) read(p string) (string, error) {
	f, err := r.fsys.Open(p)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if info.Size() > bounds.SQL {
		return "", fmt.Errorf("%s has more than %d MB", p, bounds.SQL>>20)
	}
	b, err := io.ReadAll(f)
	return string(b), err
}

// each makes a migration of every file that the layout knows.
func (r *reader) each(l layout, f *Folder) error {
	for _, p := range r.files {
		id, ok := l.id(p)
		if !ok {
			continue
		}
		m := Migration{ID: id, Path: p, Code: !strings.HasSuffix(p, ".sql")}
		if !m.Code || l.sum != nil || l.look != nil {
			text, err := r.read(p)
			if err != nil {
				return err
			}
			if l.look != nil && !l.look(text, &m, r) {
				continue
			}
			if l.sum != nil {
				m.Sum = l.sum(text)
			}
			if !m.Code {
				m.Up = text
				if l.up != nil {
					m.Up = l.up(text)
				}
			}
		}
		f.Migrations = append(f.Migrations, m)
	}
	return nil
}

// detect returns the tool whose layout the folder has, "" for none that is known. What is written inside files decides before names do.
func (r *reader) detect() string {
	sql, first := 0, ""
	for _, p := range r.files {
		base := path.Base(p)
		switch {
		case base == "migration.sql":
			return "prisma"
		case base == "up.sql":
			return "diesel"
		case p == "meta/_journal.json":
			return "drizzle"
		case strings.HasSuffix(base, ".up.sql"):
			return "golang-migrate"
		case flywayName.MatchString(base):
			return "flyway"
		case strings.HasSuffix(base, ".sql"):
			if sql++; first == "" {
				first = p
			}
		}
	}
	if sql > 0 {
		return r.marked(first)
	}
	for _, t := range []string{"ef-core", "typeorm", "laravel", "rails", "ecto", "alembic", "django", "knex", "liquibase"} {
		l, _ := layoutOf(t)
		if l.whole != nil {
			f := &Folder{}
			if l.whole(r, f) == nil && len(f.Migrations) > 0 {
				return t
			}
			continue
		}
		for _, p := range r.files {
			if _, ok := l.id(p); ok && r.looks(l, p) {
				return t
			}
		}
	}
	return ""
}

func (r *reader) looks(l layout, p string) bool {
	if l.look == nil {
		return true
	}
	text, err := r.read(p)
	return err == nil && l.look(text, &Migration{Path: p}, r)
}

// marked tells tools apart whose migrations are files NUMBER_name.sql, by the marks inside.
func (r *reader) marked(p string) string {
	text, err := r.read(p)
	if err != nil {
		return ""
	}
	for _, m := range []struct{ mark, tool string }{
		{"+goose Up", "goose"}, {"migrate:up", "dbmate"}, {"+migrate Up", "sql-migrate"}, {"--liquibase formatted sql", "liquibase"}, {"-- liquibase formatted sql", "liquibase"},
	} {
		if strings.Contains(text, m.mark) {
			return m.tool
		}
	}
	return "sqlx"
}
