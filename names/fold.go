package names

import "strings"

// StripHash removes generated suffixes from a name: those of kustomize and Helm, Terraform's random ids, replica set hashes. The result is never
// empty.
func StripHash(name string) string {
	for {
		i := strings.LastIndexAny(name, "-_.")
		if i <= 0 || !generated(name[i+1:]) {
			return name
		}
		name = name[:i]
	}
}

const kustomizeAlphabet = "2456789bcdfghkmt"

// generated reports whether a token looks generated.
func generated(token string) bool {
	digits, hex, kustomize := 0, true, true
	for i := 0; i < len(token); i++ {
		c := token[i]
		isDigit := c >= '0' && c <= '9'
		if isDigit {
			digits++
		}
		if !isDigit && (c < 'a' || c > 'f') {
			hex = false
		}
		if strings.IndexByte(kustomizeAlphabet, c) < 0 {
			kustomize = false
		}
	}
	n := len(token)
	switch {
	case digits == n:
		return n >= 8 && n != 12 // twelve digits are an AWS account
	case kustomize && n == 10:
		return digits > 0
	case hex:
		return n >= 6 && digits > 0
	default:
		return false
	}
}

// Plain folds differences in spelling: case, and `-`, `_`, `.`, space between words.
func Plain(name string) string {
	clean := true
	for i := 0; i < len(name) && clean; i++ {
		c := name[i]
		clean = c != '_' && c != '.' && c != ' ' && c != '-' && (c < 'A' || c > 'Z')
	}
	if clean {
		return name
	}
	b := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '_' || c == '.' || c == ' ' || c == '-':
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		default:
			b = append(b, c)
		}
	}
	return string(b)
}
