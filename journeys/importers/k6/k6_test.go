package k6_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/envparity/envparity/journeys/importers/k6"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
)

func point(i int, host string, ms float64, status int) string {
	return fmt.Sprintf(`{"type":"Point","metric":"http_req_duration","data":{"time":"2026-11-20T10:00:%02d.5Z","value":%g,"tags":{"expected_response":"%t","group":"","method":"GET","name":"https://%s/api/search?q=secret","proto":"HTTP/2.0","scenario":"default","status":"%d","url":"https://%s/api/search?q=secret"}}}`,
		i%60, ms, status < 400, host, status, host)
}

func capture(host string, centre float64) string {
	var b strings.Builder
	b.WriteString(`{"type":"Metric","metric":"http_req_duration","data":{"name":"http_req_duration","type":"trend","contains":"time","thresholds":[]}}` + "\n")
	for i := range 40 {
		b.WriteString(point(i, host, centre*(1+0.01*float64(i%11)), 200) + "\n")
		b.WriteString(`{"type":"Point","metric":"vus","data":{"time":"2026-11-20T10:00:00Z","value":1,"tags":null}}` + "\n")
	}
	return b.String()
}

func TestPointsAreJudgedUnpaired(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = io.WriteString(w, capture("stg.example", 250))
	_ = w.Close()
	prod, err := k6.Read(strings.NewReader(capture("shop.example", 100)+"{broken\n"), "prod")
	if err != nil {
		t.Fatal(err)
	}
	staging, err := k6.Read(&z, "staging")
	if err != nil {
		t.Fatal(err)
	}
	if len(prod.Run.Journeys) != 1 || prod.Run.Journeys[0].Name != "GET /api/search" {
		t.Fatalf("%+v", prod.Run.Journeys)
	}
	merged, ok := runfile.Merge(prod.Run, staging.Run)
	if !ok {
		t.Fatal("not merged")
	}
	j := judge.Run(merged, judge.Options{})
	if len(j.Journeys) != 1 || j.Journeys[0].Outcome != judge.Exceeds || !strings.Contains(strings.Join(j.Journeys[0].Notes, " "), "not taken side by side") {
		t.Errorf("%+v", j.Journeys)
	}
}

func TestEachFormOfASummaryKeepsWhatItsThresholdsMean(t *testing.T) {
	for shape, src := range map[string]string{
		"summary-export":   `{"root_group":{},"metrics":{"http_req_duration":{"avg":12.5,"p(95)":30,"thresholds":{"p(95)<20":true,"avg<100":false}},"http_req_failed":{"value":0.1,"passes":1,"fails":9}}}`,
		"handle-summary":   `{"root_group":{},"state":{"testRunDurationMs":1000},"metrics":{"http_req_duration":{"type":"trend","contains":"time","values":{"avg":12.5,"p(95)":30},"thresholds":{"p(95)<20":{"ok":false},"avg<100":{"ok":true}}},"http_req_failed":{"type":"rate","values":{"rate":0.1,"passes":1,"fails":9}}}}`,
		"machine-readable": `{"version":"1.0.0","metadata":{},"config":{},"results":{"metrics":[{"name":"http_req_duration","type":"trend","contains":"time","values":{"avg":12.5,"p(95)":30}}]}}`,
	} {
		r, err := k6.Read(strings.NewReader(src), "prod")
		if err != nil || r.Shape != shape || r.Run != nil {
			t.Errorf("%s: %+v %v", shape, r, err)
			continue
		}
		if r.Summary[0].Values["avg"] != 12.5 {
			t.Errorf("%s: %v", shape, r.Summary)
		}
		if shape == "machine-readable" {
			continue
		}
		if len(r.Failed) != 1 || r.Failed[0] != "http_req_duration: p(95)<20" {
			t.Errorf("%s: failed thresholds %q", shape, r.Failed)
		}
		if r.Summary[1].Values["failed"] != 1 {
			t.Errorf("%s: %v", shape, r.Summary[1])
		}
	}
	for _, src := range []string{"", "{}", "[]", "hello", `{"metrics":{}}`, `{"type":"Point"}`} {
		if _, err := k6.Read(strings.NewReader(src), "prod"); err == nil {
			t.Errorf("%q is taken for a k6 result", src)
		}
	}
}

// TestGroupsChecksAndThresholdsOfPoints has a script with a group, two checks and thresholds of each kind.
func TestGroupsChecksAndThresholdsOfPoints(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"type":"Metric","metric":"http_req_duration","data":{"name":"http_req_duration","type":"trend","thresholds":["p(95)<500","med < 10","p(99.9)<=1e3"]}}` + "\n")
	b.WriteString(`{"type":"Metric","metric":"checks","data":{"name":"checks","type":"rate","thresholds":["rate>0.9"]}}` + "\n")
	b.WriteString(`{"type":"Metric","metric":"http_req_duration{group:::buy}","data":{"name":"http_req_duration{group:::buy}","type":"trend","thresholds":["max<1"]}}` + "\n")
	for i := range 20 {
		b.WriteString(strings.Replace(point(i, "shop.example", 100+float64(i), 200), `"group":""`, `"group":"::buy::pay"`, 1) + "\n")
		fmt.Fprintf(&b, `{"type":"Point","metric":"group_duration","data":{"time":"2026-11-20T10:00:%02dZ","value":1500,"tags":{"group":"::buy::pay"}}}`+"\n", i)
		fmt.Fprintf(&b, `{"type":"Point","metric":"checks","data":{"time":"2026-11-20T10:00:%02dZ","value":1,"tags":{"check":"is 200","group":"::buy"}}}`+"\n", i)
		fmt.Fprintf(&b, `{"type":"Point","metric":"checks","data":{"time":"2026-11-20T10:00:%02dZ","value":%d,"tags":{"check":"has a token"}}}`+"\n", i, min(i%4, 1))
	}
	r, err := k6.Read(strings.NewReader(b.String()), "prod")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, j := range r.Run.Journeys {
		names = append(names, j.Name)
		for _, s := range j.Samples {
			if s.Failed {
				t.Errorf("%s: %+v", j.Name, s)
			}
		}
	}
	if got := strings.Join(names, ", "); got != "buy/pay: GET /api/search, group buy/pay" {
		t.Errorf("journeys %s", got)
	}
	if len(r.Checks) != 2 || r.Checks[0] != (k6.Check{Name: "buy: is 200", Passes: 20}) || r.Checks[1] != (k6.Check{Name: "has a token", Passes: 15, Fails: 5}) {
		t.Errorf("checks %+v", r.Checks)
	}
	if strings.Join(r.Held, ",") != "http_req_duration: p(95)<500" || strings.Join(r.Failed, ",") != "checks: rate>0.9,http_req_duration: med < 10" ||
		strings.Join(r.Undetermined, ",") != "http_req_duration: p(99.9)<=1e3,http_req_duration{group:::buy}: max<1" {
		t.Errorf("held %q, failed %q, undetermined %q", r.Held, r.Failed, r.Undetermined)
	}
	kept := strings.Join(r.Run.Notes, "\n")
	if !strings.Contains(kept, `"has a token" passed 15 of 20 times`) || !strings.Contains(kept, "did not hold: checks: rate>0.9") {
		t.Errorf("the run file does not name what failed: %s", kept)
	}
}

func TestChecksOfSummariesAreReadInEachShape(t *testing.T) {
	for _, src := range []string{
		`{"root_group":{"path":"","groups":{"buy":{"path":"::buy","groups":{},"checks":{"is 200":{"name":"is 200","passes":3,"fails":1}}}},"checks":{}},"metrics":{"vus":{"value":1}}}`,
		`{"root_group":{"path":"","groups":[{"path":"::buy","groups":[],"checks":[{"name":"is 200","passes":3,"fails":1}]}],"checks":[]},"state":{},"metrics":{"vus":{"values":{"value":1}}}}`,
	} {
		r, err := k6.Read(strings.NewReader(src), "prod")
		if err != nil || len(r.Checks) != 1 || r.Checks[0] != (k6.Check{Name: "buy: is 200", Passes: 3, Fails: 1}) {
			t.Errorf("%+v, %v", r, err)
		}
	}
	r, err := k6.Read(strings.NewReader(`{"version":"1.0.0","results":{"checks":{"results":[{"name":"is 200","passes":3,"fails":1}]},"metrics":[{"name":"vus","values":{"value":1}}]}}`), "prod")
	if err != nil || len(r.Checks) != 1 || r.Checks[0].Fails != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(capture("a", 1)[:600]))
	f.Add([]byte(`{"metrics":{"a":{"values":{"avg":1},"thresholds":{"x":{"ok":true}}}}}`))
	f.Add([]byte(`{"results":{"metrics":[{"name":"a","values":{"avg":1}}]}}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		r, err := k6.Read(bytes.NewReader(src), "prod")
		if err == nil && r.Run != nil {
			judge.Run(r.Run, judge.Options{})
		}
	})
}
