// Package postgres reads the structure of a PostgreSQL database, and of what speaks its protocol, from the system catalogues. The right to
// connect is enough for that. No row of a table is read, but for the journals of migration tools.
package postgres

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/internal/bounds"
)

const (
	statementTimeout = "30s"
	lockTimeout      = "1s" // nobody's deployment waits for an audit
	maxRows          = bounds.DatabaseRows
	maxValue         = bounds.DatabaseValue
)

// Read reads the database that dsn names. Errors never quote the password.
func Read(ctx context.Context, dsn string, ask schema.Request, progress func(done, total int, what string)) (*schema.Database, error) {
	conn, conf, err := connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer leave(ctx, conn)
	s := &session{conn: conn, only: ask.Schemas, progress: progress, quoted: map[string]string{}}
	s.db = &schema.Database{Engine: "postgres", Name: conf.Database, Address: "postgres://" + address(conf), Settings: map[string]string{}}
	if err := s.begin(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", address(conf), err)
	}
	if err := s.read(ctx, ask); err != nil {
		return s.db, fmt.Errorf("%s: %w", address(conf), err)
	}
	return s.db, nil
}

// connect opens the connection that dsn names.
func connect(ctx context.Context, dsn string) (*pgconn.PgConn, *pgconn.Config, error) {
	conf, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return nil, nil, errors.New("the DSN is no PostgreSQL URL or keyword list, or names a file that cannot be read; write postgres://USER@HOST:PORT/DATABASE")
	}
	conf.RuntimeParams["application_name"] = "envparity"
	if conf.ConnectTimeout == 0 {
		conf.ConnectTimeout = 10 * time.Second
	}
	conn, err := pgconn.ConnectConfig(ctx, conf)
	if err != nil {
		return nil, nil, connecting(conf, err)
	}
	return conn, conf, nil
}

// leave ends a connection. Everything was read; the server ends the session by itself where this fails.
func leave(ctx context.Context, conn *pgconn.PgConn) {
	bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(bye) // see above
}

func address(conf *pgconn.Config) string {
	return net.JoinHostPort(conf.Host, strconv.Itoa(int(conf.Port))) + "/" + conf.Database
}

// connecting explains why no connection came about, without the user's password.
func connecting(conf *pgconn.Config, err error) error {
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg):
		return fmt.Errorf("%s refuses the connection: %s (SQLSTATE %s)%s", address(conf), pg.Message, pg.Code, advice(pg.Code))
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s does not answer in time; check host, port and firewall", address(conf))
	}
	var refused *tls.CertificateVerificationError
	if errors.As(err, &refused) {
		return fmt.Errorf("%s is not the server that it says, its certificate is refused: %w; name its authority with sslrootcert, or the host that the certificate is for", address(conf), refused.Err)
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return fmt.Errorf("%s cannot be reached: %w; check host, port and firewall", address(conf), op.Err)
	}
	return fmt.Errorf("%s cannot be reached or refuses TLS; check sslmode and the server's certificate", address(conf))
}

func advice(code string) string {
	switch code {
	case "28P01", "28000":
		return "; check the password, and `envparity grants --engine postgres` for the role"
	case "3D000":
		return "; check the database's name"
	case "42501":
		return "; `envparity grants --engine postgres` prints the rights that are needed"
	case "53300":
		return "; the server has no connection left, try again later"
	}
	return ""
}

// session is one connection with its transaction.
type session struct {
	conn     *pgconn.PgConn
	db       *schema.Database
	only     []string // schemas to read; none for all
	version  int
	queries  map[string]query
	quoted   map[string]string // tables by their names, as a statement writes them
	progress func(done, total int, what string)
	done     int
}

// begin opens one transaction for everything, so that all answers are of one moment. search_path is empty, so that all names in
// definitions are qualified and can be compared.
func (s *session) begin(ctx context.Context) error {
	for _, sql := range []string{
		"begin isolation level repeatable read read only",
		"set local statement_timeout = '" + statementTimeout + "'",
		"set local lock_timeout = '" + lockTimeout + "'",
		"set local search_path = ''",
	} {
		if _, err := s.conn.Exec(ctx, sql).ReadAll(); err != nil {
			return brief(err)
		}
	}
	rows, err := s.run(ctx, "select pg_catalog.current_setting('server_version_num'), pg_catalog.current_setting('server_version')")
	if err != nil {
		return brief(err)
	}
	s.version, _ = strconv.Atoi(rows[0][0])
	if s.version == 0 {
		return fmt.Errorf("the server says version %q, which is no PostgreSQL version", rows[0][0])
	}
	s.db.Version, _, _ = strings.Cut(rows[0][1], " ")
	s.queries = queries(s.version)
	return nil
}

// run sends one statement as its own unnamed one, which poolers in transaction mode allow, and returns text.
func (s *session) run(ctx context.Context, sql string) ([][]string, error) {
	reader := s.conn.ExecParams(ctx, sql, nil, nil, nil, nil)
	var out [][]string
	for reader.NextRow() {
		values := reader.Values()
		row := make([]string, len(values))
		for i, v := range values {
			if len(v) > maxValue {
				v = append(v[:maxValue:maxValue], "… (cut)"...)
			}
			row[i] = string(v)
		}
		out = append(out, row)
		if len(out) >= maxRows {
			_, _ = reader.Close() // the limit is what counts
			return nil, fmt.Errorf("more than %d rows; name the schemas to read with schemas = […]", maxRows)
		}
	}
	_, err := reader.Close()
	return out, err
}

// ask sends one of the fixed statements. One that fails leaves its part unknown and the rest of the transaction usable.
func (s *session) ask(ctx context.Context, name string) [][]string {
	q := s.queries[name]
	s.done++
	s.progress(s.done, len(s.queries), name)
	if _, err := s.conn.Exec(ctx, "savepoint part").ReadAll(); err != nil {
		s.unread(q, err)
		return nil
	}
	rows, err := s.run(ctx, q.sql)
	if err != nil {
		s.unread(q, err)
		if !s.conn.IsClosed() && ctx.Err() == nil {
			_, _ = s.conn.Exec(ctx, "rollback to savepoint part").ReadAll() // if that fails the next statement says so
		}
		return nil
	}
	return rows
}

func (s *session) unread(q query, err error) {
	why := fmt.Sprintf("the %s were not read: %v", q.name, brief(err))
	if q.kind == "" {
		s.db.Lose(q.part(), why)
	}
	kinds := []string{q.kind}
	switch q.name {
	case "relations":
		kinds = []string{schema.KindTable, schema.KindView, schema.KindMatView, schema.KindMigrations}
	case "columns":
		kinds = []string{schema.KindMigrations} // a journal is known by its columns
	}
	for _, kind := range kinds {
		s.db.Unread = append(s.db.Unread, schema.Unread{Kind: kind, Why: why})
	}
}

// brief is what a server says of an error, without the statement and what it quotes.
func brief(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return fmt.Errorf("%s (SQLSTATE %s)%s", pg.Message, pg.Code, advice(pg.Code))
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return errors.New("the server did not answer in time")
	}
	return errors.New("the connection was lost")
}

func (s *session) read(ctx context.Context, ask schema.Request) error {
	s.database(ctx)
	s.extensions(ctx)
	relations := s.relations(ctx)
	s.columns(ctx, relations)
	s.indexes(ctx, relations)
	s.constraints(ctx, relations)
	s.triggers(ctx, relations)
	s.policies(ctx, relations)
	s.views(ctx, relations)
	s.routines(ctx)
	s.types(ctx)
	s.others(ctx)
	s.journals(ctx, relations)
	s.collect(relations)
	s.statistics(ctx, ask.Statistics)
	s.freshness(ctx, ask.Freshness)
	s.restored(ctx)
	if s.conn.IsClosed() || ctx.Err() != nil {
		return errors.New("the connection was lost before everything was read")
	}
	_, err := s.conn.Exec(ctx, "rollback").ReadAll()
	return err
}

// wanted reports whether a schema is to be read.
func (s *session) wanted(name string) bool { return len(s.only) == 0 || slices.Contains(s.only, name) }

// journals reads the journals of migration tools that are among the tables.
func (s *session) journals(ctx context.Context, rs map[string]*relation) {
	for _, r := range rs {
		if r.kind != "r" {
			continue
		}
		var names []string
		for _, c := range r.columns {
			names = append(names, c.Name)
		}
		tool := migrations.Detect(r.name, names)
		if tool == nil {
			continue
		}
		rows, err := s.part(ctx, journal(tool, r.schema, r.name))
		if err != nil {
			s.db.Unread = append(s.db.Unread, schema.Unread{
				Kind: schema.KindMigrations, Name: tool.Name,
				Why: fmt.Sprintf("the journal of %s (%s) was not read: %v", tool.Name, r.full(), brief(err)),
			})
			continue
		}
		h := tool.Make(r.full(), rows)
		if tool.Lock != nil {
			if locks, err := s.part(ctx, lock(tool, r.schema)); err == nil {
				h.Locked = slices.ContainsFunc(locks, func(row []string) bool { return row[0] == "t" || row[0] == "1" })
			}
		}
		s.madeIn(ctx, &h, r, rs)
		s.db.Migrations = append(s.db.Migrations, h)
	}
	slices.SortFunc(s.db.Migrations, func(a, b migrations.History) int { return strings.Compare(a.Table, b.Table) })
}

// madeIn reads the environment that Rails noted beside its journal. Other notes are not read.
func (s *session) madeIn(ctx context.Context, h *migrations.History, journal *relation, rs map[string]*relation) {
	for _, r := range rs {
		if h.Tool != migrations.RailsOrDbmate || r.schema != journal.schema || r.name != migrations.RailsNotes || r.kind != "r" {
			continue
		}
		rows, err := s.part(ctx, `select "value"::text from `+quoted(r)+` where "key" = 'environment'`)
		switch {
		case err != nil:
			h.MadeWhy = fmt.Sprintf("%s was not read: %v", r.full(), brief(err))
		case len(rows) == 1:
			h.Made = rows[0][0]
		}
	}
}

// part sends a statement that is on no fixed list. One that fails leaves the rest of the transaction usable.
func (s *session) part(ctx context.Context, sql string) ([][]string, error) {
	if _, err := s.conn.Exec(ctx, "savepoint part").ReadAll(); err != nil {
		return nil, err
	}
	rows, err := s.run(ctx, sql)
	if err != nil && !s.conn.IsClosed() && ctx.Err() == nil {
		_, _ = s.conn.Exec(ctx, "rollback to savepoint part").ReadAll()
	}
	return rows, err
}

// journal is the statement that reads a tool's journal: its own columns, never all.
func journal(t *migrations.Tool, schemaName, table string) string {
	cols := make([]string, len(t.Read))
	for i, c := range t.Read {
		cols[i] = quote(c) + "::text"
	}
	sql := "select " + strings.Join(cols, ", ") + " from " + quote(schemaName) + "." + quote(table)
	if t.Order != "" {
		sql += " order by " + quote(t.Order)
	}
	return sql
}

func lock(t *migrations.Tool, schemaName string) string {
	return "select " + quote(t.Lock.Column) + "::text from " + quote(schemaName) + "." + quote(t.Lock.Table)
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
