package hurl

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/journeys"
)

// maxBody bounds a body that is written in a file.
const maxBody = 4 << 20

// bodyText is a body as it is written: its kind, its content, and whether placeholders and escapes in it mean something.
type bodyText struct {
	kind    string // json, xml, graphql, text, bytes, file
	text    string
	holes   bool
	escapes bool
	bytes   []byte
	line    int
	fence   bool // between three backticks: kind is what it is called, not what it is
}

var (
	scalar    = regexp.MustCompile(`^[ \t]*(true|false|null|-?[0-9][0-9.eE+-]*)[ \t]*(#.*)?$`)
	wholeHole = regexp.MustCompile(`^[ \t]*\{\{[^{}]*\}\}[ \t]*(#.*)?$`)
	fence     = regexp.MustCompile("^```([a-z0-9]*)((?:,[a-z]+)*)[ \t]*$")
)

func (p *parser) beginsBody(raw string) bool {
	t := strings.TrimLeft(raw, " \t")
	switch {
	case strings.HasPrefix(t, "{{"):
		return wholeHole.MatchString(raw)
	case t == "":
		return false
	}
	return strings.IndexByte("{[\"`<", t[0]) >= 0 || strings.HasPrefix(t, "file,") || strings.HasPrefix(t, "base64,") || strings.HasPrefix(t, "hex,") ||
		scalar.MatchString(raw)
}

// body reads the body of a request.
func (p *parser) body(s *journeys.Step) {
	b, err := p.readBody()
	if err != nil {
		p.fail(b.line, "the request's body is missing here: %v", err)
		return
	}
	media := func(m string) {
		if !hasHeader(s, "Content-Type") {
			s.MediaType = m
		}
	}
	switch b.kind {
	case "json":
		doc, err := p.json(b)
		if err != nil && b.fence { // sent as it is written, whatever it is
			media("application/json")
			s.Body = p.text(b.line, b.text, b.escapes)
			return
		}
		if err != nil {
			p.fail(b.line, "the request's body is missing here: %v", err)
			return
		}
		s.JSON, s.HasJSON = doc, true
	case "graphql":
		p.graphql(s, b)
	case "bytes":
		if !utf8.Valid(b.bytes) {
			p.fail(b.line, "the request's body is missing here: it is no text, and `body` holds text")
			return
		}
		s.Body = journeys.Lit(string(b.bytes))
	case "file":
		p.fail(b.line, "the request's body is missing here: it is the file %q, and a step sends files with `multipart` only", shown(b.text))
	case "xml":
		media("application/xml")
		s.Body = p.text(b.line, b.text, false)
	default:
		if b.holes {
			s.Body = p.text(b.line, b.text, b.escapes)
		} else {
			s.Body = journeys.Lit(b.text)
		}
	}
}

// readBody takes a body off the lines.
func (p *parser) readBody() (bodyText, error) {
	b := bodyText{line: p.at + 1, holes: true}
	first := strings.TrimLeft(p.lines[p.at], " \t")
	rest := strings.TrimLeft(p.src[p.starts[p.at]:], " \t")
	if len(rest) > maxBody {
		rest = rest[:maxBody]
	}
	n, err := 0, error(nil)
	switch {
	case strings.HasPrefix(first, "```"):
		n, err = b.fenced(rest)
	case first[0] == '`':
		b.kind, b.escapes = "text", true
		n = closing(first)
		if n == 0 {
			err = errors.New("a text in backticks does not end on its line")
		} else {
			b.text = first[1 : n-1]
		}
	case first[0] == '<':
		b.kind = "xml"
		n, err = xmlEnd(rest)
		b.text = rest[:n]
	case strings.HasPrefix(first, "file,"), strings.HasPrefix(first, "base64,"), strings.HasPrefix(first, "hex,"):
		form, in, _ := strings.Cut(rest, ",")
		end := strings.IndexByte(in, ';')
		if end < 0 {
			err = errors.New(form + ",… ends with ;")
			break
		}
		n = len(form) + 1 + end + 1
		b.kind, b.text = "file", strings.TrimSpace(in[:end])
		if form != "file" {
			b.kind = "bytes"
			b.bytes, err = encoded(form, in[:end])
		}
	default:
		b.kind = "json"
		n, err = jsonEnd(rest)
		b.text = rest[:n]
	}
	if err != nil {
		p.at++
		p.past()
		return b, err
	}
	p.at += strings.Count(rest[:n], "\n") + 1
	if tail, _, _ := strings.Cut(rest[n:], "\n"); !blank(tail) {
		return b, errors.New("something stands behind it on its last line")
	}
	return b, nil
}

// past skips what could not be read as a body.
func (p *parser) past() {
	for p.at < len(p.lines) && !isMethod(p.lines[p.at]) && !isStatus(p.lines[p.at]) && sectionName(p.lines[p.at]) == "" {
		p.at++
	}
}

// closing is the length of a text in backticks, 0 when it does not end.
func closing(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '`':
			return i + 1
		}
	}
	return 0
}

// fenced reads a text between three backticks.
func (b *bodyText) fenced(s string) (int, error) {
	head, _, several := strings.Cut(s, "\n")
	m := fence.FindStringSubmatch(head)
	if m == nil || !several { // on one line
		end := strings.Index(s[3:], "```")
		if end < 0 || strings.Contains(s[3:3+end], "\n") {
			return 0, errors.New("a text between three backticks does not end")
		}
		b.kind, b.text = "text", s[3:3+end]
		return 6 + end, nil
	}
	from := len(head) + 1
	end := strings.Index(s[from:], "```")
	if end < 0 {
		return 0, errors.New("a text between three backticks does not end")
	}
	b.kind, b.text = "text", s[from:from+end]
	for _, a := range strings.Split(strings.TrimPrefix(m[2], ","), ",") {
		switch a {
		case "escape":
			b.escapes = true
		case "novariable", "novariables":
			b.holes = false
		}
	}
	n := from + end + 3
	switch m[1] {
	case "":
	case "escape", "novariable", "novariables": // without a language before it
		b.escapes, b.holes = b.escapes || m[1] == "escape", b.holes && m[1] == "escape"
	case "json", "xml", "graphql":
		b.kind, b.fence = m[1], true
	case "base64", "hex":
		b.kind = "bytes"
		var err error
		if b.bytes, err = encoded(m[1], b.text); err != nil {
			return n, err
		}
	case "raw":
		b.holes = false
	default:
		return n, errors.New("a text of kind " + m[1] + " is not understood")
	}
	return n, nil
}

func encoded(form, s string) ([]byte, error) {
	s = strings.Join(strings.Fields(s), "")
	var b []byte
	var err error
	if form == "hex" {
		b, err = hex.DecodeString(s)
	} else {
		b, err = base64.StdEncoding.DecodeString(s)
		if err != nil {
			b, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
		}
	}
	if err != nil {
		return nil, errors.New("what stands behind " + form + ", is not in that form")
	}
	return b, nil
}

// xmlEnd is the length of the XML document that s begins with.
func xmlEnd(s string) (int, error) {
	d := xml.NewDecoder(strings.NewReader(s))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	depth := 0
	for {
		t, err := d.RawToken()
		if err != nil {
			return 0, errors.New("the XML does not parse")
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth--; depth == 0 {
				return int(d.InputOffset()), nil
			}
		}
	}
}

// jsonEnd is the length of the JSON value that s begins with; {{name}} is a value of it.
func jsonEnd(s string) (int, error) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			end := stringEnd(s[i:])
			if end == 0 {
				return 0, errors.New("a text of the JSON does not end")
			}
			i += end - 1
		case strings.HasPrefix(s[i:], "{{") && anyHole.MatchString(s[i:]):
			i += len(anyHole.FindString(s[i:])) - 1
		case c == '{' || c == '[':
			depth++
			continue
		case c == '}' || c == ']':
			depth--
		case depth == 0 && (c == '\n' || c == '#'):
			return i, nil
		default:
			continue
		}
		if depth == 0 {
			return i + 1, nil
		}
		if depth < 0 {
			return 0, errors.New("the JSON does not parse")
		}
	}
	if depth == 0 {
		return len(s), nil
	}
	return 0, errors.New("the JSON does not end")
}

func stringEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		case '\n':
			return 0
		}
	}
	return 0
}

// Marks of a placeholder that is a whole value of JSON; private-use runes, which no file contains.
const (
	markOpen  = "\uE0F0"
	markClose = "\uE0F1"
)

// json decodes a JSON body; its placeholders become what they stand for.
func (p *parser) json(b bodyText) (any, error) {
	var out strings.Builder
	s := b.text
	for i := 0; i < len(s); {
		switch {
		case s[i] == '"':
			end := stringEnd(s[i:])
			if end == 0 {
				return nil, errors.New("a text of the JSON does not end")
			}
			out.WriteString(s[i : i+end])
			i += end
		case strings.HasPrefix(s[i:], "{{") && anyHole.MatchString(s[i:]) && b.holes:
			h := anyHole.FindString(s[i:])
			mark, _ := json.Marshal(markOpen + h + markClose)
			out.Write(mark)
			i += len(h)
		default:
			out.WriteByte(s[i])
			i++
		}
	}
	doc, ok := decodeJSON(out.String())
	if !ok {
		return nil, errors.New("the JSON does not parse")
	}
	if !b.holes {
		return doc, nil
	}
	return p.filled(b.line, doc), nil
}

func decodeJSON(s string) (any, bool) {
	d := json.NewDecoder(bytes.NewReader([]byte(s)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil, false
	}
	return v, !d.More()
}

// filled puts values into the texts of a tree. Keys stay as they are.
func (p *parser) filled(line int, v any) any {
	switch t := v.(type) {
	case string:
		if in, whole := strings.CutPrefix(t, markOpen); whole {
			return p.whole(line, strings.TrimSuffix(in, markClose))
		}
		x := p.text(line, t, false)
		if s, ok := x.Literal(); ok {
			return s
		}
		return x
	case map[string]any:
		for k := range t {
			if strings.Contains(k, "{{") {
				p.fail(line, "the key %q of the JSON holds a placeholder, which is sent as it is written", shown(k))
			}
			t[k] = p.filled(line, t[k])
		}
	case []any:
		for i := range t {
			t[i] = p.filled(line, t[i])
		}
	}
	return v
}

// whole is a placeholder that stands for a whole value: what the file sets keeps its type.
func (p *parser) whole(line int, h string) any {
	if m := hole.FindStringSubmatch(h); m != nil && p.captured[m[1]] == "" {
		switch v := p.vars[m[1]].(type) {
		case nil:
		case json.RawMessage:
			return nil
		default:
			return v
		}
	}
	part, _ := p.hole(line, h)
	if part.Secret != "" {
		p.note(line, "{{%s}} is sent as a text: a secret has no other type", strings.TrimPrefix(part.Secret, "HURL_"))
	}
	return journeys.Text{Parts: []journeys.Part{part}}
}

var graphqlVariables = regexp.MustCompile(`(?m)^[ \t]*variables[ \t]*(\{)`)

// graphql makes the JSON of a query and its variables.
func (p *parser) graphql(s *journeys.Step, b bodyText) {
	query, vars := b.text, any(nil)
	if m := graphqlVariables.FindStringSubmatchIndex(b.text); m != nil {
		doc, err := p.json(bodyText{text: strings.TrimSpace(b.text[m[2]:]), line: b.line, holes: b.holes})
		if err != nil {
			p.fail(b.line, "the request's body is missing here: the variables of the query are no JSON")
			return
		}
		query, vars = b.text[:m[0]], doc
	}
	body := map[string]any{"query": p.filled(b.line, strings.TrimSpace(query))}
	if vars != nil {
		body["variables"] = vars
	}
	s.JSON, s.HasJSON = body, true
}
