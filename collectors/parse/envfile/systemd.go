package envfile

import "strings"

// The states of systemdFile, as env-file.c names them.
const (
	preKey = iota
	inKey
	preValue
	inValue
	valueEscape
	singleQuoted
	doubleQuoted
	doubleQuotedEscape
	inComment
	commentEscape
)

// systemd follows parse_env_file_internal of src/basic/env-file.c: no references, comments only on their own lines, text in and after quotes
// joined, a backslash before the line's end joins lines.
func (r *reader) systemd(text string) {
	f := systemdFile{reader: r}
	for i := range len(text) {
		f.step(text[i])
		if text[i] == '\n' {
			f.line++
		}
	}
	if f.state >= preValue && f.state <= doubleQuotedEscape {
		f.push()
	}
	if f.state == singleQuoted || f.state == doubleQuoted {
		r.lose(f.from, "the quoted value of %q does not end; what follows belongs to it", strings.TrimRight(string(f.key), " \t"))
	}
}

type systemdFile struct {
	*reader
	state int
	key   []byte
	value []byte
	keep  int // how much of value stays when white space is removed from its end
	line  int // 0-based, of the present byte
	from  int // 1-based, of the present key
}

func isNewline(c byte) bool { return c == '\n' || c == '\r' }

func isBlank(c byte) bool { return c == ' ' || c == '\t' || isNewline(c) }

func (f *systemdFile) step(c byte) {
	switch f.state {
	case preKey, inKey:
		f.name(c)
	case preValue, inValue, valueEscape:
		f.plain(c)
	case singleQuoted, doubleQuoted, doubleQuotedEscape:
		f.quoted(c)
	case inComment:
		switch {
		case c == '\\':
			f.state = commentEscape
		case isNewline(c):
			f.state = preKey
		}
	case commentEscape:
		f.state = inComment
	}
}

func (f *systemdFile) name(c byte) {
	switch {
	case f.state == preKey && (c == '#' || c == ';'):
		f.state = inComment
	case f.state == preKey && isBlank(c):
	case f.state == inKey && isNewline(c):
		f.lose(f.from, "a line that is not NAME=value, which systemd passes over")
		f.state, f.key = preKey, nil
	case f.state == inKey && c == '=':
		f.state, f.value, f.keep = preValue, nil, 0
	default:
		if f.state == preKey {
			f.state, f.key, f.from = inKey, nil, f.line+1
		}
		f.key = append(f.key, c)
	}
}

func (f *systemdFile) plain(c byte) {
	switch {
	case f.state == valueEscape:
		f.state = inValue
		if !isNewline(c) {
			f.add(c, true)
		}
	case isNewline(c):
		f.push()
		f.state, f.key = preKey, nil
	case f.state == preValue && c == '\'':
		f.state = singleQuoted
	case f.state == preValue && c == '"':
		f.state = doubleQuoted
	case c == '\\':
		f.state, f.keep = valueEscape, len(f.value)
	case f.state == preValue && isBlank(c):
	default:
		f.state = inValue
		f.add(c, !isBlank(c))
	}
}

func (f *systemdFile) quoted(c byte) {
	switch {
	case f.state == singleQuoted && c == '\'', f.state == doubleQuoted && c == '"':
		f.state = preValue
		return
	case f.state == doubleQuoted && c == '\\':
		f.state = doubleQuotedEscape
		return
	case f.state == doubleQuotedEscape:
		f.state = doubleQuoted
		if c == '\n' {
			return
		}
		if strings.IndexByte("\"\\`$", c) < 0 {
			f.add('\\', true)
		}
	}
	f.add(c, true)
}

func (f *systemdFile) add(c byte, keep bool) {
	f.value = append(f.value, c)
	if keep {
		f.keep = len(f.value)
	}
}

func (f *systemdFile) push() {
	name := strings.TrimRight(string(f.key), " \t\r\n")
	value := f.value
	if f.state == inValue {
		value = value[:f.keep]
	}
	if !validName(name) {
		f.lose(f.from, "a variable whose name systemd refuses")
		return
	}
	f.set(Variable{Name: name, Value: string(value), Line: f.from})
}

// validName reports whether systemd accepts name as a variable's name.
func validName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
