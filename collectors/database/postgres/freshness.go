package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

const todayQuery = "select pg_catalog.to_char(pg_catalog.now() at time zone 'UTC', " + day + ")"

// freshness reads the newest value of the columns that the config names. Nothing else reads a column. An index answers alone: a scan of the table is
// switched off.
func (s *session) freshness(ctx context.Context, limits []schema.Limit) {
	if len(limits) == 0 {
		return
	}
	today, err := s.part(ctx, todayQuery)
	if err != nil {
		s.db.Unread = append(s.db.Unread, schema.Unread{Why: fmt.Sprintf("freshness was not read: %v", brief(err))})
		return
	}
	_, scan := s.part(ctx, "set local enable_seqscan = off")
	s.db.Freshen(limits, today[0][0], func(t *schema.Table, c *schema.Column) (string, error) {
		if scan != nil {
			return "", brief(scan)
		}
		rows, err := s.part(ctx, s.newest(t, c))
		if err != nil {
			return "", brief(err)
		}
		return rows[0][0], nil
	})
}

// newest is the statement that reads the newest day of a column. Moments are days of UTC, whatever zone the role has.
func (s *session) newest(t *schema.Table, c *schema.Column) string {
	value := "pg_catalog.max(" + quote(c.Name) + ")"
	if strings.HasSuffix(c.Type, "with time zone") { // timestamp(3) with time zone
		value += " at time zone 'UTC'"
	}
	return "select coalesce(pg_catalog.to_char(" + value + ", " + day + "), '') from " + s.quoted[t.Name]
}
