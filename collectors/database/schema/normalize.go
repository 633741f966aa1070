package schema

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Rows is an estimate of a table's rows with one significant digit, so that two runs agree unless the order of size moved. A negative
// estimate means that the server never counted.
func Rows(estimate float64) Fact {
	if estimate < 0 {
		return Fact{Name: "rows", Text: "the table was never analysed, so the server has no estimate", Unknown: true}
	}
	return Fact{Name: "rows", Text: OneDigit(estimate), Number: true}
}

// OneDigit writes a number of things or bytes, which is not negative, with one significant digit.
func OneDigit(x float64) string {
	if x < 1 {
		return "0"
	}
	unit := math.Pow(10, math.Floor(math.Log10(x)))
	return strconv.FormatFloat(math.Round(x/unit)*unit, 'f', -1, 64)
}

// castText is the cast that PostgreSQL writes behind every literal of a default: 'open'::character varying.
var castText = regexp.MustCompile(`('(?:[^']|'')*')::[a-z_][a-z0-9_ ."]*(?:\(\d+(?:,\d+)?\))?(?:\[\])?`)

// Expression takes out of an expression what servers of different versions write differently: casts of literals and white space.
func Expression(s string) string {
	return strings.Join(strings.Fields(castText.ReplaceAllString(s, "$1")), " ")
}

var ownedSequence = regexp.MustCompile(`^nextval\('.*'(?:::regclass)?\)$`)

// Default is Expression for a column's default. The sequence behind a serial column has a generated name, which says nothing.
func Default(s string) string {
	if ownedSequence.MatchString(s) {
		return "nextval(its own sequence)"
	}
	return Expression(s)
}

var anyArray = regexp.MustCompile(`= ANY \((?:ARRAY\[([^\]]*)\]|\(ARRAY\[([^\]]*)\]\)(?:::[a-z ]+\[\])?)\)`)

// Constraints is Expression for a constraint. The values of an IN list have no order.
func Constraints(s string) string {
	return anyArray.ReplaceAllStringFunc(Expression(strings.TrimSuffix(s, " NOT VALID")), func(list string) string {
		found := anyArray.FindStringSubmatch(list)
		items := strings.Split(found[1]+found[2], ",")
		for i := range items {
			items[i] = strings.TrimSpace(items[i])
		}
		slices.Sort(items)
		return "in (" + strings.Join(items, ", ") + ")"
	})
}

// onEvent is what a foreign key's definition says of deletes and updates.
var onEvent = regexp.MustCompile(` ON (?:DELETE|UPDATE) (?:CASCADE|RESTRICT|NO ACTION|SET NULL|SET DEFAULT)`)

// Definition is Constraints for a whole constraint. What a foreign key does on delete and update has attributes of its own.
func Definition(s string) string { return onEvent.ReplaceAllString(Constraints(s), "") }

// qualified is a column that a view's text names with its table, which PostgreSQL left off from version 16 on where it could.
var qualified = regexp.MustCompile(`\b[a-z_][a-z0-9_$]*\.([a-z_][a-z0-9_$]*)\b`)

// Query takes out of a view's text what versions write differently. What is left decides whether two views say the same: it is for
// comparing, not for running.
func Query(s string) string {
	return strings.TrimSuffix(qualified.ReplaceAllString(Expression(s), "$1"), ";")
}
