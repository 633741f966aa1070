// Package schema describes the structure of one database, whatever engine it runs on, and turns it into resources. The engines'
// packages fill it in; nothing here does I/O.
package schema

import (
	"fmt"

	"github.com/envparity/envparity/collectors/database/migrations"
)

// Database is all that was read of one database.
type Database struct {
	Engine  string // "postgres", "mysql", "mariadb" or "sqlite"
	Version string // "15.18"
	Name    string // as the server calls it
	Address string // host and database, without credentials

	FromFile bool // a file declares it: what an object's attributes lack is unknown, not missing

	Facts    []Fact            // encoding, collation, …
	Identity []Fact            // what tells whether two databases are one; sealed
	Settings map[string]string // by an allow-list of the engine
	Hidden   map[string]string // settings of the list that the role does not see, each with the reason

	Extensions []Object
	Tables     []Table
	Views      []View
	Routines   []Object
	Types      []Object
	Others     []Object // sequences, publications, foreign servers, …
	Migrations []migrations.History
	Statistics []Statistics // of columns; none where the config does not ask

	Unread []Unread
	Parts  map[string]string // parts of all tables and views, or of the database itself, that could not be read, each with the reason
}

// Names of Parts.
const (
	PartColumns     = "columns"
	PartIndexes     = "indexes"
	PartConstraints = "constraints"
	PartTriggers    = "triggers"
	PartPolicies    = "policies"
	PartDefinition  = "definition"   // of views
	PartViewColumns = "view columns" // of views alone
	PartSettings    = "settings"
	PartIdentity    = "identity"
)

// Lose notes that a part could not be read. What could not be read is unknown, never missing.
func (d *Database) Lose(part, why string) {
	if d.Parts == nil {
		d.Parts = map[string]string{}
	}
	d.Parts[part] = why
}

// Fact is one named value. An Unknown fact was not observed, and Text says why.
type Fact struct {
	Name    string
	Text    string
	Number  bool
	Unknown bool
}

// Unread is a part of the catalogue that could not be read.
type Unread struct {
	Kind   string // kind of the resources that are unknown, such as "table"; "" where no resource is, but attributes are
	Name   string // one resource, or "" for all of the kind
	Why    string
	Beyond bool // the role's rights never show it; nothing went wrong
}

// Place is where a file declares something. The zero value is nowhere: what a server shows stands in no file.
type Place struct {
	File string
	Line int
	By   string // id of the migration that declares it, "" for none
}

// String is the place as people write it.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Object is a database object that needs no structure of its own.
type Object struct {
	Kind  string // "extension", "routine", "type", "sequence", …
	Name  string // qualified by its schema where it has one
	Facts []Fact
	Lists []Named // lists of texts, such as the labels of an enum; their order counts
	Place Place
}

// Named is a list with a name.
type Named struct {
	Name   string
	Values []string
	Set    bool // the order carries no meaning
}

// Table is a table and what belongs to it.
type Table struct {
	Name        string
	Facts       []Fact // persistence, row level security, partitioning, rows
	Columns     []Column
	Indexes     []Index
	Constraints []Constraint
	Triggers    []Part
	Policies    []Part
	Freshness   []Freshness // by the columns that the config names
	Uneven      *Uneven     // of a partitioned table; nil where that was not looked at
	Place       Place
	Lost        map[string]string // parts of this table alone that are unknown, each with the reason
}

// Column is a column of a table or view.
type Column struct {
	Name      string
	Type      string
	Nullable  bool
	Default   string // the expression, "" for none
	Identity  string
	Generated string // the expression, "" for none
	Collation string // "" for the type's own
	Hidden    string // why the default is unknown
	Place     Place

	HiddenType      string // why the type is unknown
	HiddenGenerated string // why the generated expression is unknown
	HiddenIdentity  string // why it is unknown which kind of identity it has
}

// Index is an index that no constraint owns. Its key is what it indexes, not its name: names are often generated.
type Index struct {
	Name      string
	Method    string
	Columns   []string
	Include   []string
	Predicate string
	Unique    bool
	Invalid   bool // a failed concurrent build: it exists, and no query uses it
	NullsSame bool // NULLS NOT DISTINCT
	Place     Place
}

// Constraint is a constraint of a table. Its key is its kind and definition, not its name.
type Constraint struct {
	Name        string
	Kind        string // "primary key", "unique", "foreign key", "check", "exclude"
	Definition  string
	Hidden      string // why the definition is unknown
	NotChecked  bool   // NOT VALID: rows that were there before were never checked
	Deferrable  bool
	KeyColumns  []string
	Target      string // of a foreign key
	TargetKey   []string
	OnDelete    string
	OnUpdate    string
	NotEnforced bool
	Place       Place
}

// Part is a trigger or a policy.
type Part struct {
	Name  string
	Facts []Fact
}

// View is a view or a materialized view.
type View struct {
	Name         string
	Materialized bool
	Columns      []Column
	Definition   string
	Hidden       string // why the definition could not be read
	Facts        []Fact
	Indexes      []Index
	Place        Place
}
