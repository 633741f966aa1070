package diffing

// Changes reports whether a drift is news on the way from environment a to environment b, as on that of a release from staging to production:
// the two have not the same there, or one speaks another's name, or they share what each should have for itself. What was not observed in
// one of them changes nothing that is known.
func (d *Drift) Changes(a, b int) bool {
	if a < 0 || b < 0 || a >= len(d.Sides) || b >= len(d.Sides) {
		return false
	}
	x, y := &d.Sides[a], &d.Sides[b]
	if x.State == UnknownState || y.State == UnknownState {
		return false
	}
	same := x.State == y.State && x.Class == y.Class
	switch d.Kind {
	case Leaked:
		return x.Word != "" || y.Word != "" || !same
	case Shared:
		return same && x.State == Present
	default:
		return !same
	}
}
