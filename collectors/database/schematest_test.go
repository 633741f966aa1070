package database_test

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// outline writes a schema in one line an object, for tests to compare.
func outline(db *schema.Database) string {
	var b strings.Builder
	for i := range db.Tables {
		t := &db.Tables[i]
		fmt.Fprintf(&b, "%s (line %d)\n", t.Name, t.Place.Line)
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "  %s %s", c.Name, c.Type)
			if !c.Nullable {
				b.WriteString(" not null")
			}
			if c.Default != "" {
				b.WriteString(" default " + c.Default)
			}
			for _, why := range []string{c.Hidden, c.HiddenType, c.HiddenGenerated} {
				if why != "" {
					b.WriteString(" ?")
				}
			}
			fmt.Fprintf(&b, " :%d\n", c.Place.Line)
		}
		for i := range t.Indexes {
			fmt.Fprintf(&b, "  %s = %s :%d\n", t.Indexes[i].Name, t.Indexes[i].Key(), t.Indexes[i].Place.Line)
		}
		for i := range t.Constraints {
			c := &t.Constraints[i]
			fmt.Fprintf(&b, "  %s = %s", c.Name, c.Key())
			if c.OnDelete != "" {
				b.WriteString(" on delete " + c.OnDelete)
			}
			b.WriteString("\n")
		}
		for part, why := range t.Lost {
			fmt.Fprintf(&b, "  lost %s: %s\n", part, why)
		}
	}
	for _, o := range db.Types {
		fmt.Fprintf(&b, "type %s %v\n", o.Name, o.Lists)
	}
	for _, u := range db.Unread {
		if !u.Beyond {
			fmt.Fprintf(&b, "unread %s %s: %s\n", u.Kind, u.Name, u.Why)
		}
	}
	return b.String()
}
