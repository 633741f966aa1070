package secret

import (
	"regexp"
	"strings"
)

// places lists connection strings and files of credentials with a password at a fixed place instead of after a name.
var places = []struct {
	has   string // a text that must occur, for a quick check
	times int    // and how often at least
	match *regexp.Regexp

	telling bool // the value must itself look like a secret
}{
	// Go's MySQL driver: user:password@tcp(host:3306)/db
	{"@", 1, regexp.MustCompile(`[\w.%-]+:([^\s@"']+(?:@[^\s@"'(]+)*)@(?:tcp|tcp6|udp|unix|cloudsql)\(`), false},
	// Oracle: user/password@host:1521/service, user/password@//host, and in jdbc:oracle:thin:
	{"@", 1, regexp.MustCompile(`(?:^|[\s"':=])[\w$#.-]+/([^\s/@"']+)@(?://[\w.-]+|[\w.-]+:\d{2,5}[/:]|\(DESCRIPTION)`), false},
	{"jdbc:oracle", 1, regexp.MustCompile(`jdbc:oracle:\w+:[\w$#.-]+/([^\s@"']+)@`), false},
	{"//", 1, regexp.MustCompile(`//[\w.-]+/:_(?:auth|password)=("?[^\s"]+)`), false}, // .npmrc
	{"_auth", 1, regexp.MustCompile(`(?m)^\s*_auth\s*=\s*"?([^\s"]+)`), false},
	{"assword ", 1, regexp.MustCompile(`\b(?:machine|default|login)\b[\s\S]{0,200}?\bpassword\s+(\S+)`), false}, // .netrc
	{":", 4, regexp.MustCompile(`(?m)^(?:[\w.*-]+):(?:\d{3,5}|\*):[\w.*-]+:[\w.*-]+:(\S+)$`), false},            // .pgpass
	{"dentified", 1, sqlIdentified, false},
	{"DENTIFIED", 1, sqlIdentified, false},
	{"uth", 1, regexp.MustCompile(`(?i)\bauthorization["']?\s*[:=]\s*["']?(?:[a-z][\w-]*\s+)?([^\s"',;]{6,})`), true}, // RFC 9110: a scheme, then credentials
	{"uth ", 1, regexp.MustCompile(`(?i)\bauth\s+["']?[\w.@-]+:([^\s"':/]{6,})`), true},                               // a user and its password
	{">", 1, regexp.MustCompile(`(?im)^\s*(?:acl\s+setuser|user)\s+[^\s>]+[^>\n]*\s>(\S+)`), false},                   // of Redis
	{"$", 3, regexp.MustCompile(`(\$(?:apr1|1|2[abxy]|5|6|7|y|argon2id?|argon2d|scrypt|pbkdf2-sha\d+)\$[\w./$=,+-]{20,})`), false},
	{"{SSHA", 1, regexp.MustCompile(`(\{SSHA(?:256|512)?\}[A-Za-z0-9+/=]{20,})`), false},
	{"{SHA}", 1, regexp.MustCompile(`(\{SHA\}[A-Za-z0-9+/=]{20,})`), false},
	{"SCRAM-SHA", 1, regexp.MustCompile(`(SCRAM-SHA-(?:1|256)\$\d+:[A-Za-z0-9+/=$:]{20,})`), false},
	{"AccountKey=", 1, regexp.MustCompile(`AccountKey=([A-Za-z0-9+/=]{20,})`), false},
	{"SharedAccessKey=", 1, regexp.MustCompile(`SharedAccessKey=([A-Za-z0-9+/=]{20,})`), false},
	{"SharedAccessSignature", 1, regexp.MustCompile(`SharedAccessSignature[ =](\S+)`), false},
	{"Q~", 1, regexp.MustCompile(`(?:^|[\\'"\s>=:(,])([a-zA-Z0-9_~.]{3}\dQ~[a-zA-Z0-9_~.-]{28,})`), false}, // client secrets of Entra ID
	{"_mmk", 1, regexp.MustCompile(`\b([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)\b`), false},                     // MaxMind
	{".atlasv1.", 1, regexp.MustCompile(`\b([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,})`), false},       // Terraform Cloud
	{":AA", 1, regexp.MustCompile(`\b(\d{7,10}:AA[A-Za-z0-9_-]{30,})`), false},                             // Telegram
}

// sqlIdentified matches a user's password in SQL: IDENTIFIED BY 'x', IDENTIFIED WITH plugin AS "x".
var sqlIdentified = regexp.MustCompile(`(?i)\bidentified\s+(?:with\s+\S+\s+)?(?:by|as)\s+(?:password\s+)?["']([^"'\n]+)["']`)

// replaceByPlace replaces secrets at the places of the table.
func replaceByPlace(text string, put func(string) string) string {
	if len(text) < 12 || !strings.ContainsAny(text, "@$=~ :{") {
		return text
	}
	for i := range places {
		p := &places[i]
		if !strings.Contains(text, p.has) || p.times > 1 && strings.Count(text, p.has) < p.times {
			continue
		}
		all := p.match.FindAllStringSubmatchIndex(text, 50)
		if all == nil {
			continue
		}
		var out strings.Builder
		done := 0
		for _, m := range all {
			v := strings.Trim(text[m[2]:m[3]], `"`)
			if m[2] < done || v == "" || pureReference(v) || Reference(v) || strings.HasPrefix(v, Sealed) || p.telling && !LooksSecret(v) {
				continue
			}
			out.WriteString(text[done:m[2]])
			out.WriteString(put(v))
			done = m[3]
		}
		out.WriteString(text[done:])
		text = out.String()
	}
	return text
}

// xmlPairs matches names with values in XML: <add key="K" value="V"/>, <property name="K">V</property>, <name>K</name><value>V</value>.
var xmlPairs = []*regexp.Regexp{
	regexp.MustCompile(`\b(?:name|key|id|property)\s*=\s*["']([^"'<>]{2,100})["'][^<>]{0,100}?\bvalue\s*=\s*["']([^"'<>]+)["']`),
	regexp.MustCompile(`\b(?:name|key|id|property)\s*=\s*["']([^"'<>]{2,100})["'][^<>]{0,100}>\s*(?:<value>)?([^<>\s][^<>]*)<`),
	regexp.MustCompile(`<(?:name|key)>([^<>]{2,100})</(?:name|key)>\s*<value>([^<>]+)</value>`),
}

// replaceXML replaces the values of such pairs with the name of a secret.
func replaceXML(text string, nameOf func(string) Name, put func(string) string) string {
	if !strings.Contains(text, "<") || !strings.Contains(text, "</") && !strings.Contains(text, "/>") {
		return text
	}
	for _, pair := range xmlPairs {
		var out strings.Builder
		done := 0
		for _, m := range pair.FindAllStringSubmatchIndex(text, -1) {
			if v := text[m[4]:m[5]]; Hides(nameOf(text[m[2]:m[3]]), v) && !strings.HasPrefix(v, Sealed) {
				out.WriteString(text[done:m[4]])
				out.WriteString(put(v))
				done = m[5]
			}
		}
		if done > 0 {
			out.WriteString(text[done:])
			text = out.String()
		}
	}
	return text
}
