package journeys_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/stats"
)

// The timing truth: our own numbers beside those of a bare net/http loop and of curl, taken in turns in one run. It measures
// the machine too, so it is not part of the short tests.

func slowServer(t *testing.T, d time.Duration) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(d)
		fmt.Fprint(w, strings.Repeat("x", 2000))
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestOurOverheadIsAtMostFivePercentOfABareLoop(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	url := slowServer(t, time.Millisecond)
	var ours, bare []float64
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	for range 6 { // in turns, so that what else the machine does falls on both
		run := execute(t, "journey \"j\" {\nrounds = 80\nstep \"s\" {\nrequest = \"GET /a\"\n}\n}", []journeys.Target{{Name: "dev", BaseURL: url}}, journeys.PlanOptions{}, journeys.Options{})
		for _, s := range run.Journeys[0].Samples {
			if !s.Warmup {
				ours = append(ours, s.Total.Seconds())
			}
		}
		for i := range 81 {
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
				bare = append(bare, took.Seconds())
			}
		}
	}
	o, b := stats.Median(ours), stats.Median(bare)
	t.Logf("ours %.3f ms, bare loop %.3f ms: %+.1f %%", o*1e3, b*1e3, 100*(o/b-1))
	if o > 1.05*b {
		t.Errorf("ours %.3f ms, bare loop %.3f ms", o*1e3, b*1e3)
	}
}

func TestPhasesAgreeWithCurl(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("no curl")
	}
	url := slowServer(t, 5*time.Millisecond)
	got, want := map[string][]float64{}, map[string][]float64{}
	for range 5 {
		run := execute(t, "journey \"j\" {\nrounds = 8\nconnections = \"cold\"\nstep \"s\" {\nrequest = \"GET /a\"\n}\n}", []journeys.Target{{Name: "dev", BaseURL: url}}, journeys.PlanOptions{}, journeys.Options{})
		for _, s := range run.Journeys[0].Samples {
			if st := s.Steps[0]; !s.Warmup {
				got["connect"] = append(got["connect"], st.Phases.Connect.Seconds())
				got["wait"] = append(got["wait"], (st.Phases.Send + st.Phases.Wait).Seconds())
				got["receive"] = append(got["receive"], st.Phases.Receive.Seconds())
			}
		}
		for range 8 {
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
			want["connect"] = append(want["connect"], v[1]-v[0])
			want["wait"] = append(want["wait"], v[3]-v[2])
			want["receive"] = append(want["receive"], v[4]-v[3])
		}
	}
	for _, p := range []string{"connect", "wait", "receive"} {
		g, w := stats.Median(got[p])*1e3, stats.Median(want[p])*1e3
		t.Logf("%s: ours %.3f ms, curl %.3f ms", p, g, w)
		if d := g - w; d > 0.2 || d < -0.2 {
			t.Errorf("%s: ours %.3f ms, curl %.3f ms", p, g, w)
		}
	}
}
