package values

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// maxExpand is the greatest length in bytes of a document to parse. A longer one is compared as text.
const maxExpand = 1 << 20

// Structured reports by a quick look whether a string may hold a document.
func Structured(s string) bool {
	if len(s) < 3 {
		return false
	}
	if strings.IndexByte(s, '\n') >= 0 {
		return true
	}
	t := strings.TrimSpace(s)
	return t != "" && (t[0] == '{' || t[0] == '[' || t[0] == '<')
}

// Expand returns the tree inside a string that holds JSON, YAML, XML, properties or dotenv text, or nil. Lines of the tree count from the
// string's own line. Prose is never parsed.
func Expand(c Context, n *snapshot.Node) *snapshot.Node {
	if n.Kind != snapshot.String || len(n.Text) < 2 || len(n.Text) > maxExpand {
		return nil
	}
	s := strings.TrimSpace(n.Text)
	if s == "" {
		return nil
	}
	at := linesOf(n, s)
	switch s[0] {
	case '{', '[':
		tree := expandJSON(s, at)
		if tree != nil && policy(tree) {
			canonicalPolicy(tree)
		}
		return within(n, tree)
	case '<':
		return within(n, expandXML(s, at))
	}
	if strings.IndexByte(s, '\n') < 0 || strings.HasPrefix(s, "-----BEGIN") || strings.HasPrefix(s, "#!") {
		return nil
	}
	switch ext := extension(c.key()); ext {
	case "properties", "env", "ini", "conf", "cfg":
		return within(n, expandPairs(n.Text, at))
	case "yaml", "yml":
		return within(n, expandYAML(n.Text, at))
	case "sh", "py", "js", "sql", "lua", "md", "txt", "html", "tpl", "tmpl", "vcl", "rego":
		return nil
	}
	if t := expandPairs(n.Text, at); t != nil {
		return within(n, t)
	}
	return within(n, expandYAML(n.Text, at))
}

func extension(key string) string {
	if i := strings.LastIndexByte(key, '.'); i >= 0 {
		return strings.ToLower(key[i+1:])
	}
	return ""
}

// within gives a tree the file of the string that it came from.
func within(n, tree *snapshot.Node) *snapshot.Node {
	if tree == nil {
		return nil
	}
	tree.File = n.File
	for i := range tree.Children {
		within(n, &tree.Children[i])
	}
	return tree
}

// lines converts a place inside a string to a line of the source. If the string's lines are not the source's, it is always the string's line.
type lines struct {
	own   int32  // the string's line
	block bool   // the text's lines are the source's
	first int32  // the document's first line
	text  string // the text that offsets count in
	at    int    // offset up to which newlines were counted
	seen  int32
}

// linesOf returns the lines of a document s inside the string n, which may have blank lines before it.
func linesOf(n *snapshot.Node, s string) *lines {
	l := &lines{own: n.Line, first: n.Line, text: s}
	if n.Flags&snapshot.FlagBlock != 0 && n.Line > 0 {
		l.block = true
		l.first += 1 + int32(strings.Count(n.Text[:strings.Index(n.Text, s)], "\n")) //nolint:gosec // bounded by maxExpand
	}
	return l
}

// offset returns the line at a byte offset. Each call's offset must not be less than the last.
func (l *lines) offset(to int64) int32 {
	if !l.block {
		return l.first
	}
	end := min(int(to), len(l.text))
	if end > l.at {
		l.seen += int32(strings.Count(l.text[l.at:end], "\n")) //nolint:gosec // bounded by maxExpand
		l.at = end
	}
	return l.first + l.seen
}

// numbered returns the nth line of the whole string, counted from 1.
func (l *lines) numbered(n int) int32 {
	if !l.block {
		return l.own
	}
	return l.own + int32(min(n, 1<<30)) //nolint:gosec // bounded
}

// expandPairs reads KEY=value lines: dotenv, properties, INI without sections. Every line must be one, or a comment.
func expandPairs(s string, at *lines) *snapshot.Node {
	root := &snapshot.Node{Kind: snapshot.Map, Line: at.first}
	no := 0
	for l := range strings.SplitSeq(s, "\n") {
		no++
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
		root.Children = append(root.Children, snapshot.Node{Key: k, Kind: snapshot.String, Text: v, Line: at.numbered(no)})
	}
	if len(root.Children) < 2 || !sortUnique(root) {
		return nil
	}
	return root
}
