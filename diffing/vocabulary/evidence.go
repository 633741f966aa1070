package vocabulary

import "strings"

// Observer gathers evidence for Learn in one goroutine. For each pair of environments, it records which run of tokens one has where the other has
// another, and in how many different surroundings.
type Observer struct {
	v     *Vocabulary
	pairs map[swap]*support
	same  map[kept]int // times a text was seen that is the same in both
}

type swap struct {
	a, b   int
	wa, wb string
}

type kept struct {
	a, b int
	text string
}

// support counts the surroundings of one exchange: the rest of the text, and the place.
type support struct {
	around  map[string]bool
	places  map[string]bool
	example string
}

// maxAround bounds how many surroundings of one exchange are remembered. More would not change the result.
const maxAround = 64

// Observer returns an empty Observer.
func (v *Vocabulary) Observer() *Observer {
	return &Observer{v: v, pairs: map[swap]*support{}, same: map[kept]int{}}
}

// Observe records two values of one attribute in environments a and b. place identifies the resource. Equal values are evidence too, of words
// that are not exchanged.
func (o *Observer) Observe(a, b int, place string, pos Position, va, vb string) {
	if pos == Prose || a == b || len(va) > 512 || len(vb) > 512 {
		return
	}
	if va == vb {
		o.same[kept{a, b, va}]++
		return
	}
	if pos != Identifier {
		return
	}
	na, _ := o.v.Neutral(a, va)
	nb, _ := o.v.Neutral(b, vb)
	ta, tb := tokens(Collapse(na)), tokens(Collapse(nb))
	pre, suf := commonEnds(ta, tb)
	ma, mb := ta[pre:len(ta)-suf], tb[pre:len(tb)-suf]
	wa, wb := strings.ToLower(joinWord(ma)), strings.ToLower(joinWord(mb))
	around := strings.Join(ta[:pre], "") + "…" + strings.Join(ta[len(ta)-suf:], "")
	if wa == wb || letters(around) < 4 || !plausible(wa, wb) {
		return
	}
	if a > b {
		a, b, wa, wb, va, vb = b, a, wb, wa, vb, va
	}
	s := o.supportOf(swap{a, b, wa, wb})
	s.remember(s.around, around)
	s.remember(s.places, place)
	s.exemplify(va + " → " + vb)
}

func (o *Observer) supportOf(k swap) *support {
	s := o.pairs[k]
	if s == nil {
		s = &support{around: map[string]bool{}, places: map[string]bool{}}
		o.pairs[k] = s
	}
	return s
}

func (s *support) remember(set map[string]bool, text string) {
	if len(set) < maxAround {
		set[text] = true
	}
}

// exemplify keeps the example that sorts first, so that the order of calls does not matter.
func (s *support) exemplify(example string) {
	if s.example == "" || example < s.example {
		s.example = example
	}
}

// evidence is what several observers have recorded.
type evidence struct {
	pairs map[swap]*support
	alone map[lone]int // times a token was seen in an environment without being exchanged
}

type lone struct {
	env  int
	word string
}

// together adds up what observers have recorded. How the observations were divided among them does not change the result.
func together(observers []*Observer) evidence {
	all := &Observer{pairs: map[swap]*support{}, same: map[kept]int{}}
	for _, o := range observers {
		for k, s := range o.pairs {
			sum := all.supportOf(k)
			for text := range s.around {
				sum.remember(sum.around, text)
			}
			for text := range s.places {
				sum.remember(sum.places, text)
			}
			sum.exemplify(s.example)
		}
		for k, n := range o.same {
			all.same[k] += n
		}
	}
	e := evidence{pairs: all.pairs, alone: map[lone]int{}}
	for k, n := range all.same {
		for _, t := range tokens(k.text) {
			if len(t) > 1 || alnum(t[0]) {
				w := strings.ToLower(t)
				e.alone[lone{k.a, w}] += n
				e.alone[lone{k.b, w}] += n
			}
		}
	}
	return e
}

// tokens splits s into runs of letters and digits and single other bytes. A mark is one token.
func tokens(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		j := i
		switch {
		case strings.HasPrefix(s[i:], Mark):
			j += len(Mark)
		case alnum(s[i]):
			for j < len(s) && alnum(s[j]) && !strings.HasPrefix(s[j:], Mark) {
				j++
			}
		default:
			j++
		}
		out = append(out, s[i:j])
		i = j
	}
	return out
}

// commonEnds counts the tokens that two texts share at the beginning and at the end. It does not split at the hyphens inside an opaque id.
func commonEnds(a, b []string) (pre, suf int) {
	for pre < len(a) && pre < len(b) && a[pre] == b[pre] {
		pre++
	}
	for suf < len(a)-pre && suf < len(b)-pre && a[len(a)-1-suf] == b[len(b)-1-suf] {
		suf++
	}
	return pre, suf
}

// joinWord is a run of tokens without the delimiters around it.
func joinWord(t []string) string {
	return strings.Trim(strings.Join(t, ""), "-_./:@ ")
}

func letters(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if letter(s[i]) {
			n++
		}
	}
	return n
}
