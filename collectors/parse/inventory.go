package parse

import (
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// parseInventory reads an Ansible inventory in INI form, as ansible.builtin.ini does: a line of a group is a host with its variables, `[g:vars]`
// has the group's, `[g:children]` lists groups. The tree is that of an inventory in YAML: hosts, vars and children below each group.
func parseInventory(in *Interner, src []byte) Result {
	b := newBuilder(in)
	root := &draft{kind: snapshot.Map, line: 1}
	group, part := "ungrouped", "hosts"
	for i, l := range strings.Split(string(src), "\n") {
		line := int32(i + 1) //nolint:gosec // a file has less lines than bytes, and those are bounded
		l = strings.TrimSpace(l)
		if l == "" || l[0] == '#' || l[0] == ';' {
			continue
		}
		if l[0] == '[' {
			end := strings.IndexByte(l, ']')
			if end < 0 {
				b.problem(int(line), true, "a group's name has no closing bracket")
				root.partial = true
				continue
			}
			group, part, _ = strings.Cut(l[1:end], ":")
			if part == "" {
				part = "hosts"
			}
			inner(inner(root, b.intern(group), line), b.intern(part), line)
			continue
		}
		at := inner(inner(root, b.intern(group), line), b.intern(part), line)
		switch part {
		case "vars":
			key, value, ok := strings.Cut(l, "=")
			if !ok {
				b.problem(int(line), true, "a variable without a value")
				at.partial, root.partial = true, true
				continue
			}
			at.scalar(b.intern(strings.TrimSpace(key)), snapshot.String, line, b.intern(unquote(strings.TrimSpace(value))))
		case "children":
			name, _, _ := strings.Cut(l, " ")
			at.add(b.intern(name), snapshot.Map, line)
		default:
			inventoryHost(b, at, l, line)
		}
	}
	return Result{Docs: []Document{{Root: root.node(b, ""), Line: 1}}, Problems: b.problems}
}

// inner returns the map of that name in at.
func inner(at *draft, name string, line int32) *draft {
	if c := at.child(name); c != nil {
		return c
	}
	return at.add(name, snapshot.Map, line)
}

func inventoryHost(b *builder, at *draft, l string, line int32) {
	words := shellWords(l)
	if len(words) == 0 {
		return
	}
	host := inner(at, b.intern(words[0]), line)
	for _, w := range words[1:] {
		key, value, ok := strings.Cut(w, "=")
		if !ok {
			b.problem(int(line), true, "a word behind a host that is no variable=value")
			host.partial = true
			continue
		}
		host.scalar(b.intern(key), snapshot.String, line, b.intern(value))
	}
}

// shellWords splits a line at white space outside of quotes, and ends at a comment.
func shellWords(l string) []string {
	var out []string
	var word strings.Builder
	quote, open := byte(0), false
	for i := range len(l) {
		switch c := l[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteByte(c)
		case c == '"' || c == '\'':
			quote, open = c, true
		case c == '#' && !open && word.Len() == 0:
			return out
		case c == ' ' || c == '\t':
			if open || word.Len() > 0 {
				out = append(out, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteByte(c)
			open = true
		}
	}
	if open || word.Len() > 0 {
		out = append(out, word.String())
	}
	return out
}

// inInventory reports whether a file is in a folder where Ansible keeps inventories.
func inInventory(name string) bool {
	dirs := strings.Split(path.Dir(name), "/")
	ext := path.Ext(path.Base(name))
	return (ext == "" || ext == ".ini") && !slices.Contains(dirs, "group_vars") && !slices.Contains(dirs, "host_vars") &&
		(slices.Contains(dirs, "inventory") || slices.Contains(dirs, "inventories"))
}
