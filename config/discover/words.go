package discover

import (
	"strings"
)

// class is one kind of environment, whatever it is called in a place.
type class struct {
	rank   int  // from least to most like what customers see
	strong bool // its words seldom mean anything else: a folder "test" next to "dev" is no sign of environments, one next to "prod" is
	name   string
}

// wordClass returns what a word says of an environment. A number after the word tells one environment from another: dev1, dev2.
func wordClass(word string) (class, bool) {
	word = strings.ToLower(word)
	base := strings.TrimRight(word, "0123456789")
	c, ok := knownWord(base)
	if ok && base != word {
		c.name += word[len(base):]
	}
	return c, ok
}

func knownWord(word string) (class, bool) {
	switch word {
	case "preview", "review":
		return class{5, false, "preview"}, true
	case "dev", "develop", "development":
		return class{10, false, "dev"}, true
	case "sandbox", "sbx":
		return class{12, false, "sandbox"}, true
	case "nonprod", "nonproduction", "nonlive":
		return class{15, true, "nonprod"}, true
	case "test", "testing", "tst":
		return class{20, false, "test"}, true
	case "integration", "int", "sit":
		return class{25, false, "integration"}, true
	case "qa":
		return class{30, false, "qa"}, true
	case "load", "loadtest", "perf", "performance":
		return class{35, false, "load"}, true
	case "demo":
		return class{40, false, "demo"}, true
	case "training":
		return class{42, false, "training"}, true
	case "uat", "acceptance":
		return class{50, true, "uat"}, true
	case "staging", "stage", "stg":
		return class{60, true, "staging"}, true
	case "preprod", "preproduction", "preprd":
		return class{70, true, "preprod"}, true
	case "prod", "production", "prd", "live":
		return class{100, true, "prod"}, true
	}
	return class{}, false
}

// token is one place in a name where an environment's word stands.
type token struct {
	class          class
	word           string // as written: "pre-prod"
	prefix, suffix string // what stands around it
}

// tokens finds the environment words of a file or folder name, in order.
func tokens(name string) []token {
	type part struct{ start, end int }
	var parts []part
	start := 0
	for i := 0; i <= len(name); i++ {
		if i == len(name) || strings.ContainsRune("-_.", rune(name[i])) {
			if i > start {
				parts = append(parts, part{start, i})
			}
			start = i + 1
		}
	}
	var out []token
	for i, p := range parts {
		word := name[p.start:p.end]
		begin := p.start
		if i > 0 {
			// "pre-prod" and "non-prod" are one word each.
			before := strings.ToLower(name[parts[i-1].start:parts[i-1].end])
			if before == "pre" || before == "non" {
				if c, ok := wordClass(before + word); ok {
					begin = parts[i-1].start
					out = append(out, token{class: c, word: name[begin:p.end], prefix: name[:begin], suffix: name[p.end:]})
					continue
				}
			}
		}
		if c, ok := wordClass(word); ok {
			out = append(out, token{class: c, word: word, prefix: name[:begin], suffix: name[p.end:]})
		}
	}
	return out
}

// holdsEnvironments reports whether a folder of this name is one whose children are environments.
func holdsEnvironments(name string) bool {
	switch strings.ToLower(name) {
	case "env", "envs", "environment", "environments", "overlays", "overlay", "stages", "clusters", "stacks", "tiers":
		return true
	}
	return false
}
