package values

import (
	"strings"

	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/snapshot"
)

// Equal reports whether two scalars that differ as text mean the same to their consumer. It is reflexive and symmetric.
func Equal(c Context, a, b *snapshot.Node) bool {
	if a.Kind == b.Kind && a.Text == b.Text {
		return true
	}
	if !readable(a.Kind) || !readable(b.Kind) || OtherNumber(a, b) && !known.Of(c.Type).ReadsText(c.Kind) {
		return false
	}
	if a.Kind != b.Kind && !c.readsText(a, b) {
		return false
	}
	if a.Text == b.Text {
		return true
	}
	return equalText(c, a.Text, b.Text, a.Kind != snapshot.String && b.Kind != snapshot.String)
}

func readable(k snapshot.Kind) bool {
	return k == snapshot.Bool || k == snapshot.Number || k == snapshot.String
}

// readsText reports whether the consumer at c makes no difference between 5 and "5".
func (c Context) readsText(a, b *snapshot.Node) bool {
	if known.Of(c.Type).ReadsText(c.Kind) || c.quantityPlace() {
		return true
	}
	for _, p := range c.Path {
		switch p {
		case "env", "environment", "annotations", "labels", "data", "stringData", "extraEnv", "envVars", "configMap":
			return true
		}
	}
	return false
}

// equalText compares two texts that differ. typed is true where neither is written as a string.
func equalText(c Context, a, b string, typed bool) bool {
	if x, ok := number(a); ok {
		if y, ok := number(b); ok {
			if c.versionPlace() { // 1.10 is not 1.1
				return false
			}
			// A text is what a program makes of it: PYTHON=3.10 is not 3.1, and a program that reads an integer refuses 5.184e+06.
			return (typed || c.quantityPlace()) && x == y && sameNumber(a, b, x)
		}
	}
	if c.quantityPlace() {
		x, _, okx := quantity(a)
		y, _, oky := quantity(b)
		if okx && oky {
			return near(x, y)
		}
	}
	if x, ok := duration(a); ok {
		if y, ok := duration(b); ok && !c.quantityPlace() {
			return near(x, y)
		}
	}
	if Boolean(a) && Boolean(b) {
		return strings.EqualFold(a, b) || typed && truth(a) == truth(b)
	}
	if c.imagePlace() {
		x, okx := parseImage(a)
		y, oky := parseImage(b)
		if okx && oky {
			return x.equal(y)
		}
	}
	if x, ok := parseLocation(a); ok {
		if y, ok := parseLocation(b); ok {
			return sameLocation(x, y)
		}
	}
	if x, ok := parseCron(a); ok {
		if y, ok := parseCron(b); ok {
			return x.equal(y)
		}
	}
	return (strings.IndexByte(a, '\n') >= 0 || strings.IndexByte(b, '\n') >= 0) && sameLines(a, b)
}

// WordForBool reports whether one of two values is a boolean and the other a text that readers of YAML 1.1 read as a boolean when it is not
// quoted: NO, the country, is read as false.
func WordForBool(a, b *snapshot.Node) bool {
	if a.Kind == snapshot.String {
		a, b = b, a
	}
	return a.Kind == snapshot.Bool && b.Kind == snapshot.String && Boolean(b.Text) && !strings.EqualFold(b.Text, "true") && !strings.EqualFold(b.Text, "false") ||
		a.Kind == snapshot.Bool && b.Kind == snapshot.String && (strings.EqualFold(b.Text, "y") || strings.EqualFold(b.Text, "n"))
}

func near(x, y float64) bool {
	d := x - y
	if d < 0 {
		d = -d
	}
	return d <= 1e-9*max(x, -x, y, -y)
}

// sameLocation treats redis databases specially: /0 is the default.
func sameLocation(x, y location) bool {
	if strings.HasPrefix(x.scheme, "redis") {
		if x.path == "/0" {
			x.path = ""
		}
		if y.path == "/0" {
			y.path = ""
		}
	}
	return x == y
}

// sameLines compares texts of several lines without the white space at the ends of lines. Editors and folding styles change it.
func sameLines(a, b string) bool {
	x, y := strings.Split(strings.TrimRight(a, " \t\r\n"), "\n"), strings.Split(strings.TrimRight(b, " \t\r\n"), "\n")
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if strings.TrimRight(x[i], " \t\r") != strings.TrimRight(y[i], " \t\r") {
			return false
		}
	}
	return true
}
