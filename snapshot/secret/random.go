package secret

import "strings"

// Random reports whether value looks like a generated secret, under an uninformative name. Random values that are public do not count: digests,
// ids, certificates and public keys.
//
// The measure is how often neighbouring characters change between lower case, upper case and digits. In a random text of letters and digits 62 in
// 100 do ((1 − (26² + 26² + 10²) / 62²)), in camel case about 30.
func Random(name, value string) bool {
	n := len(value)
	if n < 12 || n > 4096 || strings.ContainsAny(value, " \t\n(){}[]<>|;,\"'`\\:") || public(value) || publicByForm(value) || shipped(name) && NameOf(name) < Near {
		return false
	}
	if n < 16 {
		return mixed(value)
	}
	if spelt(value) {
		return false
	}
	c := count(value)
	if c.changes*100 >= 25*(n-1) && Plain(value) {
		return false
	}
	switch {
	case c.other > 0 || c.lower+c.upper == 0:
		return mixed(value)
	case c.lower > 0 && c.upper > 0 && (c.digit > 1 || c.digit > 0 && n >= 32):
		if n <= 24 && identity(name) {
			return false
		}
		scattered := c.numbers > 2 && c.joints == 0 // people put one number, seldom two, into a name without separators
		return (c.changes*100 >= 40*(n-1) && c.longest() < 14 || c.changes*100 >= 32*(n-1) && (c.longest() < 6 || scattered)) && c.upper > 1
	case c.digit == 0:
		return n >= 24 && c.joints < 3 && c.lower > 0 && c.upper > 0 && c.changes*100 >= 40*(n-1)
	case identity(name) || c.joints > 0 && !strings.HasSuffix(value, "="):
		return false // an id, or words and numbers with hyphens between them
	case hexOnly(value):
		return (n == 32 || n == 48 || n >= 64) && n%16 == 0 && c.digit > 3 && c.lower+c.upper > 3 && n != 40
	}
	return n >= 20 && c.digit > 3 && c.lower+c.upper > 5 && c.changes*100 >= 25*(n-1)
}

// ReplaceRandom replaces each word of a message that looks random. Libraries' messages quote keys and values of a file without their names.
func ReplaceRandom(text string, put func(string) string) string {
	var out strings.Builder
	done := 0
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && (wordByte(text[end]) || strings.IndexByte("-+=~!@#$%^*", text[end]) >= 0) {
			end++
		}
		if v := text[i:end]; len(v) >= 12 && !(i > 0 && text[i-1] == '/') && !strings.Contains(v, "=") && Random("", v) {
			out.WriteString(text[done:i])
			out.WriteString(put(v))
			done = end
		}
		i = max(end, i+1)
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// spelt reports whether most of a value is words: AllowExportUserToListS3Buckets, or a name with a hash at its end
// (orders-events-97e6567cf80881a8a52290ff2c269b08). Hardly a fifth of a random text of letters and digits looks like words.
func spelt(value string) bool {
	letters, spelled, count := 0, 0, 0
	for piece := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune("-_./:=+", r) }) {
		if len(piece) >= 8 && hexOnly(piece) {
			continue // a hash, which is public in a name
		}
		for _, w := range humps(piece) {
			letters += len(w)
			if len(w) > 3 && strings.ToLower(w[1:]) == w[1:] && strings.ContainsAny(w, "aeiouyAEIOUY") && wordLike(w) {
				spelled += len(w)
				count++
			}
		}
	}
	return count > 1 && spelled*10 >= letters*7
}

// humps splits a piece between a lower-case letter and another class, and between a digit and a letter.
func humps(piece string) []string {
	var out []string
	from := 0
	for i := 1; i < len(piece); i++ {
		a, b := class(piece[i-1]), class(piece[i])
		if a != b && (a != 'A' || b != 'a') || a == 'A' && b == 'A' && i+1 < len(piece) && class(piece[i+1]) == 'a' && i > from {
			out = append(out, piece[from:i])
			from = i
		}
	}
	return append(out, piece[from:])
}

func class(b byte) byte {
	switch {
	case b >= 'a' && b <= 'z':
		return 'a'
	case b >= 'A' && b <= 'Z':
		return 'A'
	case b >= '0' && b <= '9':
		return '0'
	}
	return 'o'
}

// counted is the number of characters of each class in a text.
type counted struct {
	lower, upper, digit, joints, other int
	changes                            int // between classes, of neighbours
	run, best                          int // of one class
	numbers                            int // runs of digits
}

func (c *counted) longest() int { return max(c.best, c.run) }

func count(s string) counted {
	var c counted
	last := byte(0)
	for i := range len(s) {
		class := byte('o')
		switch b := s[i]; {
		case b >= 'a' && b <= 'z':
			class = 'a'
			c.lower++
		case b >= 'A' && b <= 'Z':
			class = 'A'
			c.upper++
		case b >= '0' && b <= '9':
			class = '0'
			c.digit++
			if last != class {
				c.numbers++
			}
		case b == '-' || b == '_' || b == '.' || b == '/' || b == '+' || b == '=':
			class = 'j'
			c.joints++
		default:
			c.other++
		}
		if i > 0 && class != last {
			c.changes++
			c.best, c.run = max(c.best, c.run), 0
		}
		c.run++
		last = class
	}
	if c.joints*8 > len(s) {
		c.changes = 0 // a path, a host, a name in parts
	}
	return c
}

// mixed reports whether a text looks like a generated password: letters of both cases, digits and other characters, with seldom two neighbours of
// one class.
func mixed(s string) bool {
	if strings.ContainsAny(s, "/$%") && !strings.ContainsAny(s, "!#^&*~") || len(s) > 64 {
		return false
	}
	c := count(s)
	return c.lower > 1 && c.upper > 1 && c.digit > 0 && c.other > 0 && c.other*3 < len(s) && c.changes*100 >= 50*(len(s)-1) && c.longest() < 5
}

// public reports whether a value that looks random is no secret, by its beginning or its form.
func public(v string) bool {
	for _, begin := range [...]string{
		"sha1", "sha256", "sha384", "sha512", "md5", "h1:", "arn:", "http", "/", "./", "../", "MII", certificateBase64, "AAAAB3", "AAAAC3", "AAAAE2",
		"ssh-", "ecdsa-", "age1", "Qm", "bafy", "urn:", "UA-", "GTM-", "CN=", "AROA", "AIDA", "ANPA", "AIPA",
	} {
		if strings.HasPrefix(v, begin) {
			return true
		}
	}
	return uuid(v)
}

// certificateBase64 is "-----BEGIN CERT" in base64.
const certificateBase64 = "LS0tLS1CRUdJTiBDRVJU"

func uuid(v string) bool {
	return len(v) == 36 && v[8] == '-' && v[13] == '-' && v[18] == '-' && v[23] == '-' && strings.Trim(v, "0123456789abcdefABCDEF-") == ""
}

// identity reports whether a name means that its value is an identifier: an id, a digest, a revision, a certificate.
func identity(name string) bool {
	for _, w := range words(name) {
		switch w {
		case "id", "ids", "uid", "uuid", "guid", "arn", "sha", "sha1", "sha256", "commit", "digest", "checksum", "checksums", "etag", "fingerprint", "hash", "integrity", "revision", "rev", "ref", "serial",
			"thumbprint", "cert", "certificate", "certificates", "crt", "ca", "bundle", "public", "sum", "md5", "tag", "version", "zone", "release", "build", "image", "subnet", "vpc", "ami", "clientid", "resolved", "kid":
			return true
		}
	}
	return false
}
