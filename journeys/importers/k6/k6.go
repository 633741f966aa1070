// Package k6 reads results of k6 in all four of its JSON shapes. Only raw points (--out json=FILE) carry samples and can be judged;
// the three summaries are shown side by side and called what they are: not testable.
//
// It knows their traps: in a summary export a threshold that is true has failed, and http_req_failed counts failures as
// "passes".
package k6

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/names"
)

// Result is what a file held: samples, or a summary.
type Result struct {
	Shape        string // "points", "summary-export", "handle-summary", "machine-readable"
	Run          *journeys.Run
	Summary      []Metric
	Checks       []Check
	Held         []string // thresholds that held
	Failed       []string // thresholds that did not hold
	Undetermined []string // thresholds that cannot be told from the points
	Notes        []string
}

// Metric is one aggregated metric; Values are by name as k6 gives them ("avg", "p(95)"), times in milliseconds.
type Metric struct {
	Name   string
	Values map[string]float64
}

// Check is one check of a script, with how often it passed.
type Check struct {
	Name          string // "group: name"
	Passes, Fails int
}

// maxPerName bounds the samples kept of one request name.
const maxPerName = 20_000

// Read reads results of environment env. gzip is recognised.
func Read(r io.Reader, env string) (*Result, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	if b, err := br.Peek(2); err == nil && b[0] == 0x1f && b[1] == 0x8b {
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, err
		}
		br = bufio.NewReaderSize(z, 64<<10)
	}
	head, _ := br.Peek(64 << 10)
	first, _, _ := bytes.Cut(head, []byte("\n"))
	if bytes.Contains(first, []byte(`"type"`)) && (bytes.Contains(first, []byte(`"Metric"`)) || bytes.Contains(first, []byte(`"Point"`))) {
		return points(br, env)
	}
	return summary(br)
}

type line struct {
	Type   string `json:"type"`
	Metric string `json:"metric"`
	Data   struct {
		Time  time.Time         `json:"time"`
		Value float64           `json:"value"`
		Tags  map[string]string `json:"tags"`

		Name       string   `json:"name"`       // of a metric
		Thresholds []string `json:"thresholds"` // of a metric
	} `json:"data"`
}

// points reads NDJSON line by line.
func points(r *bufio.Reader, env string) (*Result, error) {
	c := &collector{env: env, byName: map[string]*journeys.JourneyRun{}, over: map[string]int{}, checks: map[string]*Check{}, limits: map[string][]string{}, values: map[string][]float64{}}
	bad, n := 0, 0
	for {
		raw, err := readLine(r)
		if len(bytes.TrimSpace(raw)) > 0 {
			n++
			var l line
			if json.Unmarshal(raw, &l) != nil {
				bad++
			} else {
				c.line(&l)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.notes = append(c.notes, "the file breaks off: "+err.Error())
			break
		}
	}
	if bad > 0 {
		c.notes = append(c.notes, names.Of(bad, n, "line")+" cannot be read")
	}
	if len(c.byName) == 0 {
		return nil, errors.New("no http_req_duration points in it")
	}
	out := &Result{Shape: "points", Checks: c.checked()}
	c.thresholds(out)
	out.Run = c.run()
	for _, x := range out.Checks {
		if x.Fails > 0 {
			out.Run.Notes = append(out.Run.Notes, x.String())
		}
	}
	for _, x := range out.Failed {
		out.Run.Notes = append(out.Run.Notes, "a threshold of k6 did not hold: "+x)
	}
	out.Notes = c.notes
	return out, nil
}

// readLine reads a line of any length up to 1 MB; what is longer is no point.
func readLine(r *bufio.Reader) ([]byte, error) {
	var out []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(out)+len(part) <= 1<<20 {
			out = append(out, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return out, err
		}
	}
}

type collector struct {
	env    string
	byName map[string]*journeys.JourneyRun
	over   map[string]int
	first  time.Time
	notes  []string

	checks map[string]*Check
	limits map[string][]string  // thresholds by metric
	values map[string][]float64 // of the metrics that have thresholds
}

// line takes one line: the definition of a metric, a request, a group as a whole, or a check.
func (c *collector) line(l *line) {
	if l.Type == "Metric" {
		if len(l.Data.Thresholds) > 0 && len(c.limits) < maxMetrics {
			c.limits[l.Data.Name] = l.Data.Thresholds
		}
		return
	}
	if l.Type != "Point" {
		return
	}
	if _, wanted := c.limits[l.Metric]; wanted && len(c.values[l.Metric]) < maxValues {
		c.values[l.Metric] = append(c.values[l.Metric], l.Data.Value)
	}
	group := groupOf(l.Data.Tags["group"])
	switch l.Metric {
	case "http_req_duration":
		c.add(l, under(group, strings.TrimSpace(l.Data.Tags["method"]+" "+pathOf(l.Data.Tags["name"], l.Data.Tags["url"]))))
	case "group_duration":
		if group != "" {
			l.Data.Tags["status"], l.Data.Tags["expected_response"] = "", ""
			c.add(l, "group "+group)
		}
	case "checks":
		c.check(under(group, public(l.Data.Tags["check"])), l.Data.Value != 0)
	}
}

// groupOf is the name of a group of the script: k6 writes "::outer::inner".
func groupOf(tag string) string {
	return public(strings.TrimPrefix(strings.ReplaceAll(tag, "::", "/"), "/"))
}

func under(group, name string) string {
	if group == "" {
		return name
	}
	return group + ": " + name
}

// add makes one sample: a journey of one step, since k6 does not say which requests belonged together. A group is a journey too, with its think times.
func (c *collector) add(l *line, name string) {
	tags := l.Data.Tags
	j := c.byName[name]
	if j == nil {
		if len(c.byName) == 1000 {
			return
		}
		j = &journeys.JourneyRun{Name: name, Steps: []journeys.StepRun{{Name: name, Request: name}}}
		c.byName[name] = j
	}
	if len(j.Samples) == maxPerName {
		c.over[name]++
		return
	}
	if c.first.IsZero() || l.Data.Time.Before(c.first) {
		c.first = l.Data.Time
	}
	took := time.Duration(l.Data.Value * float64(time.Millisecond))
	status, _ := strconv.Atoi(tags["status"])
	s := journeys.StepSample{Step: name, Status: status, Total: took, Proto: tags["proto"], TLS: tags["tls_version"]}
	failed := tags["expected_response"] == "false" || status == 0 && l.Metric == "http_req_duration"
	if failed {
		s.Failures = []string{fmt.Sprintf("status %d, not expected by k6", status)}
	}
	j.Rounds++
	j.Samples = append(j.Samples, journeys.Sample{Environment: c.env, Round: j.Rounds, Start: l.Data.Time.Sub(c.first), Total: took, Wall: took, Failed: failed, Steps: []journeys.StepSample{s}})
}

// pathOf takes the host out, so that the same request of another environment has the same name, and the query, which may hold
// anything.
func pathOf(name, raw string) string {
	if name == "" {
		name = raw
	}
	u, err := url.Parse(name)
	if err != nil || u.Host == "" {
		n, _, _ := strings.Cut(name, "?")
		return public(n)
	}
	if u.Path == "" {
		return "/"
	}
	return public(u.Path)
}

// public takes out of a path what names a person or opens something.
func public(path string) string {
	parts := strings.Split(path, "/")
	for i := range parts {
		if importers.Private(parts[i]) {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

func (c *collector) run() *journeys.Run {
	run := &journeys.Run{
		Schema: journeys.Schema, RunID: "k6-" + c.first.UTC().Format("20060102-150405"), StartedAt: c.first.UTC(), Tool: "k6", Origin: "k6",
		Targets: []journeys.TargetInfo{{Name: c.env}},
	}
	for _, n := range sortedKeys(c.byName) {
		run.Journeys = append(run.Journeys, *c.byName[n])
	}
	c.notes = append(c.notes, "k6 leaves DNS, connecting and TLS out of its durations, and its samples were not taken side by side with another environment's")
	for _, n := range sortedKeys(c.over) {
		c.notes = append(c.notes, fmt.Sprintf("%s: only the first %d samples are kept, of %d", n, maxPerName, maxPerName+c.over[n]))
	}
	return run
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
