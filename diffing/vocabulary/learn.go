package vocabulary

import (
	"cmp"
	"slices"
	"strings"
)

// The evidence that it takes to learn a word.
const (
	minAround     = 3    // different surroundings, for words and ids
	minPlaces     = 2    // different resources
	minAlone      = 4    // different surroundings, for a word that the other environment lacks, or one of a single letter
	minConsistent = 0.75 // share of a word's exchanges that go to one partner
	maxUnchanged  = 0.25 // the greatest share of a word's occurrences that may be unchanged in both environments
)

// Learn adds the words for which the evidence is strong: many surroundings, one partner, and seldom unchanged. The order of observations does not
// matter.
func (v *Vocabulary) Learn(observers ...*Observer) {
	seen := together(observers)
	swaps := make([]swap, 0, len(seen.pairs))
	totalA, totalB := map[partner]int{}, map[partner]int{} // all exchanges of a word between two environments
	for k, s := range seen.pairs {
		swaps = append(swaps, k)
		totalA[partner{k.a, k.b, k.wa}] += len(s.around)
		totalB[partner{k.a, k.b, k.wb}] += len(s.around)
	}
	slices.SortFunc(swaps, func(x, y swap) int {
		return cmp.Or(cmp.Compare(len(seen.pairs[y].around), len(seen.pairs[x].around)), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b),
			strings.Compare(x.wa, y.wa), strings.Compare(x.wb, y.wb))
	})
	learned := false
	for _, k := range swaps {
		s := seen.pairs[k]
		if !enough(k, s) {
			continue
		}
		n := float64(len(s.around))
		if k.wa != "" && (n < minConsistent*float64(totalA[partner{k.a, k.b, k.wa}]) || seen.stays(k.a, k.wa, n)) {
			continue
		}
		if k.wb != "" && (n < minConsistent*float64(totalB[partner{k.a, k.b, k.wb}]) || seen.stays(k.b, k.wb, n)) {
			continue
		}
		if !v.free(k.a, k.b, k.wa) || !v.free(k.b, k.a, k.wb) {
			continue
		}
		v.learn(k.a, k.wa, s)
		v.learn(k.b, k.wb, s)
		learned = true
	}
	if learned {
		v.strike()
		v.match = newMatcher(v.entries)
	}
}

// partner is a word with the two environments it is exchanged between. With a third environment it has another partner.
type partner struct {
	a, b int
	word string
}

func enough(k swap, s *support) bool {
	need := minAround
	if k.wa == "" || k.wb == "" || len(k.wa) == 1 || len(k.wb) == 1 {
		need = minAlone
	}
	if shape(k.wa) != "" && len(s.around) >= minAlone {
		return true // an opaque id in so many surroundings is one thing, even within one resource
	}
	return len(s.around) >= need && len(s.places) >= minPlaces
}

// stays reports whether a word is unchanged in both environments too often to be one environment's own.
func (e *evidence) stays(env int, word string, exchanged float64) bool {
	return float64(e.alone[lone{env, word}]) > maxUnchanged*exchanged
}

// free reports whether env can get the word: it belongs to nobody yet, to env, or was learned for another environment with the same partner, such
// as a domain that dev and staging share. A word that another environment was given is a leak, and is not learned.
func (v *Vocabulary) free(env, partner int, word string) bool {
	if word == "" {
		return true
	}
	e := v.find(word)
	return e == nil || e.of(env) && len(e.envs) == 1 || e.origin == "learned" && !e.of(partner)
}

func (v *Vocabulary) learn(env int, word string, s *support) {
	if word == "" || !alnum(word[0]) {
		return
	}
	id := shape(word) != "" && shape(word) != "region"
	e := v.give(env, word, "learned", id)
	if e == nil {
		return
	}
	e.glue = false
	e.evidence = max(e.evidence, len(s.around))
	if e.example == "" {
		e.example = s.example
	}
	if e.origin == "learned" {
		e.ordinary = !id
	}
}
