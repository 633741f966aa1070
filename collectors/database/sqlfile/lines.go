package sqlfile

import (
	"strings"

	"github.com/wasilibs/go-pgquery/parser"

	"github.com/envparity/envparity/collectors/database/schema"
)

// Lines is the SQL that another language's schema file stands for, line by line, so that places are those of that file.
type Lines struct {
	lines []string
	first []placed // before all lines
	last  []placed // and behind them
	lost  []lostLine
}

type placed struct {
	line int
	sql  string
}

type lostLine struct {
	kind, name string
	line       int
	why        string
}

// ColumnType as the kind of Lose says that the type of a table's key is unknown, while the table is not.
const ColumnType = "type of the key"

// NewLines makes Lines for a file of n lines.
func NewLines(n int) *Lines { return &Lines{lines: make([]string, n)} }

// Write appends SQL to a line of the file. Its own line breaks become blanks.
func (l *Lines) Write(line int, sql string) {
	at := min(max(line, 1), len(l.lines)) - 1
	l.lines[at] += strings.ReplaceAll(strings.ReplaceAll(sql, "\n", " "), "\x00", " ")
}

// First adds a statement that is of a line and applied before all lines.
func (l *Lines) First(line int, sql string) { l.first = append(l.first, placed{line, sql}) }

// Last adds a statement that is of a line and applied after all lines.
func (l *Lines) Last(line int, sql string) { l.last = append(l.last, placed{line, sql}) }

// Lose notes that an object of the file was not understood. Without a kind it may be anything.
func (l *Lines) Lose(kind, name string, line int, why string) {
	l.lost = append(l.lost, lostLine{kind, name, line, why})
}

// Read reads the schema. name is the database's, address the file's.
func (l *Lines) Read(name, address string) *schema.Database {
	f := newFile(name, address)
	f.asServer = true
	f.placed(l.first)
	f.take(Step{File: address}, strings.Join(l.lines, "\n"))
	f.apply()
	f.placed(l.last)
	for _, x := range l.lost {
		at := schema.Place{File: address, Line: x.line}
		switch full := f.resolve(relation(splitName(x.name))); {
		case x.kind == "":
			f.whole = at.String() + ": " + x.why
		case x.kind == ColumnType:
			f.loseKeyType(full, at.String()+": "+x.why)
		default:
			f.lose(x.kind, full, at, x.why)
		}
	}
	f.finish()
	return f.out
}

func splitName(s string) []string { return strings.SplitN(s, ".", 2) }

// loseKeyType makes the type of a table's own key unknown.
func (f *file) loseKeyType(name, why string) {
	t := f.tables[name]
	if t == nil || len(t.Columns) == 0 {
		return
	}
	t.Columns[0].HiddenType = why
}

// placed applies statements that are each of a line, all of them at once.
func (f *file) placed(list []placed) {
	lines := make([]string, 0, len(list))
	f.given = nil
	for _, p := range list {
		lines = append(lines, p.sql)
		f.given = append(f.given, p.line)
	}
	f.take(Step{File: f.out.Address}, strings.Join(lines, "\n"))
	f.apply()
	f.given = nil
}

// apply applies the text in hand, statement by statement where the parser refuses one.
func (f *file) apply() {
	tree, err := parsed(f.text, parser.ParseToJSON)
	if err == nil {
		err = f.run(tree)
	}
	if err != nil {
		f.oneByOne()
	}
}
