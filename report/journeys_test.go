package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
)

// travelled returns the result of a run in which staging takes factor times as long as prod. All names are hostile.
func travelled(t *testing.T, name string, factor float64) *audit.Result {
	t.Helper()
	run := &journeys.Run{
		Schema: journeys.Schema, RunID: "0011223344556677", Targets: []journeys.TargetInfo{{Name: "staging", Traces: `https://traces.example/t?id={{id}}&q="<b>`}, {Name: "prod", Reference: true}},
		Journeys: []journeys.JourneyRun{{Name: name, Source: "envparity.hcl:12", Connections: journeys.Cold, Rounds: 30, Paired: true, Steps: []journeys.StepRun{{Name: "q", Request: "GET /"}}}},
	}
	for round := 1; round <= 30; round++ {
		for _, env := range []string{"staging", "prod"} {
			took := time.Duration(20+round%7) * time.Millisecond
			if env == "staging" {
				took = time.Duration(float64(took) * factor)
			}
			run.Journeys[0].Samples = append(run.Journeys[0].Samples, journeys.Sample{
				Environment: env, Round: round, Total: took, Wall: took,
				Steps: []journeys.StepSample{{Step: "q", Status: 200, Proto: "HTTP/1.1", Total: took, Phases: journeys.Phases{Wait: took}, Trace: fmt.Sprintf("%032x", round)}},
			})
		}
	}
	envs := []config.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}
	d, err := audit.Decide(&config.Config{Environments: envs})
	if err != nil {
		t.Fatal(err)
	}
	judged := judge.Run(run, judge.Options{})
	now := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	return audit.OfJourneys("shop", judged, audit.Journeys(judged, envs, d, now), envs, false, judged.Complete, now)
}

func TestEveryFormatHasTheResultsOfJourneys(t *testing.T) {
	slow := travelled(t, "search", 4)
	if got := slow.Conclude(audit.FailOnMustFix).Code(); got != 1 {
		t.Errorf("exit code %d", got)
	}
	for name, want := range map[string][]string{
		"csv":        {"journey,search", "latency", `,"p50 92 ms, p95 ≥ `, `,"p50 23 ms, p95 ≥ `},
		"github":     {"::error file=envparity.hcl,line=12", "journey search", "staging: p50 92 ms, p95 ≥ ", "prod: p50 23 ms, p95 ≥ "},
		"gitlab":     {"journey search", `"begin": 12`, "staging: p50 92 ms, p95 ≥ "},
		"html":       {">Journeys</h2>", `<svg class="ecdf"`, "300 %", "1 journey compared"},
		"json":       {`"kind": "journey"`},
		"junit":      {`name="behaviour"`, "journey search: latency", "<failure"},
		"markdown":   {"| search | staging | 23 ms | 92 ms |", "+300 %", "1 journey compared"},
		"prometheus": {`envparity_journey_seconds{project="shop",journey="search",environment="prod",quantile="0.5"} 0.023`, `environment="staging",quantile="0.95"`},
		"sarif":      {`"startLine": 12`, "journey search", `staging: p50 92 ms, p95 ≥ `, `prod: p50 23 ms, p95 ≥ `},
		"text":       {"1 journey compared"},
	} {
		f, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		got := string(write(t, f, slow, Options{FailOn: audit.FailOnMustFix, Whole: true}))
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s does not say %q:\n%.1500s", name, w, got)
			}
		}
	}
	for _, f := range Formats() {
		if f.Name != "json" && len(write(t, f, travelled(t, "search", 1), Options{})) == 0 {
			t.Errorf("%s says nothing of a run without findings", f.Name)
		}
	}
	same := travelled(t, "search", 1)
	if got := string(write(t, Format{"junit", "", JUnit}, same, Options{})); !strings.Contains(got, `<testcase name="journey search in staging"`) || strings.Contains(got, "infrastructure") {
		t.Errorf("JUnit shows no journey that passed, or pillars that nobody looked at:\n%s", got)
	}
}

func TestTheTracesOfSlowVisitsAreLinksInEveryFormat(t *testing.T) {
	r := travelled(t, "search", 4)
	const id = "00000000000000000000000000000006" // round 6 is among the slowest
	const link = "https://traces.example/t?id=" + id + "&q=%22%3Cb%3E"
	for name, want := range map[string]string{
		"html":     `<a href="` + html.EscapeString(link) + `" rel="noopener noreferrer">trace ` + id + `</a>`,
		"markdown": "[trace " + id + "](<" + link + ">)",
		"json":     `"url": "` + link + `"`,
		"junit":    "trace in staging: " + html.EscapeString(link),
		"sarif":    "trace in staging: " + link,
		"github":   "trace in staging: " + ghData(link),
		"gitlab":   "trace in staging: " + link,
		"text":     ", trace " + link,
	} {
		f, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(write(t, f, r, Options{FailOn: audit.FailOnMustFix, Whole: true})); !strings.Contains(got, want) {
			t.Errorf("%s has no %s:\n%.3000s", name, want, got)
		}
	}
	page := string(write(t, Format{"html", "", HTML}, r, Options{}))
	if !strings.Contains(page, `, trace <a href="`+html.EscapeString(link)+`" rel="noopener noreferrer">`+html.EscapeString(link)+"</a>") {
		t.Error("the address in the notes of the finding is no link")
	}
	var links []string
	d := dataOf(t, page)
	for i := range d.Findings {
		for _, n := range d.Findings[i][len(d.Columns)-1].([]any) {
			links = append(links, d.Texts[int(n.(float64))])
		}
	}
	if len(links) != 3 || links[0] != link {
		t.Errorf("the script gets the links %q", links)
	}
	var doc struct {
		Findings []struct{ Traces []Trace }
	}
	if err := json.Unmarshal(write(t, Format{"json", "", JSON}, r, Options{}), &doc); err != nil || len(doc.Findings[0].Traces) != 3 || doc.Findings[0].Traces[0].Environment != "staging" {
		t.Errorf("%+v, %v", doc, err)
	}
}

func TestWhatIsNoAddressOfTheWebIsNoLink(t *testing.T) {
	for _, address := range []string{"javascript:alert(1)//{{id}}", "data:text/html,{{id}}", "file:///etc/{{id}}", "//traces.example/{{id}}", "https://user:pw@traces.example/{{id}}", "https:///{{id}}", "https://traces.example/\x00{{id}}"} {
		run := &journeys.Run{
			Schema: journeys.Schema, Targets: []journeys.TargetInfo{{Name: "staging", Traces: address}, {Name: "prod", Reference: true}},
			Journeys: []journeys.JourneyRun{{Name: "q", Rounds: 8, Steps: []journeys.StepRun{{Name: "q"}}}},
		}
		for round := 1; round <= 8; round++ {
			for env, failed := range map[string]bool{"staging": true, "prod": false} {
				s := journeys.Sample{Environment: env, Round: round, Failed: failed, Total: time.Second, Steps: []journeys.StepSample{{Step: "q", Trace: "00ff", Total: time.Second}}}
				if failed {
					s.Steps[0].Error = "no answer"
				}
				run.Journeys[0].Samples = append(run.Journeys[0].Samples, s)
			}
		}
		judged := judge.Run(run, judge.Options{})
		if len(judged.Visits) == 0 {
			t.Fatal("no visit is listed")
		}
		for _, v := range judged.Visits {
			if v.Link != "" || v.Trace != "00ff" {
				t.Errorf("%s: link %q", address, v.Link)
			}
		}
	}
}

func TestWhatFailsBesidesFindingsIsTheSameInExitCodeAndFormats(t *testing.T) {
	r := travelled(t, "search", 1)
	r.Unmet = []string{"a gap has grown"}
	for _, name := range []string{"html", "markdown", "text", "json", "github"} {
		f, _ := Find(name)
		if got := string(write(t, f, r, Options{FailOn: audit.FailOnMustFix})); !strings.Contains(strings.ToLower(got), "exit code 1: a gap has grown") {
			t.Errorf("%s does not say why the check fails", name)
		}
	}
	if c := r.Conclude(audit.FailOnMustFix); c.Code() != 1 || !c.AtStake() {
		t.Errorf("%+v", c)
	}
}

var pathForm = regexp.MustCompile(`<path class="(?:env|ref)" d="M([0-9.]+) ([0-9.]+)((?:H[0-9.]+V[0-9.]+)+)"/>`)

// The drawing must be well-formed, inside its frame, and a distribution function.
func TestThePictureOfTwoDistributionsRisesFromNoneToAll(t *testing.T) {
	many := make([]float64, 5000)
	for i := range many {
		many[i] = 1 + float64(i)
	}
	for name, c := range map[string][2][]float64{
		"two samples": {{1, 2, 3, 4}, {10, 20, 30}}, "one answer each": {{5}, {5}}, "no time at all": {{0, 0}, {0}}, "thousands": {many, {100000}},
	} {
		svg := string(ecdf(c[0], c[1], `a <b> "c"`))
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, svg)
			}
		}
		curves := pathForm.FindAllStringSubmatch(svg, -1)
		if len(curves) != 2 {
			t.Fatalf("%s: %d curves in %s", name, len(curves), svg)
		}
		for _, m := range curves {
			x, y := -1.0, ecdfHeight
			for _, p := range regexp.MustCompile(`H([0-9.]+)V([0-9.]+)`).FindAllStringSubmatch(m[3], -1) {
				nx, _ := strconv.ParseFloat(p[1], 64)
				ny, _ := strconv.ParseFloat(p[2], 64)
				if nx < x || ny > y || nx < 0 || nx > ecdfWidth || ny < 0 || ny > ecdfHeight {
					t.Errorf("%s: from %.1f,%.1f to %.1f,%.1f", name, x, y, nx, ny)
				}
				x, y = nx, ny
			}
			if y != ecdfTop {
				t.Errorf("%s: ends at %.1f, not at all answers (%.1f)", name, y, ecdfTop)
			}
		}
		if len(svg) > 10_000 {
			t.Errorf("%s: %d bytes", name, len(svg))
		}
	}
	if ecdf(nil, []float64{1}, "x") != "" {
		t.Error("a picture of nothing")
	}
}

func TestAHostileNameOfAJourneyStaysText(t *testing.T) {
	r := travelled(t, `<script>x</script> | "q" @team`, 4)
	page := write(t, Format{"html", "", HTML}, r, Options{})
	if bytes.Contains(page, []byte("<script>x")) || bytes.Count(page, []byte("<script")) != 2 {
		t.Error("a script in the page")
	}
	md := string(write(t, Format{"markdown", "", Markdown}, r, Options{}))
	for _, line := range strings.Split(md, "\n") {
		if strings.Contains(line, "script") && strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 9 {
			t.Errorf("a row of other columns: %s", line)
		}
	}
}
