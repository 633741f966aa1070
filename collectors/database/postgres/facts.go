package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/collectors/database/schema"
)

// factsQuery works on every version that is read.
const factsQuery = `select current_user, r.rolsuper, r.rolcreaterole or r.rolcreatedb,
 (select pg_catalog.count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'),
 extract(epoch from pg_catalog.clock_timestamp())
 from pg_catalog.pg_roles r where r.rolname = current_user`

// Ask connects to the database that dsn names, and asks what the server says of the connection.
func Ask(ctx context.Context, dsn string) (*schema.Facts, error) {
	conn, conf, err := connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer leave(ctx, conn)
	s := &session{conn: conn, db: &schema.Database{}, progress: func(int, int, string) {}}
	if err := s.begin(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", address(conf), err)
	}
	rows, err := s.run(ctx, factsQuery)
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: %w", address(conf), brief(err))
	}
	f := &schema.Facts{Address: address(conf), Version: "PostgreSQL " + s.db.Version, User: rows[0][0]}
	switch {
	case rows[0][1] == "t":
		f.Rights = "a superuser"
	case rows[0][2] == "t":
		f.Rights = "allowed to create roles or databases"
	}
	f.Tables, _ = strconv.Atoi(rows[0][3])
	if at, err := strconv.ParseFloat(strings.TrimSpace(rows[0][4]), 64); err == nil {
		f.Now = time.UnixMilli(int64(at * 1000))
	}
	return f, nil
}
