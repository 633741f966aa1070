package discover

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Bounds of the search. What lies beyond them is somebody's archive, not their environments.
const (
	maxDepth   = 8
	maxEntries = 60_000
)

// place is a file or folder name in which only the environment's word differs: overlays/{staging,prod}.
type place struct {
	parent         string // "." or a slash path
	prefix, suffix string
	dir            bool
	envs           []occurrence // sorted by rank
}

// occurrence is one environment's file or folder of a place.
type occurrence struct {
	class  class
	word   string
	member string // what else the name says, where a folder's children are environments: "eu" of prod-eu
	name   string
}

func (p *place) path(o occurrence) string { return path.Join(p.parent, o.name) }

// skipped reports whether a folder holds no environment of this system: others' code, builds, tests and documents.
func skipped(name string) bool {
	switch name {
	case "node_modules", "vendor", "dist", "build", "target", "testdata", "__pycache__", "venv", "site-packages", "docs", "doc",
		"examples", "example", "tests", "spec", "fixtures", "third_party":
		return true
	}
	switch name {
	case ".nais", ".deploy", ".deployment", ".helm", ".k8s", ".kube", ".kubernetes", ".infra", ".infrastructure", ".platform":
		return false // kept out of sight, and no tool's own
	}
	return strings.HasPrefix(name, ".")
}

type walker struct {
	fsys    fs.FS
	left    int
	places  []*place
	sources []string // folders of source code, which are looked through when there is nothing else left
	stopped bool
}

// all gathers the places of the whole tree: those beside source code first, for there may be more code than anybody wants to look at.
func (w *walker) all() {
	w.walk(".", 0)
	for len(w.sources) > 0 && w.left > 0 {
		dir := w.sources[0]
		w.sources = w.sources[1:]
		w.walk(dir, strings.Count(dir, "/")+1)
	}
}

// walk gathers the places below dir, outermost only: what is inside an environment's folder belongs to that environment.
func (w *walker) walk(dir string, depth int) {
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
		return // what cannot be read is not suggested; the audit will say so if a person names it
	}
	if w.left -= len(entries); w.left < 0 || depth > maxDepth {
		w.stopped = true
		return
	}
	taken := map[string]bool{}
	if holdsEnvironments(path.Base(dir)) {
		if p := childrenAreEnvironments(dir, entries); p != nil {
			w.places = append(w.places, p)
			for _, o := range p.envs {
				taken[o.name] = true
			}
		}
	}
	for _, p := range siblings(dir, entries, taken) {
		w.places = append(w.places, p)
		for _, o := range p.envs {
			taken[o.name] = true
		}
	}
	for _, e := range entries {
		switch {
		case !e.IsDir() || taken[e.Name()] || skipped(e.Name()):
		case e.Name() == "src":
			w.sources = append(w.sources, path.Join(dir, e.Name()))
		default:
			w.walk(path.Join(dir, e.Name()), depth+1)
		}
	}
}

// childrenAreEnvironments reads envs/{prod-eu,prod-us,staging-eu,qa}: each child is an environment, or a member of one.
func childrenAreEnvironments(dir string, entries []fs.DirEntry) *place {
	p := &place{parent: dir, dir: true}
	classes := map[string]bool{}
	members := false
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		ts := tokens(e.Name())
		if len(ts) == 0 {
			continue
		}
		t := ts[0]
		member := strings.Trim(t.suffix, "-_.")
		if pre := strings.Trim(t.prefix, "-_."); pre != "" {
			return nil // the word does not lead: siblings knows how to read that
		}
		p.envs = append(p.envs, occurrence{class: t.class, word: t.word, member: member, name: e.Name()})
		classes[t.class.name] = true
		members = members || member != ""
	}
	if !members || len(classes) < 2 || !slices.ContainsFunc(p.envs, func(o occurrence) bool { return o.class.strong }) {
		return nil
	}
	sortOccurrences(p.envs)
	return p
}

// siblings groups the entries of one folder whose names differ in the environment's word only.
func siblings(dir string, entries []fs.DirEntry, taken map[string]bool) []*place {
	type key struct {
		prefix, suffix string
		dir            bool
	}
	groups := map[key]*place{}
	for _, e := range entries {
		if taken[e.Name()] || e.IsDir() && skipped(e.Name()) || !e.IsDir() && !e.Type().IsRegular() {
			continue
		}
		for _, t := range tokens(e.Name()) {
			k := key{t.prefix, t.suffix, e.IsDir()}
			if groups[k] == nil {
				groups[k] = &place{parent: dir, prefix: t.prefix, suffix: t.suffix, dir: e.IsDir()}
			}
			groups[k].envs = append(groups[k].envs, occurrence{class: t.class, word: t.word, name: e.Name()})
		}
	}
	var out []*place
	for _, p := range groups {
		distinct := map[string]bool{}
		for _, o := range p.envs {
			distinct[o.class.name] = true
		}
		if len(distinct) == len(p.envs) && telling(p.envs) {
			unnumber(p.envs)
			sortOccurrences(p.envs)
			out = append(out, p)
		}
	}
	// A name with two words in it may be in two groups; the larger one has it.
	slices.SortFunc(out, func(a, b *place) int {
		return cmp.Or(len(b.envs)-len(a.envs), strings.Compare(a.prefix, b.prefix), strings.Compare(a.suffix, b.suffix))
	})
	used := map[string]bool{}
	out = slices.DeleteFunc(out, func(p *place) bool {
		for _, o := range p.envs {
			if used[o.name] {
				return true
			}
		}
		for _, o := range p.envs {
			used[o.name] = true
		}
		return false
	})
	slices.SortFunc(out, func(a, b *place) int {
		return cmp.Or(strings.Compare(a.prefix, b.prefix), strings.Compare(a.suffix, b.suffix))
	})
	return out
}

// telling reports whether words are those of environments: two of them where one hardly means anything else, and dev with two others.
func telling(os []occurrence) bool {
	dev := slices.ContainsFunc(os, func(o occurrence) bool { return strings.HasPrefix(o.class.name, "dev") })
	strong := slices.ContainsFunc(os, func(o occurrence) bool { return o.class.strong })
	return strong && len(os) >= 2 || dev && len(os) >= 3
}

// unnumber takes the number off the environments of a place where all carry the same: dev01, uat01 and prod01 are dev, uat and prod, while
// dev1 and dev2 are two.
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
