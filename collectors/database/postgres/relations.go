package postgres

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// relation is a table, view or partition while it is read.
type relation struct {
	oid, schema, name string
	kind              string // pg_class.relkind
	parent            string // of a partition
	partitioned       string // by what
	persistence       string
	rls, forced       bool
	options           string
	rows              float64
	populated         bool
	locked            bool

	columns     []schema.Column
	indexes     []schema.Index
	constraints []schema.Constraint
	triggers    []schema.Part
	policies    []schema.Part
	definition  string
}

func (r *relation) full() string { return r.schema + "." + r.name }

func (s *session) relations(ctx context.Context) map[string]*relation {
	out := map[string]*relation{}
	for _, row := range s.ask(ctx, "relations") {
		if !s.wanted(row[1]) {
			continue
		}
		rows, _ := strconv.ParseFloat(row[8], 64)
		out[row[0]] = &relation{
			oid: row[0], schema: row[1], name: row[2], kind: row[3], persistence: row[4], rls: yes(row[5]), forced: yes(row[6]),
			options: strings.Trim(row[7], "{}"), rows: rows, partitioned: row[10], parent: row[11], populated: yes(row[12]),
		}
	}
	for _, row := range s.ask(ctx, "locks") {
		for _, r := range out {
			if r.full() == row[0] || quoted(r) == row[0] {
				r.locked = true
				s.db.Unread = append(s.db.Unread, schema.Unread{Kind: kindOf(r), Name: r.full(), Why: r.full() + " was locked by somebody else while it was read; try again"})
			}
		}
	}
	return out
}

func quoted(r *relation) string { return quote(r.schema) + "." + quote(r.name) }

func kindOf(r *relation) string {
	switch r.kind {
	case "v":
		return schema.KindView
	case "m":
		return schema.KindMatView
	}
	return schema.KindTable
}

func (s *session) columns(ctx context.Context, rs map[string]*relation) {
	rows := s.ask(ctx, "columns")
	slices.SortFunc(rows, func(a, b []string) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(len(a[1]), len(b[1])), cmp.Compare(a[1], b[1]))
	})
	for _, row := range rows {
		r := rs[row[0]]
		if r == nil {
			continue
		}
		c := schema.Column{Name: row[2], Type: row[3], Nullable: !yes(row[4]), Collation: row[8]}
		switch row[5] {
		case "a":
			c.Identity = "always"
		case "d":
			c.Identity = "by default"
		}
		if row[6] != "" {
			c.Generated = schema.Expression(row[7])
		} else {
			c.Default = schema.Default(row[7])
		}
		r.columns = append(r.columns, c)
	}
}

func (s *session) indexes(ctx context.Context, rs map[string]*relation) {
	for _, row := range s.ask(ctx, "indexes") {
		if r := rs[row[0]]; r != nil {
			r.indexes = append(r.indexes, schema.Index{
				Name: row[1], Method: row[2], Unique: yes(row[3]), Invalid: !yes(row[4]), NullsSame: yes(row[5]),
				Columns: fields(row[6]), Include: fields(row[7]), Predicate: schema.Expression(row[8]),
			})
		}
	}
}

func (s *session) constraints(ctx context.Context, rs map[string]*relation) {
	for _, row := range s.ask(ctx, "constraints") {
		r := rs[row[0]]
		if r == nil {
			continue
		}
		c := schema.Constraint{
			Name: row[1], Kind: constraintKind(row[2]), Definition: schema.Definition(row[3]), NotChecked: !yes(row[4]), Deferrable: yes(row[5]),
			Target: row[8], KeyColumns: fields(row[9]), TargetKey: fields(row[10]), NotEnforced: row[11] == "f",
		}
		if row[2] == "f" {
			c.OnDelete, c.OnUpdate = schema.Action(row[6]), schema.Action(row[7])
		}
		r.constraints = append(r.constraints, c)
	}
}

func constraintKind(contype string) string {
	switch contype {
	case "p":
		return "primary key"
	case "u":
		return "unique"
	case "f":
		return "foreign key"
	case "x":
		return "exclude"
	}
	return "check"
}

func (s *session) triggers(ctx context.Context, rs map[string]*relation) {
	for _, row := range s.ask(ctx, "triggers") {
		if r := rs[row[0]]; r != nil {
			r.triggers = append(r.triggers, schema.Part{Name: row[1], Facts: []schema.Fact{{Name: "definition", Text: row[2]}, {Name: "enabled", Text: fires(row[3])}}})
		}
	}
}

// fires says when a trigger runs, by its letter in the catalogue.
func fires(letter string) string {
	switch letter {
	case "D":
		return "disabled"
	case "R":
		return "replica"
	case "A":
		return "always"
	}
	return "origin"
}

func (s *session) policies(ctx context.Context, rs map[string]*relation) {
	for _, row := range s.ask(ctx, "policies") {
		if r := rs[row[0]]; r != nil {
			p := schema.Part{Name: row[1], Facts: []schema.Fact{
				{Name: "command", Text: command(row[2])}, {Name: "permissive", Text: strconv.FormatBool(yes(row[3]))}, {Name: "roles", Text: row[4]},
			}}
			if row[5] != "" {
				p.Facts = append(p.Facts, schema.Fact{Name: "using", Text: schema.Expression(row[5])})
			}
			if row[6] != "" {
				p.Facts = append(p.Facts, schema.Fact{Name: "check", Text: schema.Expression(row[6])})
			}
			r.policies = append(r.policies, p)
		}
	}
}

func command(letter string) string {
	switch letter {
	case "r":
		return "select"
	case "a":
		return "insert"
	case "w":
		return "update"
	case "d":
		return "delete"
	}
	return "all"
}

func (s *session) views(ctx context.Context, rs map[string]*relation) {
	for _, row := range s.ask(ctx, "views") {
		if r := rs[row[0]]; r != nil {
			r.definition = row[1]
		}
	}
}

// collect turns relations into tables and views. A partition is no table of its own: its parent says by what and into how many it is cut.
func (s *session) collect(rs map[string]*relation) {
	parts := map[string]int{}
	rows := map[string]float64{}
	for _, r := range rs {
		if r.parent == "0" {
			continue
		}
		parts[r.parent]++
		if root := rootOf(rs, r); r.kind != "p" { // a partition that is partitioned itself has its rows in its own partitions
			if r.rows < 0 || rows[root] < 0 {
				rows[root] = -1 // one partition that was never analysed leaves the whole unknown
			} else {
				rows[root] += r.rows
			}
		}
	}
	uneven := s.unevenOf(rs)
	oids := slices.SortedFunc(maps.Keys(rs), func(a, b string) int { return cmp.Compare(rs[a].full(), rs[b].full()) })
	for _, oid := range oids {
		r := rs[oid]
		switch {
		case r.locked, r.parent != "0" && r.kind != "p":
		case r.kind == "v" || r.kind == "m":
			v := schema.View{Name: r.full(), Materialized: r.kind == "m", Columns: r.columns, Indexes: r.indexes, Definition: schema.Query(r.definition)}
			if v.Materialized {
				v.Facts = append(v.Facts, schema.Fact{Name: "populated", Text: strconv.FormatBool(r.populated)})
			}
			s.db.Views = append(s.db.Views, v)
		case r.parent == "0":
			s.quoted[r.full()] = quoted(r)
			s.db.Tables = append(s.db.Tables, schema.Table{
				Name: r.full(), Columns: r.columns, Indexes: r.indexes, Constraints: r.constraints, Triggers: r.triggers, Policies: r.policies,
				Facts: r.facts(parts[oid], rows[oid]), Uneven: r.uneven(uneven[oid]),
			})
		}
	}
}

// rootOf is the table that a partition is a part of in the end.
func rootOf(rs map[string]*relation, r *relation) string {
	oid := r.oid
	for range len(rs) {
		up := rs[oid]
		if up == nil || up.parent == "0" {
			break
		}
		oid = up.parent
	}
	return oid
}

// uneven is what only some partitions of the table have. A partitioned table without partitions has nothing uneven; another table has no such attribute.
func (r *relation) uneven(found *schema.Uneven) *schema.Uneven {
	if r.kind == "p" && found == nil {
		return &schema.Uneven{}
	}
	return found
}

func (r *relation) facts(parts int, below float64) []schema.Fact {
	out := []schema.Fact{
		{Name: "persistence", Text: persistence(r.persistence)},
		{Name: "row_level_security", Text: strconv.FormatBool(r.rls)},
	}
	if r.forced {
		out = append(out, schema.Fact{Name: "row_level_security_forced", Text: "true"})
	}
	if r.options != "" {
		out = append(out, schema.Fact{Name: "options", Text: r.options})
	}
	rows := r.rows
	if r.kind == "p" {
		out = append(out, schema.Fact{Name: "partition_by", Text: r.partitioned}, schema.Fact{Name: "partitions", Text: strconv.Itoa(parts), Number: true})
		rows = below
	}
	return append(out, schema.Rows(rows))
}

func persistence(letter string) string {
	switch letter {
	case "u":
		return "unlogged"
	case "t":
		return "temporary"
	}
	return "permanent"
}

func yes(s string) bool { return s == "t" }

func fields(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\x01")
}
