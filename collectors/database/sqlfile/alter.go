package sqlfile

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// command is one action of ALTER TABLE.
type command struct {
	Kind   string                     `json:"subtype"`
	Name   string                     `json:"name"`
	Def    map[string]json.RawMessage `json:"def"`
	Gently bool                       `json:"missing_ok"`
}

// alter applies ALTER TABLE.
func (f *file) alter(tree json.RawMessage, s statement) error {
	var a struct {
		Relation rangeVar `json:"relation"`
		Kind     string   `json:"objtype"`
		Gently   bool     `json:"missing_ok"`
		Commands []struct {
			Command command `json:"AlterTableCmd"`
		} `json:"cmds"`
	}
	if err := json.Unmarshal(tree, &a); err != nil {
		return err
	}
	name := f.resolve(a.Relation)
	t := f.tables[name]
	if t == nil {
		if a.Kind == "OBJECT_TABLE" {
			f.unheard(name, f.place(f.start(s)), a.Gently)
		}
		return nil // a view, a sequence, or a table of another file
	}
	for i := range a.Commands {
		if err := f.change(t, &a.Commands[i].Command, f.place(f.start(s))); err != nil {
			return err
		}
	}
	return nil
}

// change applies one action.
func (f *file) change(t *table, c *command, at schema.Place) error {
	var con constraint
	if raw := c.Def["Constraint"]; raw != nil {
		if err := json.Unmarshal(raw, &con); err != nil {
			return err
		}
	}
	switch c.Kind {
	case "AT_AddConstraint":
		f.constraint(t, &con, "")
	case "AT_AddColumn":
		return f.addColumn(t, c, at)
	case "AT_DropColumn":
		f.dropColumn(t, c.Name)
	case "AT_DropConstraint":
		f.dropConstraint(t, c, at)
	case "AT_ValidateConstraint":
		for i := range t.Constraints {
			if t.Constraints[i].Name == c.Name {
				t.Constraints[i].NotChecked = false
			}
		}
	case "AT_EnableRowSecurity", "AT_DisableRowSecurity":
		t.rls = c.Kind == "AT_EnableRowSecurity"
	case "AT_ForceRowSecurity", "AT_NoForceRowSecurity":
		t.forced = c.Kind == "AT_ForceRowSecurity"
	case "AT_SetLogged", "AT_SetUnLogged":
		t.unlogged = c.Kind == "AT_SetUnLogged"
	case "AT_AttachPartition", "AT_DetachPartition":
		f.partition(t, c)
	case "AT_AddInherit", "AT_DropInherit", "AT_AddOf", "AT_AlterConstraint":
		f.lose(schema.KindTable, t.Name, at, "the statement is not understood")
	case "AT_ColumnDefault", "AT_AddIdentity", "AT_SetIdentity", "AT_DropIdentity", "AT_SetNotNull", "AT_DropNotNull", "AT_AlterColumnType", "AT_DropExpression", "AT_SetExpression":
		f.amend(t, c, &con)
	}
	return nil // owners, storage, statistics, triggers and options are not read
}

func (f *file) addColumn(t *table, c *command, at schema.Place) error {
	var col column
	if err := json.Unmarshal(c.Def["ColumnDef"], &col); err != nil {
		return err
	}
	if t.column(col.Name) != nil {
		if !c.Gently {
			f.lose(schema.KindTable, t.Name, at, "the column "+col.Name+" is added twice")
		}
		return nil
	}
	f.column(t, &col)
	return nil
}

// partition applies ATTACH and DETACH PARTITION.
func (f *file) partition(t *table, c *command) {
	var part struct {
		Name rangeVar `json:"name"`
	}
	if json.Unmarshal(c.Def["PartitionCmd"], &part) != nil {
		return
	}
	child := f.tables[f.resolve(part.Name)]
	switch {
	case child == nil:
	case c.Kind == "AT_AttachPartition" && child.parent == "":
		child.parent = t.Name
		t.parts++
	case c.Kind == "AT_DetachPartition" && child.parent != "":
		child.parent = ""
		t.parts--
	}
}

// attachTo makes a table a partition of another.
func (f *file) attachTo(parent rangeVar, child *table) {
	child.parent = f.resolve(parent)
	if t := f.tables[child.parent]; t != nil {
		t.parts++
	}
}

// dropColumn takes a column away, with the indexes and constraints that read it.
func (f *file) dropColumn(t *table, name string) {
	t.Columns = slices.DeleteFunc(t.Columns, func(c schema.Column) bool { return c.Name == name })
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x schema.Index) bool { return uses(&x, name) })
	keyed := false
	t.Constraints = slices.DeleteFunc(t.Constraints, func(c schema.Constraint) bool {
		gone := slices.Contains(c.KeyColumns, name)
		keyed = keyed || gone && c.Kind != "foreign key" && c.Kind != "check"
		return gone
	})
	if keyed { // foreign keys of others lead there
		f.eachForeignKey(t.Name, func(c *schema.Constraint) bool { return !slices.Contains(c.TargetKey, name) })
	}
}

// eachForeignKey calls keep with each foreign key to a table, and takes away those for which it is false.
func (f *file) eachForeignKey(to string, keep func(*schema.Constraint) bool) {
	for _, t := range f.tables {
		t.Constraints = slices.DeleteFunc(t.Constraints, func(c schema.Constraint) bool { return c.Kind == "foreign key" && c.Target == to && !keep(&c) })
	}
}

func (f *file) dropConstraint(t *table, c *command, at schema.Place) {
	i := slices.IndexFunc(t.Constraints, func(x schema.Constraint) bool { return x.Name == c.Name })
	if i < 0 {
		if !c.Gently {
			f.lose(schema.KindTable, t.Name, at, "no migration before this one makes the constraint "+c.Name)
		}
		return
	}
	delete(f.names, schemaName(t.Name)+"."+c.Name)
	t.Constraints = slices.Delete(t.Constraints, i, i+1)
}

// amend changes a column of the table.
func (f *file) amend(t *table, cmd *command, con *constraint) {
	c := t.column(cmd.Name)
	if c == nil {
		return
	}
	switch cmd.Kind {
	case "AT_SetNotNull", "AT_DropNotNull":
		c.Nullable = cmd.Kind == "AT_DropNotNull"
	case "AT_AddIdentity":
		c.Identity = identity(con.When)
	case "AT_SetIdentity":
		c.Identity = "" // which one it is now stands in an option
		c.HiddenIdentity = handWritten
	case "AT_DropIdentity":
		c.Identity = ""
	case "AT_DropExpression":
		c.Generated, c.HiddenGenerated = "", ""
	case "AT_SetExpression":
		c.Generated, c.HiddenGenerated = "", handWritten
	case "AT_ColumnDefault":
		c.Default, c.Hidden = "", ""
		if cmd.Def != nil {
			c.Default, c.Hidden = f.standard(cmd.Def, c.Type)
		}
	case "AT_AlterColumnType":
		f.retype(t, c, cmd)
	}
}

// retype changes a column's type. The server rewrites what depends on it.
func (f *file) retype(t *table, c *schema.Column, cmd *command) {
	var def column
	if json.Unmarshal(cmd.Def["ColumnDef"], &def) != nil {
		return
	}
	before := c.Type
	c.Type, c.Collation = f.server(&def.Type), ""
	if def.Collation != nil {
		c.Collation = def.Collation.Names[len(def.Collation.Names)-1].String.Value
	}
	if c.Default != "" && c.Default != schema.Default("nextval('x')") && !strings.HasSuffix(c.Default, "()") && !(textual(before) && textual(c.Type)) {
		c.Default, c.Hidden = "", handWritten
	}
	for i := range t.Indexes {
		if x := &t.Indexes[i]; x.Predicate != "" && uses(&schema.Index{Predicate: x.Predicate}, c.Name) || slices.ContainsFunc(x.Columns, func(s string) bool { return strings.ContainsAny(s, "(:") }) && uses(x, c.Name) {
			t.loseIndexes(x.Place, "the index "+x.Name+" has an expression over a column whose type was changed")
		}
	}
}

// textual reports whether literals of a type are written in one form.
func textual(kind string) bool { return kind == "text" || varying(kind) }
