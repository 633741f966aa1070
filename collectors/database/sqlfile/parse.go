// Package sqlfile reads a PostgreSQL schema file, such as Rails' structure.sql or what pg_dump writes, with PostgreSQL's own parser. What a
// file cannot show (rows, settings, which server it is) is unknown.
package sqlfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/wasilibs/go-pgquery/parser"

	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/internal/bounds"
)

// MaxSize bounds a schema file, in bytes.
const MaxSize = bounds.SQL

// meta is a line for psql itself, such as pg_dump's \restrict.
var meta = regexp.MustCompile(`(?m)^\\[^\n]*$`)

// Step is one file of a schema: a migration, or the only file.
type Step struct {
	ID   string // of the migration; "" for a schema file
	File string // as people name it
	Text string
}

// Parse reads the text of a schema file. name is the database's. A file that the parser refuses is an error.
func Parse(name, address, text string) (*schema.Database, error) {
	f := newFile(name, address)
	if err := f.load(Step{File: address, Text: text}); err != nil {
		return nil, err
	}
	tree, err := parsed(f.text, parser.ParseToJSON)
	if err != nil {
		return nil, err
	}
	if err := f.run(tree); err != nil {
		return nil, err
	}
	f.finish()
	return f.out, nil
}

// load takes the text of a step in hand.
func (f *file) load(s Step) error {
	if len(s.Text) > MaxSize {
		return fmt.Errorf("the schema file has more than %d MB", MaxSize>>20)
	}
	if strings.ContainsRune(s.Text, 0) {
		return errors.New("the schema file holds a NUL byte; is it pg_dump's own format? Write it with pg_dump --schema-only --format=plain")
	}
	// Blanks keep the places that the parser tells.
	text := meta.ReplaceAllStringFunc(s.Text, func(line string) string { return strings.Repeat(" ", len(line)) })
	f.dumped = strings.Contains(text, "PostgreSQL database dump")
	f.take(s, withoutComments(text))
	return nil
}

// take makes text the text that places of trees point into.
func (f *file) take(s Step, text string) {
	f.step, f.text, f.lines = s, text, nil
	for i := range text {
		if text[i] == '\n' {
			f.lines = append(f.lines, i)
		}
	}
}

// place is where a byte of the text stands.
func (f *file) place(at int) schema.Place {
	n, _ := slices.BinarySearch(f.lines, at)
	line := n + 1
	if n < len(f.given) {
		line = f.given[n]
	}
	return schema.Place{File: f.step.File, Line: line, By: f.step.ID}
}

// run applies the statements of a tree.
func (f *file) run(tree string) error {
	var all struct{ Stmts []statement }
	if err := json.Unmarshal([]byte(tree), &all); err != nil {
		return fmt.Errorf("PostgreSQL's parser answers in another form than expected: %w", err)
	}
	for _, s := range all.Stmts {
		if err := f.statement(s); err != nil {
			return err
		}
	}
	return nil
}

// oneAtATime lets one text at a time be parsed. The library compiles the parser anew for each call that runs beside another, which takes 2.7 s of
// processor time and 200 MB, and keeps it for the next call.
var oneAtATime sync.Mutex //nolint:gochecknoglobals // it guards the library's own pool, which is global

// parsed calls the parser. It is compiled to WebAssembly, and panics where it gets no memory.
func parsed(text string, parse func(string) (string, error)) (tree string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("PostgreSQL's parser cannot run here: it reserves 4 GB of address space; see `ulimit -v`, which must be unlimited or larger by that much (%.200s)", fmt.Sprint(p))
		}
	}()
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	tree, err = parse(text)
	var refused *parser.Error
	if errors.As(err, &refused) {
		why := refused.Message
		if at := strings.IndexByte(why, '"'); at >= 0 { // what follows quotes the file
			why = strings.TrimSuffix(strings.TrimSpace(why[:at]), " at or near")
		}
		runes := []rune(text)
		line := strings.Count(string(runes[:max(0, min(refused.Cursorpos, len(runes)))]), "\n") + 1
		return "", fmt.Errorf("PostgreSQL's parser refuses it on line %d: %s", line, why)
	} else if err != nil {
		return "", fmt.Errorf("PostgreSQL's parser cannot read it: %w", err)
	}
	return tree, nil
}

// statement is one statement: its kind with its tree, and where it stands.
type statement struct {
	Stmt     map[string]json.RawMessage `json:"stmt"`
	Location int                        `json:"stmt_location"`
	Len      int                        `json:"stmt_len"`
}

// file is a schema while it is read, from one file or from many.
type file struct {
	step     Step
	text     string
	lines    []int // where the lines of text end
	dumped   bool  // written by pg_dump: expressions are written as the server writes them
	asServer bool  // indexes are written as the server writes them, though the rest is not
	given    []int // the lines of the file that the lines of text stand for, nil for the same
	out      *schema.Database
	path     []string // schemas in which names without one are looked up, and made in the first
	tables   map[string]*table
	order    []string // of tables, as they were made
	views    map[string]*view
	types    map[string]*schema.Object
	seqs     map[string]*schema.Object
	owned    map[string]bool   // sequences that a column owns
	names    map[string]bool   // of indexes and constraints, each with its schema
	lost     map[string]string // kind and name of what a statement that was not understood touches → why
	whole    string            // why anything may have been made or dropped
}

type table struct {
	schema.Table
	parent   string // of a partition
	parts    int
	by       string
	rls      bool
	forced   bool
	unlogged bool
}

func (t *table) column(name string) *schema.Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// view is a view with its statement, which says what it reads.
type view struct {
	schema.View
	source string
}

func newFile(name, address string) *file {
	return &file{
		out:  &schema.Database{Engine: "postgres", FromFile: true, Name: name, Address: address, Settings: map[string]string{}},
		path: []string{"public"}, tables: map[string]*table{}, views: map[string]*view{}, types: map[string]*schema.Object{},
		seqs: map[string]*schema.Object{}, owned: map[string]bool{}, names: map[string]bool{}, lost: map[string]string{},
	}
}

// statement applies one statement.
func (f *file) statement(s statement) error {
	for kind, tree := range s.Stmt {
		read := map[string]func(json.RawMessage, statement) error{
			"CreateStmt": f.create, "AlterTableStmt": f.alter, "IndexStmt": f.index, "ViewStmt": f.view, "CreateTableAsStmt": f.view,
			"CreateEnumStmt": f.enum, "CreateDomainStmt": f.domain, "CreateExtensionStmt": f.extension, "CreateSeqStmt": f.sequence, "AlterSeqStmt": f.ownedBy,
			"DropStmt": f.drop, "RenameStmt": f.rename, "AlterObjectSchemaStmt": f.move, "AlterEnumStmt": f.alterEnum, "AlterDomainStmt": f.alterDomain,
			"VariableSetStmt": f.set, "DoStmt": f.do, "SelectStmt": f.call, "CreateSchemaStmt": f.inSchema,
		}[kind]
		if read == nil {
			continue // COMMENT, GRANT, INSERT and what finish says is not read
		}
		if err := read(tree, s); err != nil {
			return fmt.Errorf("%s at byte %d: %w", kind, s.Location, err)
		}
	}
	return nil
}

// source is the statement's own text.
func (f *file) source(s statement) string {
	end := s.Location + s.Len
	if s.Len == 0 || end > len(f.text) {
		end = len(f.text)
	}
	return strings.TrimSpace(f.text[min(s.Location, end):end])
}

var opening = regexp.MustCompile(`^\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$`)

// withoutComments writes blanks over comments, which may hold quotes and brackets.
func withoutComments(text string) string {
	out := []byte(text)
	blank := func(from, to int) {
		for i := from; i < to; i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	find := func(from int, end string) int { // where the text after end begins
		if from > len(text) {
			return len(text)
		}
		if i := strings.Index(text[from:], end); i >= 0 {
			return from + i + len(end)
		}
		return len(text)
	}
	for i := 0; i < len(text); {
		rest := text[i:]
		next := i + 1
		switch {
		case strings.HasPrefix(rest, "--"):
			next = find(i, "\n")
			blank(i, next)
		case strings.HasPrefix(rest, "/*"):
			next = find(i+2, "*/")
			blank(i, next)
		case rest[0] == '\'' || rest[0] == '"':
			next = find(i+1, rest[:1])
		case rest[0] == '$':
			if tag := opening.FindString(rest[:min(len(rest), 70)]); tag != "" {
				next = find(i+len(tag), tag)
			}
		}
		i = next
	}
	return string(out)
}

// until returns the text from a place to the end of the part of a list that it stands in: to the next comma or closing bracket outside of
// brackets and quotes.
func (f *file) until(from int) string {
	if from < 0 || from >= len(f.text) {
		return ""
	}
	depth := 0
	for i := from; i < len(f.text); i++ {
		switch c := f.text[i]; c {
		case '\'', '"':
			if end := strings.IndexByte(f.text[i+1:], c); end >= 0 {
				i += end + 1
			}
		case '(', '[':
			depth++
		case ')', ']':
			if depth == 0 {
				return strings.TrimSpace(f.text[from:i])
			}
			depth--
		case ',':
			if depth == 0 {
				return strings.TrimSpace(f.text[from:i])
			}
		case ';':
			return strings.TrimSpace(f.text[from:i])
		}
	}
	return strings.TrimSpace(f.text[from:])
}
