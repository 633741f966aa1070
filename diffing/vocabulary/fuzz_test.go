package vocabulary

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// FuzzVocabulary learns from pairs of values and checks the contract of a vocabulary. What it returns is in the text. It never returns an
// environment's own word as a foreign one. A struck word stays struck. The order of observations does not matter. The sealed words of a text are words
// of the vocabulary and nothing else.
func FuzzVocabulary(f *testing.F) {
	f.Add("orders-stg.shop.example\nusers-stg.shop.example\nmail-stg.shop.example", "orders.shop.example\nusers.shop.example\nmail.shop.example", "db.stg.shop.example", "stg", "host")
	f.Add("arn:aws:iam::111122223333:role/a\narn:aws:iam::111122223333:role/b", "arn:aws:iam::444455556666:role/a\narn:aws:iam::444455556666:role/b", "arn:aws:iam::111122223333:role/c", "", "role_arn")
	f.Add("info\nt3.small\n1.4.2", "debug\nm6i.large\n1.5.0", "/dev/null staging_area NotificationCanadaCastaging", "dev", "bucket")
	f.Add("x-preprod\n\ue000-dev", "x\n-", "pre-prod/non-prod/PRODUCTION", "preprod", "queue_url")
	f.Fuzz(func(t *testing.T, staging, prod, text, struck, name string) {
		if len(staging)+len(prod)+len(text)+len(struck) > 4000 {
			return
		}
		learn := func(reverse bool) *Vocabulary {
			v := New([]Env{{Name: "dev"}, {Name: "staging", Struck: []string{struck}}, {Name: "prod", Reference: true, Configured: []string{"shop.example"}}})
			a, b := strings.Split(staging, "\n"), strings.Split(prod, "\n")
			observers := []*Observer{v.Observer(), v.Observer()}
			for i := range min(len(a), len(b)) {
				k, who := i, 0
				if reverse {
					k, who = min(len(a), len(b))-1-i, i%2
				}
				observers[who].Observe(1, 2, fmt.Sprint("place", k), Identifier, a[k], b[k])
			}
			v.Learn(observers...)
			return v
		}
		v := learn(false)
		if one, two := listed(v), listed(learn(true)); one != two {
			t.Fatalf("by one in one order %s, by two in another %s", one, two)
		}
		for _, w := range v.Words() {
			if w.Env == 1 && struck != "" && strings.EqualFold(strings.TrimSpace(struck), w.Text) && w.Text != "staging" {
				t.Fatalf("%q was struck", w.Text)
			}
		}
		for env := range 3 {
			neutral, changed := v.Neutral(env, text)
			if changed == (neutral == text) && !strings.Contains(text, Mark) {
				t.Fatalf("Neutral(%d, %q) = %q, %v", env, text, neutral, changed)
			}
			Collapse(neutral)
			own := map[string]bool{}
			for _, w := range v.Words() {
				if w.Env == env {
					own[w.Text] = true
				}
			}
			for _, h := range v.Foreign(env, Identifier, text) {
				if text[h.Start:h.Start+len(h.Word)] != h.Word || h.Owner == env || own[strings.ToLower(h.Word)] {
					t.Fatalf("Foreign(%d, %q): %+v", env, text, h)
				}
			}
			if hits := v.Foreign(env, Prose, text); len(hits) > 0 {
				t.Fatalf("prose binds: %+v", hits)
			}
		}
		onlyWords(t, v, v.SealedWords(name, text))
	})
}

// onlyWords fails if words contains anything but words of the vocabulary, blanks and delimiters.
func onlyWords(t *testing.T, v *Vocabulary, words string) {
	t.Helper()
	rest := words
	list := v.Words()
	slices.SortFunc(list, func(a, b Word) int { return len(b.Text) - len(a.Text) }) // production before prod
	for _, w := range list {
		rest = strings.ReplaceAll(rest, w.Text, "")
	}
	if strings.Trim(rest, "x-/") != "" {
		t.Fatalf("%q contains more than words", words)
	}
}

// listed writes the words without their examples. Which example a word has does not matter.
func listed(v *Vocabulary) string {
	list := v.Words()
	for i := range list {
		list[i].Example = ""
	}
	return fmt.Sprint(list)
}
