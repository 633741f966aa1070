package collectors

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/envparity/envparity/snapshot"
)

// maxTold bounds the problems spelt out in one outcome; the rest is counted.
const maxTold = 200

// Problems gathers what goes wrong during one collection and turns it into an outcome. The zero value is ready; it is safe for
// concurrent use.
type Problems struct {
	mu     sync.Mutex
	told   []string
	notes  []string
	gaps   []snapshot.Gap
	beyond []snapshot.Gap
	blank  []string
	fatal  bool
	other  bool // something besides Nothing went wrong
}

// At tells a problem at a place in a file. line 0 is the whole file; with lost, what the file holds there is unknown.
func (p *Problems) At(file string, line int, lost bool, format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	p.setOther()
	place := file
	if line > 0 {
		place = fmt.Sprintf("%s:%d", file, line)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told = append(p.told, place+": "+why)
	if lost {
		p.gaps = append(p.gaps, snapshot.Gap{File: file, Why: place + ": " + why})
	}
}

func (p *Problems) setOther() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.other = true
}

// Gap tells that something was not observed.
func (p *Problems) Gap(g snapshot.Gap) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.other = true
	p.told = append(p.told, g.Why)
	p.gaps = append(p.gaps, g)
}

// Beyond tells what such a source never shows, which is wrong with nothing: it is unknown here, never missing.
func (p *Problems) Beyond(g snapshot.Gap) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beyond = append(p.beyond, g)
}

// Fail tells a problem that leaves nothing of the source observed.
func (p *Problems) Fail(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told = append(p.told, fmt.Sprintf(format, args...))
	p.fatal, p.other = true, true
}

// Nothing tells that what the source was pointed at is not there at all. When that is so in every environment, the config is
// wrong and not the environments.
func (p *Problems) Nothing(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told = append(p.told, fmt.Sprintf(format, args...))
	p.fatal = true
}

// Blank tells of a file that was read and holds nothing. That is no problem by itself: many formats allow it, and many a file is empty
// everywhere. Where other environments have something in its place, comparing takes it for damaged.
func (p *Problems) Blank(file string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blank = append(p.blank, file)
}

// Note tells what is worth knowing and wrong with nothing.
func (p *Problems) Note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes = append(p.notes, fmt.Sprintf(format, args...))
}

// Outcome is what became of a collection that yielded so many resources: failed where nothing could be read, partial where
// anything went wrong, complete otherwise.
func (p *Problems) Outcome(resources int) snapshot.Outcome {
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.Sort(p.told)
	slices.Sort(p.notes)
	slices.SortFunc(p.gaps, compareGaps)
	slices.SortFunc(p.beyond, compareGaps)
	slices.Sort(p.blank)
	p.blank = slices.DeleteFunc(p.blank, func(file string) bool { // it is told already: nothing is no document of its format
		return slices.ContainsFunc(p.gaps, func(g snapshot.Gap) bool { return g.File == file })
	})
	told := slices.Compact(p.told)
	o := snapshot.Outcome{
		Status: snapshot.Complete, Resources: resources, Notes: slices.Compact(p.notes),
		Gaps: slices.Compact(p.gaps), Beyond: slices.Compact(p.beyond), Blank: slices.Compact(p.blank),
	}
	if len(told) > maxTold {
		told = append(told[:maxTold:maxTold], fmt.Sprintf("and %d more problems", len(told)-maxTold))
	}
	o.Error = strings.Join(told, "\n")
	o.Nothing = p.fatal && !p.other && resources == 0
	switch {
	case p.fatal && resources == 0, len(p.gaps) > 0 && resources == 0:
		o.Status = snapshot.Failed
	case len(told) > 0:
		o.Status = snapshot.Partial
	}
	if o.Status == snapshot.Partial && p.fatal && len(o.Gaps) == 0 {
		o.Gaps = []snapshot.Gap{{Why: told[0]}}
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
