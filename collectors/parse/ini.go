package parse

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// iniRules are the rules in which readers of INI files differ.
type iniRules struct {
	comments   string              // characters that begin one at the start of a line
	inline     string              // characters that begin one after a value and a space
	goesOn     bool                // a backslash at its end joins a line with the next
	indented   bool                // a line with more indentation than its key continues the value
	separators string              // between key and value
	resets     bool                // an empty value removes earlier values
	key        func(string) string // normalises a key; nil keeps it
	value      func(string) string // removes quotes and escapes from a value
	flags      bool                // a key alone is a switch that is on
}

func iniRulesOf(f Format) iniRules {
	switch f {
	case FormatGit: // git-config(1)
		return iniRules{comments: "#;", inline: "#;", goesOn: true, separators: "=", value: gitValue, flags: true}
	case FormatUnit: // systemd.syntax(7)
		return iniRules{comments: "#;", goesOn: true, separators: "=", resets: true, value: func(s string) string { return s }}
	case FormatMySQL: // https://dev.mysql.com/doc/refman/8.4/en/option-files.html
		return iniRules{comments: "#;", inline: "#", separators: "=", key: func(k string) string { return strings.ReplaceAll(k, "-", "_") }, value: mysqlValue, flags: true}
	case FormatPHP: // https://www.php.net/parse_ini_file
		return iniRules{comments: ";#", inline: ";", separators: "=", value: unquote, flags: true}
	}
	return iniRules{comments: "#;", indented: true, separators: "=:", value: unquote, flags: true}
}

// parseINI reads sections of key = value lines. A repeated key of a section is a list, as git and systemd read it.
func parseINI(in *Interner, src []byte, f Format) Result {
	p := iniReader{b: newBuilder(in), rules: iniRulesOf(f), root: &draft{kind: snapshot.Map, line: 1}}
	p.section = p.root
	lines := strings.Split(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line, raw := i+1, lines[i]
		if p.rules.goesOn && !p.isComment(strings.TrimSpace(raw)) {
			for continues(strings.TrimRight(raw, " \t")) && i+1 < len(lines) {
				i++
				if f == FormatUnit && p.isComment(strings.TrimSpace(lines[i])) {
					continue
				}
				raw = strings.TrimSuffix(strings.TrimRight(raw, " \t"), `\`) + " " + strings.TrimSpace(lines[i])
			}
		}
		p.line(raw, int32(line)) //nolint:gosec // a file has less lines than bytes, and those are bounded
	}
	return Result{Docs: []Document{{Root: p.root.node(p.b, ""), Line: 1}}, Problems: p.b.problems}
}

type iniReader struct {
	b       *builder
	rules   iniRules
	root    *draft
	section *draft
	last    *draft // the value that an indented line continues
	indent  int    // of its key
}

func (p *iniReader) isComment(l string) bool {
	return l != "" && strings.IndexByte(p.rules.comments, l[0]) >= 0
}

func (p *iniReader) line(raw string, line int32) {
	l := strings.TrimSpace(raw)
	indent := len(raw) - len(strings.TrimLeft(raw, " \t"))
	switch {
	case l == "":
		return
	case p.isComment(l):
		return
	case p.rules.indented && p.last != nil && indent > p.indent:
		p.last.text = strings.TrimLeft(p.last.text+"\n"+l, "\n")
		return
	case l[0] == '[':
		p.header(l, line)
		return
	}
	at := strings.IndexAny(l, p.rules.separators)
	name := l
	if at >= 0 {
		name = strings.TrimSpace(l[:at])
	}
	switch {
	case name == "" || at < 0 && (!p.rules.flags || !isFlag(name)):
		p.b.problem(int(line), true, "a line that is neither a section nor key = value")
		p.section.partial, p.root.partial = true, true
		return
	case at < 0:
		p.set(name, "true", line)
		p.last = nil
	default:
		p.last = p.set(name, p.rules.value(p.withoutComment(strings.TrimSpace(l[at+1:]))), line)
	}
	p.indent = indent
}

// isFlag reports whether a line that is one word may be a switch.
func isFlag(word string) bool {
	return strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == ""
}

// header begins a section. In git's files an assignment may follow on the line.
func (p *iniReader) header(l string, line int32) {
	p.last = nil
	end, quoted := -1, false
	for i := range len(l) {
		if l[i] == '"' && l[i-1] != '\\' {
			quoted = !quoted
		} else if l[i] == ']' && !quoted {
			end = i
			break
		}
	}
	if end < 0 {
		end = strings.LastIndexByte(l, ']')
	}
	if end < 0 {
		p.b.problem(int(line), true, "a section's name has no closing bracket; what follows is not read, until the next section")
		p.section, p.root.partial = &draft{kind: snapshot.Map}, true
		return
	}
	name := p.b.intern(strings.TrimSpace(l[1:end]))
	p.section = p.root.child(name)
	if p.section == nil || p.section.kind != snapshot.Map {
		p.section = p.root.add(name, snapshot.Map, line)
	}
	if rest := strings.TrimSpace(l[end+1:]); rest != "" && !p.isComment(rest) {
		p.line(rest, line)
	}
}

// withoutComment removes a comment after a value, outside of quotes.
func (p *iniReader) withoutComment(s string) string {
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0 && c == quote && s[i-1] != '\\':
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte(p.rules.inline, c) >= 0 && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t'):
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

func (p *iniReader) set(name, value string, line int32) *draft {
	if p.rules.key != nil {
		name = p.rules.key(name)
	}
	name = p.b.intern(name)
	if p.rules.resets && name == "Environment" && value != "" && !strings.Contains(value, "=") {
		p.b.problem(int(line), true, "an Environment= that sets no NAME=value, which systemd ignores")
		p.section.partial, p.root.partial = true, true
		return &draft{kind: snapshot.String}
	}
	if p.rules.resets {
		old := p.section.child(name)
		switch {
		case old == nil && value == "":
			return p.section.add(name, snapshot.List, line)
		case old != nil && value == "" && old.kind != snapshot.Map:
			old.kind, old.text, old.children, old.line = snapshot.List, "", nil, line
			return old
		case old != nil && old.kind == snapshot.List && len(old.children) == 0:
			old.kind, old.text, old.line = snapshot.String, value, line
			return old
		}
	}
	return iniValue(p.section, name, value, line)
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

// gitValue removes double quotes anywhere and resolves git's escapes.
func gitValue(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			if at := strings.IndexByte("ntb", s[i]); at >= 0 {
				out.WriteByte("\n\t\b"[at])
			} else {
				out.WriteByte(s[i])
			}
		case s[i] != '"':
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

// mysqlValue resolves the escapes of option files.
func mysqlValue(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\b`, "\b", `\s`, " ").Replace(unquote(s))
}
