package judge

import (
	"cmp"
	"fmt"
	"math"
	"net/url"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/words"
)

// Visit is one slow or failed visit, with what it takes to find it in the servers' traces and logs.
type Visit struct {
	Journey     string         `json:"journey"`
	Environment string         `json:"environment"`
	Step        string         `json:"step"` // in which it lost its time, or failed
	Round       int            `json:"round"`
	At          time.Time      `json:"at"`
	Took        journeys.Nanos `json:"took_ns"`      // the whole visit
	StepTook    journeys.Nanos `json:"step_took_ns"` // that step
	Steps       int            `json:"steps"`        // how many steps the journey has
	Status      int            `json:"status,omitempty"`
	Remote      string         `json:"remote,omitempty"`
	Failure     string         `json:"failure,omitempty"` // "": it was slow
	Trace       string         `json:"trace,omitempty"`
	Link        string         `json:"link,omitempty"` // to the trace, where the config says how one is addressed
}

// maxVisits is how many slow and how many failed visits of a journey are listed for an environment. More of a kind are in the run file.
const maxVisits = 3

// visits lists the slow and failed visits behind the findings of a journey, the slowest first. A visit is slow beyond what is allowed of the
// reference's p95, and beyond a limit that is broken.
func (out *Judged) visits(run *journeys.Run, j *journeys.JourneyRun) {
	for _, env := range environments(run, j) {
		bar := math.Inf(1)
		for i := range out.Journeys {
			x := &out.Journeys[i]
			if x.Journey == j.Name && x.Environment == env && x.Tail != nil && (x.Outcome == Exceeds || x.SlowTail()) {
				bar = math.Min(bar, x.Tail.Bar)
			}
		}
		for i := range out.Limits {
			if l := &out.Limits[i]; l.Journey == j.Name && l.Environment == env && l.Outcome == Exceeds {
				bar = math.Min(bar, l.Limit)
			}
		}
		var slow, failed []Visit
		for i := range j.Samples {
			s := &j.Samples[i]
			if s.Environment != env || s.Warmup || s.Setup || len(s.Steps) == 0 {
				continue
			}
			switch {
			case s.Failed:
				failed = append(failed, visitOf(run, j, s))
			case !s.Mixed && float64(s.Total)/float64(time.Millisecond) > bar:
				slow = append(slow, visitOf(run, j, s))
			}
		}
		sort.SliceStable(slow, func(a, b int) bool { return slow[a].Took > slow[b].Took })
		out.Visits = append(out.Visits, slow[:min(len(slow), maxVisits)]...)
		out.Visits = append(out.Visits, failed[:min(len(failed), maxVisits)]...)
	}
}

// visitOf describes a sample by the step that failed, else by the one that took longest.
func visitOf(run *journeys.Run, j *journeys.JourneyRun, s *journeys.Sample) Visit {
	at := 0
	for k := range s.Steps {
		if s.Steps[k].Total > s.Steps[at].Total {
			at = k
		}
	}
	if i := slices.IndexFunc(s.Steps, func(st journeys.StepSample) bool { return st.Broken() }); i >= 0 {
		at = i
	}
	st := &s.Steps[at]
	v := Visit{
		Journey: j.Name, Environment: s.Environment, Step: st.Step, Round: s.Round, At: run.StartedAt.Add(max(s.Start, st.At)).UTC().Truncate(time.Millisecond), Took: s.Total, StepTook: st.Total, Steps: len(j.Steps),
		Status: st.Status, Remote: st.Remote, Trace: st.Trace, Failure: st.Trouble(),
	}
	if s.Failed && v.Failure == "" {
		v.Failure = "it failed"
	}
	for _, t := range run.Targets {
		if t.Name == s.Environment {
			v.Link = traceLink(t.Traces, v.Trace)
		}
	}
	return v
}

// traceLink is the address of a trace; "" where none is known, and for what is no plain address of the web: a run file may be a stranger's, and
// the link is there to be opened.
func traceLink(address, id string) string {
	if address == "" || id == "" {
		return ""
	}
	link := strings.ReplaceAll(address, journeys.TraceHole, url.PathEscape(id))
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	var b strings.Builder
	for _, c := range []byte(link) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>`\\^{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// Sentence says what happened, when and where, and where its trace is.
func (v *Visit) Sentence() string {
	if where := cmp.Or(v.Link, v.Trace); where != "" {
		return v.Short() + ", trace " + where
	}
	return v.Short()
}

// Short says what happened, when and where.
func (v *Visit) Short() string {
	out := fmt.Sprintf("%s, round %d at %s", v.Environment, v.Round, v.At.Format("15:04:05.000"))
	if v.Remote != "" {
		out += " from " + v.Remote
	}
	if v.Failure != "" {
		return out + fmt.Sprintf(": step %q failed: %s", v.Step, v.Failure)
	}
	return out + ": " + v.took()
}

// took says how long a visit took. A journey of several steps names the longest with its own time, because the visit's time is of all of them.
func (v *Visit) took() string {
	out := "took " + words.Round(v.Took).String()
	if v.Steps > 1 {
		out += fmt.Sprintf(", of that %s in step %q", words.Round(v.StepTook), v.Step)
	}
	return out
}

// visited adds the sentences and traces of the slow or the failed visits of a journey in some environments.
func (out *Judged) visited(f *drift.Facts, journey string, envs []string, failed bool) {
	for i := range out.Visits {
		v := &out.Visits[i]
		if v.Journey != journey || !slices.Contains(envs, v.Environment) || (v.Failure != "") != failed {
			continue
		}
		f.Notes = append(f.Notes, v.Sentence())
		if v.Link != "" {
			f.Traces = append(f.Traces, drift.Trace{Environment: v.Environment, ID: v.Trace, URL: v.Link})
		}
	}
}
