package snapshot

import (
	"slices"
	"strings"
	"unicode"
)

// SensitiveName reports whether a value under this name is a secret by what the name says: DB_PASSWORD, apiKey, client-secret,
// PGPASSWORD. A name that only speaks about a secret (secretName, tokenAudience, passwordPolicy, SECRET_ARN) is not.
func SensitiveName(name string) bool {
	if len(name) < 2 || len(name) > 200 {
		return false
	}
	words := nameWords(name)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	if aboutWord(last) || words[0] == "existing" || words[0] == "ssm" && len(words) > 1 && strings.HasPrefix(words[1], "param") {
		return false
	}
	if len(words) == 2 && last == "token" && (words[0] == "creation" || words[0] == "idempotency") {
		return false // tells a request from its repetition
	}
	if last == "credentials" && len(words) > 1 && words[len(words)-2] == "allow" {
		return false // a header that says whether they may be sent
	}
	for i, w := range words {
		switch {
		case secretWord(w):
			// passwordKey, tokenKey: the key under which it is found
			if last == "key" && i == len(words)-2 && w != "secret" {
				return false
			}
			return true
		case w == "pass" || w == "pw" || w == "pat":
			if i == len(words)-1 && (i > 0 || w == "pass") {
				return true
			}
		case (w == "key" || w == "keys") && i > 0 && keyWord(words[i-1]):
			return true
		case w == "connection" && i+1 < len(words) && words[i+1] == "string":
			return false // sealed by its parts
		}
	}
	return false
}

func secretWord(w string) bool {
	switch w {
	case "password", "passwords", "passwd", "passphrase", "pwd", "secret", "secrets", "token", "tokens", "credential", "credentials", "creds",
		"apikey", "apikeys", "privatekey", "secretkey", "accesskey", "authkey", "jwt", "authtoken", "webhooksecret", "htpasswd", "encryptedkey":
		return true
	}
	for _, end := range [...]string{"password", "passwd", "secret", "token", "apikey", "passphrase"} {
		if len(w) > len(end) && strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// keyWord lists what makes a key a secret one.
func keyWord(w string) bool {
	switch w {
	case "api", "private", "secret", "access", "signing", "signature", "encryption", "encrypt", "decryption", "master", "auth", "account",
		"storage", "shared", "session", "service", "ssh", "hmac", "cookie", "license", "licence", "cipher", "aes", "rsa", "jwt", "write", "admin", "deploy", "integration":
		return true
	}
	return false
}

// aboutWord lists last words that make a name speak about a secret instead of holding it.
func aboutWord(w string) bool {
	switch strings.TrimSuffix(w, "s") {
	case "path", "file", "arn", "namespace", "name", "url", "policy", "type", "spec", "trigger", "annotation", "label", "record",
		"yaml", "yml", "json", "toml", "ini", "propertie", "conf", "cfg", "xml", "crt", "cer", "pub":
		return true
	}
	switch w {
	case "name", "names", "ref", "refs", "reference", "path", "paths", "file", "files", "filename", "arn", "arns", "id", "ids", "url", "urls", "uri", "endpoint",
		"host", "hostname", "policy", "policies", "audience", "audiences", "issuer", "expiry", "expiration", "expire", "expires", "ttl", "duration", "timeout", "age", "length", "size", "count",
		"limit", "limits", "type", "types", "format", "algorithm", "alg", "version", "versions", "provider", "store", "manager", "enabled", "disabled", "required",
		"rotation", "class", "kind", "namespace", "mount", "dir", "directory", "prefix", "suffix", "header", "headers", "field", "scheme", "lifetime",
		"interval", "validity", "capacity", "quota", "budget", "rate", "min", "max", "seconds", "minutes", "hours", "days", "ms", "period", "window", "description", "recovery", "backend", "selector",
		"labels", "annotations", "permission", "permissions", "location", "region", "email", "user", "username", "role", "roles", "scope", "scopes", "rules", "mode", "source",
		"strategy", "status", "engine", "generator", "address", "port", "param", "parameter", "property", "template", "attempts", "retries", "metadata", "method", "date", "optional", "env", "var", "variable":
		return true
	}
	return false
}

// nameWords splits FOO_BAR, fooBar, foo-bar and FooBAR2 into lower-case words.
func nameWords(name string) []string {
	var words []string
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, strings.ToLower(name[start:end]))
			start = -1
		}
	}
	var prev rune
	rs := name
	for i, r := range rs {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
		case start < 0:
			start = i
		case unicode.IsUpper(r) && (unicode.IsLower(prev) || unicode.IsUpper(prev) && nextLower(rs[i:])):
			flush(i)
			start = i
		}
		prev = r
	}
	flush(len(name))
	// numbered names: TOKEN_2, PASSWORD1
	for len(words) > 1 && strings.Trim(words[len(words)-1], "0123456789") == "" {
		words = words[:len(words)-1]
	}
	if n := len(words); n > 0 {
		words[n-1] = strings.TrimRight(words[n-1], "0123456789")
	}
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// nextLower reports whether the rune behind the first of s is a lower-case letter: the S of "DBSecret" begins a word.
func nextLower(s string) bool {
	for i, r := range s {
		if i > 0 {
			return unicode.IsLower(r)
		}
	}
	return false
}
