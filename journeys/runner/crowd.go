package runner

import (
	"context"
	"fmt"
	"math"
	"sort"
	"sync"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/names"
)

// rampVisits is how many visits begin while the load grows: with an arrival rate that grows evenly, half of what would begin at the full
// rate; else at least one for each that is under way, and no more than that is planned.
func rampVisits(l *journeys.Load) int {
	if l.ArrivalRate > 0 {
		return int(math.Ceil(l.ArrivalRate * l.Ramp.Seconds() / 2))
	}
	if l.Ramp > 0 {
		return l.Concurrency
	}
	return 0
}

// dueAt is when the visit k, from 0, is due after the start. While the rate grows evenly, visits have come that are quadratic in time.
func dueAt(l *journeys.Load, k int) time.Duration {
	n := rampVisits(l)
	if k < n {
		return time.Duration(float64(l.Ramp) * math.Sqrt(float64(k)/float64(n)))
	}
	return l.Ramp + time.Duration(float64(k-n)*float64(interval(l.ArrivalRate)))
}

// overLimit says why a target cannot take the load, "" where it can: its limit of requests a second would be what is measured.
func overLimit(j *journeys.Journey, t *journeys.Target) string {
	l, limit := &j.Load, rate(t)
	switch {
	case !l.Overlaps() || limit == 0:
		return ""
	case l.ArrivalRate > 0 && l.ArrivalRate*float64(len(j.Steps)) <= limit:
		return ""
	case l.ArrivalRate == 0 && t.MaxRate > 0:
		return ""
	}
	what := fmt.Sprintf("it keeps %s under way", names.Count(l.Concurrency, "visit"))
	if l.ArrivalRate > 0 {
		what = fmt.Sprintf("it sends %g requests a second", l.ArrivalRate*float64(len(j.Steps)))
	}
	return fmt.Sprintf("%s, and %s takes %g a second: set `rate` in the environment if it may take more", what, t.Name, limit)
}

// crowd is one environment under load.
type crowd struct {
	r     *runner
	c     *PlannedCase
	l     *lane
	slots chan struct{} // visits under way

	mu  sync.Mutex
	out []journeys.Sample
}

// loaded runs a journey under its load, in all environments at the same time: what disturbs the measuring machine disturbs all alike.
func (r *runner) loaded(ctx context.Context, c *PlannedCase, names []string) []journeys.Sample {
	load := c.In[names[0]].Load
	crowds := make([]*crowd, len(names))
	for i, n := range names {
		most := load.Concurrency
		if most == 0 {
			most = journeys.MaxConcurrency
		}
		crowds[i] = &crowd{r: r, c: c, l: r.lanes[n], slots: make(chan struct{}, most)}
	}
	r.collect()
	if load.ArrivalRate > 0 {
		r.arrive(ctx, c, &load, crowds)
	} else {
		var wg sync.WaitGroup
		for _, x := range crowds {
			wg.Go(func() { x.keep(ctx, &load) })
		}
		wg.Wait()
	}
	out := []journeys.Sample{}
	for i, x := range crowds {
		for k := range x.out {
			x.out[k].Order = i
		}
		out = append(out, x.out...)
	}
	sort.SliceStable(out, func(a, b int) bool {
		if out[a].Round != out[b].Round {
			return out[a].Round < out[b].Round
		}
		return out[a].Order < out[b].Order
	})
	return out
}

// arrive starts visits when they are due, in all environments at the same moment.
func (r *runner) arrive(ctx context.Context, c *PlannedCase, load *journeys.Load, crowds []*crowd) {
	var wg sync.WaitGroup
	defer wg.Wait()
	begin := time.Now()
	for k := range c.Warmup + c.Rounds {
		round, due := k+1-c.Warmup, begin.Add(dueAt(load, k))
		r.event(journeys.Event{Kind: journeys.RoundStarted, Journey: c.Name, Round: round, Rounds: c.Rounds})
		if !r.sleepUntil(ctx, due) {
			return
		}
		for _, x := range crowds {
			wg.Go(func() {
				select {
				case x.slots <- struct{}{}:
				case <-ctx.Done():
					return
				}
				defer func() { <-x.slots }()
				x.visit(ctx, round, due)
			})
		}
	}
}

// keep has a number of visits under way until all are made.
func (x *crowd) keep(ctx context.Context, load *journeys.Load) {
	var wg sync.WaitGroup
	defer wg.Wait()
	begin := time.Now()
	var mu sync.Mutex
	begun, measured := 0, 0
	next := func() (round int, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if begun == x.c.Warmup+x.c.Rounds || measured == x.c.Rounds || x.l.halted() {
			return 0, false
		}
		begun++
		if time.Since(begin) < load.Ramp || begun <= x.c.Warmup && load.Ramp == 0 {
			return measured - begun + 1, true
		}
		measured++
		return measured, true
	}
	for i := range load.Concurrency {
		wg.Go(func() {
			if !x.r.sleepUntil(ctx, begin.Add(load.Ramp*time.Duration(i)/time.Duration(load.Concurrency))) {
				return
			}
			for {
				round, ok := next()
				if !ok || ctx.Err() != nil {
					return
				}
				x.visit(ctx, round, time.Now())
			}
		})
	}
}

func (x *crowd) visit(ctx context.Context, round int, due time.Time) {
	if x.l.halted() || ctx.Err() != nil {
		return
	}
	s, cut := x.r.visit(ctx, x.c.In[x.l.t.Name], x.l, round, due)
	if cut {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.out = append(x.out, s)
}
