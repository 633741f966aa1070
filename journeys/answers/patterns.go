package answers

import (
	"regexp"
	"strings"
)

// pattern names what a text is by its form when the form matters more than the value: identifiers and moments are never the
// same in two environments. "" for ordinary text.
func pattern(s string) string {
	if len(s) < 10 || len(s) > 4096 {
		return ""
	}
	switch {
	case uuidForm.MatchString(s):
		return "uuid"
	case ulidForm.MatchString(s):
		return "ulid"
	case isoTime.MatchString(s), httpTime.MatchString(s):
		return "time"
	case jwtForm.MatchString(s):
		return "jwt"
	case hexForm.MatchString(s):
		return "hex"
	case epochForm.MatchString(s):
		return "epoch"
	}
	return ""
}

// pattern is that of a text, and of a number only where it is a moment: another number of many digits is a value.
func (l *leaf) pattern() string {
	p := pattern(l.text)
	if l.kind == "number" && p != "epoch" {
		return ""
	}
	return p
}

var (
	uuidForm  = regexp.MustCompile(`^(?i)\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$`)
	ulidForm  = regexp.MustCompile(`^[0-7][0-9A-HJKMNP-TV-Z]{25}$`)
	isoTime   = regexp.MustCompile(`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?Z| ?[+-]\d\d:?\d\d)?$`)
	httpTime  = regexp.MustCompile(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d`)
	jwtForm   = regexp.MustCompile(`^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$`)
	hexForm   = regexp.MustCompile(`^(0x)?([0-9a-f]{16,}|[0-9A-F]{16,})$`)
	epochForm = regexp.MustCompile(`^1[0-9]{9}(\.[0-9]+|[0-9]{3}|[0-9]{6}|[0-9]{9})?$`)
)

// neutral replaces what an environment says of itself, and what this visit captured, by their names.
func (v Place) neutral(s string) string {
	base := strings.TrimSuffix(v.Target.BaseURL, "/")
	if base != "" && strings.Contains(s, base) {
		s = strings.ReplaceAll(s, base, "{{base}}")
	}
	if _, host, ok := strings.Cut(base, "://"); ok {
		host, _, _ = strings.Cut(host, "/")
		if len(host) > 3 {
			s = strings.ReplaceAll(s, host, "{{host}}")
		}
	}
	for _, name := range sortedVars(v.Captured) {
		if got := v.Captured[name]; len(got) >= 6 && len(got) < 4096 {
			s = strings.ReplaceAll(s, got, "{{"+name+"}}")
		}
	}
	return s
}
