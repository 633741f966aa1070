// Package sqlite reads the structure of an SQLite database file. It opens the file as immutable, so that nothing is written beside it. A
// database with a write-ahead log is copied first, since an immutable one is read without its log.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/internal/bounds"
)

const maxCopy = bounds.SQLite

var errNoDatabase = errors.New("it is no SQLite database")

// Read reads the database in file, relative to dir.
func Read(ctx context.Context, dir, file string) (*schema.Database, error) {
	path := file
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, filepath.FromSlash(file))
	}
	if err := check(path); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	opened, done, err := settled(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	defer done()
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(opened)}).EscapedPath()+"?mode=ro&immutable=1&_pragma=query_only(1)&_pragma=trusted_schema(0)")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	defer func() { _ = db.Close() }() // it was read
	r := &reader{ctx: ctx, db: db}
	out := &schema.Database{Engine: "sqlite", Name: strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), Address: file, Settings: map[string]string{}}
	r.read(out)
	if r.err != nil {
		return nil, fmt.Errorf("%s: %w", file, r.err)
	}
	return out, nil
}

// check reports why the file is no SQLite database, before a library opens it.
func check(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is no regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was read
	head := make([]byte, 16)
	if _, err := io.ReadFull(f, head); err != nil || string(head) != "SQLite format 3\x00" {
		return errNoDatabase
	}
	return nil
}

// settled returns a file that needs no log: the database itself, or a copy of it and its log where there is one.
func settled(path string) (string, func(), error) {
	nothing := func() {}
	if wal, err := os.Stat(path + "-wal"); err != nil || wal.Size() == 0 {
		return path, nothing, nil //nolint:nilerr // without a log there is nothing to settle
	}
	dir, err := os.MkdirTemp("", "envparity-sqlite-")
	if err != nil {
		return "", nothing, err
	}
	done := func() { _ = os.RemoveAll(dir) } // it is in the system's folder for such
	for _, ending := range []string{"", "-wal"} {
		if err := copyFile(path+ending, filepath.Join(dir, "copy"+ending)); err != nil {
			done()
			return "", nothing, fmt.Errorf("its write-ahead log cannot be read: %w", err)
		}
	}
	if err := merge(filepath.Join(dir, "copy")); err != nil {
		done()
		return "", nothing, fmt.Errorf("its write-ahead log cannot be read: %w", err)
	}
	return filepath.Join(dir, "copy"), done, nil
}

// merge writes the copy's log into the copy.
func merge(path string) error {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?_pragma=trusted_schema(0)")
	if err != nil {
		return err
	}
	_, err = db.Exec("pragma wal_checkpoint(truncate)")
	return errors.Join(err, db.Close())
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was read
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > maxCopy {
		return fmt.Errorf("%s is larger than %d bytes or no regular file", from, maxCopy)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, io.LimitReader(in, maxCopy))
	return errors.Join(err, out.Close())
}

// reader asks one statement after the other and keeps the first error.
type reader struct {
	ctx context.Context //nolint:containedctx // one read, from beginning to end
	db  *sql.DB
	err error
}

// rows returns the answer as text, NULL as "".
func (r *reader) rows(query string, args ...any) [][]string {
	if r.err != nil {
		return nil
	}
	rows, err := r.db.QueryContext(r.ctx, query, args...)
	if err != nil {
		r.err = err
		return nil
	}
	defer func() { _ = rows.Close() }() // it was read
	columns, err := rows.Columns()
	if err != nil {
		r.err = err
		return nil
	}
	var out [][]string
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if r.err = rows.Scan(into...); r.err != nil {
			return nil
		}
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = v.String
		}
		out = append(out, row)
	}
	r.err = rows.Err()
	return out
}

func (r *reader) one(query string) string {
	if rows := r.rows(query); len(rows) == 1 && len(rows[0]) == 1 {
		return rows[0][0]
	}
	return ""
}

func (r *reader) read(out *schema.Database) {
	out.Version = r.one("select sqlite_version()")
	out.Facts = []schema.Fact{{Name: "encoding", Text: r.one("pragma encoding")}}
	for _, p := range []string{"application_id", "auto_vacuum", "foreign_keys", "journal_mode", "page_size", "user_version"} {
		out.Settings[p] = r.one("pragma " + p)
	}
	for _, row := range r.rows("select type, name, coalesce(sql, '') from sqlite_schema where name not like 'sqlite\\_%' escape '\\' and type in ('table', 'view') order by name") {
		if row[0] == "view" {
			out.Views = append(out.Views, schema.View{Name: row[1], Columns: r.columns(row[1]), Definition: schema.Query(row[2])})
			continue
		}
		t := schema.Table{Name: row[1], Columns: r.columns(row[1]), Facts: tableFacts(row[2])}
		r.indexes(&t)
		r.foreignKeys(&t)
		r.triggers(&t)
		r.journal(out, &t)
		out.Tables = append(out.Tables, t)
	}
}

func tableFacts(sql string) []schema.Fact {
	tail := strings.ToUpper(sql[strings.LastIndex(sql, ")")+1:])
	return []schema.Fact{
		{Name: "strict", Text: strconv.FormatBool(strings.Contains(tail, "STRICT"))},
		{Name: "without_rowid", Text: strconv.FormatBool(strings.Contains(tail, "WITHOUT"))},
	}
}

func (r *reader) columns(table string) []schema.Column {
	var out []schema.Column
	for _, row := range r.rows("select name, type, \"notnull\", coalesce(dflt_value, ''), pk, hidden from pragma_table_xinfo(?)", table) {
		c := schema.Column{Name: row[0], Type: strings.ToLower(row[1]), Nullable: row[2] == "0", Default: schema.Expression(row[3])}
		switch row[5] {
		case "2":
			c.Generated = "virtual"
		case "3":
			c.Generated = "stored"
		}
		out = append(out, c)
	}
	return out
}

func (r *reader) indexes(t *schema.Table) {
	for _, row := range r.rows("select name, \"unique\", origin, partial from pragma_index_list(?)", t.Name) {
		var columns []string
		for _, c := range r.rows("select coalesce(name, '<expression>'), \"desc\" from pragma_index_xinfo(?) where key = 1", row[0]) {
			name := c[0]
			if c[1] == "1" {
				name += " desc"
			}
			columns = append(columns, name)
		}
		switch row[2] {
		case "pk":
			t.Constraints = append(t.Constraints, schema.Constraint{Name: row[0], Kind: "primary key", Definition: "PRIMARY KEY (" + strings.Join(columns, ", ") + ")"})
		case "u":
			t.Constraints = append(t.Constraints, schema.Constraint{Name: row[0], Kind: "unique", KeyColumns: columns, Definition: "UNIQUE (" + strings.Join(columns, ", ") + ")"})
		default:
			x := schema.Index{Name: row[0], Method: "btree", Columns: columns, Unique: row[1] == "1"}
			if row[3] == "1" {
				x.Predicate = predicate(r.rows("select coalesce(sql, '') from sqlite_schema where type = 'index' and name = ?", row[0]))
			}
			t.Indexes = append(t.Indexes, x)
		}
	}
}

func predicate(rows [][]string) string {
	if len(rows) != 1 {
		return ""
	}
	i := strings.LastIndex(strings.ToUpper(rows[0][0]), " WHERE ")
	if i < 0 {
		return ""
	}
	return schema.Expression(rows[0][0][i+len(" WHERE "):])
}

func (r *reader) foreignKeys(t *schema.Table) {
	byID := map[string]*schema.Constraint{}
	var order []string
	for _, row := range r.rows("select id, \"table\", \"from\", coalesce(\"to\", ''), on_update, on_delete from pragma_foreign_key_list(?) order by id, seq", t.Name) {
		c := byID[row[0]]
		if c == nil {
			c = &schema.Constraint{Kind: "foreign key", Target: row[1], OnUpdate: strings.ToLower(row[4]), OnDelete: strings.ToLower(row[5])}
			byID[row[0]] = c
			order = append(order, row[0])
		}
		c.KeyColumns, c.TargetKey = append(c.KeyColumns, row[2]), append(c.TargetKey, row[3])
	}
	for _, id := range order {
		t.Constraints = append(t.Constraints, *byID[id])
	}
}

func (r *reader) triggers(t *schema.Table) {
	for _, row := range r.rows("select name, coalesce(sql, '') from sqlite_schema where type = 'trigger' and tbl_name = ?", t.Name) {
		t.Triggers = append(t.Triggers, schema.Part{Name: row[0], Facts: []schema.Fact{{Name: "definition", Text: schema.Expression(row[1])}}})
	}
}
