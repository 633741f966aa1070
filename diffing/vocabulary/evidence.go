package vocabulary

import "strings"

// evidence is what Observe has seen: for each pair of environments, which run of tokens stands in one where the other has
// another, and in how many different surroundings.
type evidence struct {
	pairs map[swap]*support
	alone map[lone]int // times a token was seen in an environment without being exchanged
}

type swap struct {
	a, b   int
	wa, wb string
}

type lone struct {
	env  int
	word string
}

// support counts the surroundings of one exchange: the rest of the text it stood in, and the place.
type support struct {
	around  map[string]bool
	places  map[string]bool
	example string
}

func newEvidence() evidence {
	return evidence{pairs: map[swap]*support{}, alone: map[lone]int{}}
}

// maxAround bounds what is remembered of one exchange; more proves nothing more.
const maxAround = 64

// Observe shows the learner two values of one attribute in environments a and b; place tells distinct resources apart. Equal values
// are evidence too: of what is not exchanged.
func (v *Vocabulary) Observe(a, b int, place string, pos Position, va, vb string) {
	if pos == Prose || a == b || len(va) > 512 || len(vb) > 512 {
		return
	}
	if va == vb {
		v.unchanged(a, b, va)
		return
	}
	if pos != Identifier {
		return
	}
	na, _ := v.Neutral(a, va)
	nb, _ := v.Neutral(b, vb)
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
	v.mu.Lock()
	defer v.mu.Unlock()
	k := swap{a, b, wa, wb}
	s := v.seen.pairs[k]
	if s == nil {
		s = &support{around: map[string]bool{}, places: map[string]bool{}}
		v.seen.pairs[k] = s
	}
	if len(s.around) < maxAround {
		s.around[around] = true
	}
	if len(s.places) < maxAround {
		s.places[place] = true
	}
	if ex := va + " → " + vb; s.example == "" || ex < s.example {
		s.example = ex
	}
}

// unchanged counts the tokens of a value that is the same in both environments.
func (v *Vocabulary) unchanged(a, b int, s string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, t := range tokens(s) {
		if len(t) > 1 || alnum(t[0]) {
			w := strings.ToLower(t)
			v.seen.alone[lone{a, w}]++
			v.seen.alone[lone{b, w}]++
		}
	}
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

// commonEnds counts the tokens two texts share at the beginning and at the end. An opaque id's inner hyphens are not split off.
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
