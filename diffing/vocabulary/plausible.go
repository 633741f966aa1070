package vocabulary

import (
	"strings"

	"github.com/envparity/envparity/names"
)

// plausible reports whether wa and wb can be words of two environments: both opaque ids of one shape, both plain words, or one of them empty.
// Versions, sizes, levels, switches and durations are never words of an environment.
func plausible(wa, wb string) bool {
	if wa == "" || wb == "" {
		w := wa + wb
		return len(w) >= 3 && plain(w)
	}
	if sa, sb := shape(wa), shape(wb); sa != "" || sb != "" {
		return sa == sb
	}
	return plain(wa) && plain(wb)
}

// shape returns the kind of opaque identifier that w is, or "".
func shape(w string) string {
	switch {
	case len(w) == 12 && digitsOnly(w):
		return "account"
	case isUUID(w):
		return "uuid"
	case names.CloudRegion(w):
		return "region"
	}
	if i := strings.LastIndexByte(w, '-'); i > 0 && i < 10 && hex(w[i+1:]) && len(w)-i > 8 && !strings.ContainsAny(w[:i], ".0123456789") {
		return w[:i] + "-id"
	}
	if len(w) >= 8 && hex(w) && mixed(w) {
		return "hex"
	}
	if len(w) >= 10 && mixed(w) && !strings.ContainsAny(w, "-_./: ") {
		return "id"
	}
	return ""
}

// plain reports whether w is a word or a few joined ones that can name an environment.
func plain(w string) bool {
	if len(w) > 40 || strings.ContainsAny(w, " {}$\"'()=,;%*[]<>"+Mark) {
		return false
	}
	n := 0
	for part := range strings.FieldsFuncSeq(w, func(c rune) bool { return c == '-' || c == '_' || c == '.' || c == '/' || c == ':' }) {
		n++
		if n > 5 || ordinaryValue(part) {
			return false
		}
		ls := letters(part)
		if ls == 0 || len(part)-ls > 2 { // a number, a version, a size
			return false
		}
		if digit(part[0]) {
			return false
		}
	}
	return n > 0
}

// ordinaryValue lists common values of settings that are no names: levels, switches, sizes, units.
func ordinaryValue(w string) bool {
	switch w {
	case "info", "debug", "warn", "warning", "error", "trace", "fatal", "true", "false", "yes", "no", "on", "off", "enabled", "disabled",
		"small", "medium", "large", "xlarge", "micro", "nano", "metal", "low", "high", "critical", "none", "null", "auto", "manual",
		"always", "never", "ifnotpresent", "latest", "stable", "beta", "alpha", "rc", "snapshot", "http", "https", "tcp", "udp", "tls", "ssl",
		"get", "post", "allow", "deny", "read", "write", "standard", "premium", "basic", "default", "burstable", "ms", "mi", "gi", "ki", "mb", "gb", "kb",
		"t2", "t3", "t4g", "t3a", "m5", "m6i", "m6g", "m7g", "m7i", "r5", "r6g", "r6i", "r7g", "c5", "c6i", "c6g", "c7g", "gp2", "gp3", "io1", "io2",
		"main", "master", "postgres", "mysql", "redis", "internal", "external", "public", "private", "cron", "rate", "hours", "days", "minutes":
		return true
	}
	return size(w)
}

// size reports whether w is a count with `xlarge`, or a letter and digits, as instance families are.
func size(w string) bool {
	return strings.HasSuffix(w, "xlarge") || len(w) >= 2 && len(w) <= 4 && letter(w[0]) && digit(w[1])
}

func digitsOnly(w string) bool {
	for i := 0; i < len(w); i++ {
		if !digit(w[i]) {
			return false
		}
	}
	return w != ""
}

func hex(w string) bool {
	for i := 0; i < len(w); i++ {
		if c := lower(w[i]); !digit(c) && (c < 'a' || c > 'f') {
			return false
		}
	}
	return w != ""
}

// mixed reports whether w has letters and at least two digits among them.
func mixed(w string) bool {
	ls := letters(w)
	return ls > 0 && len(w)-ls >= 2
}

func isUUID(w string) bool {
	if len(w) != 36 {
		return false
	}
	for i := 0; i < 36; i++ {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if w[i] != '-' {
				return false
			}
		} else if !hex(w[i : i+1]) {
			return false
		}
	}
	return true
}
