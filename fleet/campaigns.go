package fleet

import (
	"cmp"
	"slices"
	"strings"
)

// causeOf is what findings of one cause have alike.
type causeOf struct{ rule, about, kind string }

// campaigns gathers the new findings of all systems by their rule, and by what they are about: what one person can mend in many systems at once.
func campaigns(all []*one) (rules, causes []Campaign) {
	byRule, byCause := map[causeOf]*Campaign{}, map[causeOf]*Campaign{}
	for _, s := range all {
		if s.record == nil {
			continue
		}
		for i := range s.record.Findings {
			f := &s.record.Findings[i]
			if f.State != isNew {
				continue
			}
			join(byRule, causeOf{rule: f.Rule}, s, f)
			join(byCause, causeOf{f.Rule, f.About, f.Kind}, s, f)
		}
	}
	for _, c := range byCause {
		if len(c.Systems) > 1 {
			causes = append(causes, *c)
		}
	}
	for _, c := range byRule {
		rules = append(rules, *c)
	}
	return sorted(rules), sorted(causes)
}

func join(to map[causeOf]*Campaign, key causeOf, s *one, f *Finding) {
	c := to[key]
	if c == nil {
		c = &Campaign{Rule: key.rule, About: key.about, Kind: key.kind, Verdict: f.Verdict, Reason: f.Reason, Hint: f.Hint, Example: f.change(s.Name), Owners: []string{}}
		to[key] = c
	}
	if f.Verdict == mustFix {
		c.MustFix++
		if c.Verdict != mustFix {
			c.Verdict, c.Reason, c.Hint, c.Example = f.Verdict, f.Reason, f.Hint, f.change(s.Name)
		}
	} else {
		c.ShouldFix++
	}
	if !slices.Contains(c.Systems, s.Name) {
		c.Systems = append(c.Systems, s.Name)
	}
	if s.Owner != "" && !slices.Contains(c.Owners, s.Owner) {
		c.Owners = append(c.Owners, s.Owner)
	}
}

// sorted puts what has must-fix findings first, then what most systems have.
func sorted(list []Campaign) []Campaign {
	for i := range list {
		slices.Sort(list[i].Systems)
		slices.Sort(list[i].Owners)
	}
	slices.SortFunc(list, func(a, b Campaign) int {
		return cmp.Or(
			strings.Compare(a.Verdict, b.Verdict), cmp.Compare(len(b.Systems), len(a.Systems)), cmp.Compare(b.MustFix+b.ShouldFix, a.MustFix+a.ShouldFix),
			strings.Compare(a.Rule, b.Rule), strings.Compare(a.About, b.About), strings.Compare(a.Kind, b.Kind),
		)
	})
	if list == nil {
		return []Campaign{}
	}
	return list
}
