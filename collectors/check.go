package collectors

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// CheckStatus says how one check of a source ended.
type CheckStatus string

// The ways in which a check ends.
const (
	CheckOK       CheckStatus = "ok"
	CheckWarning  CheckStatus = "warning"   // an audit works; somebody should look at it all the same
	CheckFailed   CheckStatus = "failed"    // an audit would not observe everything
	CheckNotAsked CheckStatus = "not-asked" // nobody has agreed to what it takes
)

// Check is one thing that was looked at of a source.
type Check struct {
	Name   string // what was looked at: reach, version, identity, rights, clock, read
	Status CheckStatus
	Seen   string // what there is, in words
	Fix    string // what to do; "" where there is nothing to do
}

// Checker is a collector that can say how its source is without reading all of it. The source of any other is read, which says the
// same at greater length.
type Checker interface {
	// Check looks whether the source can be reached, as whom, and whether it would be read in full. It does no more to the source than Collect
	// does, it needs no other agreement, and it must stop soon after ctx is done.
	Check(ctx context.Context, in Input) []Check
}

// Checks gathers what was looked at. The zero value is ready.
type Checks []Check

// OK says that something is as it should be.
func (c *Checks) OK(name, format string, args ...any) {
	*c = append(*c, Check{Name: name, Status: CheckOK, Seen: fmt.Sprintf(format, args...)})
}

// Warn says what an audit can do with, and what to do about it.
func (c *Checks) Warn(name, fix, format string, args ...any) {
	*c = append(*c, Check{Name: name, Status: CheckWarning, Seen: fmt.Sprintf(format, args...), Fix: fix})
}

// Fail says what stands in an audit's way. By the convention of this program's errors, what to do follows the last semicolon of a text;
// otherwise is what to do where nothing follows.
func (c *Checks) Fail(name, text, otherwise string) {
	seen, fix := text, otherwise
	if i := strings.LastIndex(text, "; "); i >= 0 {
		seen, fix = text[:i], text[i+2:]
	}
	*c = append(*c, Check{Name: name, Status: CheckFailed, Seen: seen, Fix: fix})
}

// maxToldByReading bounds the problems of one source that are spelt out.
const maxToldByReading = 10

// ByReading checks a source by reading all of it. What was read is dropped.
func ByReading(ctx context.Context, c Collector, in Input) []Check {
	resources, o := c.Collect(ctx, in)
	var out Checks
	files := map[string]bool{}
	for i := range resources {
		if f := resources[i].Source.File; f != "" {
			files[f] = true
		}
	}
	seen := names.Count(len(resources), "resource")
	if len(files) > 0 {
		seen += " in " + names.Count(len(files), "file")
	}
	if o.Status == snapshot.Complete {
		out.OK("read", "%s", seen)
		return out
	}
	if len(resources) > 0 {
		out.OK("read", "%s, and not all that there is", seen)
	}
	fix := "see what it says, and mend it there"
	if o.Nothing {
		fix = "correct the path in the collect block, or take the block out; paths are relative to the config"
	}
	lines := strings.Split(strings.TrimSpace(o.Error), "\n")
	for _, line := range lines[:min(len(lines), maxToldByReading)] {
		out.Fail("read", line, fix)
	}
	if n := len(lines) - maxToldByReading; n > 0 {
		out.Fail("read", fmt.Sprintf("and %s more", names.Count(n, "problem")), fix)
	}
	return out
}

// Checked is what became of the checks of one job.
type Checked struct {
	Job    Job
	Source string
	Checks []Check
	Took   time.Duration
}

// CheckAll checks the sources of all jobs, several at once, and returns the results in the order of the jobs. It keeps to what Run keeps to: one
// that fails, hangs or panics takes no other down, and what nobody has agreed to is not begun.
func CheckAll(ctx context.Context, jobs []Job, opt Options) []Checked {
	looked := make([]*examination, len(jobs))
	inner := make([]Job, len(jobs))
	for i, job := range jobs {
		looked[i] = &examination{Collector: job.Collector}
		inner[i] = job
		inner[i].Collector = looked[i]
	}
	results := Run(ctx, inner, opt)
	out := make([]Checked, len(jobs))
	for i, job := range jobs {
		out[i] = Checked{Job: job, Source: results[i].Outcome.Source, Took: results[i].Outcome.Took, Checks: looked[i].result(job, &results[i], opt)}
		for k := range out[i].Checks {
			c := &out[i].Checks[k]
			c.Seen, c.Fix = opt.Sealer.Scrub(c.Seen), opt.Sealer.Scrub(c.Fix)
		}
	}
	return out
}

// examination is a collector whose collection is its checks.
type examination struct {
	Collector
	checks atomic.Pointer[[]Check] // set when they have ended: one that hangs is left behind
}

// Needs implements Needer.
func (e *examination) Needs(dir string) []Need { return NeedsOf(e.Collector, dir) }

// Collect implements Collector.
func (e *examination) Collect(ctx context.Context, in Input) ([]snapshot.Resource, snapshot.Outcome) {
	var clock httpguard.Clock
	ctx = httpguard.WithClock(ctx, &clock)
	var checks []Check
	if c, ok := e.Collector.(Checker); ok {
		checks = c.Check(ctx, in)
	} else {
		checks = ByReading(ctx, e.Collector, in)
	}
	checks = append(checks, clockChecks(&clock)...)
	e.checks.Store(&checks)
	return nil, snapshot.Outcome{Status: snapshot.Complete}
}

// result is what the checks said, or why they did not come to an end.
func (e *examination) result(job Job, r *Result, opt Options) []Check {
	if checks := e.checks.Load(); checks != nil {
		return *checks
	}
	var out Checks
	if gaps := refused(job.Collector, opt); len(gaps) > 0 {
		for _, g := range gaps {
			out.Fail("trust", g.Why, "")
			out[len(out)-1].Status = CheckNotAsked
		}
		return out
	}
	for line := range strings.Lines(r.Outcome.Error) {
		out.Fail("reach", strings.TrimSpace(line), "see that it answers, or give the block a longer timeout")
	}
	return out
}

// maxSkew is how far a server's clock may be from this machine's. AWS refuses what is signed five minutes off, and the services that sign in
// by tokens allow about one minute.
const maxSkew = time.Minute

// ClockCheck holds a server's clock against this machine's. ahead is by how much the server's is ahead.
func ClockCheck(ahead time.Duration) Check {
	by := ahead.Round(time.Second)
	c := Check{Name: "clock", Status: CheckOK, Seen: "the same time as this machine, within a second"}
	switch {
	case by > 0:
		c.Seen = fmt.Sprintf("%s ahead of this machine", by)
	case by < 0:
		c.Seen = fmt.Sprintf("%s behind this machine", -by)
	}
	if by.Abs() > maxSkew {
		c.Status = CheckWarning
		c.Fix = "set the clock that is wrong: `timedatectl set-ntp true` on this machine, or the server's; signatures and tokens are refused when clocks differ"
	}
	return c
}

func clockChecks(clock *httpguard.Clock) []Check {
	ahead, ok := clock.Ahead()
	if !ok {
		return nil
	}
	return []Check{ClockCheck(ahead)}
}
