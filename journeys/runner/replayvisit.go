package runner

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
)

// replayed is what one target answered to a captured request.
type replayed struct {
	sample journeys.Sample
	v      *visit
	a      *answers.Answer      // nil: none
	st     *journeys.StepSample // that a came with
}

// status is that of the answer, 0 without one.
func (x *replayed) status() int {
	if x == nil || x.a == nil {
		return 0
	}
	return x.a.Status
}

// one sends a captured request to all targets, one after another, and then looks at what they answered: an answer of another status
// than it is held against is a failure and no sample, for an error page is quick and has its own shape.
func (p *replay) one(ctx context.Context, rec *Recorded, round int, order []int, due time.Time) {
	jr := p.journey(rec.Endpoint)
	j, s := p.step(rec)
	visits := make([]*replayed, len(p.targets))
	for i, k := range order {
		l := p.lanes[p.targets[k].Name]
		if l.halted() || ctx.Err() != nil {
			continue
		}
		if i == 0 {
			p.mu.Lock()
			p.late = max(p.late, time.Since(due))
			p.mu.Unlock()
		}
		visits[k] = p.visit(ctx, j, s, l, round, i)
	}
	if ctx.Err() != nil {
		return // half a round tells nothing
	}
	got := p.recorded(rec, j, s, round)
	p.hold(rec, visits)
	for _, x := range visits {
		if x == nil {
			continue
		}
		if x.a != nil && !x.sample.Failed {
			p.answers.Observe(x.v.place(), s, x.a, x.st.BodyBytes)
		}
		got = append(got, x.sample)
	}
	p.mu.Lock()
	jr.Samples = append(jr.Samples, got...)
	jr.Rounds++
	p.mu.Unlock()
}

// visit sends a captured request to one target.
func (p *replay) visit(ctx context.Context, j *journeys.Journey, s *journeys.Step, l *lane, round, order int) *replayed {
	tr, err := p.transport(l, j)
	if err != nil {
		p.problem("%v", err)
		return nil
	}
	x := &replayed{sample: journeys.Sample{Environment: l.t.Name, Round: round, Order: order, Start: time.Since(p.began)}}
	x.v = &visit{r: p.runner, t: l.t, j: j, jar: noJar{}, vars: map[string]value{}, later: func(a *answers.Answer, st *journeys.StepSample) { x.a, x.st = a, st }}
	ok := p.runner.step(ctx, x.v, s, l, tr, &buffers{}, &x.sample)
	smp := &x.sample
	smp.Failed = !ok
	for n := range smp.Steps {
		smp.Failed = smp.Failed || smp.Steps[n].Status >= http.StatusInternalServerError
		// Connecting is not in recorded times either, and requests that overlap need connections of their own.
		up := smp.Steps[n].Phases.DNS + smp.Steps[n].Phases.Connect + smp.Steps[n].Phases.TLS
		smp.Total += smp.Steps[n].Total - up
		if up > 0 {
			p.mu.Lock()
			p.opened++
			p.mu.Unlock()
		}
	}
	smp.Wall = smp.Total
	p.account(l, j, smp)
	return x
}

// recorded makes a sample of the answer in the capture, if there is one.
func (p *replay) recorded(rec *Recorded, j *journeys.Journey, s *journeys.Step, round int) []journeys.Sample {
	if rec.Status == 0 || rec.Took <= 0 {
		return nil
	}
	st := journeys.StepSample{Step: s.Name, Status: rec.Status, Total: rec.Took, BodyBytes: int64(len(rec.Body)), Encoding: rec.Answer.Get("Content-Encoding")}
	if rec.Status != http.StatusNotModified { // an answer without a body, to somebody who had it already
		v := &visit{r: p.runner, t: &journeys.Target{Name: RecordedName, BaseURL: origin(rec.URL)}, j: j, vars: map[string]value{}}
		p.answers.Observe(v.place(), s, &answers.Answer{Status: rec.Status, Header: rec.Answer, Body: rec.Body}, st.BodyBytes)
	}
	return []journeys.Sample{{Environment: RecordedName, Round: round, Total: rec.Took, Wall: rec.Took, Failed: rec.Status >= http.StatusInternalServerError, Steps: []journeys.StepSample{st}}}
}

// hold compares the statuses of one captured request: the first target's with the second's, live, where there is one, else with the
// recorded one.
func (p *replay) hold(rec *Recorded, visits []*replayed) {
	want, whose := rec.Status, RecordedName
	if len(visits) > 1 {
		if now := visits[1].status(); now > 0 && rec.Status > 0 && asIf200(now) != asIf200(rec.Status) {
			p.differs(p.targets[1].Name, fmt.Sprintf("%s: %d then, %d now", rec.Endpoint, rec.Status, now))
		}
		want, whose = visits[1].status(), p.targets[1].Name
	}
	x := visits[0]
	if got := x.status(); got > 0 && want > 0 && want < http.StatusInternalServerError && asIf200(got) != asIf200(want) {
		x.sample.Failed = true
		last := &x.sample.Steps[len(x.sample.Steps)-1]
		last.Failures = append(last.Failures, fmt.Sprintf("status is %d, %s %d", got, whose, want))
	}
}

// asIf200 takes "you have it already" for the answer it stands for: the conditions of captured requests are not sent.
func asIf200(status int) int {
	if status == http.StatusNotModified {
		return http.StatusOK
	}
	return status
}
