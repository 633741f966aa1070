package schema

import "github.com/envparity/envparity/snapshot"

// Statistics are what the planner keeps of one table's columns, rounded so that no value of a row is in them.
type Statistics struct {
	Table   string
	Columns []ColumnStatistics
	Unknown string // why nothing is known of the table
}

// ColumnStatistics are those of one column.
type ColumnStatistics struct {
	Name     string
	NullRate string // share of nulls to 0.1; 1 where there are nulls alone
	Distinct string // estimate of distinct values with one significant digit, "" for none
	Newest   string // newest day, 2026-11-28, of a column of dates; "" for others
	Unknown  string // why nothing is known of the column
}

func (x *Statistics) tree(t *tree) {
	if x.Unknown != "" {
		t.unknown("columns", x.Unknown)
		return
	}
	t.under("columns", func(b *tree) {
		for _, c := range x.Columns {
			if c.Unknown != "" {
				b.unknown(c.Name, c.Unknown)
				continue
			}
			b.under(c.Name, func(b *tree) {
				b.number("null_rate", c.NullRate)
				b.number("distinct", c.Distinct)
				b.given("newest", c.Newest)
			})
		}
	})
}

// number writes a number that is known.
func (t *tree) number(key, value string) {
	if value != "" {
		t.put(snapshot.Node{Key: key, Kind: snapshot.Number, Text: value})
	}
}
