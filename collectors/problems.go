package collectors

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// maxReported bounds the problems listed in one outcome. The rest is counted.
const maxReported = 200

// Problems collects the problems of one collection and turns them into an outcome. The zero value is ready. It is safe for concurrent use.
type Problems struct {
	mu     sync.Mutex
	texts  []string
	notes  []string
	gaps   []snapshot.Gap
	beyond []snapshot.Gap
	blank  []string
	fatal  bool
	other  bool // there is a problem besides Nothing
}

// At reports a problem at a place in a file. line 0 is the whole file. If lost is true, the file's content there is unknown.
func (p *Problems) At(file string, line int, lost bool, format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	p.setOther()
	place := file
	if line > 0 {
		place = fmt.Sprintf("%s:%d", file, line)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.texts = append(p.texts, place+": "+why)
	if lost {
		p.gaps = append(p.gaps, snapshot.Gap{File: file, Why: place + ": " + why})
	}
}

func (p *Problems) setOther() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.other = true
}

// Gap reports that something was not observed.
func (p *Problems) Gap(g snapshot.Gap) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.other = true
	p.texts = append(p.texts, g.Why)
	p.gaps = append(p.gaps, g)
}

// Beyond reports what this kind of source never shows. That is no problem, but it is unknown here, never missing.
func (p *Problems) Beyond(g snapshot.Gap) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beyond = append(p.beyond, g)
}

// Fail reports a problem because of which nothing was observed.
func (p *Problems) Fail(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.texts = append(p.texts, fmt.Sprintf(format, args...))
	p.fatal, p.other = true, true
}

// Nothing reports that the source does not exist at all. If that is so in every environment, the config is wrong and not the environments.
func (p *Problems) Nothing(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.texts = append(p.texts, fmt.Sprintf(format, args...))
	p.fatal = true
}

// Blank reports a file that was read and is empty. That is no problem by itself: many formats allow it, and many files are empty in every
// environment. If other environments have content in its place, comparing treats it as damaged.
func (p *Problems) Blank(file string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blank = append(p.blank, file)
}

// Note reports something that is worth knowing and is no problem.
func (p *Problems) Note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes = append(p.notes, fmt.Sprintf(format, args...))
}

// Outcome returns the outcome of a collection with that many resources: failed if nothing could be read, partial if there was a problem, else
// complete.
func (p *Problems) Outcome(resources int) snapshot.Outcome {
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.Sort(p.texts)
	slices.Sort(p.notes)
	slices.SortFunc(p.gaps, compareGaps)
	slices.SortFunc(p.beyond, compareGaps)
	slices.Sort(p.blank)
	p.blank = slices.DeleteFunc(p.blank, func(file string) bool { // it is reported already: an empty file is no document of its format
		return slices.ContainsFunc(p.gaps, func(g snapshot.Gap) bool { return g.File == file })
	})
	texts := slices.Compact(p.texts)
	o := snapshot.Outcome{
		Status: snapshot.Complete, Resources: resources, Notes: slices.Compact(p.notes),
		Gaps: slices.Compact(p.gaps), Beyond: slices.Compact(p.beyond), Blank: slices.Compact(p.blank),
	}
	if len(texts) > maxReported {
		texts = append(texts[:maxReported:maxReported], "and "+names.Count(len(texts)-maxReported, "more problem"))
	}
	o.Error = strings.Join(texts, "\n")
	o.Nothing = p.fatal && !p.other && resources == 0
	switch {
	case p.fatal && resources == 0, len(p.gaps) > 0 && resources == 0:
		o.Status = snapshot.Failed
	case len(texts) > 0:
		o.Status = snapshot.Partial
	}
	if o.Status == snapshot.Partial && p.fatal && len(o.Gaps) == 0 {
		o.Gaps = []snapshot.Gap{{Why: texts[0]}}
	}
	return o
}

func compareGaps(a, b snapshot.Gap) int {
	for _, c := range []int{
		strings.Compare(a.Kind, b.Kind), strings.Compare(a.Scope, b.Scope), strings.Compare(a.Name, b.Name),
		strings.Compare(a.File, b.File), strings.Compare(a.Why, b.Why),
	} {
		if c != 0 {
			return c
		}
	}
	return 0
}
