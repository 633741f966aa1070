package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Fidelity is how similar the data of an environment's databases is to the reference's, by the estimates of the servers' planners. No row is
// read.
type Fidelity struct {
	Environment string
	Tables      int     // tables with an estimate in both and rows in the reference
	Empty       int     // of these, tables without a row
	Few         int     // of these, tables with at most a hundredth of the reference's rows, without the empty ones
	Share       float64 // the environment's rows / the reference's, in all of these tables together
	DaysBehind  int     // how many days its newest data is older than the reference's; 0 if it is not older, or unknown
}

// fewRows is the share of the reference's rows up to which query plans of the two are not comparable, as in the rule schema-rows-few.
const fewRows = 0.01

// Says returns a line for lists and tables, without the environment's name. It is no whole sentence.
func (f *Fidelity) Says() string {
	var parts []string
	if f.Empty > 0 {
		parts = append(parts, fmt.Sprintf("%d of %s empty", f.Empty, names.Count(f.Tables, "table")))
	}
	if f.Few > 0 {
		parts = append(parts, fmt.Sprintf("%d of %s at 1%% of the rows or less", f.Few, names.Count(f.Tables, "table")))
	}
	if len(parts) == 0 {
		parts = append(parts, fmt.Sprintf("rows in all of %s", names.Count(f.Tables, "table")))
	}
	parts = append(parts, "about "+share(f.Share)+" of the rows in all")
	if f.DaysBehind > 0 {
		parts = append(parts, fmt.Sprintf("newest data %s older", names.Count(f.DaysBehind, "day")))
	}
	return strings.Join(parts, ", ")
}

// share rounds to one significant digit below one percent, and to whole percents above, because estimates are not more exact.
func share(x float64) string {
	percent := x * 100
	if percent == 0 || percent >= 1 {
		return strconv.FormatFloat(math.Round(percent), 'f', -1, 64) + "%"
	}
	unit := math.Pow(10, math.Floor(math.Log10(percent)))
	if percent = math.Round(percent/unit) * unit; percent < 0.001 {
		return "0%"
	}
	return strconv.FormatFloat(percent, 'g', 1, 64) + "%"
}

// fidelity compares the environments' data with the reference's.
func fidelity(snaps []*snapshot.Snapshot, reference string) []Fidelity {
	all := map[string]map[string]float64{}
	days := map[string]map[string]string{}
	for _, s := range snaps {
		days[s.Environment] = newestOf(s)
		if rows := rowsOf(s); len(rows) > 0 {
			all[s.Environment] = rows
		}
	}
	ref := all[reference]
	var out []Fidelity
	for env, rows := range all {
		if env == reference {
			continue
		}
		f := Fidelity{Environment: env}
		var mine, theirs float64
		for table, n := range ref {
			have, known := rows[table]
			if !known || n == 0 {
				continue
			}
			f.Tables++
			mine, theirs = mine+have, theirs+n
			switch {
			case have == 0:
				f.Empty++
			case have/n <= fewRows:
				f.Few++
			}
		}
		if f.Tables > 0 {
			f.Share = mine / theirs
			f.DaysBehind = daysBehind(days[env], days[reference])
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Fidelity) int { return cmp.Compare(a.Environment, b.Environment) })
	return out
}

// rowsOf returns the estimates of an environment's tables by database and name. Of several members the largest counts.
func rowsOf(s *snapshot.Snapshot) map[string]float64 {
	out := map[string]float64{}
	var open snapshot.Opener
	for i := range s.Resources {
		r := &s.Resources[i]
		if r.Kind != "table" || r.Pillar != snapshot.Data {
			continue
		}
		open.Reset()
		rows := open.Open(r).Child("rows")
		if rows == nil || rows.Kind != snapshot.Number {
			continue
		}
		n, err := strconv.ParseFloat(rows.Text, 64)
		if err != nil {
			continue
		}
		key := r.Collector + "\x00" + r.Scope + "\x00" + r.Name
		out[key] = max(out[key], n)
	}
	return out
}

// newestOf returns the newest days in an environment's columns, by database, table and column.
func newestOf(s *snapshot.Snapshot) map[string]string {
	out := map[string]string{}
	var open snapshot.Opener
	for i := range s.Resources {
		r := &s.Resources[i]
		below := map[string]string{"table": "freshness", "column_statistics": "columns"}[r.Kind]
		if below == "" || r.Pillar != snapshot.Data {
			continue
		}
		open.Reset()
		columns := open.Open(r).Child(below)
		if columns == nil || columns.Kind != snapshot.Map {
			continue
		}
		for c := range columns.Children {
			if day := columns.Children[c].Child("newest"); day != nil && day.Kind == snapshot.String {
				key := r.Collector + "\x00" + r.Scope + "\x00" + r.Name + "\x00" + columns.Children[c].Key
				out[key] = max(out[key], day.Text)
			}
		}
	}
	return out
}

// daysBehind returns how many days the newest of mine is before the newest of theirs, by the columns in both.
func daysBehind(mine, theirs map[string]string) int {
	have, want := "", ""
	for column, day := range theirs {
		if own, known := mine[column]; known {
			have, want = max(have, own), max(want, day)
		}
	}
	a, err := time.Parse(time.DateOnly, have)
	b, err2 := time.Parse(time.DateOnly, want)
	if err != nil || err2 != nil {
		return 0
	}
	return max(0, int(b.Sub(a)/(24*time.Hour)))
}
