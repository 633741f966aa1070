package report

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Prometheus writes the text format for the node exporter's textfile collector. Every combination of verdict and state is always
// there, so that a count that falls to nothing falls to 0 and does not go stale.
func Prometheus(w io.Writer, r *audit.Result, o Options) error {
	b := bufio.NewWriter(w)
	p := promWriter{w: b, project: r.Project}
	p.findings(r)
	end := r.Conclude(o.FailOn)
	p.head("envparity_check_failures", "Findings that fail the check.")
	p.sample("envparity_check_failures", float64(end.Failures))
	p.head("envparity_check_exit_code", "Exit code of the check: 0 passed, 1 findings, 3 not everything could be observed.")
	p.sample("envparity_check_exit_code", float64(end.Code()))
	p.head("envparity_waivers_expired", "Waivers of findings that have expired.")
	p.sample("envparity_waivers_expired", float64(end.Expired))
	p.head("envparity_attributes", "Attributes compared, by what became of them.")
	for _, c := range []struct {
		name string
		n    int
	}{
		{"compared", r.Summary.Compared},
		{"identical", r.Summary.Identical},
		{"equivalent", r.Summary.Equivalent},
		{"unknown", r.Summary.Unknown},
	} {
		p.sample("envparity_attributes", float64(c.n), "result", c.name)
	}
	p.head("envparity_score", "Share in parity with the reference, 0 to 1.")
	for _, s := range r.Scores {
		pillar := string(s.Pillar)
		if pillar == "" {
			pillar = "overall"
		}
		p.sample("envparity_score", s.Value, "environment", s.Environment, "reference", s.Reference, "pillar", pillar)
	}
	p.head("envparity_source_complete", "Whether all sources of a collector could be read whole.")
	p.sources(r)
	p.journeys(r)
	p.head("envparity_complete", "Whether everything could be observed.")
	p.sample("envparity_complete", boolValue(r.Complete))
	p.head("envparity_audit_timestamp_seconds", "The audit's date.")
	p.sample("envparity_audit_timestamp_seconds", float64(r.GeneratedAt.Unix()))
	return b.Flush()
}

// findings counts findings, and the places they are in: a finding of 48 services is one.
func (p *promWriter) findings(r *audit.Result) {
	type key struct {
		verdict rules.Verdict
		state   rules.State
	}
	findings, places := map[key]int{}, map[key]int{}
	for i := range r.Findings {
		k := key{r.Findings[i].Verdict, r.Findings[i].State}
		findings[k]++
		places[k] += 1 + len(r.Findings[i].Drift.Places)
	}
	for _, m := range []struct {
		name, help string
		count      map[key]int
	}{
		{"envparity_findings", "Findings by verdict and state.", findings},
		{"envparity_finding_places", "Places of findings by verdict and state.", places},
	} {
		p.head(m.name, m.help)
		for _, v := range []rules.Verdict{rules.MustFix, rules.ShouldFix, rules.Acceptable} {
			for _, s := range []rules.State{rules.New, rules.Known, rules.Waived} {
				p.sample(m.name, float64(m.count[key{v, s}]), "verdict", string(v), "state", string(s))
			}
		}
	}
}

// journeys writes the median and the 95th percentile of each journey in each environment that the sample has.
func (p *promWriter) journeys(r *audit.Result) {
	if r.Journeys == nil {
		return
	}
	p.head("envparity_journey_seconds", "Time that a journey takes, by quantile.")
	seen := map[[2]string]bool{}
	one := func(journey, env string, median, p95 judge.Estimate) {
		if seen[[2]string{journey, env}] {
			return
		}
		seen[[2]string{journey, env}] = true
		for _, q := range []struct {
			name string
			e    judge.Estimate
		}{{"0.5", median}, {"0.95", p95}} {
			if q.e.N > 0 && !math.IsNaN(q.e.Value) {
				p.sample("envparity_journey_seconds", q.e.Value/1000, "journey", journey, "environment", env, "quantile", q.name)
			}
		}
	}
	for i := range r.Journeys.Journeys {
		x := &r.Journeys.Journeys[i]
		one(x.Journey, x.Environment, x.EnvMedian, x.EnvP95)
		one(x.Journey, x.Reference, x.RefMedian, x.RefP95)
	}
}

type promWriter struct {
	w       *bufio.Writer
	project string
}

func (p *promWriter) head(name, help string) {
	fmt.Fprintf(p.w, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
}

func (p *promWriter) sample(name string, value float64, labels ...string) {
	pairs := []string{`project="` + promEscape(p.project) + `"`}
	for i := 0; i+1 < len(labels); i += 2 {
		pairs = append(pairs, labels[i]+`="`+promEscape(labels[i+1])+`"`)
	}
	fmt.Fprintf(p.w, "%s{%s} %v\n", name, strings.Join(pairs, ","), value)
}

// sources writes one sample an environment and collector: a label set may come only once.
func (p *promWriter) sources(r *audit.Result) {
	type key struct{ env, collector string }
	complete := map[key]bool{}
	var order []key
	for _, o := range r.Outcomes {
		k := key{o.Environment, o.Collector}
		if _, seen := complete[k]; !seen {
			complete[k] = true
			order = append(order, k)
		}
		complete[k] = complete[k] && o.Status == snapshot.Complete
	}
	for _, k := range order {
		p.sample("envparity_source_complete", boolValue(complete[k]), "environment", k.env, "collector", k.collector)
	}
}

func boolValue(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func promEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(term.Line(s))
}
