package parse

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// Dotenv parses KEY=value lines as most libraries do: quotes, escapes in double quotes, export, values over several lines, comments, and ${NAME},
// ${NAME:-default} from the lines above. A reference to an undefined name makes the value Unknown. A name without "=" is passed through from the
// surroundings (as docker does), so it is Unknown and reported. Any other line is lost. If libraries disagree on a value, Dotenv returns the one
// that most of them read, or Unknown if there is none. Package envfile has the rules of each.
func Dotenv(src []byte) Result { return Text(FormatEnv, src) }

func parseDotenv(in *Interner, src []byte) Result {
	d := dotenv{b: newBuilder(in), src: strings.ReplaceAll(string(src), "\r\n", "\n"), line: 1, known: map[string]string{}}
	d.trimKeys = spacedStyle(d.src)
	for d.pos < len(d.src) {
		d.statement()
	}
	d.agree()
	root := d.b.mapNode("", 1, d.children)
	if d.lost {
		root.Flags |= snapshot.FlagPartial
	}
	return Result{Docs: []Document{{Root: root, Line: 1}}, Problems: d.b.problems}
}

type dotenv struct {
	b        *builder
	src      string
	pos      int
	line     int
	trimKeys bool
	lost     bool // a line could not be read: keys that the file lacks are unknown
	known    map[string]string
	expanded int // size in bytes of the expanded references
	children []snapshot.Node
}

// spacedStyle reports whether most assignments have a space before "=". Then it is the file's style. Otherwise it is a slip that must stay
// visible in the key.
func spacedStyle(src string) bool {
	spaced, all := 0, 0
	for l := range strings.SplitSeq(src, "\n") {
		if at := strings.IndexByte(l, '='); at > 0 && strings.TrimLeft(l, " \t")[0] != '#' {
			all++
			if l[at-1] == ' ' || l[at-1] == '\t' {
				spaced++
			}
		}
	}
	return spaced*2 > all
}

func (d *dotenv) rest() string {
	if end := strings.IndexByte(d.src[d.pos:], '\n'); end >= 0 {
		return d.src[d.pos : d.pos+end]
	}
	return d.src[d.pos:]
}

func (d *dotenv) nextLine() {
	if end := strings.IndexByte(d.src[d.pos:], '\n'); end >= 0 {
		d.pos += end + 1
	} else {
		d.pos = len(d.src)
	}
	d.line++
}

func (d *dotenv) statement() {
	l := d.rest()
	trimmed := strings.TrimSpace(l)
	if trimmed == "" || trimmed[0] == '#' {
		d.nextLine()
		return
	}
	lead := len(l) - len(strings.TrimLeft(l, " \t"))
	if after, ok := strings.CutPrefix(l[lead:], "export "); ok {
		lead = len(l) - len(strings.TrimLeft(after, " \t"))
	}
	at := strings.IndexByte(l, '=')
	if at < lead { // "KEY: value" is accepted as well
		at = strings.Index(l, ": ")
	}
	if at <= lead || !validKey(strings.TrimRight(l[lead:at], " \t")) {
		// A name at the end of the text may be cut off.
		if name := strings.TrimSpace(l[lead:]); passable(name) && d.pos+len(l) < len(d.src) {
			d.b.problem(d.line, false, "%q has no \"=\": its value comes from elsewhere and is unknown", clip(name))
			d.children = append(d.children, snapshot.Node{Key: d.b.intern(name), Kind: snapshot.Unknown, Line: int32(d.line), Text: "no value in the file"})
		} else {
			d.b.problem(d.line, true, "a line that is not NAME=value")
			d.lost = true
		}
		d.nextLine()
		return
	}
	key := l[lead:at]
	if d.trimKeys || l[at] == ':' {
		key = strings.TrimRight(key, " \t")
	}
	line := int32(d.line)
	d.pos += at + 1
	text, unknown, ok := d.value()
	if !ok {
		// If only assignments follow, a quote is missing. Otherwise the next lines may belong to the value, such as a private key.
		d.lost = true
		if d.assignments() {
			d.b.problem(int(line), true, "the quoted value of %q does not end", clip(key))
		} else {
			d.b.problem(int(line), true, "the quoted value of %q does not end; it and what follows are unknown", clip(key))
			d.pos = len(d.src)
		}
	}
	n := snapshot.Node{Key: d.b.intern(key), Kind: snapshot.String, Line: line, Text: d.b.intern(text)}
	if unknown || !ok {
		n.Kind = snapshot.Unknown
	} else {
		d.known[strings.TrimSpace(key)] = text
	}
	d.children = append(d.children, n)
}

// assignments reports whether only assignments and comments follow.
func (d *dotenv) assignments() bool {
	for l := range strings.SplitSeq(d.src[d.pos:], "\n") {
		l = strings.TrimPrefix(strings.TrimSpace(l), "export ")
		if name, _, ok := strings.Cut(l, "="); l != "" && l[0] != '#' && (!ok || !validKey(strings.TrimSpace(name))) {
			return false
		}
	}
	return true
}

// passable reports whether a single word is a typical name of a variable whose value is passed through. Any other word may be part of a value,
// which must not be shown.
func passable(name string) bool {
	if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return len(name) > 1 && len(name) <= 16
	}
	return len(name) <= 48 && strings.Contains(name, "_") && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" &&
		(name[0] < '0' || name[0] > '9')
}

func validKey(k string) bool {
	if k == "" {
		return false
	}
	for i := 0; i < len(k); i++ {
		c := k[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		case i > 0 && (c >= '0' && c <= '9' || c == '.' || c == '-'):
		default:
			return false
		}
	}
	return true
}

// value reads the text after the "=" and moves to the next line.
func (d *dotenv) value() (text string, unknown, ok bool) {
	l := d.rest()
	trimmed := strings.TrimLeft(l, " \t")
	if trimmed == "" {
		d.nextLine()
		return "", false, true
	}
	quote := trimmed[0]
	if quote == '"' || quote == '\'' || quote == '`' {
		start := d.pos + len(l) - len(trimmed) + 1
		if end := closing(d.src, start, quote); end >= 0 {
			raw := d.src[start:end]
			d.line += strings.Count(raw, "\n")
			d.pos = end + 1
			tail := strings.TrimSpace(d.rest())
			d.nextLine()
			if tail == "" || tail[0] == '#' {
				if quote != '"' {
					return raw, false, true
				}
				text, unknown = d.expand(raw, true)
				return text, unknown, true
			}
			// Text after the closing quote: the whole value is literal.
			return string(quote) + raw + string(quote) + tail, false, true
		}
		d.nextLine()
		return "", false, false
	}
	if at := comment(trimmed); at >= 0 {
		trimmed = trimmed[:at]
	}
	d.nextLine()
	text, unknown = d.expand(strings.TrimRight(trimmed, " \t"), false)
	return text, unknown, true
}

// closing finds the quote that ends the text at from.
func closing(src string, from int, quote byte) int {
	if quote == '\'' {
		return closingSingle(src, from)
	}
	for i := from; i < len(src); i++ {
		switch {
		case src[i] == '\\' && quote == '"':
			i++
		case src[i] == quote:
			return i
		}
	}
	return -1
}

// closingSingle is closing for single quotes. A quote after a backslash does not end the text, unless no other quote ends the line.
func closingSingle(src string, from int) int {
	escaped := -1
	for i := from; i < len(src); i++ {
		if src[i] != '\'' {
			continue
		}
		if i == from || src[i-1] != '\\' {
			if escaped >= 0 && !endsLine(src[i+1:]) {
				return escaped
			}
			return i
		}
		if escaped < 0 {
			escaped = i
		}
	}
	return escaped
}

// endsLine reports whether only a comment comes before the end of src's first line.
func endsLine(src string) bool {
	line, _, _ := strings.Cut(src, "\n")
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '#'
}

func comment(l string) int {
	for i := range len(l) {
		if l[i] == '#' && (i == 0 || l[i-1] == ' ' || l[i-1] == '\t') {
			return i
		}
	}
	return -1
}
