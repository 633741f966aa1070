package discover

import (
	"strings"

	"github.com/envparity/envparity/names"
)

// class is one kind of environment, whatever it is called in a place.
type class struct {
	rank   int  // from least to most like what customers see
	strong bool // its words seldom mean anything else: a folder "test" next to "dev" is no sign of environments, one next to "prod" is
	name   string
}

// Ranks that others are held against.
const (
	unlistedRank   = 90 // of words nobody has listed: below production, for a note says that a person has to decide
	productionRank = names.Production
)

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
	r := names.RoleOf(word, names.Likely)
	if r == nil {
		return class{}, false
	}
	return class{r.Rank, r.Strong, r.Name}, true
}

// token is one place in a name where an environment's word stands.
type token struct {
	class          class
	word           string // as written: "pre-prod"
	prefix, suffix string // what stands around it
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

// gluedWord finds a word at the end of a longer one: "idfprod", "westDev". n is its length. Such a word counts only where names differ in it
// alone, for "latest" ends with one as well.
func gluedWord(word string) (c class, n int, ok bool) {
	for start := 2; start <= len(word)-3; start++ {
		if c, ok := wordClass(word[start:]); ok {
			return c, len(word) - start, true
		}
	}
	return class{}, 0, false
}

// direction reports whether a name leads from one environment to another: "stage-to-prod" is what copies, not where something runs.
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

// sample reports whether a name says that it is there to be copied, or for all environments.
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

// holdsEnvironments reports whether a folder of this name is one whose children are environments.
func holdsEnvironments(name string) bool {
	switch strings.ToLower(name) {
	case "env", "envs", "environment", "environments", "overlays", "overlay", "stages", "clusters", "stacks", "tiers":
		return true
	}
	return false
}
