package fleet

import "time"

// trend is the runs of the last days, oldest first. It is made of names alone: no record is opened for it.
func trend(h *attempts, now time.Time, days int) []Point {
	from := now.AddDate(0, 0, -days)
	by := map[string][]*Entry{}
	for _, list := range h.systems {
		for i := range list {
			if e := &list[i]; e.Run != "" {
				by[e.Run] = append(by[e.Run], e)
			}
		}
	}
	out := []Point{}
	judged := map[string]string{} // which rules judged the last audit of each system
	for _, run := range h.runs {
		at := h.at[run]
		if at.Before(from) || at.After(now.Add(ClockSkew)) {
			continue
		}
		p := Point{Run: run, At: at.UTC()}
		parity, scored := 0, 0
		for _, e := range by[run] {
			if !e.audited() {
				p.Failed++
				continue
			}
			p.Systems++
			p.Counts.add(e.Brief.Counts)
			if e.Brief.Parity >= 0 {
				parity, scored = parity+e.Brief.Parity, scored+1
			}
			if was, ok := judged[e.System]; ok && was != e.Brief.Judged {
				p.RulesChanged++
			}
			judged[e.System] = e.Brief.Judged
		}
		if scored > 0 {
			mean := float64(parity/scored) / parityParts
			p.Parity = &mean
		}
		p.Break = p.RulesChanged > 0
		out = append(out, p)
	}
	return out
}
