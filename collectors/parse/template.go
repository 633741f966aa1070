package parse

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// templateOf is the prefix of a template's format: "template-yaml".
const templateOf = "template-"

// Template returns the format that a template produces, by the name before its ending: app.yaml.j2 produces YAML. None for other files.
func Template(name string) Format {
	ext := path.Ext(name)
	if !slices.Contains([]string{".tmpl", ".tpl", ".template", ".j2", ".jinja", ".jinja2", ".erb", ".gotmpl"}, strings.ToLower(ext)) {
		return None
	}
	switch f := Detect(strings.TrimSuffix(name, ext)); f {
	case None:
		return None
	default:
		return templateOf + f
	}
}

var (
	// templateMark matches what template languages replace or execute: {{ … }}, {% … %}, {# … #}, <% … %>.
	templateMark = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<%.*?%>`)
	// templateControl matches a mark that executes, and leaves no text of its own.
	templateControl = regexp.MustCompile(`(?s)^(\{%.*|\{#.*|<%[^=].*|\{\{-?\s*(if|else|end|range|with|define|block|template|/\*|\$\w+\s*:?=|include|toYaml).*)$`)
	templateHole    = regexp.MustCompile("\ue000([0-9]+)\ue001")
)

// erb reports whether a text of YAML is a template of ERB under a name that does not say so, and is no YAML before it is filled in. Rails reads
// config/*.yml so.
func erb(in *Interner, src []byte) bool {
	if !bytes.Contains(src, []byte("<%")) || len(src) > MaxDocument {
		return false
	}
	plain := parseYAML(in, src, written, nil)
	return plain.Lost()
}

// parseTemplate reads a template and keeps its marks as written. It reads the text in a condition or a loop as if it applied once, so that no key
// is known to be missing.
func parseTemplate(in *Interner, src []byte, f Format) Result {
	var marks []string
	number := map[string]int{}
	controls := false
	text := templateMark.ReplaceAllStringFunc(string(src), func(m string) string {
		lines := strings.Repeat("\n", strings.Count(m, "\n"))
		if templateControl.MatchString(m) {
			controls = controls || !strings.HasPrefix(m, "{#")
			return lines
		}
		if _, ok := number[m]; !ok {
			number[m] = len(marks)
			marks = append(marks, m)
		}
		return fmt.Sprintf("\ue000%d\ue001", number[m]) + lines
	})
	res := TextWith(in, f, []byte(text))
	for i := range res.Docs {
		fillHoles(&res.Docs[i].Root, marks)
		if controls {
			res.Docs[i].Root.MarkPartial()
		}
	}
	if controls {
		res.Problems = append(res.Problems, Problem{Line: 1, Text: "a template with conditions or loops, which are not followed", Note: true})
	}
	return res
}

// fillHoles puts the marks of a template back in their places.
func fillHoles(n *snapshot.Node, marks []string) {
	back := func(s string) string {
		if !strings.Contains(s, "\ue000") {
			return s
		}
		return templateHole.ReplaceAllStringFunc(s, func(h string) string {
			i, err := strconv.Atoi(strings.Trim(h, "\ue000\ue001"))
			if err != nil || i >= len(marks) {
				return h
			}
			return marks[i]
		})
	}
	n.Key, n.Text = back(n.Key), back(n.Text)
	for i := range n.Children {
		fillHoles(&n.Children[i], marks)
	}
	if n.Kind == snapshot.Map {
		sortNodes(n.Children)
	}
}
