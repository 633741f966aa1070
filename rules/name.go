package rules

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/snapshot"
)

// The name of a drift is the name of the setting: the last key of its path. If that key is generic ("value", "default", a list index), it is the
// key before, and at last the resource's name. A bare "enabled" or "disabled" goes with the key before. Names are compared word by word, so that logLevel, LOG_LEVEL, log-level and log.level are one
// name. In a label such as example.com/cost-centre only the part after the slash counts.

// generic reports whether a key holds a value that another key names.
func generic(key string) bool {
	switch key {
	case "value", "default", "values", "data", "content", "text", "valueFrom", "stringData", "enabled_value", "current":
		return true
	}
	return false
}

// nameOf returns the key that names the drift's subject. parts may be empty for a whole resource.
func nameOf(parts []string, resource string) string {
	if i := slices.Index(parts, "valueFrom"); i > 0 {
		parts = parts[:i] // env[name=TOKEN].valueFrom.secretKeyRef.key is TOKEN
	}
	for i := len(parts) - 1; i >= 0; i-- {
		p := parts[i]
		if p[0] == '[' {
			if k, v, ok := strings.Cut(strings.Trim(p, "[]"), "="); ok && k != "" && (i == len(parts)-1 || i == len(parts)-2 && generic(parts[len(parts)-1])) {
				return strings.Trim(v, `"`) // env[name=DB_HOST].value is DB_HOST, and so is env[name=DB_HOST]
			}
			continue
		}
		if p == "name" && i > 0 && strings.HasPrefix(parts[i-1], "[name=") {
			return strings.TrimSuffix(parts[i-1][len("[name="):], "]")
		}
		if generic(p) && (i > 0 || resource != "") {
			continue
		}
		return qualified(parts[:i], strings.Trim(p, `"`))
	}
	return resource
}

// qualified returns the name of a switch that only says that something is on or off with the key above it, which says what: csrf.disabled is
// csrf_disabled. It returns other names as they are.
func qualified(above []string, name string) string {
	switch name {
	case "enabled", "enable", "disabled", "disable":
	default:
		return name
	}
	for i := len(above) - 1; i >= 0; i-- {
		if p := strings.Trim(above[i], `"`); p != "" && p[0] != '[' {
			if generic(p) {
				return name
			}
			return p + "_" + name
		}
	}
	return name
}

// A namePattern is words with `*` for any number of words, also none: "*_log_level" matches LOG_LEVEL and api.logLevel. A `*` inside a word
// matches any text within that word, and at either end of the pattern also further words: "backup_retention*" matches backup_retentions and
// backup_retention_period.
type namePattern struct {
	words []string
	key   string // a literal word, or its beginning, for the index; "" if there is none
}

func compileName(pattern string) namePattern {
	fields := strings.FieldsFunc(strings.ToLower(pattern), func(r rune) bool { return strings.ContainsRune("_-. ", r) })
	if last := len(fields) - 1; last >= 0 && len(fields[last]) > 1 && strings.HasSuffix(fields[last], "*") {
		fields = append(fields, "*")
	}
	if len(fields) > 0 && len(fields[0]) > 1 && fields[0][0] == '*' {
		fields = append([]string{"*"}, fields...)
	}
	n := namePattern{words: fields}
	for _, w := range fields {
		lit, _, star := strings.Cut(w, "*")
		if len(lit) > len(n.key) && (!star || len(lit) > 2) { // the beginning of a word must be at least as long as a key of the index
			n.key = lit
		}
	}
	return n
}

func (n namePattern) match(words []string) bool { return wildcard(n.words, words, "*", textMatch) }

// variable reports whether a drift is an environment variable in any source: an env file, a container's env, a ConfigMap, a Cloud Foundry
// manifest. It goes by the place, or by a NAME in capitals.
func (f *facts) variable() bool {
	if f.res.Kind == snapshot.KindEnvironment {
		return f.path != "" || known.Of(f.res.Type).Variables()
	}
	for i, p := range f.pathParts() {
		switch p {
		case "env", "extraEnv", "environment", "envVars", "env_vars", "extraEnvVars", "environment_variables":
			if i < len(f.parts)-1 {
				return true
			}
		}
	}
	return shouting(f.subject())
}

// shouting reports whether a name is like LOG_LEVEL, not like logLevel or X.
func shouting(name string) bool {
	letters, under := 0, false
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c >= 'A' && c <= 'Z':
			letters++
		case c == '_':
			under = true
		case c >= '0' && c <= '9':
		default:
			return false
		}
	}
	return letters > 2 && (under || letters > 3)
}

// afterSlash returns the part after the last slash.
func afterSlash(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }
