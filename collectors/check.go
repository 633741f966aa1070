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

// CheckStatus is the result of one check of a source.
type CheckStatus string

// The results of a check.
const (
	CheckOK       CheckStatus = "ok"
	CheckWarning  CheckStatus = "warning"   // an audit works, but somebody should look at it
	CheckFailed   CheckStatus = "failed"    // an audit would not observe everything
	CheckNotAsked CheckStatus = "not-asked" // nobody has agreed to the needs of the source
)

// Check is the result of looking at one aspect of a source.
type Check struct {
	Name   string // the aspect: reach, version, identity, rights, clock, read
	Status CheckStatus
	Seen   string // what was found, in words
	Fix    string // what to do; "" if nothing is needed
}

// Checker is a collector that can check its source without reading all of it. For any other collector the check is to read the source.
type Checker interface {
	// Check finds out whether the source can be reached, with which identity, and whether it would be read in full. It does no more to the source
	// than Collect, needs no other consent, and must stop soon after ctx is done.
	Check(ctx context.Context, in Input) []Check
}

// Checks gathers results. The zero value is ready.
type Checks []Check

// OK adds a passed check.
func (c *Checks) OK(name, format string, args ...any) {
	*c = append(*c, Check{Name: name, Status: CheckOK, Seen: fmt.Sprintf(format, args...)})
}

// Warn adds a check that does not stop an audit, with what to do about it.
func (c *Checks) Warn(name, fix, format string, args ...any) {
	*c = append(*c, Check{Name: name, Status: CheckWarning, Seen: fmt.Sprintf(format, args...), Fix: fix})
}

// Fail adds a check that stops an audit. In this program's errors, the advice follows the last semicolon. otherwise is the advice if text has
// none.
func (c *Checks) Fail(name, text, otherwise string) {
	seen, fix := text, otherwise
	if i := strings.LastIndex(text, "; "); i >= 0 {
		seen, fix = text[:i], text[i+2:]
	}
	*c = append(*c, Check{Name: name, Status: CheckFailed, Seen: seen, Fix: fix})
}

// maxByReading bounds the problems of one source that are listed.
const maxByReading = 10

// ByReading checks a source by reading all of it. It drops what it read.
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
	fix := "read the message, and repair its cause"
	if o.Nothing {
		fix = "correct the path in the collect block, or take the block out; paths are relative to the config"
	}
	lines := strings.Split(strings.TrimSpace(o.Error), "\n")
	for _, line := range lines[:min(len(lines), maxByReading)] {
		out.Fail("read", line, fix)
	}
	if n := len(lines) - maxByReading; n > 0 {
		out.Fail("read", fmt.Sprintf("and %s more", names.Count(n, "problem")), fix)
	}
	return out
}

// Checked is the results of the checks of one job.
type Checked struct {
	Job    Job
	Source string
	Checks []Check
	Took   time.Duration
}

// CheckAll checks the sources of all jobs, several at once, and returns the results in the order of the jobs. It has the guarantees of Run: a job
// that fails, hangs or panics does not affect others, and a job without consent does not start.
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

// examination is a collector whose Collect runs its checks.
type examination struct {
	Collector
	checks atomic.Pointer[[]Check] // set at the end, because a check that hangs is abandoned
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

// result returns the checks, or the reason why they did not finish.
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

// maxSkew is the greatest accepted difference between a server's clock and this machine's. AWS refuses requests signed five minutes off, and
// services with token sign-in allow about one minute.
const maxSkew = time.Minute

// ClockCheck compares a server's clock with this machine's. ahead is by how much the server's is ahead.
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
