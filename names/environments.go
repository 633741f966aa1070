package names

import (
	"slices"
	"strings"
)

// Certainty is how certain it is that a word names an environment.
type Certainty uint8

// The certainties, from least to most. A Possible word needs support from data: `p` is production only beside `d` and `s`. A Likely word names an
// environment in the name of a file or folder, and is plain English elsewhere.
const (
	Possible Certainty = iota + 1
	Likely
	Certain
)

// Role is a kind of environment, under any name.
type Role struct {
	Name   string // its usual word: "dev", "staging", "prod"
	Rank   int    // from 0, least similar to the customers' environment, to Production
	Strong bool   // its words seldom mean anything else, so that one alone is a sign of environments
	Many   bool   // it stands for several environments at once: nonprod
	Words  []Word
}

// Word is one word of a role.
type Word struct {
	Text      string // in lower case, without delimiters but in the spellings of a word of two parts
	Certainty Certainty
	Ordinary  bool // also plain English in the names of things, so that it proves little by itself
}

// Production is the rank of the environment that customers use.
const Production = 100

// roles lists the roles by rank. Each word belongs to one role. It is the only list of words for environments, and must not be changed.
var roles = []Role{
	{"local", 3, false, false, []Word{{"local", Likely, true}, {"localhost", Likely, false}}},
	{"preview", 5, false, false, []Word{{"preview", Likely, false}, {"review", Likely, false}}},
	{"dev", 10, false, false, []Word{{"development", Certain, false}, {"dev", Certain, false}, {"devel", Certain, false}, {"develop", Certain, true}, {"d", Possible, true}}},
	{"sandbox", 12, false, false, []Word{{"sandbox", Certain, true}, {"sbx", Certain, false}, {"sbox", Likely, false}}},
	{"nonprod", 15, true, true, []Word{
		{"nonprod", Likely, false},
		{"nonproduction", Likely, false},
		{"nonlive", Likely, false},
		{"notprod", Likely, false},
		{"nonprd", Likely, false},
		{"nprod", Likely, false},
	}},
	{"test", 20, false, false, []Word{{"test", Certain, true}, {"tst", Certain, true}, {"testing", Certain, true}, {"t", Possible, true}}},
	{"integration", 25, false, false, []Word{{"integration", Certain, true}, {"int", Likely, true}, {"sit", Likely, false}, {"intg", Possible, false}}},
	{"qa", 30, false, false, []Word{{"qa", Certain, true}, {"quality", Possible, true}}},
	{"load", 35, false, false, []Word{{"perf", Certain, true}, {"performance", Certain, true}, {"load", Likely, true}, {"loadtest", Likely, false}, {"perftest", Likely, false}}},
	{"demo", 40, false, false, []Word{{"demo", Certain, true}}},
	{"training", 42, false, false, []Word{{"training", Certain, true}}},
	{"uat", 50, true, false, []Word{{"uat", Certain, false}, {"acceptance", Likely, true}}},
	{"staging", 60, true, false, []Word{
		{"staging", Certain, false}, {"stage", Certain, true}, {"stag", Certain, false}, {"stg", Certain, false}, {"s", Possible, true}, {"st", Possible, true},
	}},
	{"preprod", 70, true, false, []Word{
		{"preproduction", Certain, false},
		{"pre-production", Certain, false},
		{"preprod", Certain, false},
		{"pre-prod", Certain, false},
		{"pre_prod", Certain, false},
		{"pprod", Certain, false},
		{"pre-prd", Certain, false},
		{"preprd", Certain, false},
		{"pp", Possible, true},
		{"pre", Possible, true},
	}},
	{"prod", Production, true, false, []Word{
		{"prod", Certain, false}, {"production", Certain, false}, {"prd", Certain, false}, {"live", Likely, true}, {"pd", Possible, true}, {"p", Possible, true},
	}},
}

// Roles lists the roles by rank.
func Roles() []Role { return slices.Clone(roles) }

// RoleOf returns the role that a word names, in any case, with at least the given certainty; nil for none.
func RoleOf(word string, least Certainty) *Role {
	word = strings.ToLower(word)
	for i := range roles {
		for _, w := range roles[i].Words {
			if w.Text == word && w.Certainty >= least {
				return &roles[i]
			}
		}
	}
	return nil
}

// ForProduction lists the words for the environment that customers use, the usual ones first.
func ForProduction() []string {
	var list []string
	for _, w := range RoleOf("prod", Certain).Words {
		if w.Certainty >= Likely {
			list = append(list, w.Text)
		}
	}
	return list
}

// Ordinary reports whether a word for an environment is plain English too. It is false for other words.
func Ordinary(word string) bool {
	for i := range roles {
		for _, w := range roles[i].Words {
			if w.Text == word {
				return w.Ordinary
			}
		}
	}
	return false
}

// ForMany reports whether a text names all environments but one, in any spelling: nonprod, non-production.
func ForMany(text string) bool {
	r := RoleOf(Plain(text), Likely)
	return r != nil && r.Many
}

// OnlyAnEnvironment reports whether a text below production's rank can only mean an environment: "dev" and "staging", but not "test", which is as
// often a kind of run.
func OnlyAnEnvironment(text string) bool {
	r := RoleOf(text, Certain)
	return r != nil && !r.Many && r.Rank < Production && !Ordinary(text)
}
