package database

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// request turns what the block says into what the engines are asked. An error names the attribute.
func (b *block) request() (schema.Request, error) {
	out := schema.Request{Schemas: b.Schemas}
	switch b.Statistics {
	case "", "none":
	case string(schema.HelperStatistics), string(schema.SelectStatistics):
		out.Statistics = schema.Source(b.Statistics)
	default:
		return out, fmt.Errorf(`statistics is %q, and must be "none", "helper" (by the function that "envparity grants --statistics" prints) or "select" (where the role may read the tables)`, b.Statistics)
	}
	for _, name := range slices.Sorted(maps.Keys(b.Freshness)) {
		dot := strings.LastIndexByte(name, '.')
		days, err := strconv.Atoi(strings.TrimSuffix(b.Freshness[name], "d"))
		if dot <= 0 || dot == len(name)-1 || err != nil || days < 1 || days > maxDays || !strings.HasSuffix(b.Freshness[name], "d") {
			return out, fmt.Errorf(`freshness has %q = %q; write the table with its column, and a number of days from 1 to %d: freshness = { "orders.created_at" = "14d" }`, name, b.Freshness[name], maxDays)
		}
		out.Freshness = append(out.Freshness, schema.Limit{Table: name[:dot], Column: name[dot+1:], Days: days})
	}
	return out, nil
}

// maxDays is a hundred years: more is a slip of the keyboard.
const maxDays = 36500

// onServersOnly notes what the config asks and no file has.
func (c *database) onServersOnly(db *schema.Database) {
	if c.ask.Statistics != schema.NoStatistics {
		db.Unread = append(db.Unread, schema.Unread{Kind: schema.KindStatistics, Why: "statistics of columns are read of PostgreSQL alone", Beyond: true})
	}
	if len(c.ask.Freshness) > 0 && c.File != "" {
		db.Unread = append(db.Unread, schema.Unread{Why: "freshness is read of servers alone; take it out of the block with file"})
	}
}
