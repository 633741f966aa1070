package secret

import (
	"encoding/base64"
	"strings"
)

// replaceArmour replaces private keys in the formats of their tools: PEM in all its kinds, PGP, SSH2, PuTTY.
func replaceArmour(text string, put func(string) string) string {
	if strings.Contains(text, "PRIVATE KEY") {
		text = replacePEM(text, put)
	}
	if at := strings.Index(text, "PuTTY-User-Key-File"); at >= 0 {
		text = text[:at] + put(text[at:])
	}
	return text
}

func replacePEM(text string, put func(string) string) string {
	var out strings.Builder
	for {
		mid := strings.Index(text, "PRIVATE KEY")
		if mid < 0 {
			break
		}
		start := strings.LastIndex(text[:mid], "BEGIN")
		dashes := start
		for dashes > 0 && (text[dashes-1] == '-' || text[dashes-1] == ' ') {
			dashes--
		}
		if start < 0 || dashes == start || !strings.Contains(text[dashes:start], "----") || mid-start > 60 {
			out.WriteString(text[:mid+1])
			text = text[mid+1:]
			continue
		}
		end := len(text) // a key that is cut off is still a key
		if at := strings.Index(text[mid:], "END "); at >= 0 {
			end = mid + at
			if stop := strings.Index(text[end:], "KEY"); stop >= 0 {
				end += stop + len("KEY")
				end += len(text[end:]) - len(strings.TrimLeft(strings.TrimPrefix(text[end:], " BLOCK"), "- "))
			}
		}
		out.WriteString(text[:dashes])
		out.WriteString(put(text[dashes:end]))
		text = text[end:]
	}
	out.WriteString(text)
	return out.String()
}

// replaceJWT replaces JSON web tokens, signed (three parts) and encrypted (five).
func replaceJWT(text string, put func(string) string) string {
	part := func(s string) int {
		n := 0
		for n < len(s) && (wordByte(s[n]) || s[n] == '-') {
			n++
		}
		return n
	}
	var out strings.Builder
	for {
		at := strings.Index(text, "eyJ")
		if at < 0 {
			break
		}
		end, parts := at, 0
		for {
			n := part(text[end:])
			if n < 8 && (parts == 0 || end >= len(text) || text[end] != '.') {
				break
			}
			end += n
			if parts++; parts == 5 || end >= len(text) || text[end] != '.' {
				break
			}
			end++
		}
		if parts < 3 {
			out.WriteString(text[:at+3])
			text = text[at+3:]
			continue
		}
		out.WriteString(text[:at])
		out.WriteString(put(text[at:end]))
		text = text[end:]
	}
	out.WriteString(text)
	return out.String()
}

// decoded returns the decoded text of base64, if that is text again.
func decoded(text string) (string, bool) {
	trimmed := strings.TrimSpace(text)
	if len(trimmed) < 12 || len(trimmed) > 1<<20 {
		return "", false
	}
	for i := range min(len(trimmed), 24) { // most texts are not in base64, and fail early
		if c := trimmed[i]; !alnum(c) && strings.IndexByte("+/=_-", c) < 0 {
			return "", false
		}
	}
	if Plain(trimmed) {
		return "", false
	}
	compact := trimmed
	if strings.ContainsAny(compact, "\r\n ") {
		compact = strings.NewReplacer("\n", "", "\r", "", " ", "").Replace(compact)
	}
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(compact, "="))
	if err != nil {
		if raw, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(compact, "=")); err != nil {
			return "", false
		}
	}
	for _, b := range raw {
		if b < 0x20 && b != '\n' && b != '\r' && b != '\t' || b >= 0x7f {
			return "", false
		}
	}
	return string(raw), true
}

// Whole reports whether a text in base64 contains a secret and must be sealed whole: a private key, user:password, a file of credentials.
func Whole(text string) bool {
	plain, ok := decoded(text)
	if !ok {
		return false
	}
	if user, password, ok := strings.Cut(plain, ":"); ok && userLike(user) && len(password) >= 3 && !strings.ContainsAny(password, " \n\t") && !strings.HasPrefix(password, "/") {
		return true
	}
	_, changed := Replace(plain, Config, func(string) string { return "x" })
	return changed
}

// Certificates reports whether text is only certificates in PEM.
func Certificates(text string) bool {
	rest := strings.TrimSpace(text)
	if !strings.HasPrefix(rest, certificateBegin) {
		return false
	}
	for rest != "" {
		body, ok := strings.CutPrefix(rest, certificateBegin)
		if !ok {
			return false
		}
		at := strings.Index(body, certificateEnd)
		if at < 0 || strings.Trim(body[:at], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n ") != "" {
			return false
		}
		rest = strings.TrimSpace(body[at+len(certificateEnd):])
	}
	return true
}

const (
	certificateBegin = "-----BEGIN CERTIFICATE-----"
	certificateEnd   = "-----END CERTIFICATE-----"
)

func userLike(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !alnum(c) && strings.IndexByte("_-.@+", c) < 0 {
			return false
		}
	}
	return true
}
