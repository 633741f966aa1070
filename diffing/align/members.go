package align

// strangers reports whether two clusters hold resources of members that have nothing to do with one another: members of two environments, all of
// other names. What they have alike under two names is no sign that it is one thing.
func (a *Aligner) strangers(x, y *cluster) bool {
	for i, r := range x.at {
		for j, s := range y.at {
			if r == nil || s == nil {
				continue
			}
			p, q := &a.cols[i], &a.cols[j]
			if p.Member == "" || q.Member == "" || p.Env == q.Env || p.Member == q.Member {
				return false
			}
		}
	}
	return true
}
