package labels

import (
	"path"
	"strconv"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// resource makes what a collector would have made of the row's file, as far as the row tells: which collector, from the file's
// name; which resource, from the head of the path.
func (r *Row) resource(file, own, value string) snapshot.Resource {
	out, keys := r.place(file, own)
	if keys != nil {
		out.Root = nest(keys, scalar(value, out.Collector))
	} else {
		out.Root = snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "content", Kind: snapshot.String, Text: value}}}
	}
	return out
}

// without is the same resource as it is where the attribute is absent: all but the last key of its path.
func (r *Row) without(file, own string) snapshot.Resource {
	out, keys := r.place(file, own)
	out.Root = snapshot.Node{Kind: snapshot.Map}
	if n := len(keys); n > 1 {
		parent := snapshot.Node{Kind: snapshot.Map}
		if strings.HasPrefix(keys[n-1], "[") {
			parent = snapshot.Node{Kind: snapshot.List}
			if strings.HasPrefix(keys[n-1], "[=") {
				parent.Flags |= snapshot.FlagSet
			}
		}
		out.Root = nest(keys[:n-1], parent)
	}
	return out
}

// place names the resource and the keys of the attribute inside it; no keys for a whole file.
func (r *Row) place(file, own string) (snapshot.Resource, []string) {
	out := snapshot.Resource{Collector: "files", Kind: "file", Name: path.Base(file), Pillar: snapshot.Configuration, Source: snapshot.Source{File: own, Line: 1}}
	p := strings.TrimPrefix(r.Path, ".")
	if p == "(whole file)" {
		out.Pillar = pillarOf(file)
		return out, nil
	}
	var keys []string
	switch ext := path.Ext(file); {
	case ext == ".env" || strings.HasPrefix(path.Base(file), ".env"):
		out.Collector, out.Kind, out.Name = "envvars", "variable", p
		keys = []string{"value"}
	case ext == ".tfvars":
		out.Collector, out.Kind = "terraform", "tfvars"
		keys = split(p)
	case ext == ".tf" || ext == ".hcl":
		keys = terraform(&out, split(p))
	default:
		keys = manifest(&out, p)
	}
	return out, keys
}

func pillarOf(file string) snapshot.Pillar {
	for _, w := range []string{"prometheus", "grafana", "dashboard", "alert", "alarm", "pingdom", "monitor"} {
		if strings.Contains(strings.ToLower(file), w) {
			return snapshot.Observability
		}
	}
	return snapshot.Infrastructure
}

// terraform takes the block's address off the path.
func terraform(out *snapshot.Resource, keys []string) []string {
	out.Collector, out.Pillar = "terraform", snapshot.Infrastructure
	var n int
	switch {
	case len(keys) > 3 && (keys[0] == "resource" || keys[0] == "data"):
		out.Kind, out.Name, n = keys[1], keys[2], 3
		if keys[0] == "data" {
			out.Kind = "data." + keys[1]
		}
	case len(keys) > 2:
		out.Kind, out.Name, n = keys[0], keys[1], 2
	default:
		out.Kind = "file"
	}
	return keys[n:]
}

// manifest takes Kind/name off the path: "PrometheusRule/rules.spec.groups[rds-rules]".
func manifest(out *snapshot.Resource, p string) []string {
	kind, rest, ok := strings.Cut(p, "/")
	if !ok || strings.ContainsAny(kind, ".[") {
		return split(p)
	}
	out.Collector, out.Kind, out.Pillar = "kubernetes", kind, snapshot.Infrastructure
	if kind == "PrometheusRule" || kind == "ServiceMonitor" || kind == "GrafanaDashboard" {
		out.Pillar = snapshot.Observability
	}
	end := len(rest)
	for _, head := range []string{".apiVersion", ".kind", ".spec", ".metadata", ".data", ".rules", ".subjects", ".roleRef", ".stringData", ".type"} {
		if i := strings.Index(rest, head); i >= 0 && i < end {
			end = i
		}
	}
	out.Name = rest[:end]
	return split(strings.TrimPrefix(rest[end:], "."))
}

// split cuts a path into keys and bracketed elements.
func split(p string) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i <= len(p); i++ {
		switch {
		case i == len(p) || depth == 0 && p[i] == '.':
			if i > start {
				out = append(out, p[start:i])
			}
			start = i + 1
		case p[i] == '[':
			if depth == 0 && i > start {
				out = append(out, p[start:i])
				start = i
			}
			depth++
		case p[i] == ']':
			if depth--; depth == 0 {
				out = append(out, p[start:i+1])
				start = i + 1
			}
		}
	}
	return out
}

// nest builds the tree with leaf at keys. A bracketed step is a list of one: [name] an element named so, [=x] the scalar itself.
func nest(keys []string, leaf snapshot.Node) snapshot.Node {
	if len(keys) == 0 {
		return leaf
	}
	k := keys[0]
	if inner, ok := strings.CutPrefix(k, "["); ok {
		inner = strings.TrimSuffix(inner, "]")
		list := snapshot.Node{Kind: snapshot.List}
		if strings.HasPrefix(inner, "=") {
			list.Flags |= snapshot.FlagSet
			list.Children = []snapshot.Node{leaf}
			return list
		}
		child := nest(keys[1:], leaf)
		if _, err := strconv.Atoi(inner); err != nil && child.Kind == snapshot.Map {
			child.Children = append(child.Children, snapshot.Node{Key: "name", Kind: snapshot.String, Text: strings.TrimPrefix(inner, "name=")})
			sortChildren(child.Children)
		}
		list.Children = []snapshot.Node{child}
		return list
	}
	child := nest(keys[1:], leaf)
	child.Key = k
	return snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{child}}
}

func sortChildren(c []snapshot.Node) {
	for i := 1; i < len(c); i++ {
		for j := i; j > 0 && c[j].Key < c[j-1].Key; j-- {
			c[j], c[j-1] = c[j-1], c[j]
		}
	}
}

// scalar types a value as its format would.
func scalar(v, collector string) snapshot.Node {
	n := snapshot.Node{Kind: snapshot.String, Text: v, Line: 1}
	if collector == "envvars" {
		return n
	}
	if v == "true" || v == "false" {
		n.Kind = snapshot.Bool
	} else if _, err := strconv.ParseFloat(v, 64); err == nil {
		n.Kind = snapshot.Number
	}
	return n
}
