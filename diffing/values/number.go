package values

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// number parses a plain decimal number.
func number(s string) (float64, bool) {
	if s == "" || len(s) > 24 || !digit(s[len(s)-1]) || !digit(s[0]) && s[0] != '-' && s[0] != '+' && s[0] != '.' {
		return 0, false
	}
	if len(s) > 1 && s[0] == '0' && digit(s[1]) {
		return 0, false // 0123 is an id, or octal
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// sameNumber reports whether two numbers whose nearest float is f are exactly the same. Of integers above 2⁵³ several have one float.
func sameNumber(a, b string, f float64) bool {
	if f == 0 || math.Abs(f) > mostExact || math.Abs(f) < 1/mostExact { // exact numbers of such an exponent need much memory
		return true
	}
	x, okx := new(big.Rat).SetString(a)
	y, oky := new(big.Rat).SetString(b)
	return !okx || !oky || x.Cmp(y) == 0
}

// mostExact is the greatest number that is compared exactly.
const mostExact = 1e100

// quantity parses a Kubernetes quantity (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/):
// a decimal number with a binary or decimal suffix. bytes is true for suffixes that only sizes have.
func quantity(s string) (value float64, bytes, ok bool) {
	i := len(s)
	for i > 0 && !digit(s[i-1]) && s[i-1] != '.' {
		i--
	}
	f, isNumber := number(s[:i])
	if !isNumber {
		return 0, false, false
	}
	switch s[i:] {
	case "":
		return f, false, true
	case "n":
		return f * 1e-9, false, true
	case "u":
		return f * 1e-6, false, true
	case "m":
		return f * 1e-3, false, true
	case "k", "K":
		return f * 1e3, true, true
	case "M":
		return f * 1e6, true, true
	case "G":
		return f * 1e9, true, true
	case "T":
		return f * 1e12, true, true
	case "P":
		return f * 1e15, true, true
	case "Ki", "KiB":
		return f * (1 << 10), true, true
	case "Mi", "MiB":
		return f * (1 << 20), true, true
	case "Gi", "GiB":
		return f * (1 << 30), true, true
	case "Ti", "TiB":
		return f * (1 << 40), true, true
	case "Pi", "PiB":
		return f * (1 << 50), true, true
	case "kB", "KB", "kb":
		return f * 1e3, true, true
	case "MB", "mb":
		return f * 1e6, true, true
	case "GB", "gb":
		return f * 1e9, true, true
	case "TB", "tb":
		return f * 1e12, true, true
	}
	return 0, false, false
}

// duration parses "500ms", "1m30s", "2h", "7d", "30 seconds" and returns seconds. A number without a unit is no duration.
func duration(s string) (float64, bool) {
	if len(s) < 2 || len(s) > 24 || !digit(s[0]) {
		return 0, false
	}
	if d, err := time.ParseDuration(s); err == nil {
		return d.Seconds(), true
	}
	i := 0
	for i < len(s) && (digit(s[i]) || s[i] == '.') {
		i++
	}
	f, ok := number(s[:i])
	if !ok {
		return 0, false
	}
	switch strings.TrimSpace(strings.ToLower(s[i:])) {
	case "d", "day", "days":
		return f * 86400, true
	case "w", "week", "weeks":
		return f * 7 * 86400, true
	case "hour", "hours", "hr", "hrs":
		return f * 3600, true
	case "minute", "minutes", "min", "mins":
		return f * 60, true
	case "second", "seconds", "sec", "secs":
		return f, true
	case "millisecond", "milliseconds":
		return f / 1000, true
	}
	return 0, false
}

// instance returns the relative size of a cloud instance type: `db.r6g.2xlarge`, `cache.t4g.micro`. Sizes double from step to step.
func instance(s string) (float64, bool) {
	s = strings.ToLower(s)
	i := strings.LastIndexByte(s, '.')
	if i < 1 || len(s) > 32 {
		return 0, false
	}
	family := s[:i]
	if j := strings.LastIndexByte(family, '.'); j >= 0 {
		if p := family[:j]; p != "db" && p != "cache" && p != "ml" && p != "dms" && p != "search" {
			return 0, false
		}
		family = family[j+1:]
	}
	if len(family) < 2 || !letter(family[0]) || strings.IndexFunc(family, func(r rune) bool { return r >= '0' && r <= '9' }) < 0 {
		return 0, false
	}
	switch size := s[i+1:]; size {
	case "nano":
		return 0.25, true
	case "micro":
		return 0.5, true
	case "small":
		return 1, true
	case "medium":
		return 2, true
	case "large":
		return 4, true
	case "xlarge":
		return 8, true
	default:
		n, ok := number(strings.TrimSuffix(size, "xlarge"))
		if !ok || !strings.HasSuffix(size, "xlarge") {
			return 0, false
		}
		return 8 * n, true
	}
}

// truth returns the value of a boolean.
func truth(s string) bool {
	switch strings.ToLower(s) {
	case "true", "yes", "on":
		return true
	}
	return false
}

// Boolean reports whether text is a boolean of a configuration: on, false, Yes.
func Boolean(s string) bool {
	switch s {
	case "true", "false", "True", "False", "TRUE", "FALSE", "yes", "no", "on", "off", "Yes", "No", "On", "Off", "YES", "NO", "ON", "OFF":
		return true
	}
	return false
}
