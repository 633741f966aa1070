package vocabulary

import (
	"strings"

	"github.com/envparity/envparity/names"
)

// SealedWords returns the environments' words in a value that is about to be sealed, in order: `x-dev/x-preprod` for
// `s3://reports-dev/landing/shop-preprod/`. Every run of other characters becomes one x, and a segment without such a word is left out. It is
// meant for the coordinates beside real secrets: a bucket, a host, a URL. With it, a coordinate of another environment can be found. It returns
// "" unless the name is that of a coordinate and the value looks like one, because the result is stored in the clear.
func (v *Vocabulary) SealedWords(name, value string) string {
	if !coordinate(name) {
		return ""
	}
	value = address(value)
	if value == "" {
		return ""
	}
	var b strings.Builder
	for seg := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune("/:@?&=,", r) }) {
		v.saySegment(&b, seg)
	}
	return b.String()
}

func (v *Vocabulary) saySegment(b *strings.Builder, seg string) {
	done, found := 0, false
	v.match.each(seg, func(start, end int, e *entry) bool {
		if len(e.envs) == 0 {
			return true
		}
		if !found && b.Len() > 0 {
			b.WriteByte('/')
		}
		found = true
		blank(b, seg[done:start])
		b.WriteString(strings.ToLower(seg[start:end]))
		done = end
		return true
	})
	if found {
		blank(b, seg[done:])
	}
}

// blank writes x for the text between words, with one delimiter on each side that has one.
func blank(b *strings.Builder, s string) {
	if s == "" {
		return
	}
	inner := strings.Trim(s, "-_.")
	if inner == "" || s[0] != inner[0] {
		b.WriteByte('-')
	}
	if inner != "" {
		b.WriteByte('x')
		if s[len(s)-1] != inner[len(inner)-1] {
			b.WriteByte('-')
		}
	}
}

// coordinate reports whether a name means that its value locates something, and is no credential.
func coordinate(name string) bool {
	is := false
	for _, w := range names.Words(name) {
		switch w {
		case "password", "passwd", "pass", "passphrase", "secret", "secrets", "token", "tokens", "key", "keys", "credential", "credentials", "cred", "creds",
			"auth", "cert", "certificate", "private", "signature", "salt", "hash", "pin", "dsn", "connection", "webhook", "webhooks", "hook", "sas", "cookie", "session":
			return false
		case "bucket", "host", "hostname", "url", "uri", "endpoint", "domain", "arn", "queue", "topic", "database", "db", "namespace", "server", "cluster", "address",
			"registry", "index", "stream", "table":
			is = true
		}
	}
	return is
}

// longAddress is the greatest length in bytes of an address.
const longAddress = 300

// address returns the part of a value that names a place, without scheme, user, password, query and fragment; "" if the value is no address.
// Random characters must never count as words.
func address(value string) string {
	if len(value) < 4 || len(value) > longAddress {
		return ""
	}
	if i := strings.IndexAny(value, "?#"); i >= 0 {
		value = value[:i]
	}
	if _, rest, ok := strings.Cut(value, "://"); ok {
		value = rest
	}
	if i := strings.LastIndexByte(value, '@'); i >= 0 {
		value = value[i+1:]
	}
	for i := 0; i < len(value); i++ {
		c := value[i]
		if !alnum(c) && !strings.ContainsRune("-_./:*", rune(c)) || c >= 0x80 {
			return ""
		}
	}
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune("-_./:*", r) }) {
		if !readable(part) {
			return ""
		}
	}
	return value
}

// readable reports whether a part is a word, a number, a word with a number at its end, or a hexadecimal id of a cloud: no capitals among small
// letters, no digits among letters.
func readable(part string) bool {
	if digitsOnly(part) || hex(part) && len(part) >= 8 && strings.ToLower(part) == part {
		return true
	}
	if strings.ToLower(part) != part && strings.ToUpper(part) != part {
		return false
	}
	letters := strings.TrimRight(part, "0123456789")
	return len(part)-len(letters) <= 3 && strings.Trim(letters, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && len(letters) <= 24
}
