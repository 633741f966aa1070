package audit

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Coverage is which part of a repository's environments the audit read.
type Coverage struct {
	LookedAt int               // sources read, at least in part
	Seen     int               // places that look like environments; 0 with a config, which names the sources
	Taken    int               // places that were compared
	NotTaken []config.NotTaken // places that were seen and not compared
	Unread   []Unread          // sources that should have been read and were not
	Unknown  []drift.Doubt     // why attributes are unknown, most first; they add up to Summary.Unknown
	Small    bool              // so few places were compared that no parity is computed
}

// Unread is a source, or a part of one, that was not read.
type Unread struct {
	Environment string
	Path        string
	Why         string
}

// cover computes the coverage.
func (r *Result) cover(cfg *config.Config) {
	c := &r.Coverage
	if cfg.Coverage != nil {
		c.Seen, c.Taken, c.NotTaken, c.Small = cfg.Coverage.Seen, cfg.Coverage.Taken, cfg.Coverage.NotTaken, cfg.Coverage.Small()
	}
	for _, o := range r.Outcomes {
		if o.Status != snapshot.Failed {
			c.LookedAt++
		}
	}
	c.Unread = r.Unread()
}

// Unread lists the sources that should have been read and were not, and the parts of them, in the order of the outcomes. A part that several
// resources lack is listed once.
func (r *Result) Unread() []Unread {
	var list []Unread
	for i := range r.Outcomes {
		for _, u := range unreadOf(&r.Outcomes[i]) {
			if !slices.Contains(list, u) {
				list = append(list, u)
			}
		}
	}
	return list
}

// unreadOf lists what the collector of one outcome did not read: the files of its gaps, or other parts of its source, or all of it.
func unreadOf(o *Outcome) []Unread {
	if o.Status == snapshot.Complete {
		return nil
	}
	named := slices.ContainsFunc(o.Gaps, func(g snapshot.Gap) bool { return g.File != "" })
	if len(o.Gaps) == 0 || o.Status == snapshot.Failed && !named {
		why, _, _ := strings.Cut(o.Error, "\n")
		return []Unread{{Environment: o.Environment, Path: o.Source, Why: why}}
	}
	var list []Unread
	for _, g := range o.Gaps {
		at := g.File
		if at == "" {
			at = strings.TrimSpace(o.Source + " " + g.Kind + " " + g.Name)
		}
		list = append(list, Unread{Environment: o.Environment, Path: at, Why: g.Why})
	}
	return list
}
