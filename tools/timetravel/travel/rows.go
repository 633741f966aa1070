package travel

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
)

// Write writes rows as CSV, for tools/learn and for people.
func Write(w io.Writer, rows []Row) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"repository", "date", "finding", "verdict", "kind", "story", "rule", "risk", "signs", "late", "age", "aligned", "after", "promotion"})
	f := func(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }
	for i := range rows {
		r := &rows[i]
		_ = out.Write([]string{
			r.Repository, r.Date.Format(time.DateOnly), r.Finding, r.Verdict, r.Kind, r.Story, r.Rule, f(r.Risk), strings.Join(r.Signs, " "), f(r.Late), f(r.Age),
			strconv.FormatBool(r.Aligned), f(r.After), strconv.FormatBool(r.Promotion),
		})
	}
	out.Flush()
	return out.Error()
}

// Rows reads what Write wrote.
func Rows(r io.Reader) ([]Row, error) {
	lines, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	var out []Row
	for i, l := range lines {
		if i == 0 {
			continue
		}
		row := Row{Repository: l[0], Finding: l[2], Verdict: l[3], Kind: l[4], Story: l[5], Rule: l[6], Signs: strings.Fields(l[8])}
		row.Date, _ = time.Parse(time.DateOnly, l[1])
		for k, p := range map[int]*float64{7: &row.Risk, 9: &row.Late, 10: &row.Age, 12: &row.After} {
			if *p, err = strconv.ParseFloat(l[k], 64); err != nil {
				return nil, err
			}
		}
		row.Aligned, row.Promotion = l[11] == "true", l[13] == "true"
		out = append(out, row)
	}
	return out, nil
}
