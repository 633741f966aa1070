package audit

import (
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/confine"
)

// Needs lists what the sources of cfg, and the config itself, would do beyond reading the files of its repository, in all environments. It reads
// only those files. It leaves out the requests of journeys.
func Needs(cfg *config.Config, types []collectors.Type) ([]collectors.Need, error) {
	jobs, err := plan(cfg, types, CollectOptions{})
	if err != nil {
		return nil, err
	}
	var out []collectors.Need
	for i := range jobs {
		out = append(out, collectors.NeedsOf(jobs[i].Collector, cfg.Dir)...)
	}
	top := confine.New(confine.Top(cfg.Dir))
	for _, p := range []string{cfg.Waivers, cfg.Baseline, cfg.Snapshots, cfg.Store.At} {
		switch {
		case strings.Contains(p, "://"):
			out = append(out, collectors.Need{Act: collectors.ActAsk, What: p, With: "your AWS credentials"})
		case p != "" && !top.Holds(cfg.Resolve(p)):
			out = append(out, collectors.Need{Act: collectors.ActRead, What: p, Path: filepath.Clean(cfg.Resolve(p))})
		}
	}
	return collectors.SortNeeds(out), nil
}

// files returns the folders that may be read: the repository, and allowed ones outside of it.
func files(cfg *config.Config, jobs []collectors.Job, refuse func(collectors.Need) string) *confine.Roots {
	dirs := []string{confine.Top(cfg.Dir)}
	for _, j := range jobs {
		for _, n := range collectors.NeedsOf(j.Collector, cfg.Dir) {
			if n.Path != "" && refuse(n) == "" {
				dirs = append(dirs, n.Path)
			}
		}
	}
	return confine.New(dirs...)
}
