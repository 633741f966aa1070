package schema

import (
	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/snapshot"
)

// history is the tree of a migration journal.
func history(h *migrations.History) snapshot.Node {
	var t tree
	t.text("table", h.Table)
	t.given("latest", h.Latest)
	if h.Locked {
		t.flag("locked", true)
	}
	t.under("applied", func(b *tree) {
		for i := range h.Applied {
			m := &h.Applied[i]
			b.under(m.ID, func(e *tree) {
				e.text("state", string(m.State))
				e.given("checksum", m.Checksum)
				e.given("description", m.Description)
				if i > 0 { // where a migration was jumped over, the next one comes after another
					e.text("after", h.Applied[i-1].ID)
				}
			})
		}
	})
	if h.Declared != nil {
		t.list(Named{Name: "pending", Values: h.Pending(), Set: true})
		t.list(Named{Name: "undeclared", Values: h.Undeclared(), Set: true})
	}
	return t.node
}
