package mysql

import (
	"fmt"

	"github.com/envparity/envparity/collectors/database/schema"
)

// freshness reads the newest value of the columns that the config names, from an index. Nothing else reads a column.
func (r *reader) freshness(limits []schema.Limit) {
	if len(limits) == 0 {
		return
	}
	today, err := r.rows("select date_format(utc_timestamp(), '%Y-%m-%d')")
	if err != nil {
		r.out.Unread = append(r.out.Unread, schema.Unread{Why: fmt.Sprintf("freshness was not read: %v", brief(err))})
		return
	}
	r.out.Freshen(limits, today[0][0], func(t *schema.Table, c *schema.Column) (string, error) {
		rows, err := r.rows("select coalesce(date_format(max(" + quote(c.Name) + "), '%Y-%m-%d'), '') from " + quote(t.Name))
		if err != nil {
			return "", brief(err)
		}
		return rows[0][0], nil
	})
}

// noStatistics says that statistics of columns are not read here. InnoDB keeps the number of distinct values of indexes alone.
func (r *reader) noStatistics(from schema.Source) {
	if from != schema.NoStatistics {
		r.out.Unread = append(r.out.Unread, schema.Unread{Kind: schema.KindStatistics, Why: "statistics of columns are read of PostgreSQL alone", Beyond: true})
	}
}
