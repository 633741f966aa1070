package journeys_test

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/journeys/stats"
)

// These tests compare our times with those of a bare net/http loop and of curl, taken in turns in one run. They depend on the machine: on a busy core,
// curl is delayed far more than we are, because it is a new process for each request. So they run alone, and only on request (make timing).
// trace_test.go tests what holds on any machine: that phases add up, and that waiting is at least what the server waited. Other work on the machine can
// only add to a time. A difference of ours is in every attempt, and one of the machine's is not. So the closest of a few attempts counts.
const attempts = 6

// onlyWhenAsked skips a test that measures time, unless it was requested.
func onlyWhenAsked(t *testing.T) {
	t.Helper()
	if os.Getenv("ENVPARITY_TIMING") == "" {
		t.Skip("measures time, which needs a quiet machine: run `make timing`")
	}
}

func slowServer(t *testing.T, d time.Duration) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(d)
		fmt.Fprint(w, strings.Repeat("x", 2000))
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// ours measures rounds of one request.
func ours(t *testing.T, url, connections string, rounds int) []journeys.StepSample {
	t.Helper()
	src := fmt.Sprintf("journey \"j\" {\nrounds = %d\nconnections = %q\nstep \"s\" {\nrequest = \"GET /a\"\n}\n}", rounds, connections)
	run := execute(t, src, []journeys.Target{{Name: "dev", BaseURL: url}}, runner.PlanOptions{}, runner.Options{})
	var out []journeys.StepSample
	for _, s := range run.Journeys[0].Samples {
		if !s.Warmup {
			out = append(out, s.Steps[0])
		}
	}
	return out
}

func TestOurOverheadIsAtMostFivePercentOfABareLoop(t *testing.T) {
	onlyWhenAsked(t)
	url := slowServer(t, time.Millisecond)
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	ratio := math.Inf(1)
	for n := 0; n < attempts && ratio > 1.05; n++ {
		var own, bare []float64
		for range 12 {
			for _, s := range ours(t, url, "warm", 40) {
				own = append(own, s.Total.Seconds())
			}
			bare = append(bare, bareLoop(t, client, url, 40)...)
		}
		o, b := stats.Median(own), stats.Median(bare)
		t.Logf("ours %.3f ms, bare loop %.3f ms: %+.1f %%", o*1e3, b*1e3, 100*(o/b-1))
		ratio = min(ratio, o/b)
	}
	if ratio > 1.05 {
		t.Errorf("ours takes %.3f times what a bare loop takes", ratio)
	}
}

func bareLoop(t *testing.T, client *http.Client, url string, rounds int) []float64 {
	t.Helper()
	var out []float64
	for i := range rounds + 1 {
		start := time.Now()
		resp, err := client.Get(url + "/a")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		_ = resp.Body.Close()
		if i > 0 {
			out = append(out, took.Seconds())
		}
	}
	return out
}

func TestPhasesAgreeWithCurl(t *testing.T) {
	onlyWhenAsked(t)
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("no curl")
	}
	url := slowServer(t, 5*time.Millisecond)
	closest := map[string]float64{}
	for n := 0; n < attempts && (n == 0 || worst(closest) > 0.2); n++ {
		got, want := map[string][]float64{}, map[string][]float64{}
		for range 24 {
			p := ours(t, url, "cold", 1)[0].Phases
			got["connect"] = append(got["connect"], p.Connect.Seconds())
			got["wait"] = append(got["wait"], (p.Send + p.Wait).Seconds())
			got["receive"] = append(got["receive"], p.Receive.Seconds())
			for phase, v := range curlPhases(t, curl, url) {
				want[phase] = append(want[phase], v)
			}
		}
		for phase := range want {
			g, w := lowerQuartile(got[phase])*1e3, lowerQuartile(want[phase])*1e3
			t.Logf("%s: ours %.3f ms, curl %.3f ms", phase, g, w)
			if d, seen := closest[phase]; !seen || math.Abs(g-w) < d {
				closest[phase] = math.Abs(g - w)
			}
		}
	}
	for phase, d := range closest {
		if d > 0.2 {
			t.Errorf("%s is off by %.3f ms from curl's", phase, d)
		}
	}
}

// lowerQuartile returns the lower quartile. A busy machine changes it least. curl is a new process for each request.
func lowerQuartile(xs []float64) float64 {
	sort.Float64s(xs)
	return xs[len(xs)/4]
}

func worst(m map[string]float64) float64 {
	out := 0.0
	for _, d := range m {
		out = max(out, d)
	}
	return out
}

// curlPhases returns the phases of one request as curl measures them, in seconds.
func curlPhases(t *testing.T, curl, url string) map[string]float64 {
	t.Helper()
	out, err := exec.Command(curl, "-s", "-o", "/dev/null", "-w", "%{time_namelookup} %{time_connect} %{time_pretransfer} %{time_starttransfer} %{time_total}", url+"/a").Output()
	if err != nil {
		t.Fatal(err)
	}
	var v []float64
	for _, f := range strings.Fields(string(out)) {
		x, err := strconv.ParseFloat(f, 64)
		if err != nil {
			t.Fatal(err)
		}
		v = append(v, x)
	}
	return map[string]float64{"connect": v[1] - v[0], "wait": v[3] - v[2], "receive": v[4] - v[3]}
}
