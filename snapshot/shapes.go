package snapshot

import "strings"

// shape is a kind of secret that its text gives away: a fixed beginning, then at least min characters of one class.
type shape struct {
	begin string
	class string // "a": letters and digits, "u": upper case and digits, "h": hex, plus any further characters
	min   int
}

// shapes is the table of tokens known by their look. AWS access key ids count: they tell an account apart.
var shapes = []shape{
	{"AKIA", "u", 16},
	{"ASIA", "u", 16},
	{"ghp_", "a", 30},
	{"gho_", "a", 30},
	{"ghu_", "a", 30},
	{"ghs_", "a", 30},
	{"ghr_", "a", 30},
	{"github_pat_", "a_", 22},
	{"glpat-", "a_-", 16},
	{"glptt-", "a_-", 16},
	{"xoxb-", "a-", 10},
	{"xoxp-", "a-", 10},
	{"xoxa-", "a-", 10},
	{"xoxr-", "a-", 10},
	{"xoxs-", "a-", 10},
	{"xapp-", "a-", 10},
	{"hooks.slack.com/services/", "a/", 20},
	{"sk_live_", "a", 10},
	{"sk_test_", "a", 10},
	{"rk_live_", "a", 10},
	{"rk_test_", "a", 10},
	{"whsec_", "a", 16},
	{"AIza", "a_-", 35},
	{"SG.", "a_-.", 40},
	{"npm_", "a", 30},
	{"pypi-", "a_-", 40},
	{"dop_v1_", "h", 32},
	{"hvs.", "a_-", 20},
	{"sk-ant-", "a_-", 20},
	{"sk-proj-", "a_-", 20},
	{"shpat_", "h", 24},
	{"AccountKey=", "a+/=", 20},
	{"SharedAccessKey=", "a+/=", 20},
	{"AGE-SECRET-KEY-", "u", 20},
	{"Bearer ", "a_-.+/=~", 8},
	{"Basic ", "a+/=", 8},
}

func (c *shape) has(b byte) bool {
	switch {
	case b >= '0' && b <= '9':
		return true
	case b >= 'A' && b <= 'Z':
		return c.class[0] != 'h'
	case b >= 'a' && b <= 'f':
		return c.class[0] != 'u'
	case b >= 'g' && b <= 'z':
		return c.class[0] == 'a'
	}
	return strings.IndexByte(c.class[1:], b) >= 0
}

// replaceShapes replaces what looks like a secret by what put says of it, and reports whether it did.
func replaceShapes(text string, put func(secret string) string) (string, bool) {
	if len(text) < 12 {
		return text, false
	}
	before := text
	if strings.Contains(text, "PRIVATE KEY-----") {
		text = replacePEM(text, put)
	}
	if strings.Contains(text, "eyJ") {
		text = replaceJWT(text, put)
	}
	if strings.Contains(text, "://") && strings.Contains(text, "@") {
		text = replaceUserinfo(text, put)
	}
	if mayHoldToken(text) {
		for i := range shapes {
			if c := &shapes[i]; strings.Contains(text, c.begin) {
				text = c.replace(text, put)
			}
		}
	}
	return text, text != before
}

// mayHoldToken is the quick look that spares nearly all values the table: some word begins as one of the shapes does.
func mayHoldToken(text string) bool {
	start := true
	for i := range len(text) - 4 {
		c := text[i]
		if start && strings.IndexByte(shapeStarts, c) >= 0 {
			for k := range shapes {
				if b := shapes[k].begin; b[0] == c && strings.HasPrefix(text[i:], b) {
					return true
				}
			}
		}
		start = !wordByte(c)
	}
	return false
}

// shapeStarts are the first bytes of all shapes.
const shapeStarts = "ABSdghnprswx"

func (c *shape) replace(text string, put func(string) string) string {
	var out strings.Builder
	for {
		at := strings.Index(text, c.begin)
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		end := at + len(c.begin)
		for end < len(text) && c.has(text[end]) {
			end++
		}
		word := at > 0 && wordByte(text[at-1])
		last := c.begin[len(c.begin)-1]
		if end-at-len(c.begin) < c.min || word || last == ' ' && !strings.ContainsAny(text[at:end], "0123456789") {
			out.WriteString(text[:end])
			text = text[end:]
			continue
		}
		start := at
		if last == '=' || last == '/' || last == ' ' {
			start = at + len(c.begin) // the name stays readable
		}
		out.WriteString(text[:start])
		out.WriteString(put(text[start:end]))
		text = text[end:]
	}
}

func wordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '_'
}

func replacePEM(text string, put func(string) string) string {
	var out strings.Builder
	for {
		mid := strings.Index(text, "PRIVATE KEY-----")
		if mid < 0 {
			break
		}
		start := strings.LastIndex(text[:mid], "-----BEGIN")
		if start < 0 {
			out.WriteString(text[:mid+1])
			text = text[mid+1:]
			continue
		}
		end := len(text) // a key that is cut off is a key
		if at := strings.Index(text[mid:], "-----END"); at >= 0 {
			end = mid + at
			if stop := strings.Index(text[end+8:], "-----"); stop >= 0 {
				end += 8 + stop + 5
			}
		}
		out.WriteString(text[:start])
		out.WriteString(put(text[start:end]))
		text = text[end:]
	}
	out.WriteString(text)
	return out.String()
}

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
			if n < 8 {
				break
			}
			end += n
			if parts++; parts == 3 || end >= len(text) || text[end] != '.' {
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

// replaceUserinfo takes the password out of scheme://user:password@host.
func replaceUserinfo(text string, put func(string) string) string {
	var out strings.Builder
	for {
		at := strings.Index(text, "://")
		if at < 0 {
			break
		}
		at += 3
		out.WriteString(text[:at])
		text = text[at:]
		end := strings.IndexAny(text, "/?# \n\t\"'`<>,")
		if end < 0 {
			end = len(text)
		}
		host := strings.LastIndexByte(text[:end], '@')
		if host < 0 { // a password may hold what ends a host; look as far as the next "@" of the same word
			if far := strings.IndexAny(text, " \n\t\"'`<>"); far >= 0 {
				host = strings.LastIndexByte(text[:far], '@')
			} else {
				host = strings.LastIndexByte(text, '@')
			}
			if host >= 0 && (!strings.Contains(text[:host], ":") || strings.Contains(text[:strings.Index(text[:host], ":")], "/")) {
				host = -1
			}
			if host >= 0 && strings.Contains(text[:host], "://") {
				host = -1
			}
		}
		colon := -1
		if host > 0 {
			colon = strings.IndexByte(text[:host], ':')
		}
		if colon < 0 || colon+1 >= host || pureReference(text[colon+1:host]) {
			continue
		}
		out.WriteString(text[:colon+1])
		out.WriteString(put(text[colon+1 : host]))
		text = text[host:]
	}
	out.WriteString(text)
	return out.String()
}

func pureReference(v string) bool {
	residue, ok := withoutReferences(v)
	return ok && residue == "" || v == "***" || strings.HasPrefix(v, "hmac:") || v == "[secret]"
}
