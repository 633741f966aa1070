package rules

import "math/bits"

// bitset has a bit for every rule, in the order of trying.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int) { b[i/64] |= 1 << (i % 64) }
func (b bitset) and(o bitset) {
	for i := range b {
		b[i] &= o[i]
	}
}

// dimension maps the values of one fact to the rules that could match; others is for values that no rule names.
type dimension struct {
	values map[string]bitset
	others bitset
}

func newDimension(rules []*Rule, asks func(*Rule) []string) dimension {
	d := dimension{values: map[string]bitset{}, others: newBitset(len(rules))}
	for i, r := range rules {
		if want := asks(r); want == nil {
			d.others.set(i)
		} else {
			for _, v := range want {
				if d.values[v] == nil {
					d.values[v] = newBitset(len(rules))
				}
			}
		}
	}
	for v, b := range d.values {
		copy(b, d.others)
		for i, r := range rules {
			for _, w := range asks(r) {
				if w == v {
					b.set(i)
				}
			}
		}
	}
	return d
}

func (d *dimension) of(v string) bitset {
	if b, ok := d.values[v]; ok {
		return b
	}
	return d.others
}

// index finds the few rules that could match a drift.
type index struct {
	rules                                            []*Rule
	kinds, pillars, collectors, types, resourceKinds dimension
	names                                            nameIndex
}

func newIndex(rules []*Rule) *index {
	return &index{
		rules:         rules,
		kinds:         newDimension(rules, func(r *Rule) []string { return r.needs.kinds }),
		pillars:       newDimension(rules, func(r *Rule) []string { return r.needs.pillars }),
		collectors:    newDimension(rules, func(r *Rule) []string { return r.needs.collectors }),
		types:         newDimension(rules, func(r *Rule) []string { return r.needs.types }),
		resourceKinds: newDimension(rules, func(r *Rule) []string { return r.needs.resourceKinds }),
		names:         newNameIndex(rules),
	}
}

// candidates sets the bits of the rules that could match in out.
func (x *index) candidates(f *facts, out bitset) {
	copy(out, x.kinds.of(string(f.drift.Kind)))
	out.and(x.pillars.of(string(f.drift.Pillar)))
	out.and(x.collectors.of(f.drift.Collector))
	out.and(x.types.of(f.res.Type))
	out.and(x.resourceKinds.of(f.res.Kind))
	info := f.naming()
	if info.candidates == nil {
		info.candidates = newBitset(len(x.rules))
		x.names.fill(info.words, info.candidates)
	}
	var leaf bitset
	if p := f.pathParts(); len(p) > 0 {
		leaf = x.names.leaves[p[len(p)-1]]
	}
	for i := range out {
		fits := info.candidates[i]
		if leaf != nil {
			fits |= leaf[i]
		}
		out[i] &= fits
	}
}

// next returns the first set bit at or after i, or -1.
func (b bitset) next(i int) int {
	for w := i / 64; w < len(b); w++ {
		v := b[w]
		if w == i/64 {
			v &= ^uint64(0) << (i % 64)
		}
		if v != 0 {
			return w*64 + bits.TrailingZeros64(v)
		}
	}
	return -1
}

// nameIndex finds the rules whose name patterns could match, by the beginning of each pattern's longest literal word.
type nameIndex struct {
	words map[string][]nameEntry
	open  []nameEntry // patterns without a literal word
	free  bitset      // rules without a condition on the name

	leaves map[string]bitset // end of a path → rules with a condition on it
}

type nameEntry struct {
	rule    int
	pattern namePattern
}

func newNameIndex(rules []*Rule) nameIndex {
	x := nameIndex{words: map[string][]nameEntry{}, free: newBitset(len(rules)), leaves: map[string]bitset{}}
	for i, r := range rules {
		if r.needs.subject == nil {
			x.free.set(i)
			continue
		}
		for _, l := range r.needs.subject.leaves {
			if x.leaves[l] == nil {
				x.leaves[l] = newBitset(len(rules))
			}
			x.leaves[l].set(i)
		}
		for _, p := range r.needs.subject.names {
			if p.key == "" {
				x.open = append(x.open, nameEntry{i, p})
			} else {
				x.words[prefix(p.key)] = append(x.words[prefix(p.key)], nameEntry{i, p})
			}
		}
	}
	return x
}

// fill sets the rules without a condition on the name and those with a pattern that matches words.
func (x *nameIndex) fill(words []string, out bitset) {
	copy(out, x.free)
	for _, w := range words {
		for i := range x.words[prefix(w)] {
			if e := &x.words[prefix(w)][i]; e.pattern.match(words) {
				out.set(e.rule)
			}
		}
	}
	for i := range x.open {
		if e := &x.open[i]; e.pattern.match(words) {
			out.set(e.rule)
		}
	}
}

// prefix returns the key for looking up a word.
func prefix(word string) string { return word[:min(3, len(word))] }
