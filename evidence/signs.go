package evidence

import (
	"slices"

	"github.com/envparity/envparity/drift"
)

// Catalogue lists all signs. What it holds in its order is what tools/learn measures.
func Catalogue() []Kind {
	out := append(stories(), ages()...)
	out = append(out, positions()...)
	return append(out, values()...)
}

func storyIs(kinds ...drift.StoryKind) func(*Subject) bool {
	return func(s *Subject) bool { return s.Drift.Story != nil && slices.Contains(kinds, s.Drift.Story.Kind) }
}

func stories() []Kind {
	return []Kind{
		{"never-the-same", "the environments never had the same value", "given to staging and prod in one commit, with different values", storyIs(drift.NeverSame)},
		{"on-its-way", "a lower environment was changed, no longer ago than promotions usually take", "staging was changed on Tuesday", storyIs(drift.OnItsWay)},
		{"overdue", "a lower environment was changed, longer ago than nine tenths of promotions take", "staging was changed half a year ago", storyIs(drift.Overdue)},
		{"hot-fix", "the reference was changed, and the environment did not follow", "prod's timeout was raised during an incident", storyIs(drift.HotFix)},
		{"left-behind", "one commit changed the reference and others, and the environment did not follow", "a commit gave dev and prod a new host, and staging kept the old one", storyIs(drift.LeftBehind)},
		{"settled", "the environments came apart more than a year ago", "staging was changed in 2023", storyIs(drift.Settled)},
		{"standing", "nothing differs, so it stands since it was written", "a leak that came with the file", storyIs(drift.Standing)},
		{"no-history", "nothing is known of how it came about", "read from a live cluster", func(s *Subject) bool { return s.Drift.Story == nil }},
		{"once-the-same", "the environments once had the same value", "both said 3, then staging was changed to 5", func(s *Subject) bool { return s.Drift.Story != nil && s.Drift.Story.Once }},
	}
}

func age(from, to float64) func(*Subject) bool {
	return func(s *Subject) bool {
		return s.Drift.Story != nil && s.Drift.Story.AgeDays >= from && s.Drift.Story.AgeDays < to
	}
}

func ages() []Kind {
	return []Kind{
		{"age-week", "younger than a week", "since Tuesday", age(0, 7)},
		{"age-fortnight", "between one week and two old", "since last Monday", age(7, 14)},
		{"age-month", "between two weeks and a month old", "since the start of the month", age(14, 30)},
		{"age-two-months", "between one month and two old", "for six weeks", age(30, 60)},
		{"age-quarter", "between two months and three old", "for ten weeks", age(60, 90)},
		{"age-half-year", "between three months and six old", "since spring", age(90, 180)},
		{"age-year", "between half a year and a year old", "since last winter", age(180, 365)},
		{"age-two-years", "between one year and two old", "since last year", age(365, 730)},
		{"age-old", "more than two years old", "since 2022", age(730, 1e9)},
		{"file-edited-since", "a file of the two was edited since, and it was left as it is", "three later commits to prod.yaml", func(s *Subject) bool {
			return s.Drift.Story != nil && s.Drift.Story.Edited >= 3
		}},
	}
}

// differing returns the environments with a known value, by whether it differs from the reference's.
func differing(s *Subject) (differ, agree []int) {
	r := s.Reference
	if r < 0 || r >= len(s.Drift.Sides) || s.Drift.Sides[r].State == drift.UnknownState {
		return nil, nil
	}
	ref := &s.Drift.Sides[r]
	for e := range s.Drift.Sides {
		x := &s.Drift.Sides[e]
		switch {
		case e == r || x.State == drift.UnknownState:
		case !drift.Alike(x, ref):
			differ = append(differ, e)
		default:
			agree = append(agree, e)
		}
	}
	return differ, agree
}

// LowestAlone reports whether only the environment farthest from the reference differs from it.
func LowestAlone(s *Subject) bool {
	differ, agree := differing(s)
	return len(differ) == 1 && len(agree) > 0 && differ[0] == 0
}

func positions() []Kind {
	return []Kind{
		{"lowest-alone", "the lowest environment alone differs: a laptop, a review app, a stub", "dev has another host, staging has prod's", LowestAlone},
		{"middle-alone", "one environment alone differs, and not the lowest", "staging has another limit than dev and prod", func(s *Subject) bool {
			differ, agree := differing(s)
			return len(differ) == 1 && len(agree) > 0 && differ[0] != 0
		}},
		{"reference-alone", "all others agree, and the reference alone differs", "dev and staging say 3, prod says 2", func(s *Subject) bool {
			differ, agree := differing(s)
			if len(differ) < 2 || len(agree) > 0 {
				return false
			}
			first := &s.Drift.Sides[differ[0]]
			for _, e := range differ[1:] {
				if x := &s.Drift.Sides[e]; !drift.Alike(x, first) {
					return false
				}
			}
			return true
		}},
		{"all-differ", "every environment has a value of its own", "1, 2 and 3", func(s *Subject) bool {
			return len(s.Drift.Sides) > 2 && s.Drift.Split == "all differ"
		}},
		{"one-sided", "one of the environments does not have it", "prod has no such key", func(s *Subject) bool {
			return s.Drift.Kind == drift.Missing || s.Drift.Kind == drift.Extra
		}},
		{"reference-lacks", "the reference does not have it", "staging has a key that prod has not", func(s *Subject) bool { return s.Drift.Kind == drift.Extra }},
		{"whole-resource", "it is a whole resource", "a Deployment that prod does not have", func(s *Subject) bool { return s.Drift.Path == "" }},
		{"alone-in-its-resource", "nothing else differs in the same resource", "one line of fifty", func(s *Subject) bool { return s.Siblings == 1 }},
		{"many-siblings", "ten or more differences stand in the same resource", "two files that have little in common", func(s *Subject) bool { return s.Siblings >= 10 }},
		{"many-places", "the same difference stands in three places or more", "one image in four Deployments", func(s *Subject) bool { return len(s.Drift.Places) >= 2 }},
		{"near-name", "the two were matched by a near name, not by the same", "orders-db and orders-database", func(s *Subject) bool {
			return s.Drift.Confident > 0 && s.Drift.Confident < 1
		}},
	}
}

func typed(types ...string) func(*Subject) bool {
	return func(s *Subject) bool {
		for _, t := range types {
			if s.Drift.Facts.Type == t {
				return true
			}
		}
		return false
	}
}

// level is the highest part of a version that differs.
func level(s *Subject) string {
	if v := s.Drift.Facts.Semver; v != nil {
		return v.Level
	}
	return ""
}

func values() []Kind {
	return []Kind{
		{"leak", "an environment mentions another's name", "prod says db.staging.shop.example", func(s *Subject) bool { return s.Drift.Kind == drift.Leaked }},
		{"shared", "two environments use what each should have for itself", "one password in staging and prod", func(s *Subject) bool { return s.Drift.Kind == drift.Shared }},
		{"others-say-their-own", "the environments that do not leak each say their own name there", "dev says dev, uat says uat, prod says dev", func(s *Subject) bool {
			if s.Drift.Kind != drift.Leaked {
				return false
			}
			own := map[int]bool{}
			for e := range s.Drift.Sides {
				if x := &s.Drift.Sides[e]; x.Word == "" && x.State == drift.Present {
					own[x.Class] = true
				}
			}
			return len(own) >= 2
		}},
		{"version", "the values are versions or images", "1.4.2 and 1.5.0", func(s *Subject) bool {
			return s.Drift.Facts.Image != nil || s.Drift.Facts.Semver != nil || s.Drift.Facts.Type == "semver" || s.Drift.Facts.Type == "image"
		}},
		{"version-major", "a major version differs", "1.9 and 2.0", func(s *Subject) bool { return level(s) == "major" }},
		{"version-minor", "a minor version or a patch differs", "1.4.2 and 1.5.0", func(s *Subject) bool { return level(s) == "minor" || level(s) == "patch" }},
		{"switch", "the values are on and off", "true and false", typed("bool")},
		{"size", "the values are sizes or numbers", "2 and 5 replicas", typed("number", "quantity", "duration", "bytes")},
		{"larger-in-reference", "the reference has the larger number, as sizes usually are", "1 in staging and 3 in prod", func(s *Subject) bool {
			return s.Drift.Facts.Ratio > 0 && s.Drift.Facts.Ratio < 1
		}},
		{"address", "the values are addresses", "two hosts", typed("url", "arn", "cidr", "host", "ip")},
		{"secret", "the values are secrets", "two passwords", typed("secret")},
		{"list", "the values are lists", "two lists of hosts", typed("list", "set", "map")},
		{"text", "the values are texts", "two descriptions", typed("text", "string", "")},
	}
}
