package database

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/internal/bounds"
)

const maxDeclared = bounds.Migrations

// leading is how the file of a migration begins in most tools: 20260101120000_add_orders.sql, V3__add_orders.sql, 0007_orders.py.
var leading = regexp.MustCompile(`^[VU]?(\d[\d.]*)(?:_|-|\.|$)`)

// declare lays the migrations of the folder beside each journal. Only names are read: the files' content is for the tool.
func declare(db *schema.Database, dir, folder string) error {
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(dir, filepath.FromSlash(folder))
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("the folder of migrations cannot be read: %w", err)
	}
	if len(entries) > maxDeclared {
		return fmt.Errorf("the folder of migrations %s has more than %d entries", folder, maxDeclared)
	}
	for i := range db.Migrations {
		h := &db.Migrations[i]
		applied := make(map[string]bool, len(h.Applied))
		for _, e := range h.Applied {
			applied[e.ID] = true
		}
		h.Declared = []string{}
		seen := map[string]bool{}
		for _, e := range entries {
			id := identify(h.Tool, e.Name(), e.IsDir(), applied)
			if id != "" && !seen[id] {
				seen[id] = true
				h.Declared = append(h.Declared, id)
			}
		}
	}
	return nil
}

// identify is the id under which tool would record the migration of a file or folder, "" where it is none.
func identify(tool, name string, folder bool, applied map[string]bool) string {
	stem := strings.TrimSuffix(strings.TrimSuffix(name, filepath.Ext(name)), ".up")
	if strings.HasSuffix(stem, ".down") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "U") && tool == "flyway" {
		return ""
	}
	for _, id := range []string{name, stem} { // tools that record the file's name, with or without its ending
		if applied[id] {
			return id
		}
	}
	m := leading.FindStringSubmatch(stem + "_")
	switch {
	case m == nil:
		return ""
	case tool == "prisma" || tool == "knex" || tool == "sequelize" || tool == "laravel" || tool == "django" || tool == "alembic" || tool == "liquibase":
		if folder != (tool == "prisma") || tool == "django" || tool == "alembic" || tool == "liquibase" {
			return "" // recorded under a name that the file's name does not give away
		}
		if tool == "laravel" {
			return stem
		}
		return name
	}
	if tool == "golang-migrate" || tool == "goose" {
		return strings.TrimLeft(m[1], "0")
	}
	return m[1]
}
