// Package database reads the structure of a database as each environment has it: tables, columns, indexes, constraints, views, settings,
// extensions and the journals of migration tools. It reads catalogues only, never a row of a user's table.
package database

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/database/mysql"
	"github.com/envparity/envparity/collectors/database/postgres"
	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/collectors/database/sqlite"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

// Type is the collector as `collect "database"` names it.
func Type() collectors.Type {
	return collectors.Type{
		Name:    "database",
		Summary: "structure, settings and migrations of PostgreSQL, MySQL, MariaDB and SQLite",
		Make:    newCollector,
	}
}

// block is the body of a collect block. Exactly one of DSNEnv and File is given. A DSN holds a password, so the config names the
// variable of the process environment that holds it, never the DSN itself.
type block struct {
	DSNEnv     string   `hcl:"dsn_env,optional"`
	File       string   `hcl:"file,optional"` // an SQLite database
	Database   string   `hcl:"database,optional"`
	Schemas    []string `hcl:"schemas,optional"`
	Migrations string   `hcl:"migrations,optional"`
}

func newCollector(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	at := body.MissingItemRange()
	wrong := func(summary, format string, args ...any) (collectors.Collector, hcl.Diagnostics) {
		return nil, append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Subject: &at, Summary: summary, Detail: fmt.Sprintf(format, args...)})
	}
	switch {
	case (b.DSNEnv == "") == (b.File == ""):
		return wrong("One database a block", "A database block names exactly one of dsn_env (the variable that holds the DSN) and file (an SQLite database); write a block for each database.")
	case strings.ContainsAny(b.DSNEnv, ":/@ "):
		return wrong("A DSN in the config", "dsn_env takes the name of an environment variable, such as %q. Write the DSN itself into that variable: it holds a password.", "SHOP_DB_DSN")
	}
	return &database{block: b}, diags
}

// database is one database of one environment.
type database struct{ block }

// Source implements collectors.Collector.
func (c *database) Source() string {
	if c.File != "" {
		return c.File
	}
	return "database in $" + c.DSNEnv
}

// Collect implements collectors.Collector.
func (c *database) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	db, err := c.read(ctx, in)
	if err != nil {
		problems.Fail("%v", err)
	}
	if db == nil {
		return nil, problems.Outcome(0)
	}
	for _, u := range db.Unread {
		problems.Gap(snapshot.Gap{Kind: u.Kind, Name: u.Name, Why: u.Why})
	}
	if c.Migrations != "" {
		err := inside(in, c.Migrations)
		if err == nil {
			err = declare(db, in.Dir, c.Migrations)
		}
		if err != nil {
			problems.Gap(snapshot.Gap{Kind: schema.KindMigrations, Why: err.Error()})
		}
	}
	resources := db.Resources(c.Database)
	return resources, problems.Outcome(len(resources))
}

// inside is an error when a path leads nowhere, or out of what may be read.
func inside(in collectors.Input, path string) error {
	if !filepath.IsAbs(path) {
		path = filepath.Join(in.Dir, filepath.FromSlash(path))
	}
	_, err := in.Roots().Stat(path)
	return err
}

func (c *database) read(ctx context.Context, in collectors.Input) (*schema.Database, error) {
	if c.File != "" {
		for _, end := range []string{"", "-wal"} { // the library opens both, wherever a link leads
			if err := inside(in, c.File+end); errors.Is(err, confine.ErrOutside) {
				return nil, fmt.Errorf("%s%s: %w", c.File, end, confine.ErrOutside)
			}
		}
		return sqlite.Read(ctx, in.Dir, c.File)
	}
	dsn := strings.TrimSpace(in.Getenv(c.DSNEnv))
	if dsn == "" {
		return nil, fmt.Errorf("$%s is not set; it holds the DSN of the database, such as postgres://envparity@db.internal/shop", c.DSNEnv)
	}
	scheme, _, isURL := strings.Cut(dsn, "://")
	switch {
	case isURL && slices.Contains([]string{"postgres", "postgresql"}, scheme), !isURL && strings.Contains(dsn, "dbname="), !isURL && strings.Contains(dsn, "host="):
		return postgres.Read(ctx, dsn, c.Schemas, in.Progress)
	case isURL && slices.Contains([]string{"mysql", "mariadb"}, scheme):
		return mysql.Read(ctx, dsn, in.Progress)
	}
	return nil, fmt.Errorf("$%s holds no DSN that is known; it begins with postgres://, mysql:// or mariadb://. For SQLite write file = \"…\"", c.DSNEnv)
}
