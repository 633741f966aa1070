package discover

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// place is a file or folder name that differs only in the environment's word: overlays/{staging,prod}.
type place struct {
	parent         string // "." or a slash path
	prefix, suffix string
	dir            bool
	key            string       // for a file whose keys are environments: the path of the keys above them
	file           string       // that file's name
	topLeft        bool         // with file: its top level is an environment too, and nothing says which
	profiles       bool         // with file: its documents are for Spring's profiles
	field          string       // with file: key is a list, and this field of its elements names the environment
	envs           []occurrence // sorted by rank
	spare          []occurrence // second spellings of an environment
	others         []string     // with file: keys beside the environments that name none
}

// occurrence is one environment's file or folder of a place.
type occurrence struct {
	class  class
	env    string // name of the environment: "stage"
	word   string // text at the place of the word: "stage", or "ocp-stage" if names differ in more
	member string // rest of the name, if a folder's children are environments: "eu" of prod-eu
	last   bool   // the word follows the member: "eu-prod"
	name   string
	base   bool // it has no word: the file for production, and under the others
	whole  bool // with base: the others are complete, and nothing is merged under them
}

func (p *place) path(o occurrence) string {
	if p.file != "" {
		return path.Join(p.parent, p.file)
	}
	return path.Join(p.parent, o.name)
}

// shown returns the place as a person would write it: "overlays/{staging,prod}".
func (p *place) shown() string {
	var words []string
	whole := false
	for _, o := range p.envs {
		whole = whole || o.member != ""
	}
	for _, o := range p.envs {
		switch {
		case whole:
			words = append(words, strings.TrimSuffix(strings.TrimPrefix(o.name, p.prefix), p.suffix))
		case !o.base:
			words = append(words, o.word)
		}
	}
	middle := "{" + strings.Join(words, ",") + "}"
	if p.file != "" {
		if p.key != "" {
			middle = p.key + "." + middle
		}
		return path.Join(p.parent, p.file) + ": " + middle
	}
	if len(words) == 1 {
		middle = words[0]
	}
	return path.Join(p.parent, p.prefix+middle+p.suffix)
}

// holds reports whether the path at is in one of the place's folders.
func (p *place) holds(at string) bool {
	return p.dir && slices.ContainsFunc(p.envs, func(o occurrence) bool { return !o.base && strings.HasPrefix(at+"/", p.path(o)+"/") })
}

// convincing reports whether words indicate environments: two of them with one that hardly means anything else, or dev with two others.
func convincing(os []occurrence) bool {
	dev := slices.ContainsFunc(os, func(o occurrence) bool { return strings.HasPrefix(o.class.name, "dev") })
	return hasStrong(os) && len(os) >= 2 || dev && len(os) >= 3
}

func hasStrong(os []occurrence) bool {
	return slices.ContainsFunc(os, func(o occurrence) bool { return o.class.strong })
}

// unnumber removes the number from the environments of a place if all have the same one: dev01, uat01 and prod01 are dev, uat and prod, but dev1
// and dev2 are two.
func unnumber(os []occurrence) {
	number := ""
	for i, o := range os {
		n := o.class.name[len(strings.TrimRight(o.class.name, "0123456789")):]
		if n == "" || i > 0 && n != number {
			return
		}
		number = n
	}
	for i := range os {
		os[i].class.name = strings.TrimSuffix(os[i].class.name, number)
	}
}

func sortOccurrences(os []occurrence) {
	slices.SortFunc(os, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.class.rank, b.class.rank), strings.Compare(a.class.name, b.class.name), strings.Compare(a.member, b.member))
	})
}
