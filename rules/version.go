package rules

import (
	"slices"
	"strconv"
	"strings"
)

// versionLevel returns the part in which the versions in two texts differ: major, minor, patch; "precision" if one only has fewer parts (16 and
// 16.8). Unlike the semver facts it reads any text with a version in it: postgres16, ~> 3.1, redis6.x, v2024-01-02.
func (f *facts) versionLevel() string {
	a, ok1 := f.text(f.run.ref)
	b, ok2 := f.text(f.other())
	if !ok1 || !ok2 || a == b {
		return ""
	}
	va, vb := versionParts(a), versionParts(b)
	if len(va) == 0 || len(vb) == 0 {
		return ""
	}
	for i, level := range [...]string{"major", "minor", "patch"} {
		switch {
		case i >= len(va) || i >= len(vb):
			if len(va) == len(vb) {
				return "patch"
			}
			return "precision"
		case va[i] != vb[i]:
			return level
		}
	}
	return "patch"
}

// versionAhead reports whether the environment closest to the reference that differs has the higher version.
func (f *facts) versionAhead() bool {
	a, ok1 := f.text(f.run.ref)
	b, ok2 := f.text(f.other())
	return ok1 && ok2 && slices.Compare(versionParts(b), versionParts(a)) > 0
}

// versionParts returns the numbers of the first version in s, at most three.
func versionParts(s string) []int {
	start := strings.IndexAny(s, "0123456789")
	if start < 0 || len(s) > 200 {
		return nil
	}
	if i := strings.LastIndex(s, "?ref="); i >= 0 { // a module source has its version at the end
		if j := strings.IndexAny(s[i:], "0123456789"); j >= 0 {
			start = i + j
		}
	}
	var out []int
	for s = s[start:]; len(out) < 3; {
		end := 0
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		n, err := strconv.Atoi(s[:end])
		if err != nil {
			return out
		}
		out = append(out, n)
		if end >= len(s) || s[end] != '.' {
			return out
		}
		s = s[end+1:]
	}
	return out
}
