package travel

import (
	"fmt"
	"io"
	"slices"
	"sort"
)

// Measure is what rows say of verdicts and risk.
type Measure struct {
	Rows, Aligned int
	Share         map[string][2]int // by verdict, "on its way" apart from acceptable: rows and aligned ones
	Told          float64           // of what was aligned, the share that had been must-fix, should-fix or on its way
	Lift          float64           // share aligned of must- and should-fix, divided by that of acceptable ones that were not on their way
	LiftAll       float64           // the same, on-its-way ones counted as acceptable
	AUC           float64           // of the risk, for being aligned
	AUCRepair     float64           // for being repaired: no promotion under way
	Repositories  int
	MeanAUC       float64 // over repositories with both kinds of rows
}

// Take measures rows.
func Take(rows []Row) Measure {
	m := Measure{Share: map[string][2]int{}}
	told := 0
	by := map[string][]Row{}
	for i := range rows {
		r := &rows[i]
		class := r.Verdict
		if class == "acceptable" && r.Story == "on-its-way" {
			class = "on its way"
		}
		c := m.Share[class]
		c[0]++
		m.Rows++
		if r.Aligned {
			c[1]++
			m.Aligned++
			if class != "acceptable" {
				told++
			}
		}
		m.Share[class] = c
		by[r.Repository] = append(by[r.Repository], *r)
	}
	m.Repositories = len(by)
	if m.Aligned > 0 {
		m.Told = float64(told) / float64(m.Aligned)
	}
	flagged := sum(m.Share["must-fix"], m.Share["should-fix"])
	m.Lift = ratio(flagged, m.Share["acceptable"])
	m.LiftAll = ratio(flagged, sum(m.Share["acceptable"], m.Share["on its way"]))
	m.AUC = AUC(rows, func(r *Row) bool { return r.Aligned })
	m.AUCRepair = AUC(rows, (*Row).Repair)
	n := 0
	for _, list := range by {
		if a := AUC(list, func(r *Row) bool { return r.Aligned }); a >= 0 {
			m.MeanAUC += a
			n++
		}
	}
	if n > 0 {
		m.MeanAUC /= float64(n)
	}
	return m
}

func sum(a, b [2]int) [2]int { return [2]int{a[0] + b[0], a[1] + b[1]} }

func ratio(a, b [2]int) float64 {
	if a[0] == 0 || b[0] == 0 || b[1] == 0 {
		return 0
	}
	return float64(a[1]) / float64(a[0]) / (float64(b[1]) / float64(b[0]))
}

// AUC is the probability that a row for which yes holds has a higher risk than one for which it does not, -1 where one kind is lacking.
func AUC(rows []Row, yes func(*Row) bool) float64 {
	type point struct {
		risk float64
		yes  bool
	}
	list := make([]point, len(rows))
	for i := range rows {
		list[i] = point{rows[i].Risk, yes(&rows[i])}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].risk < list[j].risk })
	ranks, pos := 0.0, 0
	for i := 0; i < len(list); {
		j := i
		for j < len(list) && list[j].risk == list[i].risk {
			j++
		}
		for k := i; k < j; k++ {
			if list[k].yes {
				pos++
				ranks += float64(i+j+1) / 2
			}
		}
		i = j
	}
	neg := len(list) - pos
	if pos == 0 || neg == 0 {
		return -1
	}
	return (ranks - float64(pos)*float64(pos+1)/2) / (float64(pos) * float64(neg))
}

// Print writes a measure as a table.
func Print(w io.Writer, title string, m Measure) {
	fmt.Fprintf(w, "%s: %d repositories, %d differences at a date, %d of them aligned within 180 days (%.1f %%)\n", title, m.Repositories, m.Rows, m.Aligned, 100*float64(m.Aligned)/float64(max(1, m.Rows)))
	for _, class := range []string{"must-fix", "should-fix", "on its way", "acceptable"} {
		c := m.Share[class]
		fmt.Fprintf(w, "  %-11s %6d, aligned %5d (%.1f %%)\n", class, c[0], c[1], 100*float64(c[1])/float64(max(1, c[0])))
	}
	fmt.Fprintf(w, "  of what was aligned, %.0f %% had been must-fix, should-fix or on its way\n", 100*m.Told)
	fmt.Fprintf(w, "  must- and should-fix were aligned %.1f times as often as acceptable ones (%.1f times with those on their way among them)\n", m.Lift, m.LiftAll)
	fmt.Fprintf(w, "  AUC of risk: %.2f for aligned (mean of repositories %.2f), %.2f for repairs\n", m.AUC, m.MeanAUC, m.AUCRepair)
}

// Stories counts rows and aligned ones by story.
func Stories(w io.Writer, rows []Row) {
	count := map[string][2]int{}
	for i := range rows {
		c := count[rows[i].Story]
		c[0]++
		if rows[i].Aligned {
			c[1]++
		}
		count[rows[i].Story] = c
	}
	names := make([]string, 0, len(count))
	for n := range count {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		fmt.Fprintf(w, "  %-15s %6d, aligned %5d (%.1f %%)\n", n, count[n][0], count[n][1], 100*float64(count[n][1])/float64(count[n][0]))
	}
}
