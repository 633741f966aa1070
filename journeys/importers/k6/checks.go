package k6

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/names"
)

// Bounds of what is kept of points besides the samples.
const (
	maxMetrics = 200
	maxValues  = 500_000 // of one metric with thresholds
	maxChecks  = 1000
)

// String says how a check went.
func (c *Check) String() string {
	return fmt.Sprintf("k6's check %q passed %s", c.Name, names.Of(c.Passes, c.Passes+c.Fails, "time"))
}

func (c *collector) check(name string, passed bool) {
	x := c.checks[name]
	if x == nil {
		if len(c.checks) == maxChecks {
			return
		}
		x = &Check{Name: name}
		c.checks[name] = x
	}
	if passed {
		x.Passes++
	} else {
		x.Fails++
	}
}

func (c *collector) checked() []Check {
	var out []Check
	for _, n := range sortedKeys(c.checks) {
		out = append(out, *c.checks[n])
	}
	return out
}

// thresholds works out those that the script states, from the points: k6 writes them down without what became of them. Those of a submetric
// such as http_req_duration{group:::x} have no points of their own.
func (c *collector) thresholds(out *Result) {
	for _, metric := range sortedKeys(c.limits) {
		for _, expr := range c.limits[metric] {
			text := metric + ": " + expr
			switch held, known := holds(expr, c.values[metric]); {
			case !known || len(c.values[metric]) == maxValues:
				out.Undetermined = append(out.Undetermined, text)
			case held:
				out.Held = append(out.Held, text)
			default:
				out.Failed = append(out.Failed, text)
			}
		}
	}
}

var expression = regexp.MustCompile(`^\s*(avg|min|max|med|rate|count|value|p\((\d+(?:\.\d+)?)\))\s*(<=|>=|<|>|===|==|!=)\s*(-?\d+(?:\.\d+)?)\s*$`)

// holds evaluates a threshold of k6 on the values of its metric. known is false where it is none that can be told.
func holds(expr string, values []float64) (held, known bool) {
	m := expression.FindStringSubmatch(expr)
	if m == nil || len(values) == 0 {
		return false, false
	}
	want, err := strconv.ParseFloat(m[4], 64)
	if err != nil {
		return false, false
	}
	got := aggregate(m[1], m[2], values)
	switch m[3] {
	case "<":
		return got < want, true
	case "<=":
		return got <= want, true
	case ">":
		return got > want, true
	case ">=":
		return got >= want, true
	case "!=":
		return got != want, true
	}
	return got == want, true
}

func aggregate(name, percentile string, values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	sorted := slices.Sorted(slices.Values(values))
	switch {
	case percentile != "":
		p, _ := strconv.ParseFloat(percentile, 64) // the expression has digits only
		return quantile(sorted, p/100)
	case name == "med":
		return quantile(sorted, 0.5)
	case name == "min":
		return sorted[0]
	case name == "max":
		return sorted[len(sorted)-1]
	case name == "count":
		return sum // of a counter, whose points are what is added
	case name == "value":
		return values[len(values)-1]
	}
	return sum / float64(len(values)) // avg, and the rate of what is 0 or 1
}

// quantile interpolates as k6 does (Hyndman and Fan's seventh definition).
func quantile(sorted []float64, q float64) float64 {
	at := math.Min(math.Max(q, 0), 1) * float64(len(sorted)-1)
	lo := int(math.Floor(at))
	hi := min(lo+1, len(sorted)-1)
	return sorted[lo] + (sorted[hi]-sorted[lo])*(at-float64(lo))
}

// checkGroup is a group of a summary, with the checks in it: in a list or by name.
type checkGroup struct {
	Path   string          `json:"path"`
	Groups json.RawMessage `json:"groups"`
	Checks json.RawMessage `json:"checks"`
}

type summaryCheck struct {
	Name   string `json:"name"`
	Passes int    `json:"passes"`
	Fails  int    `json:"fails"`
}

// maxDepth bounds groups within groups.
const maxDepth = 20

// groupChecks reads the checks of a group and of those in it.
func (r *Result) groupChecks(raw json.RawMessage, depth int) {
	var g checkGroup
	if depth > maxDepth || json.Unmarshal(raw, &g) != nil {
		return
	}
	for _, x := range elements(g.Checks) {
		var c summaryCheck
		if json.Unmarshal(x, &c) == nil && c.Name != "" && len(r.Checks) < maxChecks {
			r.Checks = append(r.Checks, Check{Name: under(groupOf(g.Path), public(c.Name)), Passes: c.Passes, Fails: c.Fails})
		}
	}
	for _, x := range elements(g.Groups) {
		r.groupChecks(x, depth+1)
	}
}

// elements are those of a list, or the values of an object in the order of its keys.
func elements(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var by map[string]json.RawMessage
	if strings.TrimSpace(string(raw)) == "" || json.Unmarshal(raw, &by) != nil {
		return nil
	}
	for _, k := range sortedKeys(by) {
		list = append(list, by[k])
	}
	return list
}
