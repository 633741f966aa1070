package postgres

import (
	"context"
	"fmt"
	"strings"
)

// before lists settings that came with a version, and what servers before it do: their value stands in for the setting.
func before() map[string]struct {
	version int
	value   string
} {
	return map[string]struct {
		version int
		value   string
	}{
		"transaction_timeout":       {v17, "0ms"},
		"idle_session_timeout":      {v14, "0ms"},
		"default_toast_compression": {v14, "pglz"},
	}
}

// settings reads the listed settings of the server, and those that stand for the database or a role.
func (s *session) settings(ctx context.Context) {
	seen := map[string]bool{}
	for _, row := range s.ask(ctx, "settings") {
		s.db.Settings[row[0]] = row[1] + row[2]
		seen[row[0]] = true
	}
	old := before()
	for _, name := range settings() {
		if seen[name] || s.db.Parts["settings"] != "" {
			continue
		}
		if o, known := old[name]; known && s.version < o.version {
			s.db.Settings[name] = o.value
			continue
		}
		if s.db.Hidden == nil {
			s.db.Hidden = map[string]string{}
		}
		s.db.Hidden[name] = fmt.Sprintf("the server shows no setting %s to this role; pg_read_all_settings shows all that there are", name)
	}
	for _, row := range s.ask(ctx, "role settings") {
		name, value, _ := strings.Cut(row[2], "=")
		switch {
		case !known(name):
		case row[0] == "":
			s.db.Settings["database."+name] = value
		default:
			s.db.Settings["role."+row[0]+"."+name] = value
		}
	}
}
