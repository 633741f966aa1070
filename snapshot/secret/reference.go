package secret

import (
	"regexp"
	"strings"
)

// Reference reports whether a value under a sensitive name only refers to the secret: ${var.x}, $(cat x), {{ .Values.y }}, /run/secrets/x, an
// ARN, vault:secret/x#y, a URL. References stay readable, because people compare where a secret comes from.
func Reference(v string) bool {
	v = strings.TrimSpace(v)
	if v == "" {
		return false
	}
	switch strings.ToLower(v) {
	case "true", "false", "yes", "no", "on", "off", "null", "nil", "none", "enabled", "disabled", "required", "optional", "inherit", "read", "write", "0", "1", "undefined":
		return true
	}
	if versionLike(v) {
		return true
	}
	if strings.HasPrefix(v, "@Microsoft.KeyVault(") && strings.HasSuffix(v, ")") {
		return true // of an app setting in Azure
	}
	if residue, ok := withoutReferences(v); ok {
		return residue == "" || plainWords(residue) || onlyKeys(residue)
	}
	if pathLike(v) || publicKey(v) {
		return true
	}
	for _, p := range [...]string{"arn:", "vault:", "ref+", "op://", "aws-ssm:", "ssm:", "sm://", "secretsmanager:", "gcp:", "file:", "env:", "projects/", "awssm:", "awsps:", "!Ref ", "!Sub ", "!GetAtt ", "!ImportValue ", "!If "} {
		if len(v) > len(p) && strings.HasPrefix(v, p) && !strings.ContainsAny(v, " \n") == !strings.HasPrefix(p, "!") {
			return true
		}
	}
	if scheme, rest, ok := strings.Cut(v, "://"); ok && len(scheme) < 12 && !strings.ContainsAny(v, " \n@?") && strings.Contains(rest, ".") {
		return true
	}
	return upperSnake(v) && !Placeholder(v)
}

// publicKey reports whether v is a public key or a certificate, in PEM, in base64, or in SSH's form.
func publicKey(v string) bool {
	for _, begin := range [...]string{"-----BEGIN PUBLIC KEY", "-----BEGIN CERTIFICATE", "-----BEGIN RSA PUBLIC KEY", "-----BEGIN PGP PUBLIC KEY", "ssh-rsa AAAA", "ssh-ed25519 AAAA", "ecdsa-sha2-", certificateBase64} {
		if strings.HasPrefix(v, begin) {
			return !strings.Contains(v, "PRIVATE KEY")
		}
	}
	return false
}

// WithoutReferences returns v without the references in it, and whether there were any.
func WithoutReferences(v string) (residue string, ok bool) { return withoutReferences(v) }

// PlainWords reports whether s is words and delimiters, as around a reference in a name.
func PlainWords(s string) bool { return plainWords(s) }

// QuotedParts returns the text between double quotes that is no key or path.
func QuotedParts(s string) string { return quotedParts(s) }

// withoutReferences removes ${…}, $(…), {{…}}, <%…%>, %{…}, #{…} and $NAME from v. ok is false if there is none. A default inside a reference
// (${X:-hunter2}) stays in the result.
func withoutReferences(v string) (residue string, ok bool) {
	var out strings.Builder
	for i := 0; i < len(v); {
		rest := v[i:]
		open, end := "", ""
		switch {
		case strings.HasPrefix(rest, "${{"):
			open, end = "${{", "}}"
		case strings.HasPrefix(rest, "${"), strings.HasPrefix(rest, "%{"), strings.HasPrefix(rest, "#{"):
			open, end = rest[:2], "}"
		case strings.HasPrefix(rest, "{{"):
			open, end = "{{", "}}"
		case strings.HasPrefix(rest, "<%"): // of ERB and its like
			open, end = "<%", "%>"
		case strings.HasPrefix(rest, "$("), strings.HasPrefix(rest, "(("):
			open, end = rest[:2], ")"
			if open == "((" {
				end = "))"
			}
		}
		if open != "" {
			if n := strings.Index(rest, end); n > 0 {
				inner := rest[len(open):n]
				if at := strings.Index(inner, ":-"); at >= 0 {
					out.WriteString(inner[at+2:])
				} else if open == "<%" {
					out.WriteString(literals(inner))
				} else if strings.Contains(inner, `"`) {
					out.WriteString(quotedParts(inner))
				}
				ok = true
				i += n + len(end)
				continue
			}
		}
		if v[i] == '$' && i == 0 && upperSnake(v[1:]) || v[i] == '$' && i == 0 && len(v) > 1 && identifier(v[1:]) {
			return "", true
		}
		out.WriteByte(v[i])
		i++
	}
	return out.String(), ok
}

// literals returns the quoted text of an expression that is neither a path nor the name of a variable: a default.
func literals(expr string) string {
	var out strings.Builder
	for i, part := range strings.Split(strings.ReplaceAll(expr, "'", `"`), `"`) {
		if i%2 == 1 && !pathLike(part) && !upperSnake(part) {
			out.WriteString(part)
		}
	}
	return out.String()
}

// quotedParts returns the text between double quotes that is no key or path.
func quotedParts(s string) string {
	var out strings.Builder
	for i, part := range strings.Split(s, `"`) {
		if i%2 == 1 && !pathLike(part) {
			out.WriteString(part)
		}
	}
	return out.String()
}

// plainWords reports whether s is words and delimiters, as around a reference in a name: "-db-password", "secret/".
func plainWords(s string) bool {
	letters := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z':
			letters++
		case strings.IndexByte("-_./: ", c) >= 0:
			letters = 0
		default:
			return false
		}
		if letters > 14 {
			return false
		}
	}
	return true
}

// keyLine matches a line of a file of credentials after its references were removed: a section, or a key without its value. A key is words of one
// case, at most as long as for plainWords. A generated text is no key.
var keyLine = regexp.MustCompile(`^\s*(\[[A-Za-z _-]{1,30}\]|["']?([a-z]{1,14}([_.-][a-z]{1,14})*|[A-Z]{1,14}(_[A-Z]{1,14})*)["']?\s*[:=]\s*["']{0,2},?|[{}]?)\s*$`)

// onlyKeys reports whether s is the rest of a template with only keys left: `[default]`, `aws_access_key_id = `.
func onlyKeys(s string) bool {
	for line := range strings.SplitSeq(s, "\n") {
		if !keyLine.MatchString(line) {
			return false
		}
	}
	return true
}

func pathLike(v string) bool {
	for _, p := range [...]string{"./", "../", "~/"} {
		v = strings.TrimPrefix(v, p[:len(p)-1])
	}
	if len(v) < 2 || v[0] != '/' || len(v) > 300 {
		return false
	}
	for seg := range strings.SplitSeq(strings.Trim(v, "/"), "/") {
		lower, upper, digit := 0, 0, 0
		for i := range len(seg) {
			switch c := seg[i]; {
			case c >= 'a' && c <= 'z':
				lower++
			case c >= 'A' && c <= 'Z':
				upper++
			case c >= '0' && c <= '9':
				digit++
			case strings.IndexByte("._-${}*", c) < 0:
				return false
			}
		}
		if len(seg) > 64 || (lower > 0 && upper > 0 && digit > 0 && len(seg) > 10) {
			return false
		}
	}
	return true
}

// versionLike reports whether v is a version or a constraint on one: of a package with a word for a secret in its name.
func versionLike(v string) bool {
	v = strings.TrimLeft(v, "^~>=< v")
	return strings.Count(v, ".") >= 1 && v[0] != '.' && strings.Trim(v, "0123456789.") == ""
}

// upperSnake reports whether v is written as the name of a variable: DB_PASSWORD.
func upperSnake(v string) bool {
	if len(v) < 3 || len(v) > 60 || !strings.Contains(v, "_") || v[0] < 'A' || v[0] > 'Z' {
		return false
	}
	digits := 0
	for i := range len(v) {
		c := v[i]
		if c >= '0' && c <= '9' {
			digits++
		} else if (c < 'A' || c > 'Z') && c != '_' {
			return false
		}
	}
	return digits <= 2
}

func identifier(v string) bool {
	for i := range len(v) {
		c := v[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return v != ""
}
