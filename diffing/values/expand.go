package values

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// maxExpand bounds the documents looked into; what is longer is compared as text.
const maxExpand = 1 << 20

// Expand returns the tree inside a string that holds JSON, YAML, XML, properties or dotenv text, or nil. Lines of the tree
// count from the string's own line. Plain prose is never taken for a document.
func Expand(c Context, n *snapshot.Node) *snapshot.Node {
	if n.Kind != snapshot.String || len(n.Text) < 2 || len(n.Text) > maxExpand {
		return nil
	}
	s := strings.TrimSpace(n.Text)
	if s == "" {
		return nil
	}
	switch s[0] {
	case '{', '[':
		tree := expandJSON(s)
		if tree != nil && policy(tree) {
			canonicalPolicy(tree)
		}
		return setLines(tree, n.Line)
	case '<':
		return setLines(expandXML(s), n.Line)
	}
	if strings.IndexByte(s, '\n') < 0 || strings.HasPrefix(s, "-----BEGIN") || strings.HasPrefix(s, "#!") {
		return nil
	}
	switch ext := extension(c.key()); ext {
	case "properties", "env", "ini", "conf", "cfg":
		return expandPairs(n.Text, n.Line)
	case "yaml", "yml":
		return expandYAML(n.Text, n.Line)
	case "sh", "py", "js", "sql", "lua", "md", "txt", "html", "tpl", "tmpl", "vcl", "rego":
		return nil
	}
	if t := expandPairs(n.Text, n.Line); t != nil {
		return t
	}
	return expandYAML(n.Text, n.Line)
}

func extension(key string) string {
	if i := strings.LastIndexByte(key, '.'); i >= 0 {
		return strings.ToLower(key[i+1:])
	}
	return ""
}

// setLines gives every node of a tree without lines the line of the string it was in.
func setLines(n *snapshot.Node, line int32) *snapshot.Node {
	if n == nil {
		return nil
	}
	n.Line = line
	for i := range n.Children {
		setLines(&n.Children[i], line)
	}
	return n
}

// expandPairs reads KEY=value lines: dotenv, properties, INI without sections. Every line has to be one, or a comment.
func expandPairs(s string, line int32) *snapshot.Node {
	root := &snapshot.Node{Kind: snapshot.Map, Line: line}
	at := line
	for l := range strings.SplitSeq(s, "\n") {
		at++
		t := strings.TrimSpace(l)
		if t == "" || t[0] == '#' || t[0] == ';' || t[0] == '!' {
			continue
		}
		t = strings.TrimPrefix(t, "export ")
		k, v, ok := strings.Cut(t, "=")
		k = strings.TrimSpace(k)
		if !ok || k == "" || strings.ContainsAny(k, " \t\"'{}()<>:;,|&") {
			return nil
		}
		v = strings.TrimSpace(v)
		if len(v) > 1 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0] {
			v = v[1 : len(v)-1]
		}
		root.Children = append(root.Children, snapshot.Node{Key: k, Kind: snapshot.String, Text: v, Line: at})
	}
	if len(root.Children) < 2 || !sortUnique(root) {
		return nil
	}
	return root
}
