package audit

import (
	"strings"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

// Coverage is which part of a repository's environments the audit read.
type Coverage struct {
	LookedAt int               // sources read, at least in part
	Seen     int               // places that look like environments; 0 with a config, which names the sources
	Taken    int               // places that were compared
	NotTaken []config.NotTaken // places that were seen and not compared
	Unread   []Unread          // sources that should have been read and were not
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
		if o.Status == snapshot.Complete {
			continue
		}
		where := o.Source
		if len(o.Gaps) > 0 && o.Status != snapshot.Failed {
			for _, g := range o.Gaps {
				at := g.File
				if at == "" {
					at = strings.TrimSpace(where + " " + g.Kind + " " + g.Name)
				}
				c.Unread = append(c.Unread, Unread{Environment: o.Environment, Path: at, Why: g.Why})
			}
			continue
		}
		why, _, _ := strings.Cut(o.Error, "\n")
		c.Unread = append(c.Unread, Unread{Environment: o.Environment, Path: where, Why: why})
	}
}
