package journeys_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/journeys/table"
)

func TestTheTraceOfARequestIsWhatTheAnswerNames(t *testing.T) {
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	w3c := "00-" + id + "-00f067aa0ba902b7-01"
	for _, c := range []struct{ name, header, value, want string }{
		{"nothing: what was sent", "", "", ""},
		{"W3C's answer header", "Traceresponse", w3c, id},
		{"W3C's request header sent back", "Traceparent", w3c, id},
		{"what agents of browsers read", "Server-Timing", `app;dur=3, traceparent;desc="` + w3c + `"`, id},
		{"Zipkin", "X-B3-TraceId", strings.ToUpper(id), id},
		{"Zipkin's single header", "B3", id + "-00f067aa0ba902b7-1", id},
		{"Jaeger", "Uber-Trace-Id", id + ":00f067aa0ba902b7:0:1", id},
		{"Google Cloud", "X-Cloud-Trace-Context", id + "/1;o=1", id},
		{"Amazon's load balancers", "X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1", "5759e988bd862e3fe1be46a994272793"},
		{"one's own", "X-Trace-Id", id, id},
		{"no id", "X-Trace-Id", "<script>", ""},
	} {
		var l log
		ts := []journeys.Target{{Name: "dev", BaseURL: serve(t, &l, func(w http.ResponseWriter, r *http.Request) {
			if c.header != "" {
				w.Header().Set(c.header, c.value)
			}
			plain(w, r)
		})}}
		run := execute(t, oneStep("warmup = 0"), ts, runner.PlanOptions{Rounds: 1}, runner.Options{})
		want := c.want
		if want == "" {
			want = l.requests()[0].Header.Get("Traceparent")[3:35]
		}
		if got := run.Journeys[0].Samples[0].Steps[0].Trace; got != want {
			t.Errorf("%s: trace %q, want %q", c.name, got, want)
		}
	}
}

func TestSlowAndFailedVisitsAreNamedWithTheirTraces(t *testing.T) {
	traced := func(r *journeys.Run) {
		r.StartedAt = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
		r.Targets[0].Traces = "https://traces.example/trace/{{id}}"
		for i := range r.Journeys[0].Samples {
			s := &r.Journeys[0].Samples[i]
			s.Start = time.Duration(s.Round) * time.Second
			s.Steps[0].Trace, s.Steps[0].Remote = fmt.Sprintf("%s%d", s.Environment, s.Round), "10.0.0.7:443"
		}
	}
	fails := func(r *journeys.Run) {
		for i := range r.Journeys[0].Samples {
			if s := &r.Journeys[0].Samples[i]; s.Environment == "staging" && s.Round%44 == 0 {
				s.Failed, s.Steps[0].Failures = true, []string{"status 503, expected one below 400"}
			}
		}
	}
	for _, c := range []struct {
		name string
		run  *journeys.Run
		path string
		want string // "": nothing is listed
	}{
		{"alike", made(around(15, 120), around(15, 120), traced), "", ""},
		{
			"a tail", made(around(15, 120), around(15, 120), func(r *journeys.Run) { late("staging", nil)(r); traced(r) }), "journey tail",
			`staging, round 40 at 12:00:40.000 from 10.0.0.7:443: took 516ms, trace https://traces.example/trace/staging40`,
		},
		{
			"failures", made(around(15, 400), around(15, 400), func(r *journeys.Run) { fails(r); traced(r) }), "journey errors",
			`staging, round 44 at 12:00:44.000 from 10.0.0.7:443: step "search" failed: status 503, expected one below 400, trace https://traces.example/trace/staging44`,
		},
		{"a limit that only the reference breaks", made(around(400, 20), around(150, 20), func(r *journeys.Run) {
			limited(journeys.Limits{P95: 300 * time.Millisecond}, traced)(r)
		}), "journey limit.p95", `: took 440ms, trace prod`},
	} {
		judged := judge.Run(c.run, judge.Options{})
		if (c.want == "") != (len(judged.Visits) == 0) {
			t.Errorf("%s: %+v", c.name, judged.Visits)
		}
		if c.want == "" {
			continue
		}
		got := strings.Join(judged.Drifts([]drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}})[0].Facts.Notes, "\n")
		if d, has := drifts(c.run)[c.path]; !has || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s\n%s", c.name, d.Path, got)
		}
		var b bytes.Buffer
		if err := table.Write(&b, judged, table.Options{}); err != nil || !strings.Contains(b.String(), c.want) {
			t.Errorf("%s: %v\n%s", c.name, err, b.String())
		}
	}
}

func TestASlowVisitOfSeveralStepsNamesTheLongestWithItsOwnTime(t *testing.T) {
	run := made(around(15, 120), around(15, 120), late("staging", nil))
	j := &run.Journeys[0]
	j.Steps = append(j.Steps, journeys.StepRun{Name: "pay"})
	for i := range j.Samples {
		s := &j.Samples[i]
		pay := s.Steps[0]
		pay.Step, pay.Total = "pay", s.Total/4
		s.Steps[0].Total = s.Total - pay.Total
		s.Steps = append(s.Steps, pay)
	}
	visits := judge.Run(run, judge.Options{}).Visits
	if len(visits) == 0 {
		t.Fatal("no visit is listed")
	}
	if got := visits[0].Short(); !strings.HasSuffix(got, `: took 517ms, of that 387ms in step "search"`) {
		t.Error(got)
	}
}

func TestTracesIsAURLWithAnID(t *testing.T) {
	for src, ok := range map[string]bool{
		`traces = "https://traces.example/${env.name}/trace/${id}"`: true,
		`traces = "https://traces.example/trace/"`:                  false,
		`traces = "traces.example/${id}"`:                           false,
		`traces = "https://u:p@traces.example/${id}"`:               false,
		`traces = "https://traces.example/${secret("X")}/${id}"`:    false,
	} {
		target, diags := decodeTarget(t, src)
		if diags.HasErrors() == ok || ok && target.Traces != "https://traces.example/staging/trace/{{id}}" {
			t.Errorf("%s: %q, %v", src, target.Traces, diags)
		}
	}
}

func TestADistributionIsDrawnByBinsThatBothShare(t *testing.T) {
	judged := judge.Run(made(around(10, 40), append(around(10, 36), around(640, 4)...), nil), judge.Options{})
	d := judged.Journeys[0].Distribution
	sum := func(xs []int) (n int) {
		for _, x := range xs {
			n += x
		}
		return n
	}
	if d == nil || sum(d.Ref) != 40 || sum(d.Env) != 40 || len(d.Edges) != len(d.Env)+1 || d.Ref[0] == 0 || d.Ref[len(d.Ref)-1] != 0 || d.Env[len(d.Env)-1] == 0 {
		t.Fatalf("%+v", d)
	}
	var b bytes.Buffer
	if err := table.Write(&b, judged, table.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"  prod     █▂", "  from 9.0 ms\n", "▁▁  to 704 ms\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	for counts, want := range map[string][2]string{"0 1 100": {" ▁█", " .#"}, "0 0": {"  ", "  "}, "5 5": {"██", "##"}} {
		var xs []int
		for _, f := range strings.Fields(counts) {
			var n int
			_, _ = fmt.Sscan(f, &n)
			xs = append(xs, n)
		}
		if got := [2]string{table.Sparkline(xs, false), table.Sparkline(xs, true)}; got != want {
			t.Errorf("%s: %q, want %q", counts, got, want)
		}
	}
}

func TestConnectionsAreComparedWhereBothAreEncrypted(t *testing.T) {
	with := func(staging, prod string) *journeys.Run {
		return made(around(15, 20), around(15, 20), func(r *journeys.Run) {
			for i := range r.Journeys[0].Samples {
				s := &r.Journeys[0].Samples[i]
				s.Steps[0].TLS = map[string]string{"staging": staging, "prod": prod}[s.Environment]
			}
		})
	}
	for _, c := range []struct {
		name          string
		staging, prod string
		want          bool
	}{{"another version", "TLS 1.2", "TLS 1.3", true}, {"the same", "TLS 1.3", "TLS 1.3", false}, {"plain in staging, as its base_url says", "", "TLS 1.3", false}} {
		d, got := drifts(with(c.staging, c.prod))["connection tls"]
		if got != c.want || got && d.Sides[0].Text != "TLS 1.2" {
			t.Errorf("%s: %v %+v", c.name, got, d)
		}
	}
}
