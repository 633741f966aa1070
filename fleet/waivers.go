package fleet

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// endingWaivers lists the waivers that end soon or have ended, by owner; the owner of the earliest end comes first.
func endingWaivers(all []*one, now time.Time, soon time.Duration) []OwnedWaivers {
	by := map[string][]FleetWaiver{}
	last := now.Add(soon).UTC().Format(time.DateOnly)
	for _, s := range all {
		if s.record == nil {
			continue
		}
		for _, w := range s.record.Waivers {
			if w.Expires != "" && w.Expires <= last {
				owner := cmp.Or(w.Owner, s.Owner)
				by[owner] = append(by[owner], FleetWaiver{System: s.Name, Name: w.Name, Expires: w.Expires, Expired: w.Expired || w.Expires < now.UTC().Format(time.DateOnly), Findings: len(w.Findings)})
			}
		}
	}
	out := []OwnedWaivers{}
	for owner, list := range by {
		slices.SortFunc(list, func(a, b FleetWaiver) int {
			return cmp.Or(strings.Compare(a.Expires, b.Expires), strings.Compare(a.System, b.System), strings.Compare(a.Name, b.Name))
		})
		out = append(out, OwnedWaivers{Owner: owner, Waivers: list})
	}
	slices.SortFunc(out, func(a, b OwnedWaivers) int {
		return cmp.Or(strings.Compare(a.Waivers[0].Expires, b.Waivers[0].Expires), strings.Compare(a.Owner, b.Owner))
	})
	return out
}
