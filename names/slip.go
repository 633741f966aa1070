package names

import "unicode/utf8"

// shortestSlip is the fewest letters of a word in which one different letter is a slip. Shorter words are different words (dev and dec, max and
// mix).
const shortestSlip = 5

// Slip reports whether two names differ by one letter of one word: a letter too many, one too few, another one, or two exchanged (pasword,
// TIMOUT, orders-bd). Digits do not count: db1 and db2 are two names. It is symmetric, and false for equal names.
func Slip(a, b string) bool {
	if a == b || len(a) > 200 || len(b) > 200 || !utf8.ValidString(a) || !utf8.ValidString(b) {
		return false
	}
	x, y := Words(a), Words(b)
	if len(x) != len(y) {
		return false
	}
	slips := 0
	for i := range x {
		switch {
		case x[i] == y[i]:
		case max(len(x[i]), len(y[i])) >= shortestSlip && oneLetter(x[i], y[i]) || exchanged(x[i], y[i]) && len(a) > len(x[i])+3:
			slips++
		default:
			return false
		}
	}
	return slips == 1
}

// exchanged reports whether two words differ only by an exchange of two neighbouring letters: db and bd.
func exchanged(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	return at+1 < len(a) && a[at] == b[at+1] && a[at+1] == b[at] && lettered(a[at]) && lettered(a[at+1]) && a[at+2:] == b[at+2:]
}

// oneLetter reports whether one change of a letter turns a into b: inserted, removed, replaced, or exchanged with its neighbour.
func oneLetter(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	if len(a) < len(b) {
		return lettered(b[at]) && a[at:] == b[at+1:]
	}
	return exchanged(a, b) || lettered(a[at]) && lettered(b[at]) && a[at+1:] == b[at+1:]
}

func lettered(c byte) bool { return c >= 'a' && c <= 'z' }
