// Command learn measures what each sign weighs: it fits a logistic model to the rows that timetravel writes and prints
// evidence/weights.go. What is learned is a repair, not a promotion. The same rows give the same bytes.
package main

import (
	"flag"
	"fmt"
	"go/format"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/envparity/envparity/evidence"
	"github.com/envparity/envparity/tools/timetravel/travel"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "learn:", err)
		os.Exit(1) //nolint:forbidigo // a developer's program of its own
	}
}

// ridge keeps the weight of a sign that was seen rarely near zero.
const ridge = 4.0

func run() error {
	in := flag.String("rows", "", "rows that timetravel wrote")
	out := flag.String("out", "evidence/weights.go", "where to write the weights")
	flag.Parse()
	f, err := os.Open(*in)
	if err != nil {
		return err
	}
	rows, err := travel.Rows(f)
	if err != nil {
		return err
	}
	var names []string
	for _, k := range evidence.Catalogue() {
		names = append(names, k.Name)
	}
	x, y, weight := matrix(rows, names)
	w := fit(x, y, weight, len(names))
	for i := range rows { // as the program will tell it
		rows[i].Risk = risk(w, x[i])
	}
	fmt.Fprintf(os.Stderr, "fitted on %d rows of which %d were repaired; AUC on the same rows %.3f for repairs, %.3f for all that was aligned\n",
		len(rows), count(rows), travel.AUC(rows, (*travel.Row).Repair), travel.AUC(rows, func(r *travel.Row) bool { return r.Aligned }))
	held(rows, x, y, weight, len(names))
	text, err := format.Source([]byte(source(rows, names, w)))
	if err != nil {
		return err
	}
	return os.WriteFile(*out, text, 0o644) //nolint:gosec // source code
}

func count(rows []travel.Row) int {
	n := 0
	for i := range rows {
		if rows[i].Repair() {
			n++
		}
	}
	return n
}

// matrix turns rows into lists of signs. Every repository weighs the same, whatever the number of its rows.
func matrix(rows []travel.Row, names []string) (x [][]int, y []bool, weight []float64) {
	of := map[string]int{}
	for i := range rows {
		of[rows[i].Repository]++
	}
	for i := range rows {
		var on []int
		for _, s := range rows[i].Signs {
			if k := slices.Index(names, s); k >= 0 {
				on = append(on, k)
			}
		}
		x = append(x, on)
		y = append(y, rows[i].Repair())
		weight = append(weight, math.Sqrt(float64(len(rows))/float64(len(of))/float64(of[rows[i].Repository])))
	}
	return x, y, weight
}

// fit maximises the penalised likelihood by Newton's method on each coordinate in turn; the last weight is the intercept.
func fit(x [][]int, y []bool, weight []float64, n int) []float64 {
	w := make([]float64, n+1)
	at := make([][]int, n+1) // rows of each sign
	for i := range x {
		for _, k := range x[i] {
			at[k] = append(at[k], i)
		}
		at[n] = append(at[n], i)
	}
	sum := make([]float64, len(x))
	for range 300 {
		moved := 0.0
		for k := range w {
			g, h := 0.0, 1e-9
			if k < n {
				g, h = -ridge*w[k], ridge
			}
			for _, i := range at[k] {
				p := 1 / (1 + math.Exp(-sum[i]))
				t := 0.0
				if y[i] {
					t = 1
				}
				g += weight[i] * (t - p)
				h += weight[i] * p * (1 - p)
			}
			step := max(-1, min(1, g/h))
			w[k] += step
			for _, i := range at[k] {
				sum[i] += step
			}
			moved = max(moved, math.Abs(step))
		}
		if moved < 1e-7 {
			break
		}
	}
	return w
}

func risk(w []float64, on []int) float64 {
	s := w[len(w)-1]
	for _, k := range on {
		s += w[k]
	}
	return 1 / (1 + math.Exp(-s))
}

// held prints the AUC for each repository by a model that was fitted without it.
func held(rows []travel.Row, x [][]int, y []bool, weight []float64, n int) {
	var names []string
	for i := range rows {
		if !slices.Contains(names, rows[i].Repository) {
			names = append(names, rows[i].Repository)
		}
	}
	all := slices.Clone(rows)
	for _, out := range names {
		var tx [][]int
		var ty []bool
		var tw []float64
		for i := range rows {
			if rows[i].Repository != out {
				tx, ty, tw = append(tx, x[i]), append(ty, y[i]), append(tw, weight[i])
			}
		}
		w := fit(tx, ty, tw, n)
		for i := range all {
			if all[i].Repository == out {
				all[i].Risk = risk(w, x[i])
			}
		}
	}
	m := travel.Take(all)
	fmt.Fprintf(os.Stderr, "each repository by a model fitted without it: AUC %.3f for repairs, %.3f for all that was aligned, mean of repositories %.3f\n", m.AUCRepair, m.AUC, m.MeanAUC)
}

func source(rows []travel.Row, names []string, w []float64) string {
	var repositories []string
	for i := range rows {
		if !slices.Contains(repositories, rows[i].Repository) {
			repositories = append(repositories, rows[i].Repository)
		}
	}
	slices.Sort(repositories)
	var b strings.Builder
	fmt.Fprintf(&b, "package evidence\n\n// Written by tools/learn from %d differences, %d of them repaired, of %s. Do not edit.\n\n", len(rows), count(rows), strings.Join(repositories, ", "))
	fmt.Fprintf(&b, "// intercept is the log-odds of a repair where no sign holds.\nconst intercept = %.3f\n\nfunc table() []Weight {\n\treturn []Weight{\n", w[len(w)-1])
	for k, name := range names {
		seen, repaired := 0, 0
		for i := range rows {
			if slices.Contains(rows[i].Signs, name) {
				seen++
				if rows[i].Repair() {
					repaired++
				}
			}
		}
		fmt.Fprintf(&b, "\t\t{%q, %.3f, %d, %d},\n", name, w[k], seen, repaired)
	}
	b.WriteString("\t}\n}\n")
	return b.String()
}
