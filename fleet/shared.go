package fleet

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// sharedBy finds the secrets and databases that two systems use.
func sharedBy(all []*one) Shared {
	out := Shared{
		Secrets:   sharedThings(all, func(r *Record) []Sealed { return r.Secrets }),
		Databases: sharedThings(all, func(r *Record) []Sealed { return r.Databases }),
		Keys:      []KeyGroup{},
	}
	keys := map[string]map[string]bool{}
	for _, s := range all {
		if s.record == nil {
			continue
		}
		for _, list := range [][]Sealed{s.record.Secrets, s.record.Databases} {
			for i := range list {
				if keys[list[i].Key] == nil {
					keys[list[i].Key] = map[string]bool{}
				}
				keys[list[i].Key][s.Name] = true
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		out.Keys = append(out.Keys, KeyGroup{Key: key, Systems: slices.Sorted(maps.Keys(keys[key]))})
	}
	return out
}

func sharedThings(all []*one, of func(*Record) []Sealed) []SharedThing {
	type thing struct{ key, print string }
	by := map[thing][]SharedUser{}
	for _, s := range all {
		if s.record == nil {
			continue
		}
		seen := map[thing]bool{}
		for _, x := range of(s.record) {
			id := thing{x.Key, x.Print}
			if x.Key == "" || seen[id] { // of one whose key is not known, nothing can be said
				continue
			}
			seen[id] = true
			by[id] = append(by[id], SharedUser{System: s.Name, Owner: s.Owner, Places: x.Places, More: x.More})
		}
	}
	out := []SharedThing{}
	for id, users := range by {
		if len(users) < 2 {
			continue
		}
		slices.SortFunc(users, func(a, b SharedUser) int { return strings.Compare(a.System, b.System) })
		out = append(out, SharedThing{Print: id.print, Systems: users})
	}
	slices.SortFunc(out, func(a, b SharedThing) int {
		return cmp.Or(cmp.Compare(len(b.Systems), len(a.Systems)), strings.Compare(a.Systems[0].System, b.Systems[0].System), strings.Compare(a.Print, b.Print))
	})
	return out
}
