package secret

import (
	"slices"
	"strings"
)

// Name is what the name of a value means for it.
type Name uint8

// The meanings of names, from the weakest to the strongest.
const (
	// Other names have nothing to do with secrets: replicas, DB_HOST.
	Other Name = iota
	// About names mention a secret and hold something else: secretName, tokenTTL, PASSWORD_FILE.
	About
	// Near names have a word for a secret before another noun, or are below a name that holds secrets: PASSWORD_ENCODER, tokens.ci.
	Near
	// Made names hold a generated secret: API_TOKEN, signingKey. It is not a short word.
	Made
	// Chosen names hold a secret that a person may have chosen: DB_PASSWORD, clientSecret. It may be any text.
	Chosen
)

// Holds reports whether the value under such a name is a secret itself.
func (n Name) Holds() bool { return n >= Made }

// Below returns what a map or list under this name means for the values in it.
func (n Name) Below(name string) Name {
	switch {
	case n == Chosen && chosenPlural(name):
		return Chosen
	case n >= Made:
		return Near
	}
	return Other
}

// chosenPlural reports whether every value below name is a person's secret: passwords. Values below "secrets" may be their names.
func chosenPlural(name string) bool {
	w := words(name)
	return len(w) > 0 && strings.HasPrefix(w[len(w)-1], "pass")
}

// NameOf returns what a name means for its value.
func NameOf(name string) Name {
	if len(name) < 2 || len(name) > 200 {
		return Other
	}
	list := words(name)
	at, found := lastSecret(list)
	if found == Other {
		return Other
	}
	if found != Chosen && shipped(name) {
		return About
	}
	if list[0] == "existing" || list[0] == "ssm" && len(list) > 1 && strings.HasPrefix(list[1], "param") {
		return About
	}
	behind := list[at+1:]
	for len(behind) > 0 && qualifier(behind[len(behind)-1]) {
		behind = behind[:len(behind)-1]
	}
	last := list[at]
	switch {
	case len(behind) > 0 && aboutWord(behind[len(behind)-1]):
		return About
	case len(behind) > 0 || verb(list[0]) && len(list) > 1:
		return Near
	case slices.Contains(list[:at], "public"):
		return About
	case last == "token" && at == 1 && (list[0] == "creation" || list[0] == "idempotency"):
		return Other // identifies a request, to detect a repetition
	case last == "credentials" && at > 0 && list[at-1] == "allow":
		return Other // an HTTP header about whether credentials may be sent
	case strings.HasPrefix(last, "secret") && at > 0 && nameOfSecret(list[at-1]):
		return Near
	}
	return found
}

// lastSecret finds the last word, or pair of words, for a secret, and returns the index of its end.
func lastSecret(list []string) (at int, kind Name) {
	for i := len(list) - 1; i >= 0; i-- {
		w := list[i]
		switch {
		case w == "string" && i > 0 && list[i-1] == "connection":
			return 0, Other // its secrets have names of their own
		case (w == "key" || w == "keys") && i > 0 && keyWord(list[i-1]):
			return i, Made
		case (w == "key" || w == "keys") && i > 0 && secretWord(list[i-1]) != Other:
			return i, Near // passwordKey: the key of the password elsewhere
		case w == "pass" || w == "pw" || w == "pat":
			if i > 0 || w == "pass" {
				return i, Chosen
			}
		}
		if kind := secretWord(w); kind != Other {
			return i, kind
		}
	}
	return 0, Other
}

// nameOfSecret reports whether a "secret" after this word is the name of one: DB_PASSWORD_SECRET, env_from_secret, imagePullSecret.
func nameOfSecret(before string) bool {
	return before == "from" || before == "pull" || before == "tls" || secretWord(before) == Chosen && !strings.HasPrefix(before, "secret")
}

func secretWord(w string) Name {
	switch w {
	case "password", "passwords", "passwd", "passphrase", "passphrases", "passcode", "pwd", "secret", "secrets", "credential", "credentials", "creds", "webhooksecret", "htpasswd",
		"passwort", "kennwort", "wachtwoord", "contrasena", "contraseña", "senha", "motdepasse", "parola", "heslo", "haslo":
		return Chosen
	case "token", "tokens", "apikey", "apikeys", "privatekey", "secretkey", "accesskey", "authkey", "jwt", "authtoken", "encryptedkey", "pepper", "salt":
		return Made
	}
	for _, end := range [...]string{"password", "passwd", "secret", "passphrase"} {
		if len(w) > len(end) && strings.HasSuffix(w, end) {
			return Chosen
		}
	}
	for _, end := range [...]string{"token", "apikey"} {
		if len(w) > len(end) && strings.HasSuffix(w, end) {
			return Made
		}
	}
	if before, ok := strings.CutSuffix(w, "pass"); ok && glued(before) {
		return Chosen
	}
	if before, ok := strings.CutSuffix(w, "auth"); ok && glued(before) {
		return Near
	}
	return Other
}

// glued reports whether w is a word that specifies a password or an action and that another word follows without a separator: requirepass,
// rootpass, masterauth, but not compass.
func glued(w string) bool { return len(w) > 2 && (verb(w) || qualifier(w) || keyWord(w)) }

// keyWord lists words that make a key a secret one.
func keyWord(w string) bool {
	switch w {
	case "api", "private", "secret", "access", "signing", "signature", "encryption", "encrypt", "decryption", "master", "auth", "account",
		"storage", "shared", "session", "service", "ssh", "hmac", "cookie", "license", "licence", "cipher", "aes", "rsa", "jwt", "write", "admin", "deploy", "integration":
		return true
	}
	return false
}

// qualifier lists words after a secret's word that specify which one it is, or its form. The value is still a secret.
func qualifier(w string) bool {
	switch w {
	case "old", "new", "current", "previous", "next", "primary", "secondary", "default", "backup", "base", "value", "raw", "plain", "plaintext", "text", "encoded", "base64", "b64", "hash", "hex",
		"prod", "production", "live", "prd", "staging", "stage", "stg", "dev", "development", "test", "testing", "qa", "uat", "preprod", "local", "admin", "root", "master":
		return true
	}
	return strings.Trim(w, "0123456789") == ""
}

// verb lists first words of names of settings or actions: use_id_token, reset_password.
func verb(w string) bool {
	switch w {
	case "use", "uses", "enable", "disable", "allow", "deny", "require", "requires", "has", "is", "show", "hide", "reset", "forgot", "change", "generate", "create", "verify",
		"validate", "check", "skip", "with", "without", "no", "max", "min", "num", "count":
		return true
	}
	return false
}

// aboutWord lists last words of names that mention a secret and do not hold it.
func aboutWord(w string) bool {
	switch strings.TrimSuffix(w, "s") {
	case "path", "file", "arn", "namespace", "name", "url", "policy", "type", "spec", "trigger", "annotation", "label", "record",
		"yaml", "yml", "json", "toml", "ini", "propertie", "conf", "cfg", "xml", "crt", "cer", "pub":
		return true
	}
	switch w {
	case "ref", "refs", "reference", "filename", "id", "ids", "uri", "endpoint",
		"host", "hostname", "policies", "audience", "audiences", "issuer", "expiry", "expiration", "expire", "expires", "ttl", "duration", "timeout", "age", "length", "size", "count",
		"limit", "limits", "format", "algorithm", "alg", "version", "versions", "provider", "store", "manager", "enabled", "disabled", "required",
		"rotation", "class", "kind", "mount", "dir", "directory", "prefix", "suffix", "header", "headers", "field", "scheme", "lifetime",
		"interval", "validity", "capacity", "quota", "budget", "rate", "min", "max", "seconds", "minutes", "hours", "days", "ms", "period", "window", "description", "recovery", "backend", "selector",
		"permission", "permissions", "location", "region", "email", "user", "username", "role", "roles", "scope", "scopes", "rules", "mode", "source",
		"strategy", "status", "engine", "generator", "address", "port", "param", "parameter", "property", "template", "attempts", "retries", "metadata", "method", "date", "optional", "env", "var", "variable":
		return true
	}
	return false
}
