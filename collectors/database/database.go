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
	"github.com/envparity/envparity/collectors/database/prismafile"
	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/collectors/database/schemarb"
	"github.com/envparity/envparity/collectors/database/sqlfile"
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

// block is the body of a collect block. Exactly one of DSNEnv, DSNCommand and File is given. A DSN holds a password, so the config names the
// variable of the process environment that holds it, or the command that prints it, never the DSN itself.
type block struct {
	DSNEnv          string   `hcl:"dsn_env,optional"`
	DSNCommand      []string `hcl:"dsn_command,optional"`
	PasswordCommand []string `hcl:"password_command,optional"` // prints the password alone, such as a token that is valid for minutes
	File            string   `hcl:"file,optional"`             // an SQLite database
	Schema          string   `hcl:"schema,optional"`           // a PostgreSQL schema file
	Database        string   `hcl:"database,optional"`
	Schemas         []string `hcl:"schemas,optional"`
	Migrations      string   `hcl:"migrations,optional"`

	Statistics string            `hcl:"statistics,optional"` // of columns; see schema.Source
	Freshness  map[string]string `hcl:"freshness,optional"`  // "TABLE.COLUMN" to how old its newest value may be, "14d"
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
	case count(b.DSNEnv != "", len(b.DSNCommand) > 0, b.File != "", b.Schema != "") != 1:
		return wrong("One database a block", "A database block names exactly one of dsn_env (the variable that holds the DSN), dsn_command (the program that prints it), file (an SQLite database) and schema (a PostgreSQL schema file); write a block for each database.")
	case len(b.PasswordCommand) > 0 && b.File+b.Schema != "":
		return wrong("A password for a file", "A file takes no password. Take password_command out.")
	case b.Schema != "" && b.Database == "":
		return wrong("A schema file without a database", "A schema file does not name its database. Add database = \"…\", with the same name for each environment.")
	case strings.ContainsAny(b.DSNEnv, ":/@ "):
		return wrong("A DSN in the config", "dsn_env takes the name of an environment variable, such as %q. Write the DSN itself into that variable: it holds a password.", "SHOP_DB_DSN")
	}
	ask, err := b.request()
	if err != nil {
		return wrong("A database block that cannot be read", "%s.", err)
	}
	return &database{block: b, ask: ask}, diags
}

func count(given ...bool) int {
	n := 0
	for _, g := range given {
		if g {
			n++
		}
	}
	return n
}

// database is one database of one environment.
type database struct {
	block
	ask schema.Request
}

// Source implements collectors.Collector.
func (c *database) Source() string {
	if c.File+c.Schema != "" {
		return c.File + c.Schema
	}
	return "database in " + c.origin()
}

// origin says where the DSN comes from.
func (c *database) origin() string {
	if c.DSNEnv != "" {
		return "$" + c.DSNEnv
	}
	return "the output of " + strings.Join(c.DSNCommand, " ")
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
	if c.File+c.Schema != "" {
		c.onServersOnly(db)
	}
	for _, u := range db.Unread {
		report(&problems, db.Address, u)
	}
	if c.Migrations != "" {
		if err := c.declare(ctx, in, db); err != nil {
			problems.Gap(snapshot.Gap{Kind: schema.KindMigrations, Why: err.Error()})
		}
	}
	resources := db.Resources(c.Database)
	return resources, problems.Outcome(len(resources))
}

// declare reads the folder of migrations.
func (c *database) declare(ctx context.Context, in collectors.Input, db *schema.Database) error {
	dir := absolute(in, c.Migrations)
	if err := inside(in, c.Migrations); err != nil {
		return err
	}
	if len(db.Migrations) == 0 && len(c.Schemas) > 0 && !slices.ContainsFunc(db.Unread, func(u schema.Unread) bool { return u.Kind == schema.KindMigrations }) {
		return fmt.Errorf("the folder of migrations %s is compared with nothing: the schemas %s hold no journal of a migration tool; add the journal's schema, often public, to schemas", c.Migrations, strings.Join(c.Schemas, ", "))
	}
	return declare(db, in.Roots().FS(ctx, dir), c.Migrations, func(table string) bool {
		name, _, _ := strings.Cut(table, ".")
		return len(c.Schemas) == 0 || slices.Contains(c.Schemas, name)
	})
}

func absolute(in collectors.Input, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(in.Dir, filepath.FromSlash(path))
}

// report tells of a part that was not read.
func report(problems *collectors.Problems, address string, u schema.Unread) {
	gap := snapshot.Gap{Kind: u.Kind, Name: u.Name, Why: u.Why}
	switch {
	case u.Beyond:
		problems.Beyond(gap)
	case u.Kind == "":
		problems.At(address, 0, false, "%s", u.Why) // the attributes are unknown where they stand
	default:
		problems.Gap(gap)
	}
}

// inside is an error when a path leads nowhere, or out of what may be read.
func inside(in collectors.Input, path string) error {
	_, err := in.Roots().Stat(absolute(in, path))
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
	if c.Schema != "" {
		db, err := c.declared(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Schema, err)
		}
		return db, nil
	}
	dsn, err := c.dsn(ctx, in)
	if err != nil {
		return nil, err
	}
	switch engineOf(dsn) {
	case enginePostgres:
		return postgres.Read(ctx, dsn, c.ask, in.Progress)
	case engineMySQL:
		return mysql.Read(ctx, dsn, c.ask, in.Progress)
	}
	return nil, c.unknownDSN()
}

// declared reads a schema file, or the folder of migrations that makes the schema.
func (c *database) declared(ctx context.Context, in collectors.Input) (*schema.Database, error) {
	path := absolute(in, c.Schema)
	info, err := in.Roots().Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return fromFolder(c.Database, strings.TrimSuffix(c.Schema, "/"), in.Roots().FS(ctx, path))
	}
	text, err := in.Roots().Read(path, sqlfile.MaxSize, nil)
	if err != nil {
		return nil, err
	}
	switch filepath.Ext(path) {
	case ".rb":
		return schemarb.Parse(c.Database, c.Schema, string(text))
	case ".prisma":
		return prismafile.Parse(c.Database, c.Schema, string(text))
	}
	return sqlfile.Parse(c.Database, c.Schema, string(text))
}

// The engines that have servers, as `envparity grants` names them.
const (
	enginePostgres = "postgres"
	engineMySQL    = "mysql"
)

// engineOf is the engine that a DSN names, "" for none that is known.
func engineOf(dsn string) string {
	scheme, _, isURL := strings.Cut(dsn, "://")
	switch {
	case isURL && slices.Contains([]string{"postgres", "postgresql"}, scheme), !isURL && keywords.MatchString(dsn):
		return enginePostgres
	case isURL && slices.Contains([]string{"mysql", "mariadb"}, scheme):
		return engineMySQL
	}
	return ""
}

func (c *database) unknownDSN() error {
	return fmt.Errorf("%s holds no DSN that is known; it begins with postgres://, mysql:// or mariadb://. For SQLite write file = \"…\"", c.origin())
}
