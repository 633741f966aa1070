package causes

import (
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// migrated joins a drift of a schema that only some environments have with the migration that only they applied: a table, a column, an index. If
// a folder of migrations shows which file creates it, that file decides. Else every migration that is on its way to the reference may have
// created it.
func migrated(list []drift.Drift, causes []string) {
	type where struct{ collector, scope, presence string }
	heads := map[where][]int{}
	for i := range list {
		if d := &list[i]; migrationOf(d) != "" {
			k := where{d.Collector, d.Resource.Scope, presence(d)}
			heads[k] = append(heads[k], i)
		}
	}
	if len(heads) == 0 {
		return
	}
	joined := union{}
	for i := range list {
		d := &list[i]
		if !oneSided(d) || d.Resource.Kind == snapshot.KindMigrations || d.Pillar != snapshot.Data {
			continue
		}
		at := heads[where{d.Collector, d.Resource.Scope, presence(d)}]
		if len(at) == 0 {
			continue
		}
		file := sourceFile(d)
		if file == "" && d.Kind == drift.Missing {
			continue // somebody may have removed it by hand
		}
		if file == "" { // nobody knows which of them created it
			for _, h := range at {
				joined.join(causes[at[0]], causes[h])
			}
			explainBy(list, causes, joined, i, at[0])
			continue
		}
		for _, h := range at {
			if sourceFile(&list[h]) == file {
				explainBy(list, causes, joined, i, h)
				break
			}
		}
	}
	for i := range causes {
		causes[i] = joined.of(causes[i])
	}
}

func explainBy(list []drift.Drift, causes []string, joined union, i, by int) {
	list[i].Facts.Migration = migrationOf(&list[by])
	joined.join(causes[by], causes[i])
}

// migrationOf returns the id of the migration that only some environments applied, "" for any other drift.
func migrationOf(d *drift.Drift) string {
	if !oneSided(d) || d.Resource.Kind != snapshot.KindMigrations {
		return ""
	}
	p, err := snapshot.ParsePath(d.Path)
	if err != nil || len(p) != 2 || p[0].Name != "applied" {
		return ""
	}
	return p[1].Name
}

// sourceFile returns the file that declares the attribute in the environments that have it, "" if none is known.
func sourceFile(d *drift.Drift) string {
	for e := range d.Sides {
		if s := &d.Sides[e]; s.State == drift.Present && s.Source.File != "" {
			return s.Source.File
		}
	}
	return ""
}
