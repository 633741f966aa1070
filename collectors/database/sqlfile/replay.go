package sqlfile

import (
	"regexp"
	"strings"

	"github.com/wasilibs/go-pgquery/parser"

	"github.com/envparity/envparity/collectors/database/schema"
)

// Replay applies the files of a folder of migrations one after another, in memory, and returns the schema that they make. What a statement touches
// that cannot be applied is unknown, with the file and line of the statement. name is the database's.
func Replay(name, address string, steps []Step) *schema.Database {
	f := newFile(name, address)
	for _, s := range steps {
		if err := f.load(s); err != nil {
			f.whole = s.File + ": " + err.Error()
			continue
		}
		f.apply()
	}
	f.finish()
	return f.out
}

// oneByOne applies the statements of a file of which the parser refuses one.
func (f *file) oneByOne() {
	step, text, lines := f.step, f.text, f.lines
	defer func() { f.step, f.text, f.lines = step, text, lines }()
	for _, span := range statements(text) {
		f.step, f.text, f.lines = step, text, lines
		at := f.place(span[0])
		f.take(step, strings.Repeat("\n", at.Line-1)+text[span[0]:span[1]])
		tree, err := parsed(f.text, parser.ParseToJSON)
		if err == nil {
			err = f.run(tree)
		}
		if err != nil {
			f.touch(text[span[0]:span[1]], at, "PostgreSQL's parser refuses the statement", true)
		}
	}
}

// statements cuts a text without comments into its statements, and returns where each begins and ends.
func statements(text string) [][2]int {
	var out [][2]int
	from := 0
	add := func(to int) {
		for from < to && strings.IndexByte(" \t\r\n", text[from]) >= 0 {
			from++
		}
		if from < to {
			out = append(out, [2]int{from, to})
		}
	}
	for i := 0; i < len(text); {
		next := afterQuote(text, i)
		if text[i] == ';' {
			add(i)
			from = i + 1
		}
		i = next
	}
	add(len(text))
	return out
}

// afterQuote is the place behind the quoted text that begins at i, or behind the byte at i where none does.
func afterQuote(text string, i int) int {
	rest := text[i:]
	end := ""
	switch {
	case rest[0] == '\'' || rest[0] == '"':
		end = rest[:1]
	case rest[0] == '$':
		end = opening.FindString(rest[:min(len(rest), 70)])
	}
	if end == "" {
		return i + 1
	}
	if at := strings.Index(text[i+len(end):], end); at >= 0 {
		return i + at + 2*len(end)
	}
	return len(text)
}

// makes finds what a statement makes, changes or drops, by its first words: the kind, then the name.
var makes = regexp.MustCompile(`(?i)\b(?:CREATE|ALTER|DROP|RENAME)\s+(?:OR\s+REPLACE\s+)?(?:UNLOGGED\s+|FOREIGN\s+|MATERIALIZED\s+)?(TABLE|VIEW|TYPE|DOMAIN|SEQUENCE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:ONLY\s+)?((?:"[^"]+"|[\w$]+)(?:\s*\.\s*(?:"[^"]+"|[\w$]+))?)`)

// harmless are statements that change nothing of what is read.
var harmless = regexp.MustCompile(`(?is)^\s*(?:INSERT|UPDATE|DELETE|SELECT|COPY|GRANT|REVOKE|COMMENT|SET|RESET|ANALYZE|VACUUM|TRUNCATE|LOCK|BEGIN|COMMIT|ROLLBACK|` +
	`(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE|TRIGGER|POLICY|RULE|ROLE|USER|PUBLICATION|STATISTICS|AGGREGATE|CAST|OPERATOR)\b)`)

// touch makes unknown what a statement names that cannot be applied. anything says that it may touch more than it names.
func (f *file) touch(text string, at schema.Place, why string, anything bool) {
	if harmless.MatchString(text) && why != "" && !strings.HasPrefix(why, "it calls") {
		return
	}
	hit := false
	for _, m := range makes.FindAllStringSubmatch(text, -1) {
		name := f.resolve(relation(nameParts(m[2])))
		kinds := map[string][]string{"VIEW": {schema.KindView, schema.KindMatView}, "TYPE": {"type"}, "DOMAIN": {"type"}, "SEQUENCE": {"sequence"}}[strings.ToUpper(m[1])]
		if kinds == nil {
			kinds = []string{schema.KindTable}
		}
		for _, kind := range kinds {
			f.lose(kind, name, at, why)
		}
		hit = true
	}
	for _, word := range identifier.FindAllString(text, -1) {
		name := f.resolve(relation(nameParts(word)))
		if f.tables[name] != nil {
			f.lose(schema.KindTable, name, at, why)
			hit = true
		}
		if v := f.views[name]; v != nil {
			f.lose(viewKind(v), name, at, why)
			hit = true
		}
	}
	if anything && !hit && f.whole == "" {
		f.whole = at.String() + ": " + why
	}
}

func viewKind(v *view) string {
	if v.Materialized {
		return schema.KindMatView
	}
	return schema.KindView
}

var identifier = regexp.MustCompile(`(?:"[^"]+"|[A-Za-z_][\w$]*)(?:\s*\.\s*(?:"[^"]+"|[A-Za-z_][\w$]*))?`)

// nameParts splits schema.name. Without quotes a name is in lower case.
func nameParts(s string) []string {
	var out []string
	for _, p := range strings.Split(s, ".") {
		p = strings.TrimSpace(p)
		if strings.HasPrefix(p, `"`) {
			out = append(out, strings.Trim(p, `"`))
			continue
		}
		out = append(out, strings.ToLower(p))
	}
	return out
}
