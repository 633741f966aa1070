package history

import (
	"slices"
	"time"

	"github.com/envparity/envparity/drift"
)

// enough is the fewest promotions from which a lag is computed.
const enough = 5

// elsewhere returns the lag of thirteen public histories, for repositories with too few promotions.
func elsewhere() drift.Lag {
	const day = 24 * time.Hour
	return drift.Lag{Usual: 12*day + 12*time.Hour, Late: 83 * day, Basis: "elsewhere"}
}

// learn computes how long promotions take, for every environment with the reference, from all values in all files that two environments have in
// common.
func (t *tracer) learn() {
	ref := slices.IndexFunc(t.in.Environments, func(e Environment) bool { return e.Reference })
	if ref < 0 {
		return
	}
	look, basis := t.pairs, "repository"
	if t.stored {
		look, basis = t.counterparts, "snapshots"
	}
	pairs := look(ref)
	taken := make([]map[[2]int32]bool, len(t.in.Environments))
	var all []time.Duration
	each := make([][]time.Duration, len(t.in.Environments))
	for e := range each {
		taken[e] = map[[2]int32]bool{}
		for _, p := range pairs[e] {
			promotions(t.files[p[0]], t.files[p[1]], taken[e])
		}
		for k := range taken[e] {
			if d := t.time(k[1]).Sub(t.time(k[0])); d > 0 {
				each[e] = append(each[e], d)
			}
		}
		all = append(all, each[e]...)
	}
	t.lags = make([]drift.Lag, len(t.in.Environments))
	for e := range t.lags {
		l := elsewhere()
		switch {
		case len(each[e]) >= enough:
			l = lagOf(each[e], "pair")
		case len(all) >= enough:
			l = lagOf(all, basis)
		}
		l.From, l.To = t.in.Environments[e].Name, t.in.Environments[ref].Name
		t.lags[e] = l
	}
	t.lags = slices.DeleteFunc(t.lags, func(l drift.Lag) bool { return l.From == l.To })
}

// lag returns the lag of promotions from environment e to the reference.
func (t *tracer) lag(e, ref int) drift.Lag {
	for _, l := range t.lags {
		if l.From == t.in.Environments[e].Name && l.To == t.in.Environments[ref].Name {
			return l
		}
	}
	l := elsewhere()
	l.From, l.To = t.in.Environments[e].Name, t.in.Environments[ref].Name
	return l
}

// lagOf computes the median and the ninth decile.
func lagOf(list []time.Duration, basis string) drift.Lag {
	slices.Sort(list)
	at := func(share float64) time.Duration { return list[min(len(list)-1, int(share*float64(len(list))))] }
	return drift.Lag{Usual: at(0.5), Late: max(at(0.9), 24*time.Hour), Count: len(list), Basis: basis}
}

// pairs lists, for every environment, pairs of its files with the reference's: those of one question, and those whose paths differ only in the
// environment's word.
func (t *tracer) pairs(ref int) [][][2]string {
	out := make([][][2]string, len(t.in.Environments))
	seen := map[[2]string]bool{}
	put := func(e int, a, b string) {
		k := [2]string{a, b}
		if a == b || seen[k] || t.files[a] == nil || t.files[b] == nil {
			return
		}
		seen[k] = true
		out[e] = append(out[e], k)
	}
	for q := range t.in.Questions {
		places := t.in.Questions[q].Places
		if ref >= len(places) {
			continue
		}
		theirs := t.within(&places[ref])
		for e := range places {
			if mine := t.within(&places[e]); e != ref && e < len(out) && mine != "" && theirs != "" {
				put(e, mine, theirs)
			}
		}
	}
	forms := make([]string, 0, len(t.twins))
	for form := range t.twins {
		forms = append(forms, form)
	}
	slices.Sort(forms)
	for _, form := range forms {
		for _, a := range t.twins[form] {
			for _, b := range t.twins[form] {
				if e := t.files[a].env; e >= 0 && e != ref && t.files[b].env == ref {
					put(e, a, b)
				}
			}
		}
	}
	return out
}

// promotions records, for every value that the reference took from an environment, the position of the environment's earliest change that had not
// arrived before, and that of its arrival. A commit with many values is one promotion.
func promotions(mine, theirs *file, taken map[[2]int32]bool) {
	for path, r := range theirs.lines {
		a := mine.lines[path]
		if len(a) == 0 {
			continue
		}
		for j := range r {
			if !r[j].leaf || r[j].at >= min(mine.begin, theirs.begin) {
				continue
			}
			before := absent
			if j+1 < len(r) {
				before = r[j+1].value
			}
			if same(before, r[j].value) {
				continue
			}
			if at, ok := pending(a, r[j], before); ok && at > r[j].at && at < mine.begin {
				taken[[2]int32{at, r[j].at}] = true
			}
		}
	}
}

// pending returns the position of a's earliest change that had not arrived before got did.
func pending(a timeline, got entry, before value) (int32, bool) {
	k := slices.IndexFunc(a, func(x entry) bool { return x.at >= got.at })
	for k >= 0 && k < len(a) && !same(a[k].value, got.value) { // it may have changed again
		k++
	}
	if k < 0 || k >= len(a) {
		return 0, false
	}
	at := a[k].at
	for i := k + 1; i < len(a); i++ {
		if same(a[i].value, before) {
			return at, true
		}
		at = a[i].at
	}
	if before == absent { // the environment had no value before either
		return at, true
	}
	return a[k].at, true
}
