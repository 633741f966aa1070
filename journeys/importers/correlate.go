package importers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/redact"
)

// minValue is the shortest text taken for a value that an answer handed to a later request.
const minValue = 6

// found is a value of an answer.
type found struct {
	value   string
	capture journeys.Capture
}

// captures finds values of answers in later requests and makes variables of them.
func (d *drafter) captures(j *journeys.Journey) {
	seen := map[string]bool{}
	for k := range d.steps {
		for _, f := range valuesOf(d.answers[k]) {
			if seen[f.value] || d.sentBefore(f.value, k) {
				continue
			}
			used := false
			name := d.variable(f.capture.Name)
			for m := k + 1; m < len(d.steps); m++ {
				used = replace(&d.steps[m], f.value, name) || used
			}
			if !used {
				delete(d.vars, name)
				continue
			}
			seen[f.value] = true
			f.capture.Name = name
			d.steps[k].Capture = append(d.steps[k].Capture, f.capture)
		}
	}
	j.Steps = d.steps
}

// sentBefore reports whether a value was already in a request up to step k: then it came from the user, not the server.
func (d *drafter) sentBefore(v string, k int) bool {
	for i := 0; i <= k; i++ {
		probe := d.steps[i]
		if contains(&probe, v) {
			return true
		}
	}
	return false
}

// variable makes a free name.
func (d *drafter) variable(base string) string {
	base = strings.Trim(regexp.MustCompile(`[^a-zA-Z0-9]+`).ReplaceAllString(base, "_"), "_")
	if base == "" || base[0] >= '0' && base[0] <= '9' {
		base = "value_" + base
	}
	name := strings.ToLower(base)
	if name == "env" {
		name = "env_value"
	}
	for i := 2; d.vars[name]; i++ {
		name = fmt.Sprintf("%s_%d", strings.ToLower(base), i)
	}
	d.vars[name] = true
	return name
}

// valuesOf lists what an answer could have handed on: JSON values, header values, hidden inputs.
func valuesOf(x Exchange) []found {
	var out []found
	add := func(v string, c journeys.Capture) {
		if len(v) >= minValue && len(v) <= 4096 && len(out) < 2000 {
			out = append(out, found{v, c})
		}
	}
	var doc any
	dec := json.NewDecoder(strings.NewReader(string(x.RespBody)))
	dec.UseNumber()
	if len(x.RespBody) > 0 && dec.Decode(&doc) == nil {
		walk(nil, doc, func(p journeys.Path, v string) {
			name := "value"
			for i := len(p) - 1; i >= 0; i-- {
				if p[i].Key != "" {
					name = p[i].Key
					break
				}
			}
			add(v, journeys.Capture{Name: name, From: journeys.FromBody, Path: p, Secret: redact.SensitiveName(name)})
		})
	} else {
		for _, m := range hidden.FindAllStringSubmatch(string(x.RespBody), 50) {
			name, val := attr(m[0], "name"), attr(m[0], "value")
			if name != "" {
				add(val, journeys.Capture{Name: name, From: journeys.FromBody, Secret: true, Regex: `name="` + regexp.QuoteMeta(name) + `"[^>]*value="([^"]*)"`})
			}
		}
	}
	for _, k := range headerNames(x.RespHeader) {
		switch http.CanonicalHeaderKey(k) {
		case "Location":
			add(x.RespHeader.Get(k), journeys.Capture{Name: "location", From: journeys.FromHeader, Key: "Location"})
			if i := strings.LastIndexAny(x.RespHeader.Get(k), "/="); i >= 0 {
				add(x.RespHeader.Get(k)[i+1:], journeys.Capture{Name: "id", From: journeys.FromHeader, Key: "Location", Regex: `[/=]([^/=]+)$`})
			}
		case "X-Csrf-Token", "Etag":
			add(strings.Trim(x.RespHeader.Get(k), `"`), journeys.Capture{Name: k, From: journeys.FromHeader, Key: k, Secret: true})
		}
	}
	return out
}

var hidden = regexp.MustCompile(`(?is)<input[^>]+type="hidden"[^>]*>`)

func attr(tag, name string) string {
	m := regexp.MustCompile(`(?is)\b` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return m[1]
}

func walk(p journeys.Path, v any, fn func(journeys.Path, string)) {
	if len(p) > 30 {
		return
	}
	at := func(e journeys.PathPart) journeys.Path { return append(append(journeys.Path{}, p...), e) }
	switch t := v.(type) {
	case map[string]any:
		for _, k := range keys(t) {
			walk(at(journeys.PathPart{Key: k}), t[k], fn)
		}
	case []any:
		for i, e := range t {
			if i == 20 {
				return
			}
			walk(at(journeys.PathPart{Index: i}), e, fn)
		}
	case string:
		fn(p, t)
	case json.Number:
		fn(p, t.String())
	}
}

func keys(m map[string]any) []string {
	b := map[string]bool{}
	for k := range m {
		b[k] = true
	}
	return sortedBools(b)
}

// replace puts the variable where the value stands in a step, and reports whether it did.
func replace(s *journeys.Step, value, name string) bool {
	hit := false
	do := func(t *journeys.Text) {
		var parts []journeys.Part
		for _, p := range t.Parts {
			if p.Literal == "" || !strings.Contains(p.Literal, value) {
				parts = append(parts, p)
				continue
			}
			hit = true
			for i, piece := range strings.Split(p.Literal, value) {
				if i > 0 {
					parts = append(parts, journeys.Part{Var: name})
				}
				if piece != "" {
					parts = append(parts, journeys.Part{Literal: piece})
				}
			}
		}
		t.Parts = parts
	}
	each(s, do)
	s.JSON = replaceTree(s.JSON, value, name, &hit)
	return hit
}

func each(s *journeys.Step, do func(*journeys.Text)) {
	do(&s.URL)
	do(&s.Body)
	do(&s.Bearer)
	for _, l := range [][]journeys.Pair{s.Query, s.Headers, s.Form} {
		for i := range l {
			do(&l[i].Value)
		}
	}
}

func replaceTree(v any, value, name string, hit *bool) any {
	switch t := v.(type) {
	case string:
		if t == value {
			*hit = true
			return journeys.VarText(name)
		}
	case json.Number:
		if t.String() == value {
			*hit = true
			return journeys.VarText(name)
		}
	case map[string]any:
		for k := range t {
			t[k] = replaceTree(t[k], value, name, hit)
		}
	case []any:
		for i := range t {
			t[i] = replaceTree(t[i], value, name, hit)
		}
	}
	return v
}

// contains reports whether a step holds a value in the clear.
func contains(s *journeys.Step, value string) bool {
	hit := false
	each(s, func(t *journeys.Text) {
		for _, p := range t.Parts {
			hit = hit || strings.Contains(p.Literal, value)
		}
	})
	var look func(any)
	look = func(v any) {
		switch t := v.(type) {
		case string:
			hit = hit || t == value
		case json.Number:
			hit = hit || t.String() == value
		case map[string]any:
			for k := range t {
				look(t[k])
			}
		case []any:
			for _, e := range t {
				look(e)
			}
		}
	}
	look(s.JSON)
	return hit
}
