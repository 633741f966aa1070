package schema

import (
	"strings"

	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/snapshot"
)

// history writes the tree of a migration journal.
func history(t *tree, h *migrations.History) {
	if !h.FromFile {
		t.text("table", h.Table)
	}
	t.given("latest", h.Latest)
	t.given("environment", h.Made)
	t.hidden("environment", h.MadeWhy)
	if h.Locked {
		t.flag("locked", true)
	}
	t.under("stuck", func(b *tree) {
		for i := range h.Applied {
			if m := &h.Applied[i]; m.State != migrations.Applied {
				b.text(m.ID, string(m.State))
			}
		}
	})
	if h.NewestOf {
		newest(t, h)
	} else {
		applied(t, h)
		conditional(t, h)
	}
	if h.Declared != nil {
		if h.NewestOf {
			t.unknown("pending", "the newest migration is not in the folder, so what came before it is not known")
		} else {
			t.list(Named{Name: "pending", Values: h.Pending(), Set: true})
		}
		t.list(Named{Name: "undeclared", Values: h.Undeclared(), Set: true})
		t.list(Named{Name: "edited", Values: h.Edited, Set: true})
	}
}

// applied writes the migrations that ran to their end, each with the one before it.
func applied(t *tree, h *migrations.History) {
	missed := map[string][]string{}
	for _, m := range h.Absent {
		missed[m.ID] = append(missed[m.ID], m.Object)
	}
	t.under("applied", func(b *tree) {
		before := ""
		for i := range h.Applied {
			m := &h.Applied[i]
			if m.State != migrations.Applied || m.Context != "" {
				continue
			}
			b.underAt(m.ID, Place{File: m.File, Line: min(len(m.File), 1)}, func(e *tree) { entry(e, h, m, before, missed[m.ID]) })
			before = m.ID
		}
	})
}

// conditional writes the migrations that the tool applies in some contexts alone. An environment that lacks one may be meant to.
func conditional(t *tree, h *migrations.History) {
	contexts := map[string][]*migrations.Entry{}
	for i := range h.Applied {
		if m := &h.Applied[i]; m.State == migrations.Applied && m.Context != "" {
			contexts[m.Context] = append(contexts[m.Context], m)
		}
	}
	if len(contexts) == 0 && h.Tool != "liquibase" {
		return
	}
	t.under("in_context", func(b *tree) {
		for context, list := range contexts {
			b.under(context, func(b *tree) {
				for _, m := range list {
					b.underAt(m.ID, Place{File: m.File, Line: min(len(m.File), 1)}, func(e *tree) { entry(e, h, m, "", nil) })
				}
			})
		}
	})
}

// newest writes what a journal says that keeps the newest migration alone.
func newest(t *tree, h *migrations.History) {
	t.unknown("applied", "the tool keeps the newest migration alone; name the folder of migrations to know those before it")
	if len(h.Applied) == 1 && strings.Trim(h.Latest, "0123456789") == "" {
		t.put(snapshot.Node{Key: "version", Kind: snapshot.Number, Text: h.Latest})
	}
}

// entry writes one migration. absent is what the schema lacks of it.
func entry(e *tree, h *migrations.History, m *migrations.Entry, before string, absent []string) {
	e.text("state", string(m.State))
	e.given("checksum", m.Checksum)
	e.given("description", m.Description)
	e.given("after", before) // where a migration was jumped over, the next one comes after another
	if h.Witnessed || h.FromFile {
		e.list(Named{Name: "absent", Values: absent, Set: true})
	}
	if !h.Witnessed || h.FromFile {
		e.node.Flags |= snapshot.FlagPartial
	}
}
