package sqlite

import (
	"strings"

	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/collectors/database/schema"
)

// journal reads t where it is a migration tool's journal.
func (r *reader) journal(out *schema.Database, t *schema.Table) {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	tool := migrations.Detect(t.Name, names)
	if tool == nil {
		return
	}
	columns := make([]string, len(tool.Read))
	for i, c := range tool.Read {
		columns[i] = "cast(" + quote(c) + " as text)"
	}
	query := "select " + strings.Join(columns, ", ") + " from " + quote(t.Name)
	if tool.Order != "" {
		query += " order by " + quote(tool.Order)
	}
	h := tool.Make(t.Name, r.rows(query))
	if tool.Lock != nil {
		for _, row := range r.rows("select name from sqlite_schema where type = 'table' and name = ?", tool.Lock.Table) {
			for _, held := range r.rows("select cast(" + quote(tool.Lock.Column) + " as text) from " + quote(row[0])) {
				h.Locked = h.Locked || held[0] == "1"
			}
		}
	}
	out.Migrations = append(out.Migrations, h)
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
