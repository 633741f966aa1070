// Package mysql reads the structure of a MySQL or MariaDB database from information_schema. The rights REFERENCES, SHOW VIEW, TRIGGER and
// EVENT are enough for that. No row of a table is read, but for the journals of migration tools.
package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/internal/bounds"
)

const maxRows = bounds.DatabaseRows

// Read reads the database that dsn names: mysql://USER:PASSWORD@HOST:PORT/DATABASE?tls=true. Errors never quote the password.
func Read(ctx context.Context, dsn string, ask schema.Request, progress func(done, total int, what string)) (*schema.Database, error) {
	conn, conf, err := connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer conn.close()
	r := &reader{ctx: ctx, conn: conn.Conn, progress: progress, name: conf.DBName}
	r.out = &schema.Database{Engine: "mysql", Name: conf.DBName, Address: "mysql://" + address(conf), Settings: map[string]string{}}
	// One moment for all that InnoDB answers. It is no protection: a DDL statement would end it. The fixed list of statements is.
	if _, err := conn.ExecContext(ctx, "start transaction with consistent snapshot, read only"); err != nil {
		return nil, fmt.Errorf("%s: %w", address(conf), brief(err))
	}
	r.read()
	r.freshness(ask.Freshness)
	r.noStatistics(ask.Statistics)
	if ctx.Err() != nil {
		return r.out, fmt.Errorf("%s: cut short: %w", address(conf), context.Cause(ctx))
	}
	return r.out, nil
}

// connection is one connection, with the pool that the library keeps it in.
type connection struct {
	*sql.Conn
	pool *sql.DB
}

func (c *connection) close() {
	_ = c.Conn.Close() // it was read
	_ = c.pool.Close() // it was read
}

// connect opens the connection that dsn names.
func connect(ctx context.Context, dsn string) (*connection, *driver.Config, error) {
	conf, err := config(dsn)
	if err != nil {
		return nil, nil, err
	}
	connector, err := driver.NewConnector(conf)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: the DSN cannot be used; check its options", address(conf))
	}
	pool := sql.OpenDB(connector)
	conn, err := pool.Conn(ctx)
	if err != nil {
		_ = pool.Close() // it holds nothing
		return nil, nil, connecting(conf, err)
	}
	return &connection{conn, pool}, conf, nil
}

// config turns the URL into the driver's settings.
func config(dsn string) (*driver.Config, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return nil, errors.New("the DSN is no MySQL URL; write mysql://USER@HOST:PORT/DATABASE")
	}
	conf := driver.NewConfig()
	conf.Net, conf.Addr = "tcp", u.Host
	if u.Port() == "" {
		conf.Addr = net.JoinHostPort(u.Hostname(), "3306")
	}
	conf.User = u.User.Username()
	conf.Passwd, _ = u.User.Password()
	conf.DBName = strings.Trim(u.Path, "/")
	conf.TLSConfig = u.Query().Get("tls")
	if conf.TLSConfig == "" {
		conf.TLSConfig = "preferred"
	}
	conf.Timeout, conf.ReadTimeout = 10*time.Second, 60*time.Second
	conf.InterpolateParams = false
	conf.AllowCleartextPasswords = conf.TLSConfig == "true" // IAM tokens are sent so, and over TLS only
	conf.Logger = silent{}
	return conf, nil
}

type silent struct{}

func (silent) Print(...any) {} // what the driver logs may quote the DSN; errors say what matters

func address(conf *driver.Config) string { return conf.Addr + "/" + conf.DBName }

func connecting(conf *driver.Config, err error) error {
	var my *driver.MySQLError
	if errors.As(err, &my) {
		return fmt.Errorf("%s refuses the connection: %w", address(conf), brief(err))
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return fmt.Errorf("%s cannot be reached: %w; check host, port and firewall", address(conf), op.Err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s does not answer in time; check host, port and firewall", address(conf))
	}
	return fmt.Errorf("%s cannot be reached or refuses TLS; check the option tls", address(conf))
}

// brief is what the server says of an error.
func brief(err error) error {
	var my *driver.MySQLError
	if !errors.As(err, &my) {
		return errors.New("the connection was lost")
	}
	text := fmt.Sprintf("%s (error %d)", my.Message, my.Number)
	switch my.Number {
	case 1045:
		text += "; check user and password, and `envparity grants --engine mysql` for the rights"
	case 1142, 1143, 1044, 1227:
		text += "; `envparity grants --engine mysql` prints the rights that are needed"
	case 1049:
		text += "; check the database's name"
	}
	return errors.New(text)
}

// reader asks the fixed statements. One that fails leaves its part unknown.
type reader struct {
	ctx      context.Context //nolint:containedctx // one read, from beginning to end
	conn     *sql.Conn
	out      *schema.Database
	name     string
	progress func(done, total int, what string)
	done     int
	may      map[string]bool // rights on the database
}

func (r *reader) ask(what, kind, query string, args ...any) [][]string {
	r.done++
	r.progress(r.done, statements, what)
	rows, err := r.rows(query, args...)
	if err != nil {
		why := fmt.Sprintf("the %s were not read: %v", what, brief(err))
		if kind == "" {
			r.out.Lose(part(what), why)
		}
		r.out.Unread = append(r.out.Unread, schema.Unread{Kind: kind, Why: why})
		if what == "tables" || what == "columns" { // a journal is known by its columns
			r.out.Unread = append(r.out.Unread, schema.Unread{Kind: schema.KindMigrations, Why: why})
		}
		if what == "tables" {
			r.out.Unread = append(r.out.Unread, schema.Unread{Kind: schema.KindView, Why: why})
		}
	}
	return rows
}

// part is the attribute that a statement without a kind fills.
func part(what string) string {
	switch what {
	case "keys", "checks":
		return schema.PartConstraints
	case "views":
		return schema.PartDefinition
	}
	return what
}

// rows returns the answer as text, NULL as "".
func (r *reader) rows(query string, args ...any) ([][]string, error) {
	rows, err := r.conn.QueryContext(r.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // it was read
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out [][]string
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = v.String
		}
		if out = append(out, row); len(out) > maxRows {
			return nil, fmt.Errorf("more than %d rows", maxRows)
		}
	}
	return out, rows.Err()
}
