package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/names"
)

// Described is a system as the fleet's file has it.
type Described struct{ Name, Owner, Tier string }

// Loaded is a record that was read, or why it could not be.
type Loaded struct {
	Record *Record
	Err    error
}

// Input is all that an overview is made of.
type Input struct {
	Name       string
	Systems    []Described
	Described  bool // there is a file that lists the systems
	Entries    []Entry
	Loaded     map[string]Loaded // by Entry.Name: what Needed asks for
	Now        time.Time
	StaleAfter time.Duration // 0: DefaultStale
	Soon       time.Duration // before its end a waiver is reported; 0: DefaultSoon
	Days       int           // of the trend; 0: DefaultDays
}

// What an overview goes by unless somebody says otherwise.
const (
	DefaultStale = 48 * time.Hour      // a fleet that runs every night has missed one
	DefaultSoon  = 14 * 24 * time.Hour // as for notices: two weekly looks see it
	DefaultDays  = 90
)

// Needed names the entries whose records an overview needs: of each system the newest, and the audit before it.
func Needed(entries []Entry) []string {
	h := inOrder(slices.Clone(entries))
	var out []string
	for name := range h.systems {
		newest, before := h.newest(name)
		if newest.Bad || newest.Brief.Status == Failed {
			before = nil // there is nothing to compare with it
		}
		for _, e := range []*Entry{newest, before} {
			if e != nil && !e.Bad {
				out = append(out, e.Name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// one is a system while the overview is made.
type one struct {
	System
	record *Record // nil unless the system is current
}

// Fold makes the overview. It depends on its input alone, whatever the order of the entries.
func Fold(in Input) *Overview {
	in.StaleAfter, in.Soon, in.Days = cmp.Or(in.StaleAfter, DefaultStale), cmp.Or(in.Soon, DefaultSoon), cmp.Or(in.Days, DefaultDays)
	h := inOrder(slices.Clone(in.Entries))
	o := &Overview{
		Schema: Schema, Name: in.Name, At: in.Now.UTC().Truncate(time.Second), Run: h.newestRun(in.Now), Described: in.Described, Notes: []string{},
		Systems: []System{}, Since: Since{New: []Change{}, Fixed: []Change{}},
	}
	all := o.systems(&in, h)
	for _, s := range all {
		o.Tally.add(s.State)
		if s.Counts != nil {
			o.Counts.add(*s.Counts)
		}
	}
	o.since(&in, h, all)
	slices.SortFunc(all, worse)
	for _, s := range all {
		o.Systems = append(o.Systems, s.System)
	}
	o.Tiers = groups(all, func(s *one) string { return s.Tier })
	slices.SortStableFunc(o.Tiers, func(a, b Group) int {
		return cmp.Or(order(a.Name == "", b.Name == ""), strings.Compare(a.Name, b.Name))
	})
	o.Owners = groups(all, func(s *one) string { return s.Owner })
	o.Rules, o.Causes = campaigns(all)
	o.Waivers = endingWaivers(all, in.Now, in.Soon)
	o.Shared = sharedBy(all)
	o.Trend = trend(h, in.Now, in.Days)
	o.note(&in, all)
	return o
}

// systems finds the state of each system, by name.
func (o *Overview) systems(in *Input, h *attempts) []*one {
	var out []*one
	seen := map[string]bool{}
	for _, d := range in.Systems {
		if !seen[d.Name] {
			seen[d.Name] = true
			out = append(out, &one{System: System{Name: d.Name, Owner: d.Owner, Tier: d.Tier, Described: true}})
		}
	}
	for name := range h.systems {
		if !seen[name] {
			out = append(out, &one{System: System{Name: name}})
		}
	}
	slices.SortFunc(out, func(a, b *one) int { return strings.Compare(a.Name, b.Name) })
	for _, s := range out {
		s.look(in, h, o.Run)
	}
	return out
}

// look finds the state of a system.
func (s *one) look(in *Input, h *attempts, run string) {
	e, _ := h.newest(s.Name)
	if e == nil {
		s.State, s.Why = Never, []string{"there is no record of it"}
		return
	}
	at := e.At.UTC()
	s.At, s.Run = &at, e.Run
	loaded, ok := in.Loaded[e.Name]
	switch {
	case e.Bad:
		s.State, s.Why = Damaged, []string{fmt.Sprintf("the name of its newest record, %s, cannot be read", e.Name)}
	case !ok:
		s.State, s.Why = Damaged, []string{fmt.Sprintf("its newest record, %s, was not read", e.Name)}
	case loaded.Err != nil:
		s.State, s.Why = Damaged, []string{fmt.Sprintf("its newest record cannot be read: %v", loaded.Err)}
	case loaded.Record.System != s.Name || loaded.Record.Brief().String() != e.Brief.String():
		s.State, s.Why = Damaged, []string{fmt.Sprintf("its newest record, %s, does not say what its name says", e.Name)}
	default:
		s.take(loaded.Record)
	}
	if age := in.Now.Sub(h.when(e)); s.State != Damaged && age > in.StaleAfter {
		s.stale(fmt.Sprintf("its newest record is %s old", history.Days(age)))
	} else if s.State != Damaged && run != "" && e.Run != run && h.when(e).Before(h.at[run]) {
		s.stale(fmt.Sprintf("the run %s has no record of it; the newest is %s old", run, history.Days(age)))
	}
}

// take takes over what the newest record says.
func (s *one) take(r *Record) {
	if !s.Described {
		s.Owner, s.Tier = r.Owner, r.Tier
	} else if s.Owner == "" {
		s.Owner = r.Owner
	}
	s.Why = r.Why
	switch r.Status {
	case Failed:
		s.State = FailedRun
		return
	case Partial:
		s.State = Incomplete
	default:
		s.State = Audited
	}
	counts := r.Counts
	s.record, s.Counts = r, &counts
	if b := r.Brief(); b.Parity >= 0 {
		parity := float64(b.Parity) / parityParts
		s.Parity = &parity
	}
}

// stale says that what is known of a system is of an earlier time.
func (s *one) stale(why string) {
	if s.State == FailedRun {
		why += ", and says that it failed"
	}
	s.State, s.Why, s.record, s.Counts, s.Parity = Stale, []string{why}, nil, nil, nil
}

// worse orders systems: most must-fix findings first, then those that are unknown, then the others.
func worse(a, b *one) int {
	must := func(s *one) (must, should int) {
		if s.Counts != nil {
			return s.Counts.MustFix, s.Counts.ShouldFix
		}
		return 0, 0
	}
	am, as := must(a)
	bm, bs := must(b)
	return cmp.Or(cmp.Compare(bm, am), order(a.State.Current(), b.State.Current()), cmp.Compare(bs, as), strings.Compare(a.Name, b.Name))
}

// worstNamed is how many systems a group names.
const worstNamed = 5

// groups folds systems, worst first, by what they have alike; the group with the most must-fix findings comes first.
func groups(all []*one, by func(*one) string) []Group {
	out := []Group{}
	at := map[string]int{}
	for _, s := range all {
		name := by(s)
		i, ok := at[name]
		if !ok {
			i = len(out)
			at[name] = i
			out = append(out, Group{Name: name, Worst: []string{}})
		}
		g := &out[i]
		g.Systems++
		if !s.State.Current() {
			g.Unknown++
			continue
		}
		g.MustFix += s.Counts.MustFix
		g.ShouldFix += s.Counts.ShouldFix
		if s.Counts.MustFix > 0 && len(g.Worst) < worstNamed {
			g.Worst = append(g.Worst, s.Name)
		}
	}
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.MustFix, a.MustFix), cmp.Compare(b.Unknown, a.Unknown), cmp.Compare(b.ShouldFix, a.ShouldFix), strings.Compare(a.Name, b.Name))
	})
	return out
}

// note says what a person should know of the overview itself.
func (o *Overview) note(in *Input, all []*one) {
	if !in.Described {
		o.Notes = append(o.Notes, "no file describes the fleet: a system that never ran is not known")
	}
	var ahead, undescribed []string
	for _, s := range all {
		if s.At != nil && s.At.After(in.Now.Add(ClockSkew)) {
			ahead = append(ahead, s.Name)
		}
		if in.Described && !s.Described {
			undescribed = append(undescribed, s.Name)
		}
	}
	slices.Sort(ahead)
	slices.Sort(undescribed)
	if len(ahead) > 0 {
		o.Notes = append(o.Notes, "the newest record of "+Some(ahead)+" says that it was made at a time to come: one of the clocks is wrong, and its age is not known")
	}
	if len(undescribed) > 0 {
		o.Notes = append(o.Notes, "there are records of "+Some(undescribed)+", which the fleet's file does not describe (any more)")
	}
	if n := len(o.Shared.Keys); n > 1 {
		var parts []string
		for _, k := range o.Shared.Keys {
			parts = append(parts, Some(k.Systems))
		}
		o.Notes = append(o.Notes, fmt.Sprintf("secrets were sealed with %d keys (%s): whether systems of two keys share a secret or a database cannot be known; run the fleet with one ENVPARITY_KEY", n, strings.Join(parts, "; ")))
	}
}

// someNamed is how many names a sentence has.
const someNamed = 5

// Some names the first of a list and counts the rest.
func Some(list []string) string {
	if len(list) <= someNamed+1 {
		return names.And(list)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:someNamed], ", "), len(list)-someNamed)
}
