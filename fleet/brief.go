package fleet

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Brief is what the name of a record in the store says: enough for a trend over thousands of records without opening one.
type Brief struct {
	Status Status
	Counts Counts
	Parity int    // with the reference, of the environment that is farthest from it, in parts of 10,000; -1 where there is no score
	Judged string // the beginning of Head.Judged
}

// judgedDigits is how much of a digest a brief has: two sets of rules of one fleet are not taken for one.
const judgedDigits = 8

// parityParts are the parts of a whole that Brief.Parity counts.
const parityParts = 10_000

// Brief returns what the name of r says.
func (r *Record) Brief() Brief {
	b := Brief{Status: r.Status, Counts: r.Counts, Parity: -1, Judged: r.Judged}
	if len(b.Judged) > judgedDigits {
		b.Judged = b.Judged[:judgedDigits]
	}
	for _, v := range r.Scores {
		if part := int(v * parityParts); b.Parity < 0 || part < b.Parity {
			b.Parity = part
		}
	}
	return b
}

var statusLetters = map[Status]string{Complete: "c", Partial: "p", Failed: "f"}

var briefForm = regexp.MustCompile(`^([cp])\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,5}|-)\.([0-9a-f]{0,8})$`)

// String is the form in the name: "c.3.12.4.1.0.9731.1a2b3c4d", or "f" for an attempt that failed.
func (b Brief) String() string {
	letter := statusLetters[b.Status]
	if b.Status == Failed {
		return letter
	}
	parity := "-"
	if b.Parity >= 0 {
		parity = strconv.Itoa(b.Parity)
	}
	c := &b.Counts
	return fmt.Sprintf("%s.%d.%d.%d.%d.%d.%s.%s", letter, c.MustFix, c.ShouldFix, c.Acceptable, c.Waived, c.Known, parity, b.Judged)
}

// ParseBrief reads what String wrote; ok is false for anything else.
func ParseBrief(text string) (b Brief, ok bool) {
	if text == statusLetters[Failed] {
		return Brief{Status: Failed, Parity: -1}, true
	}
	m := briefForm.FindStringSubmatch(text)
	if m == nil {
		return Brief{}, false
	}
	b = Brief{Status: Complete, Parity: -1, Judged: m[8]}
	if m[1] == statusLetters[Partial] {
		b.Status = Partial
	}
	for i, to := range []*int{&b.Counts.MustFix, &b.Counts.ShouldFix, &b.Counts.Acceptable, &b.Counts.Waived, &b.Counts.Known} {
		*to, _ = strconv.Atoi(m[2+i]) // digits
	}
	if !strings.HasPrefix(m[7], "-") {
		b.Parity, _ = strconv.Atoi(m[7])
	}
	return b, true
}
