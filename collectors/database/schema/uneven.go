package schema

import (
	"cmp"
	"slices"
	"strings"
)

// Uneven is what some partitions of a table have and their siblings lack.
type Uneven struct {
	Traits []Trait
	Why    string // why it is not known; "" where it is
}

// Sibling is one of the partitions of one parent.
type Sibling struct {
	Name   string
	Traits []string // each once: "index btree (id)"
}

// Trait is something that not all siblings have.
type Trait struct {
	Name  string
	Where string // which partitions lack it, or have it: whatever names fewer
}

// mostNames is how many partitions a trait names: a line of a report holds about as many.
const mostNames = 5

// Add compares siblings with each other.
func (u *Uneven) Add(siblings []Sibling) {
	have := map[string][]string{}
	for _, s := range siblings {
		for _, t := range s.Traits {
			have[t] = append(have[t], s.Name)
		}
	}
	for t, names := range have {
		if len(names) == len(siblings) {
			continue
		}
		where := "only in "
		if len(names)*2 >= len(siblings) {
			where, names = "missing in ", lacking(siblings, names)
		}
		u.Traits = append(u.Traits, Trait{t, where + listed(names)})
	}
}

// lacking returns the siblings that are not among names.
func lacking(siblings []Sibling, names []string) []string {
	have := make(map[string]bool, len(names))
	for _, name := range names {
		have[name] = true
	}
	var out []string
	for _, s := range siblings {
		if !have[s.Name] {
			out = append(out, s.Name)
		}
	}
	return out
}

func listed(names []string) string {
	if len(names) > mostNames {
		names = append(slices.Clone(names[:mostNames]), "…")
	}
	return strings.Join(names, ", ")
}

// Sort orders the traits. Two families of one table can share a name: both stay, as one text.
func (u *Uneven) Sort() {
	slices.SortFunc(u.Traits, func(a, b Trait) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Where, b.Where)) })
	for i := len(u.Traits) - 1; i > 0; i-- {
		if u.Traits[i].Name == u.Traits[i-1].Name {
			u.Traits[i-1].Where += "; " + u.Traits[i].Where
			u.Traits = slices.Delete(u.Traits, i, i+1)
		}
	}
}

func (u *Uneven) tree(t *tree) {
	if u.Why != "" {
		t.unknown(unevenKey, u.Why)
		return
	}
	t.under(unevenKey, func(b *tree) {
		for _, x := range u.Traits {
			b.text(x.Name, x.Where)
		}
	})
}

// unevenKey is the attribute of a partitioned table that says what only some of its partitions have.
const unevenKey = "uneven_partitions"
