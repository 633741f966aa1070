package values

import "strings"

// cron is a schedule of five fields, or of six with a year or seconds as AWS and Quartz write them.
type cron []string

func parseCron(s string) (cron, bool) {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, "cron("); ok && strings.HasSuffix(inner, ")") {
		s = strings.TrimSuffix(inner, ")")
	}
	switch strings.ToLower(s) {
	case "@yearly", "@annually":
		s = "0 0 1 1 *"
	case "@monthly":
		s = "0 0 1 * *"
	case "@weekly":
		s = "0 0 * * 0"
	case "@daily", "@midnight":
		s = "0 0 * * *"
	case "@hourly":
		s = "0 * * * *"
	}
	f := strings.Fields(s)
	if len(f) < 5 || len(f) > 6 {
		return nil, false
	}
	for i, field := range f {
		if !cronField(field) {
			return nil, false
		}
		f[i] = cronNames(strings.ToUpper(field))
	}
	return f, true
}

func cronField(f string) bool {
	names := 0
	for i := 0; i < len(f); i++ {
		switch c := f[i]; {
		case digit(c), c == '*', c == '/', c == '-', c == ',', c == '?', c == '#':
		case letter(c):
			names++
		default:
			return false
		}
	}
	return names == 0 || names%3 == 0 || names == 1 // MON, JAN, L, W
}

// cronNames writes weekdays as numbers and `?` as `*`.
func cronNames(f string) string {
	if f == "?" {
		return "*"
	}
	return strings.NewReplacer("SUN", "0", "MON", "1", "TUE", "2", "WED", "3", "THU", "4", "FRI", "5", "SAT", "6").Replace(f)
}

func (c cron) equal(o cron) bool { return strings.Join(c, " ") == strings.Join(o, " ") }

// sameCadence reports whether two schedules run equally often and differ only in the minute, or the hour as well.
func (c cron) sameCadence(o cron) bool {
	if len(c) != len(o) {
		return false
	}
	first := 0
	if len(c) == 6 && c[5] != "*" && len(c[5]) != 4 {
		first = 1 // seconds come first
	}
	for i := range c {
		if c[i] == o[i] {
			continue
		}
		if i > first+1 || fieldCount(c[i]) != fieldCount(o[i]) {
			return false
		}
	}
	return true
}

// fieldCount returns a field's shape: the number of its values, or its step.
func fieldCount(f string) string {
	if _, step, ok := strings.Cut(f, "/"); ok {
		return "/" + step
	}
	if strings.ContainsAny(f, "*-") {
		return f
	}
	return strings.Repeat(",", strings.Count(f, ","))
}
