// Command price measures what each heuristic of a comparison is worth: it audits repositories with all of them, and again with each switched off, and
// prints how many findings that adds, takes away or gives another
// verdict. It asks neither history nor comments,
// which decide after the comparison: `make price REPOS=clones`.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/config/discover"
	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/diffing/causes"
	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "price:", err)
		os.Exit(1) //nolint:forbidigo // a developer's program of its own
	}
}

func run(out io.Writer) error {
	repos := flag.String("repos", "", "folder of the clones, a folder each")
	each := flag.Duration("timeout", time.Minute, "longest time to collect one repository")
	flag.Parse()
	dirs, err := filepath.Glob(filepath.Join(*repos, "*", ""))
	if err != nil || len(dirs) == 0 {
		return fmt.Errorf("no folders in %q", *repos)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ids := identifiers()
	prices := map[heuristic.ID]*price{}
	for _, id := range ids {
		prices[id] = &price{}
	}
	audited, must, should := 0, 0, 0
	for _, dir := range dirs {
		s, err := collect(ctx, dir, *each)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: left out: %v\n", filepath.Base(dir), err)
			continue
		}
		with := s.verdicts(nil)
		m, n := count(with)
		audited, must, should = audited+1, must+m, should+n
		for _, id := range ids {
			prices[id].add(with, s.verdicts(heuristic.Off{id: true}))
		}
		fmt.Fprintf(os.Stderr, "%s: %d must-fix, %d should-fix\n", filepath.Base(dir), m, n)
	}
	if audited == 0 {
		return errors.New("no repository could be audited")
	}
	fmt.Fprintf(out, "%d systems, %d must-fix, %d should-fix\n", audited, must, should)
	return table(out, ids, prices)
}

// identifiers lists the heuristics in the order of docs/comparing.md.
func identifiers() []heuristic.ID {
	silences, meetings := diffing.Heuristics()
	var out []heuristic.ID
	for _, e := range append(silences, meetings...) {
		out = append(out, e.ID)
	}
	for _, w := range causes.Ways() {
		out = append(out, heuristic.ID(w.Name))
	}
	return out
}

// system is one repository as it was collected.
type system struct {
	cfg   *config.Config
	snaps []*snapshot.Snapshot
	by    *audit.Decisions
	now   time.Time
}

// collect reads the repository with the config that envparity finds for it.
func collect(ctx context.Context, dir string, timeout time.Duration) (*system, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	types := all.Types()
	names := make([]string, len(types))
	for i := range types {
		names[i] = types[i].Name
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	found, err := discover.Look(confine.New(confine.Top(dir)).FS(ctx, dir), discover.Options{Project: filepath.Base(dir), Types: names})
	if err != nil {
		return nil, err
	}
	cfg, err := config.Parse(found.HCL, config.FileName, dir, config.Options{CollectTypes: names})
	if err != nil {
		return nil, err
	}
	by, err := audit.Decide(cfg)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	snaps, err := audit.Collect(ctx, cfg, types, audit.CollectOptions{
		Sealer: snapshot.NewSealer([]byte("a measurement keeps nothing sealed")), Now: func() time.Time { return now }, Getenv: func(string) string { return "" }, Deadline: timeout,
	}, nil)
	if err != nil {
		return nil, err
	}
	return &system{cfg: cfg, snaps: snaps, by: by, now: now}, nil
}

// verdicts returns the verdict of each finding that is not acceptable, by fingerprint.
func (s *system) verdicts(off heuristic.Off) map[string]rules.Verdict {
	r := audit.Audit(s.snaps, s.cfg, audit.Options{Now: s.now, Decisions: s.by, Without: off})
	out := map[string]rules.Verdict{}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Verdict != rules.Acceptable {
			out[f.Fingerprint] = f.Verdict
		}
	}
	return out
}

func count(verdicts map[string]rules.Verdict) (must, should int) {
	for _, v := range verdicts {
		if v == rules.MustFix {
			must++
		} else {
			should++
		}
	}
	return must, should
}

// price is what switching one heuristic off changes.
type price struct {
	must, should int // findings more, without it
	gone         int // findings that are there with it alone
	systems      int // in which anything changes
}

func (p *price) add(with, without map[string]rules.Verdict) {
	changed := false
	for f, v := range without {
		if with[f] == v {
			continue
		}
		changed = true
		if v == rules.MustFix {
			p.must++
		} else {
			p.should++
		}
	}
	for f := range with {
		if _, ok := without[f]; !ok {
			changed = true
			p.gone++
		}
	}
	if changed {
		p.systems++
	}
}

func table(out io.Writer, ids []heuristic.ID, prices map[heuristic.ID]*price) error {
	slices.SortStableFunc(ids, func(a, b heuristic.ID) int {
		x, y := prices[a], prices[b]
		return cmp.Or(cmp.Compare(y.must, x.must), cmp.Compare(y.should, x.should), cmp.Compare(y.gone, x.gone))
	})
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "without\tmust-fix more\tshould-fix more\tfindings gone\tsystems\t")
	for _, id := range ids {
		p := prices[id]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", id, p.must, p.should, p.gone, p.systems)
	}
	return w.Flush()
}
