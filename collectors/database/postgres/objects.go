package postgres

import (
	"context"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

func (s *session) database(ctx context.Context) {
	rows := s.ask(ctx, "properties of the database")
	if rows == nil {
		s.db.Facts = unseen(s.db.Parts["properties of the database"])
	}
	for _, row := range rows {
		s.db.Name = row[0]
		facts := []schema.Fact{{Name: "encoding", Text: row[1]}, {Name: "collate", Text: row[2]}, {Name: "ctype", Text: row[3]}, {Name: "in_recovery", Text: strconv.FormatBool(yes(row[8]))}}
		for i, name := range []string{"locale_provider", "icu_locale", "collation_version", "collation_actual"} {
			switch v := row[4+i]; {
			case name == "locale_provider" && s.version < v15:
				facts = append(facts, schema.Fact{Name: name, Text: "libc"}) // there was no other
			case s.version < v15 && strings.HasPrefix(name, "collation_"):
				facts = append(facts, schema.Fact{Name: name, Text: "PostgreSQL before version 15 does not record it for a database", Unknown: true})
			case v == "" && name != "locale_provider":
				facts = append(facts, schema.Fact{Name: name, Text: "none"}) // as the version of C, whose order never changes
			case v != "":
				facts = append(facts, schema.Fact{Name: name, Text: provider(name, v)})
			}
		}
		if made, now := row[6], row[7]; made != "" && now != "" && made != now {
			facts = append(facts, schema.Fact{Name: "collation_outdated", Text: "made with " + made + ", now " + now})
		}
		s.db.Facts = facts
	}
	s.size(ctx)
	for _, row := range s.ask(ctx, "identity") {
		// A base backup that was restored keeps the identifier, but not the time at which the server started.
		s.db.Identity = []schema.Fact{{Name: "copy", Text: row[0] + "/" + s.db.Name}, {Name: "instance", Text: row[0] + " " + row[1] + "/" + s.db.Name}, {Name: "server", Text: row[0] + " " + row[1]}}
	}
	s.settings(ctx)
}

func (s *session) size(ctx context.Context) {
	f := schema.Fact{Name: "size", Text: "the server does not say how large the database is", Unknown: true}
	for _, row := range s.ask(ctx, "size") {
		if bytes, err := strconv.ParseFloat(row[0], 64); err == nil {
			f = schema.Fact{Name: "size", Text: schema.OneDigit(bytes), Number: true}
		}
	}
	s.db.Facts = append(s.db.Facts, f)
}

// unseen are the facts of a database of which nothing could be read.
func unseen(why string) []schema.Fact {
	var out []schema.Fact
	for _, name := range []string{"encoding", "collate", "ctype", "in_recovery", "locale_provider", "icu_locale", "collation_version", "collation_actual"} {
		out = append(out, schema.Fact{Name: name, Text: why, Unknown: true})
	}
	return out
}

func known(setting string) bool {
	for _, s := range settings() {
		if strings.EqualFold(s, setting) {
			return true
		}
	}
	return false
}

func provider(name, value string) string {
	if name != "locale_provider" {
		return value
	}
	switch value {
	case "i":
		return "icu"
	case "b":
		return "builtin"
	}
	return "libc"
}

func (s *session) extensions(ctx context.Context) {
	for _, row := range s.ask(ctx, "extensions") {
		s.db.Extensions = append(s.db.Extensions, schema.Object{Kind: "extension", Name: row[0], Facts: []schema.Fact{
			{Name: "version", Text: row[1]}, {Name: "schema", Text: row[2]}, {Name: "available", Text: row[3]},
		}})
	}
}

func (s *session) routines(ctx context.Context) {
	for _, row := range s.ask(ctx, "routines") {
		if !s.wanted(row[0]) || row[0]+"."+row[1]+"("+row[2]+")" == helper {
			continue
		}
		o := schema.Object{Kind: "routine", Name: row[0] + "." + row[1] + "(" + row[2] + ")", Facts: []schema.Fact{
			{Name: "kind", Text: routine(row[8])},
			{Name: "returns", Text: row[3]},
			{Name: "language", Text: row[4]},
			{Name: "volatility", Text: volatility(row[5])},
			{Name: "security_definer", Text: strconv.FormatBool(yes(row[6]))},
			{Name: "body", Text: "md5:" + row[9]}, // a body may hold anything; whether it is the same is enough
		}}
		if row[7] != "" {
			o.Facts = append(o.Facts, schema.Fact{Name: "config", Text: strings.Trim(row[7], "{}")})
		}
		s.db.Routines = append(s.db.Routines, o)
	}
}

func routine(letter string) string {
	switch letter {
	case "p":
		return "procedure"
	case "a":
		return "aggregate"
	case "w":
		return "window"
	}
	return "function"
}

func volatility(letter string) string {
	switch letter {
	case "i":
		return "immutable"
	case "s":
		return "stable"
	}
	return "volatile"
}

func (s *session) types(ctx context.Context) {
	for _, row := range s.ask(ctx, "types") {
		if !s.wanted(row[0]) {
			continue
		}
		o := schema.Object{Kind: "type", Name: row[0] + "." + row[1]}
		if row[2] == "e" {
			o.Lists = []schema.Named{{Name: "labels", Values: fields(row[3])}} // their order is how values sort
		} else {
			o.Facts = []schema.Fact{{Name: "base", Text: row[4]}}
			o.Lists = []schema.Named{{Name: "checks", Values: fields(row[5]), Set: true}}
		}
		s.db.Types = append(s.db.Types, o)
	}
}

func (s *session) others(ctx context.Context) {
	for _, row := range s.ask(ctx, "sequences") {
		if s.wanted(row[0]) {
			s.other("sequence", row[0]+"."+row[1], "type", row[2], "increment", row[3], "min", row[4], "max", row[5], "cache", row[6], "cycle", strconv.FormatBool(yes(row[7])))
		}
	}
	for _, row := range s.ask(ctx, "publications") {
		s.other("publication", row[0], "all_tables", strconv.FormatBool(yes(row[1])), "insert", strconv.FormatBool(yes(row[2])), "update", strconv.FormatBool(yes(row[3])),
			"delete", strconv.FormatBool(yes(row[4])), "truncate", strconv.FormatBool(yes(row[5])))
	}
	for _, row := range s.ask(ctx, "foreign servers") {
		s.other("foreign_server", row[0], "wrapper", row[1], "options", row[2])
	}
	for _, row := range s.ask(ctx, "event triggers") {
		s.other("event_trigger", row[0], "event", row[1], "enabled", fires(row[2]))
	}
	for _, row := range s.ask(ctx, "statistics") {
		if s.wanted(row[0]) {
			s.other("statistics", row[0]+"."+row[1], "table", row[2], "kinds", strings.Trim(row[3], "{}"), "columns", row[4])
		}
	}
}

func (s *session) other(kind, name string, pairs ...string) {
	o := schema.Object{Kind: kind, Name: name}
	for i := 0; i+1 < len(pairs); i += 2 {
		o.Facts = append(o.Facts, schema.Fact{Name: pairs[i], Text: pairs[i+1]})
	}
	s.db.Others = append(s.db.Others, o)
}
