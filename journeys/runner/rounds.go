package runner

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"time"

	"golang.org/x/net/publicsuffix"

	"github.com/envparity/envparity/journeys"
)

// journey runs one journey: warm-up, then rounds in which every environment is visited once, in random order.
func (r *runner) journey(ctx context.Context, c *PlannedCase) journeys.JourneyRun {
	out := journeys.JourneyRun{Name: c.Name, Rounds: c.Rounds, Refused: c.Refused, Paired: true, Steps: []journeys.StepRun{}, Samples: []journeys.Sample{}}
	var names []string
	for i := range r.plan.Targets {
		n := r.plan.Targets[i].Name
		if c.In[n] != nil && !r.skip(n) {
			names = append(names, n)
		}
	}
	for _, f := range c.Refused {
		r.problem("journey %q was not run in %s: step %q: %s", c.Name, f.Environment, f.Step, f.Why)
	}
	if len(names) == 0 {
		return out
	}
	j := c.In[names[0]]
	if j.Limits != (journeys.Limits{}) {
		limits := j.Limits
		out.Limits = &limits
	}
	out.Description, out.Connections, out.Allow, out.Source = j.Description, j.Connections, j.Allow, j.Source()
	out.Rate, out.Concurrency, out.Ramp = j.Load.ArrivalRate, j.Load.Concurrency, j.Load.Ramp
	for _, n := range names {
		r.lanes[n].strikes, r.lanes[n].sent, r.lanes[n].errs = 0, 0, 0
	}
	r.event(journeys.Event{Kind: journeys.JourneyStarted, Journey: c.Name, Rounds: c.Rounds})
	if j.Load.Overlaps() && !r.o.Smoke {
		out.Samples = r.loaded(ctx, c, names)
	} else {
		out.Samples = r.closed(ctx, c, names)
	}
	out.Steps = r.answers.Steps(j, r.targetNames())
	r.event(journeys.Event{Kind: journeys.JourneyDone, Journey: c.Name, Rounds: c.Rounds})
	return out
}

// skip reports whether an environment takes no more requests in this run.
func (r *runner) skip(name string) bool {
	l := r.lanes[name]
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped != "" && !l.t.Protected { // where nothing can be harmed the next journey gets its chance
		l.stopped = ""
	}
	return l.stopped != ""
}

func (l *lane) halted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stopped != ""
}

// closed has one request in flight at any time.
func (r *runner) closed(ctx context.Context, c *PlannedCase, names []string) []journeys.Sample {
	out := []journeys.Sample{}
	for round := 1 - c.Warmup; round <= c.Rounds; round++ {
		order := append([]string(nil), names...)
		r.rnd.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		r.event(journeys.Event{Kind: journeys.RoundStarted, Journey: c.Name, Round: round, Rounds: c.Rounds})
		alive := 0
		r.collect()
		for i, n := range order {
			l := r.lanes[n]
			if ctx.Err() != nil {
				return out
			}
			if l.halted() {
				continue
			}
			alive++
			s, cut := r.visit(ctx, c.In[n], l, round, time.Time{})
			if cut {
				return out // half a visit is no sample
			}
			s.Order = i
			out = append(out, s)
		}
		if alive == 0 {
			break
		}
	}
	return out
}

// visit runs the journey's steps once. cut says that the context ended it.
func (r *runner) visit(ctx context.Context, j *journeys.Journey, l *lane, round int, due time.Time) (s journeys.Sample, cut bool) {
	s = journeys.Sample{Environment: l.t.Name, Round: round, Warmup: round < 1, Start: time.Since(r.began)}
	begin := time.Now()
	jar, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // a fresh one for each visit; New never fails
	v := &visit{r: r, t: l.t, j: j, jar: jar, vars: map[string]value{}}
	tr, err := r.transport(l, j)
	if err != nil {
		s.Failed, s.Setup = true, true
		s.Steps = []journeys.StepSample{{Step: j.Steps[0].Name, Error: r.red.Clean(err.Error())}}
		r.account(l, j, &s)
		return s, false
	}
	if j.Connections == journeys.Cold {
		defer tr.CloseIdleConnections()
	}
	buf := &l.buf
	if !due.IsZero() {
		buf = &buffers{} // visits overlap
	}
	for i := range j.Steps {
		if i > 0 && !r.think(ctx, j, &j.Steps[i-1]) {
			return s, true
		}
		ok := r.step(ctx, v, &j.Steps[i], l, tr, buf, &s)
		if ctx.Err() != nil {
			return s, true
		}
		if !ok {
			s.Failed = true
			break // what comes after would measure something else
		}
	}
	for i := range s.Steps {
		s.Total += s.Steps[i].Total
		s.Mixed = s.Mixed || j.Connections == journeys.Warm && s.Steps[i].Error == "" && s.Steps[i].Stream == journeys.NoStream && (!s.Steps[i].Reused || s.Steps[i].Resent > 0)
	}
	s.Wall = time.Since(begin)
	if !due.IsZero() {
		s.Late = max(0, begin.Sub(due))
		s.Total += s.Late
		s.Mixed = false // connections are part of what a load measures
	}
	r.account(l, j, &s)
	r.cleanup(ctx, v, l, tr)
	problem := ""
	for i := range s.Steps {
		if s.Steps[i].Broken() {
			problem = s.Steps[i].Step + ": " + s.Steps[i].Trouble()
		}
	}
	r.event(journeys.Event{Kind: journeys.VisitDone, Journey: j.Name, Environment: l.t.Name, Round: round, Took: s.Total, Problem: problem})
	return s, false
}

func (r *runner) cleanup(ctx context.Context, v *visit, l *lane, tr http.RoundTripper) {
	ctx = context.WithoutCancel(ctx) // what was left behind is taken away also when the run is stopped
	for i := range v.j.Cleanup {
		c := &v.j.Cleanup[i]
		missing := false
		for _, t := range textsOf(c) {
			vars, _ := t.Holes()
			for _, n := range vars {
				_, ok := v.vars[n]
				missing = missing || !ok
			}
		}
		if missing {
			continue // nothing was made that it could take away
		}
		var scratch journeys.Sample
		if !r.step(ctx, v, c, l, tr, &buffers{}, &scratch) && len(scratch.Steps) > 0 {
			last := scratch.Steps[len(scratch.Steps)-1]
			r.problem("journey %q left something behind in %s: cleanup %q: %s", v.j.Name, l.t.Name, c.Name, last.Trouble())
		}
	}
}

// transport returns the connections to use: one set for the whole run, or new ones.
func (r *runner) transport(l *lane, j *journeys.Journey) (*http.Transport, error) {
	if j.Connections == journeys.Cold {
		return newTransport(l.t, j.Protocol)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.rts[string(j.Protocol)]; t != nil {
		return t, nil
	}
	t, err := newTransport(l.t, j.Protocol)
	if err == nil {
		l.rts[string(j.Protocol)] = t
		l.opened = append(l.opened, t)
	}
	return t, err
}

func (r *runner) think(ctx context.Context, j *journeys.Journey, before *journeys.Step) bool {
	d := j.Think
	if before.Think > 0 {
		d = before.Think
	}
	if r.o.Smoke || d == 0 {
		return ctx.Err() == nil
	}
	return r.sleepUntil(ctx, time.Now().Add(d))
}

// account keeps count of what went wrong and stops an environment that is better left alone.
func (r *runner) account(l *lane, j *journeys.Journey, s *journeys.Sample) {
	struck := false
	for i := range s.Steps {
		st := &s.Steps[i]
		struck = struck || st.Error != "" || st.Status >= 500 || st.Status == http.StatusTooManyRequests
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent++
	if struck {
		l.strikes++
		l.errs++
	} else {
		l.strikes = 0
	}
	if l.stopped != "" {
		return
	}
	switch {
	case s.Setup: // the next round would end in the same way
		last := &s.Steps[len(s.Steps)-1]
		l.stopped = fmt.Sprintf("journey %q cannot run in %s: step %q: %s", j.Name, l.t.Name, last.Step, last.Error)
		r.problem("%s", l.stopped)
		r.event(journeys.Event{Kind: journeys.TargetStopped, Journey: j.Name, Environment: l.t.Name, Problem: l.stopped})
		return
	case l.strikes >= 3:
		l.stopped = fmt.Sprintf("journey %q ended in an error %d times in a row", j.Name, l.strikes)
	case l.sent >= 10 && float64(l.errs)/float64(l.sent) > 0.2:
		l.stopped = fmt.Sprintf("journey %q ended in an error %d of %d times", j.Name, l.errs, l.sent)
	default:
		return
	}
	why := l.stopped
	r.problem("no further requests to %s: %s", l.t.Name, why)
	r.event(journeys.Event{Kind: journeys.TargetStopped, Journey: j.Name, Environment: l.t.Name, Problem: why})
}

func (r *runner) targetNames() []string {
	var out []string
	for i := range r.plan.Targets {
		out = append(out, r.plan.Targets[i].Name)
	}
	return out
}
