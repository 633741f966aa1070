package k6

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// summaryFile has the keys of all three shapes.
type summaryFile struct {
	Version string                     `json:"version"`
	State   json.RawMessage            `json:"state"`
	Metrics map[string]json.RawMessage `json:"metrics"`
	Root    json.RawMessage            `json:"root_group"`
	Results *struct {
		Checks struct {
			Results []summaryCheck `json:"results"`
		} `json:"checks"`
		Metrics []struct {
			Name   string                     `json:"name"`
			Values map[string]json.RawMessage `json:"values"`
		} `json:"metrics"`
	} `json:"results"`
}

// maxSummary bounds a summary, which is a page of text.
const maxSummary = 32 << 20

func summary(r io.Reader) (*Result, error) {
	var f summaryFile
	if err := json.NewDecoder(io.LimitReader(r, maxSummary)).Decode(&f); err != nil {
		return nil, fmt.Errorf("not a k6 result: %w", err)
	}
	out := &Result{}
	out.groupChecks(f.Root, 0)
	switch {
	case f.Results != nil:
		out.Shape = "machine-readable"
		for _, c := range f.Results.Checks.Results {
			out.Checks = append(out.Checks, Check{Name: public(c.Name), Passes: c.Passes, Fails: c.Fails})
		}
		for _, m := range f.Results.Metrics {
			out.add(m.Name, m.Values)
		}
	case f.Metrics != nil:
		out.Shape = "summary-export"
		for _, name := range sortedKeys(f.Metrics) {
			if err := out.metric(name, f.Metrics[name]); err != nil {
				return nil, err
			}
		}
	default:
		return nil, errors.New("not a k6 result: it has neither points nor metrics")
	}
	if len(out.Summary) == 0 {
		return nil, errors.New("a k6 summary without metrics")
	}
	out.Notes = append(out.Notes, "a summary has no samples: nothing can be tested; run k6 with --out json=FILE")
	return out, nil
}

// metric reads one metric of a summary export, whose numbers stand in the metric itself, or of a handleSummary dump, where they
// are in "values".
func (r *Result) metric(name string, raw json.RawMessage) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("metric %q: %w", name, err)
	}
	nested := m["values"] != nil
	values := m
	if nested {
		r.Shape = "handle-summary"
		values = nil
		if err := json.Unmarshal(m["values"], &values); err != nil {
			return fmt.Errorf("metric %q: %w", name, err)
		}
	}
	r.add(name, values)
	var thresholds map[string]json.RawMessage
	_ = json.Unmarshal(m["thresholds"], &thresholds) // not there, or in a shape of its own: then there are none to tell
	for _, expr := range sortedKeys(thresholds) {
		var flat bool
		var object struct {
			OK *bool `json:"ok"`
		}
		failed := false
		switch {
		case json.Unmarshal(thresholds[expr], &flat) == nil:
			failed = flat // true means that it was crossed
		case json.Unmarshal(thresholds[expr], &object) == nil && object.OK != nil:
			failed = !*object.OK
		}
		if failed {
			r.Failed = append(r.Failed, name+": "+expr)
		} else {
			r.Held = append(r.Held, name+": "+expr)
		}
	}
	return nil
}

func (r *Result) add(name string, values map[string]json.RawMessage) {
	m := Metric{Name: name, Values: map[string]float64{}}
	for _, k := range sortedKeys(values) {
		var f float64
		if json.Unmarshal(values[k], &f) == nil && k != "thresholds" {
			m.Values[k] = f
		}
	}
	if name == "http_req_failed" { // its "passes" are the requests that failed
		if p, ok := m.Values["passes"]; ok {
			m.Values = map[string]float64{"failed": p, "succeeded": m.Values["fails"], "rate": m.Values["value"] + m.Values["rate"]}
		}
	}
	if len(m.Values) > 0 {
		r.Summary = append(r.Summary, m)
	}
}
