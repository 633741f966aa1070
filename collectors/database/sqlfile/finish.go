package sqlfile

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

const notInFile = "a schema file does not show it"

// finish turns what was read into the database's parts, and says what a file cannot show.
func (f *file) finish() {
	f.keys()
	for _, name := range f.order {
		if t := f.tables[name]; t != nil && t.parent == "" && f.lost[schema.KindTable+"\x00"+name] == "" {
			t.Facts = t.facts()
			f.out.Tables = append(f.out.Tables, t.Table)
			delete(f.tables, name) // a name that was made twice stands in order twice
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.views)) {
		v := f.views[name]
		if f.lost[viewKind(v)+"\x00"+name] != "" {
			continue
		}
		f.out.Views = append(f.out.Views, v.View)
	}
	for _, name := range slices.Sorted(maps.Keys(f.types)) {
		if f.lost["type\x00"+name] == "" {
			f.out.Types = append(f.out.Types, *f.types[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.seqs)) {
		if !f.owned[name] && f.lost["sequence\x00"+name] == "" {
			f.out.Others = append(f.out.Others, *f.seqs[name])
		}
	}
	f.unread()
	f.hidden()
}

// keys fills in the columns that a foreign key refers to where it names none: those of the primary key.
func (f *file) keys() {
	for _, t := range f.tables {
		for i := range t.Constraints {
			c := &t.Constraints[i]
			target := f.tables[c.Target]
			if c.Kind != "foreign key" || len(c.TargetKey) > 0 || target == nil {
				continue
			}
			if at := slices.IndexFunc(target.Constraints, func(x schema.Constraint) bool { return x.Kind == "primary key" }); at >= 0 {
				c.TargetKey = target.Constraints[at].KeyColumns
			}
		}
	}
}

func (t *table) facts() []schema.Fact {
	persistence := "permanent"
	if t.unlogged {
		persistence = "unlogged"
	}
	out := []schema.Fact{
		{Name: "persistence", Text: persistence},
		{Name: "row_level_security", Text: strconv.FormatBool(t.rls)},
	}
	if t.forced {
		out = append(out, schema.Fact{Name: "row_level_security_forced", Text: "true"})
	}
	if t.by != "" {
		by, known := partitioning(t.by)
		if !known {
			by = handWritten
		}
		out = append(out, schema.Fact{Name: "partition_by", Text: by, Unknown: !known}, schema.Fact{Name: "partitions", Text: strconv.Itoa(t.parts), Number: true})
	}
	return out
}

// unread reports what statements touch that could not be applied.
func (f *file) unread() {
	for _, key := range slices.Sorted(maps.Keys(f.lost)) {
		kind, name, _ := strings.Cut(key, "\x00")
		f.out.Unread = append(f.out.Unread, schema.Unread{Kind: kind, Name: name, Why: f.lost[key]})
	}
	if f.whole != "" {
		for _, kind := range []string{schema.KindTable, schema.KindView, schema.KindMatView, "type", "sequence", "extension"} {
			f.out.Unread = append(f.out.Unread, schema.Unread{Kind: kind, Why: f.whole})
		}
	}
}

// hidden reports what no file shows.
func (f *file) hidden() {
	if !slices.ContainsFunc(f.out.Extensions, func(o schema.Object) bool { return o.Name == "plpgsql" }) {
		f.out.Extensions = append(f.out.Extensions, extension("plpgsql")) // every database has it, and no dump says so
	}
	for _, part := range []string{schema.PartSettings, schema.PartIdentity, schema.PartTriggers, schema.PartPolicies} {
		f.out.Lose(part, notInFile)
	}
	f.out.Lose(schema.PartViewColumns, notInFile)
	for _, kind := range []string{"routine", "publication", "foreign_server", "event_trigger", "statistics", schema.KindStatistics, schema.KindMigrations} {
		f.out.Unread = append(f.out.Unread, schema.Unread{Kind: kind, Why: "the schema file is read for tables, views, types, sequences and extensions", Beyond: true})
	}
}

var partitionKey = regexp.MustCompile(`(?is)^(range|list|hash)\s*\(\s*("?\w+"?(?:\s*,\s*"?\w+"?)*)\s*\)$`)

// partitioning is by what a table is partitioned, as the server writes it; false where that takes a server.
func partitioning(words string) (string, bool) {
	m := partitionKey.FindStringSubmatch(strings.TrimSpace(words))
	if m == nil {
		return words, false
	}
	keys := strings.Split(m[2], ",")
	for i := range keys {
		keys[i] = quoteAll(nameParts(keys[i]))
	}
	return strings.ToUpper(m[1]) + " (" + strings.Join(keys, ", ") + ")", true
}
