package drift

// Apart returns the indices of the environments that differ from the reference, and of the one that stands alone: all others agree, and there are
// two of them at least. It returns -1 where none stands alone. An environment that was not observed neither differs nor agrees.
func Apart(sides []Side, reference int) (differ []int, alone int) {
	for e := range sides {
		if e != reference && sides[e].State != UnknownState && sides[reference].State != UnknownState && !Alike(&sides[e], &sides[reference]) {
			differ = append(differ, e)
		}
	}
	var one, other []int // the observed environments, by their value
	for e := range sides {
		switch {
		case sides[e].State == UnknownState:
		case len(one) == 0 || Alike(&sides[e], &sides[one[0]]):
			one = append(one, e)
		case len(other) == 0 || Alike(&sides[e], &sides[other[0]]):
			other = append(other, e)
		default:
			return differ, -1
		}
	}
	switch {
	case len(one) == 1 && len(other) > 1:
		return differ, one[0]
	case len(other) == 1 && len(one) > 1:
		return differ, other[0]
	}
	return differ, -1
}

// Alike reports whether two observed sides agree: neither has a value, or both have one of the same class.
func Alike(a, b *Side) bool { return a.State == b.State && a.Class == b.Class }
