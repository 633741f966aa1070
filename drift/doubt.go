package drift

import (
	"cmp"
	"slices"
)

// Doubt is a reason for which attributes are unknown. An attribute that is unknown in several environments counts for the first of them, so that
// the counts of all doubts add up to Counts.Unknown.
type Doubt struct {
	Environment string
	Source      string // the file, or the collector where no resource was read; "" where neither is known
	Why         string
	Example     string // one of the expressions, where the reason is that they cannot be evaluated
	Attributes  int
}

// maxExample bounds the characters of an example: a reference is shorter, and the reason stays on one line.
const maxExample = 60

// Text returns where and why they are unknown, with a space or a colon before it: " in dev, values.yaml: not knowable here, such as ${TAG}".
func (d *Doubt) Text() string {
	text := ""
	if d.Environment != "" {
		text += " in " + d.Environment
	}
	if d.Source != "" {
		text += ", " + d.Source
	}
	text += ": " + d.Why
	if d.Example == "" {
		return text
	}
	example := []rune(d.Example)
	if len(example) > maxExample {
		example = append(example[:maxExample], '…')
	}
	return text + ", such as " + string(example)
}

// SumDoubts adds up those that differ in their number or example alone, and sorts them by number.
func SumDoubts(list []Doubt) []Doubt {
	type key struct{ environment, source, why string }
	at := map[key]int{}
	var out []Doubt
	for _, d := range list {
		k := key{d.Environment, d.Source, d.Why}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Doubt{Environment: d.Environment, Source: d.Source, Why: d.Why, Example: d.Example})
		}
		out[i].Attributes += d.Attributes
	}
	slices.SortFunc(out, func(a, b Doubt) int {
		return cmp.Or(cmp.Compare(b.Attributes, a.Attributes), cmp.Compare(a.Environment, b.Environment), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Why, b.Why))
	})
	return out
}
