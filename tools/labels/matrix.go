package labels

import (
	"fmt"
	"io"

	"github.com/envparity/envparity/rules"
)

// Matrix counts verdicts by label.
type Matrix map[[2]string]int

// Count makes the matrix of judged rows.
func Count(js []Judged) Matrix {
	m := Matrix{}
	for i := range js {
		m[[2]string{js[i].Label, string(js[i].Verdict)}]++
	}
	return m
}

func verdicts() []string {
	return []string{string(rules.MustFix), string(rules.ShouldFix), string(rules.Acceptable)}
}

// Row sums a label's rows.
func (m Matrix) row(label string) int {
	n := 0
	for _, v := range verdicts() {
		n += m[[2]string{label, v}]
	}
	return n
}

// Agreement is the share of rows whose verdict is their label.
func (m Matrix) Agreement() float64 {
	same, all := 0, 0
	for k, n := range m {
		all += n
		if k[0] == k[1] {
			same += n
		}
	}
	if all == 0 {
		return 0
	}
	return float64(same) / float64(all)
}

// Lost counts labelled must-fixes that became acceptable; Alarms the share of acceptables that became must-fix.
func (m Matrix) Lost() int { return m[[2]string{string(rules.MustFix), string(rules.Acceptable)}] }

// Alarms is the share of labelled acceptables that became must-fix.
func (m Matrix) Alarms() float64 {
	n := m.row(string(rules.Acceptable))
	if n == 0 {
		return 0
	}
	return float64(m[[2]string{string(rules.Acceptable), string(rules.MustFix)}]) / float64(n)
}

// Write prints the matrix as a table.
func (m Matrix) Write(w io.Writer) {
	fmt.Fprintf(w, "%-22s %10s %10s %10s\n", "label \\ verdict", "must-fix", "should-fix", "acceptable")
	for _, l := range verdicts() {
		fmt.Fprintf(w, "%-22s", l)
		for _, v := range verdicts() {
			fmt.Fprintf(w, " %10d", m[[2]string{l, v}])
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "agree %.1f %%   must-fix lost %d   acceptables called must-fix %.1f %%\n", 100*m.Agreement(), m.Lost(), 100*m.Alarms())
}
