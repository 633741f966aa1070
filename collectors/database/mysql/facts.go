package mysql

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/collectors/database/schema"
)

const factsQuery = `select version(), current_user(), unix_timestamp(sysdate(6)),
 (select count(*) from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE')`

// Ask connects to the database that dsn names, and asks what the server says of the connection.
func Ask(ctx context.Context, dsn string) (*schema.Facts, error) {
	conn, conf, err := connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer conn.close()
	r := &reader{ctx: ctx, conn: conn.Conn, progress: func(int, int, string) {}}
	rows, err := r.rows(factsQuery)
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: %w", address(conf), brief(err))
	}
	f := &schema.Facts{Address: address(conf), Version: "MySQL " + rows[0][0], User: rows[0][1]}
	if strings.Contains(strings.ToLower(rows[0][0]), "mariadb") {
		f.Version = rows[0][0]
	}
	if at, err := strconv.ParseFloat(rows[0][2], 64); err == nil {
		f.Now = time.UnixMilli(int64(at * 1000))
	}
	f.Tables, _ = strconv.Atoi(rows[0][3])
	grants, err := r.rows("show grants")
	if err != nil {
		return f, nil // what cannot be asked is not known
	}
	for _, row := range grants {
		if strings.HasPrefix(row[0], "GRANT ALL PRIVILEGES ON *.*") || strings.Contains(row[0], " SUPER") && strings.Contains(row[0], " ON *.*") {
			f.Rights = "allowed everything on the server"
		}
	}
	return f, nil
}
