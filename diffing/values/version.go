package values

import (
	"cmp"
	"strconv"
	"strings"
)

// version is a version number of at least two parts, with or without `v` before it, and the rest after it (https://semver.org).
type version struct {
	part       [4]int
	pre, build string
}

func parseVersion(s string) (v version, ok bool) {
	if len(s) > 64 {
		return v, false
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "v"), "V")
	if i := strings.IndexByte(s, '+'); i > 0 {
		s, v.build = s[:i], s[i+1:]
	}
	if i := strings.IndexAny(s, "-_"); i > 0 {
		s, v.pre = s[:i], s[i+1:]
	}
	parts := strings.Split(s, ".")
	if len(parts) < 2 || len(parts) > 4 {
		return v, false
	}
	for i, p := range parts {
		if len(p) == 0 || len(p) > 9 {
			return v, false
		}
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 {
			if i == len(parts)-1 && i >= 1 && digit(p[0]) { // 1.24rc2, 5.7.mysql_aurora
				v.pre = p
				break
			}
			return v, false
		}
		v.part[i] = n
	}
	return v, true
}

// level returns the part in which two versions differ, and their order.
func (v version) level(w version) (level string, order int) {
	for i, name := range []string{"major", "minor", "patch", "build"} {
		if c := cmp.Compare(v.part[i], w.part[i]); c != 0 {
			return name, c
		}
	}
	if v.pre != w.pre {
		switch {
		case v.pre == "":
			return "pre", 1
		case w.pre == "":
			return "pre", -1
		}
		return "pre", strings.Compare(v.pre, w.pre)
	}
	if v.build != w.build {
		return "build", strings.Compare(v.build, w.build)
	}
	return "", 0
}

// MinorsAhead returns by how many minor versions b is ahead of a, a negative number if it is behind. It is false if one of the two is no version,
// or if their major versions differ.
func MinorsAhead(a, b string) (minors int, ok bool) {
	v, ok1 := parseVersion(a)
	w, ok2 := parseVersion(b)
	if !ok1 || !ok2 || v.part[0] != w.part[0] {
		return 0, false
	}
	return w.part[1] - v.part[1], true
}
