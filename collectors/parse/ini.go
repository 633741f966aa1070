package parse

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// parseINI reads sections of key = value lines; '#' and ';' begin comments, indented lines continue a value. A key that a
// section gives more than once is a list, as git and systemd read it.
func parseINI(in *Interner, src []byte) Result {
	b := newBuilder(in)
	root := &draft{kind: snapshot.Map, line: 1}
	section := root
	var last *draft
	for i, raw := range strings.Split(string(src), "\n") {
		line := int32(i + 1)
		l := strings.TrimSpace(raw)
		switch {
		case l == "" || l[0] == '#' || l[0] == ';':
			last = nil
			continue
		case l[0] == '[':
			end := strings.LastIndexByte(l, ']')
			if end < 0 {
				b.problem(int(line), true, "a section's name has no closing bracket; what follows is not read, until the next section")
				section, root.partial = &draft{kind: snapshot.Map}, true
				continue
			}
			name := b.intern(strings.TrimSpace(l[1:end]))
			section, last = root.child(name), nil
			if section == nil || section.kind != snapshot.Map {
				section = root.add(name, snapshot.Map, line)
			}
			continue
		case last != nil && (raw[0] == ' ' || raw[0] == '\t') && !strings.ContainsAny(l, "=:"):
			last.text += "\n" + l
			continue
		}
		at := strings.IndexAny(l, "=:")
		if at <= 0 {
			b.problem(int(line), true, "a line that is neither a section nor key = value")
			section.partial, root.partial = true, true
			continue
		}
		last = iniValue(section, b.intern(strings.TrimSpace(l[:at])), unquote(strings.TrimSpace(l[at+1:])), line)
	}
	return Result{Docs: []Document{{Root: root.node(b, ""), Line: 1}}, Problems: b.problems}
}

func iniValue(section *draft, key, value string, line int32) *draft {
	old := section.child(key)
	if old == nil {
		c := section.add(key, snapshot.String, line)
		c.text = value
		return c
	}
	if old.kind == snapshot.String {
		first := &draft{kind: snapshot.String, text: old.text, line: old.line}
		old.kind, old.text, old.children = snapshot.List, "", []*draft{first}
	}
	if old.kind != snapshot.List { // a section of this name
		c := section.add(key, snapshot.String, line)
		c.text = value
		return c
	}
	c := old.add("", snapshot.String, line)
	c.text = value
	return c
}

func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}
