package fleet

import (
	"cmp"
	"slices"
	"strings"
)

// Verdicts and states as findings have them.
const (
	mustFix   = "must-fix"
	shouldFix = "should-fix"
	isNew     = "new"
)

// since compares the newest audit of each current system with the one before it.
func (o *Overview) since(in *Input, h *attempts, all []*one) {
	for _, s := range all {
		if s.record == nil {
			continue
		}
		_, before := h.newest(s.Name)
		if before == nil {
			continue
		}
		was, ok := in.Loaded[before.Name]
		if !ok || was.Err != nil || was.Record.System != s.Name {
			continue
		}
		if was.Record.Judged != s.record.Judged {
			s.RulesChanged = true
			o.Since.RulesChanged++
			continue
		}
		o.Since.Compared++
		came, went := compare(was.Record, s.record)
		s.New = new(int)
		*s.New = len(came)
		o.Since.New = append(o.Since.New, came...)
		if s.record.Status == Complete { // what was not observed may be there still
			s.Fixed = new(int)
			*s.Fixed = len(went)
			o.Since.Fixed = append(o.Since.Fixed, went...)
		}
	}
	for _, list := range [][]Change{o.Since.New, o.Since.Fixed} {
		slices.SortStableFunc(list, func(a, b Change) int {
			return cmp.Or(strings.Compare(a.Verdict, b.Verdict), strings.Compare(a.System, b.System)) // must-fix comes before should-fix
		})
	}
}

// compare lists the findings that are new, and those that are gone. One that somebody has accepted meanwhile is not gone.
func compare(was, is *Record) (came, went []Change) {
	before, now := map[string]bool{}, map[string]bool{}
	for i := range was.Findings {
		if was.Findings[i].State == isNew {
			before[was.Findings[i].Fingerprint] = true
		}
	}
	for i := range is.Findings {
		f := &is.Findings[i]
		now[f.Fingerprint] = true
		if f.State == isNew && !before[f.Fingerprint] {
			came = append(came, f.change(is.System))
		}
	}
	for _, w := range is.Waivers {
		for _, f := range w.Findings {
			now[f] = true
		}
	}
	for i := range was.Findings {
		if f := &was.Findings[i]; f.State == isNew && !now[f.Fingerprint] {
			went = append(went, f.change(was.System))
		}
	}
	return came, went
}

func (f *Finding) change(system string) Change {
	return Change{System: system, Fingerprint: f.Fingerprint, Verdict: f.Verdict, Kind: f.Kind, Resource: f.Resource, Path: f.Path, Rule: f.Rule, Owner: f.Owner}
}
