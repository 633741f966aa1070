package discover

import (
	"bytes"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/config"
)

// profileLine matches the profile of a document in a Spring configuration.
var profileLine = regexp.MustCompile(`(?m)^\s*(?:on-profile|spring\.config\.activate\.on-profile|profiles)\s*:\s*["']?([A-Za-z][\w-]*)["']?\s*$`)

// lists finds a file that lists environments: in documents of Spring's profiles, or in the generators of an ApplicationSet. nil for any other. It
// mentions a list without a field that identifies the elements.
func (s *search) lists(parent, name string) *place {
	text := peek(s.fsys, path.Join(parent, name))
	switch {
	case len(text) == maxPeek:
	case bytes.Contains(text, []byte("kind: ApplicationSet")) && bytes.Contains(text, []byte("elements:")):
		return s.generated(parent, name, text)
	case bytes.Contains(text, []byte("\n---")) && profileLine.Match(text) && springFile(name):
		p := &place{parent: parent, file: name, profiles: true}
		for _, m := range profileLine.FindAllSubmatch(text, -1) {
			p.envs = appendWord(p.envs, string(m[1]))
		}
		respell(p)
		if len(p.envs) >= 2 && convincing(p.envs) {
			sortOccurrences(p.envs)
			return p
		}
	}
	return nil
}

// springFile reports whether Spring Boot reads a file by its name.
func springFile(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	return stem == "application" || stem == "bootstrap"
}

// appendWord adds an environment by its word, once.
func appendWord(os []occurrence, word string) []occurrence {
	c, ok := wordClass(word)
	if !ok || slices.ContainsFunc(os, func(o occurrence) bool { return o.word == word }) {
		return os
	}
	return append(os, occurrence{class: c, env: word, word: word, name: word})
}

// generated reads the lists of an ApplicationSet's generators. A field whose values are environments, each once, selects an environment's
// element.
func (s *search) generated(parent, name string, text []byte) *place {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var words []string
	for {
		var doc struct {
			Kind string
			Spec map[string]any
		}
		if err := dec.Decode(&doc); err != nil {
			if !errors.Is(err, io.EOF) {
				return nil // a template, or no YAML
			}
			break
		}
		if doc.Kind != "ApplicationSet" {
			continue
		}
		p := &place{parent: parent, file: name}
		eachElements(doc.Spec["generators"], "spec.generators", func(at string, elements []any) bool {
			for _, field := range fields(elements) {
				q := *p
				once := true
				for _, e := range elements {
					word := elementField(e, field)
					before := len(q.envs)
					if q.envs = appendWord(q.envs, word); word != "" && len(q.envs) > before {
						words = append(words, word)
					} else if _, ok := wordClass(word); ok {
						once = false
					}
				}
				if once && len(q.envs) >= 2 && convincing(q.envs) && len(q.envs)*2 >= len(elements) {
					q.key, q.field = at, field
					*p = q
					return true
				}
			}
			return false
		})
		if p.key != "" {
			respell(p)
			sortOccurrences(p.envs)
			return p
		}
	}
	var found []occurrence
	for _, w := range words {
		found = appendWord(found, w)
	}
	if len(classesOf(found)) >= 2 && convincing(found) {
		var list []string
		for _, o := range found {
			list = append(list, o.word)
		}
		s.miss(config.NotTaken{Path: path.Join(parent, name), Why: "an ApplicationSet that lists " + strings.Join(list, ", ") + ", some in several elements, of which none is read by itself"})
	}
	return nil
}

// eachElements calls f with every list of elements in generators, and its key, until f returns true.
func eachElements(generators any, at string, f func(at string, elements []any) bool) bool {
	list, _ := generators.([]any)
	for _, g := range list {
		m, _ := g.(map[string]any)
		if l, ok := m["list"].(map[string]any); ok {
			if elements, ok := l["elements"].([]any); ok && f(at+".list.elements", elements) {
				return true
			}
		}
		for _, kind := range []string{"matrix", "merge"} {
			if in, ok := m[kind].(map[string]any); ok && eachElements(in["generators"], at+"."+kind+".generators", f) {
				return true
			}
		}
	}
	return false
}

// fields lists the fields of elements with a text, in order.
func fields(elements []any) []string {
	var out []string
	for _, e := range elements {
		m, _ := e.(map[string]any)
		for k, v := range m {
			if _, ok := v.(string); ok && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	slices.Sort(out)
	return out
}

func elementField(e any, field string) string {
	m, _ := e.(map[string]any)
	text, _ := m[field].(string)
	return text
}
