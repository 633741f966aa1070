package discover

import (
	"strings"

	"github.com/envparity/envparity/names"
)

// class is one kind of environment, under any name.
type class struct {
	rank   int  // from least to most similar to the customers' environment
	strong bool // its words seldom mean anything else: a folder "test" beside "dev" is no sign of environments, one beside "prod" is
	name   string
}

// Ranks to compare others with.
const (
	unlistedRank   = 90 // of unlisted words: below production, because a note says that a person has to decide
	productionRank = names.Production
)

// wordClass returns the class of an environment's word. A number after the word distinguishes environments: dev1, dev2.
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
	r := names.RoleOf(word, names.Likely)
	if r == nil {
		return class{}, false
	}
	return class{r.Rank, r.Strong, r.Name}, true
}

// token is an environment's word in a name.
type token struct {
	class          class
	word           string // as written: "pre-prod"
	prefix, suffix string // text around it
	glued          bool   // it has no delimiter on one side: "idfprod"
}

// span is a part of a name between delimiters.
type span struct{ start, end int }

func spans(name string) []span {
	var parts []span
	start := 0
	for i := 0; i <= len(name); i++ {
		if i == len(name) || strings.ContainsRune("-_. ", rune(name[i])) {
			if i > start {
				parts = append(parts, span{start, i})
			}
			start = i + 1
		}
	}
	return parts
}

// tokens finds the environment words of a file or folder name, in order.
func tokens(name string) []token {
	parts := spans(name)
	var out []token
	add := func(c class, begin, end int, glued bool) {
		out = append(out, token{class: c, word: name[begin:end], prefix: name[:begin], suffix: name[end:], glued: glued})
	}
	for i, p := range parts {
		word := name[p.start:p.end]
		if i > 0 {
			// "pre-prod" and "non-prod" are one word each.
			before := strings.ToLower(name[parts[i-1].start:parts[i-1].end])
			if before == "pre" || before == "non" {
				if c, ok := wordClass(before + word); ok {
					add(c, parts[i-1].start, p.end, false)
					continue
				}
			}
		}
		if c, ok := wordClass(word); ok {
			add(c, p.start, p.end, false)
		} else if c, n, ok := gluedWord(word); ok {
			add(c, p.end-n, p.end, true)
		}
	}
	return out
}

// gluedWord finds a word at the end of a longer one: "idfprod", "westDev". n is its length. Such a word counts only if names differ in it alone,
// because "latest" ends with one as well.
func gluedWord(word string) (c class, n int, ok bool) {
	for start := 2; start <= len(word)-3; start++ {
		if c, ok := wordClass(word[start:]); ok {
			return c, len(word) - start, true
		}
	}
	return class{}, 0, false
}

// direction reports whether a name leads from one environment to another: "stage-to-prod" is a copy job, not an environment.
func direction(name string) bool {
	parts := spans(name)
	for i := 1; i+1 < len(parts); i++ {
		switch strings.ToLower(name[parts[i].start:parts[i].end]) {
		case "to", "2", "from", "into", "vs", "and", "or":
			_, left := wordClass(name[parts[i-1].start:parts[i-1].end])
			_, right := wordClass(name[parts[i+1].start:parts[i+1].end])
			if left && right {
				return true
			}
		}
	}
	return false
}

// sample reports whether a name means that a file is to be copied, or is for all environments.
func sample(name string) bool {
	for _, p := range spans(name) {
		switch strings.ToLower(name[p.start:p.end]) {
		case "example", "examples", "sample", "samples", "template", "dist", "default", "defaults", "base", "common", "all", "shared", "global", "override",
			"overrides", "schema", "secret", "secrets", "components", "component", "modules", "module", "lib", "readme", "scripts", "bin", "tests", "ci":
			return true
		}
	}
	return false
}

// holdsEnvironments reports whether the children of a folder of this name are environments.
func holdsEnvironments(name string) bool {
	switch strings.ToLower(name) {
	case "env", "envs", "environment", "environments", "overlays", "overlay", "stages", "clusters", "stacks", "tiers":
		return true
	}
	return false
}
