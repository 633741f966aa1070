package hurl

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/envparity/envparity/journeys"
)

// requestPart reads headers, sections and body up to the response or the next entry.
func (p *parser) requestPart(s *journeys.Step) {
	for p.at < len(p.lines) {
		raw := p.lines[p.at]
		line := p.at + 1
		trimmed := strings.TrimSpace(raw)
		switch {
		case blank(raw):
			p.at++
		case statusLine.MatchString(stripComment(raw)), methodLine.MatchString(raw) && !strings.Contains(strings.SplitN(raw, " ", 2)[0], ":"):
			return
		case section.MatchString(trimmed):
			p.at++
			p.requestSection(s, line, section.FindStringSubmatch(trimmed)[1])
		case trimmed[0] == '{' && !strings.HasPrefix(trimmed, "{{"), trimmed[0] == '[', trimmed[0] == '"':
			p.json(s)
		case strings.HasPrefix(trimmed, "```"):
			p.multiline(s)
		case trimmed[0] == '`':
			p.at++
			if len(trimmed) < 2 || trimmed[len(trimmed)-1] != '`' {
				p.fail(line, "a one-line body ends with a backtick")
			} else {
				s.Body = p.text(trimmed[1 : len(trimmed)-1])
			}
		case strings.HasPrefix(trimmed, "file,"), strings.HasPrefix(trimmed, "base64,"), strings.HasPrefix(trimmed, "hex,"), strings.HasPrefix(trimmed, "<"):
			p.at++
			p.fail(line, "this kind of body is not understood; JSON, ``` and ` bodies are")
		default:
			p.at++
			k, v, ok := keyValue(stripComment(raw))
			if !ok {
				p.fail(line, "%q is not understood", short(trimmed))
				continue
			}
			s.Headers = append(s.Headers, journeys.Pair{Name: k, Value: p.text(v)})
		}
	}
}

// sectionLines calls fn for each line of a section.
func (p *parser) sectionLines(fn func(line int, text string)) {
	for ; p.at < len(p.lines); p.at++ {
		raw := p.lines[p.at]
		if blank(raw) {
			continue
		}
		t := strings.TrimSpace(raw)
		if section.MatchString(t) || statusLine.MatchString(stripComment(raw)) || methodLine.MatchString(raw) || t[0] == '{' || t[0] == '`' {
			return
		}
		fn(p.at+1, stripComment(t))
	}
}

func (p *parser) requestSection(s *journeys.Step, at int, name string) {
	pairs := func(add func(line int, k, v string)) {
		p.sectionLines(func(line int, text string) {
			k, v, ok := strings.Cut(text, ":")
			if !ok {
				p.fail(line, "[%s] has lines of the form name: value", name)
				return
			}
			add(line, strings.TrimSpace(k), strings.TrimSpace(v))
		})
	}
	switch name {
	case "Query", "QueryStringParams":
		pairs(func(_ int, k, v string) { s.Query = append(s.Query, journeys.Pair{Name: k, Value: p.text(v)}) })
	case "Form", "FormParams":
		pairs(func(_ int, k, v string) { s.Form = append(s.Form, journeys.Pair{Name: k, Value: p.text(v)}) })
	case "Cookies":
		var jar journeys.Text
		pairs(func(_ int, k, v string) {
			sep := ""
			if len(jar.Parts) > 0 {
				sep = "; "
			}
			jar.Parts = append(jar.Parts, p.text(sep+k+"="+v).Parts...)
		})
		s.Headers = append(s.Headers, journeys.Pair{Name: "Cookie", Value: jar})
	case "BasicAuth":
		pairs(func(_ int, k, v string) { s.Basic = &journeys.Basic{User: p.text(k), Password: p.text(v)} })
	case "Multipart", "MultipartFormData":
		pairs(func(line int, k, v string) {
			part := journeys.FormPart{Name: k}
			if rest, isFile := strings.CutPrefix(v, "file,"); isFile {
				file, media, ok := strings.Cut(rest, ";")
				if !ok {
					p.fail(line, "a file part reads file,NAME; or file,NAME; type/subtype")
				}
				part.File, part.MediaType = strings.TrimSpace(file), strings.TrimSpace(media)
			} else {
				part.Value = p.text(v)
			}
			s.Multipart = append(s.Multipart, part)
		})
	case "Options":
		pairs(func(line int, k, v string) { p.option(s, line, k, v) })
	default:
		p.fail(at, "section [%s] is not understood before the answer; understood are Query, Form, Multipart, Cookies, BasicAuth and Options", name)
		p.sectionLines(func(int, string) {})
	}
}

// json reads a JSON body over as many lines as it takes.
func (p *parser) json(s *journeys.Step) {
	start := p.at
	var b strings.Builder
	depth := 0
	for ; p.at < len(p.lines); p.at++ {
		b.WriteString(p.lines[p.at] + "\n")
		// Brackets inside strings make the count wrong at times; it only decides when parsing is worth a try.
		depth += strings.Count(p.lines[p.at], "{") + strings.Count(p.lines[p.at], "[") - strings.Count(p.lines[p.at], "}") - strings.Count(p.lines[p.at], "]")
		if depth > 0 && !strings.Contains(p.lines[p.at], `"`) {
			continue
		}
		if p.at-start > 5000 {
			break
		}
		if doc, ok := decode(b.String()); ok {
			p.at++
			s.JSON, s.HasJSON = p.holes(doc), true
			return
		}
		if b.Len() > 1<<20 {
			break
		}
	}
	p.at = start + 1
	p.fail(start+1, "the JSON body does not parse; captured values go into strings: \"{{name}}\"")
	p.resync()
}

func decode(s string) (any, bool) {
	d := json.NewDecoder(bytes.NewReader([]byte(s)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil, false
	}
	return v, !d.More()
}

func (p *parser) holes(v any) any {
	switch t := v.(type) {
	case string:
		x := p.text(t)
		if s, ok := x.Literal(); ok {
			return s
		}
		return x
	case map[string]any:
		for k := range t {
			t[k] = p.holes(t[k])
		}
	case []any:
		for i := range t {
			t[i] = p.holes(t[i])
		}
	}
	return v
}

// multiline reads a ``` body.
func (p *parser) multiline(s *journeys.Step) {
	start := p.at
	lang := strings.TrimPrefix(strings.TrimSpace(p.lines[p.at]), "```")
	var body []string
	for p.at++; p.at < len(p.lines); p.at++ {
		if strings.TrimSpace(p.lines[p.at]) == "```" {
			p.at++
			text := strings.Join(body, "\n") + "\n"
			switch strings.TrimSpace(lang) {
			case "":
				s.Body = p.text(text)
			case "json":
				doc, ok := decode(text)
				if !ok {
					p.fail(start+1, "the JSON body does not parse")
				}
				s.JSON, s.HasJSON = p.holes(doc), true
			default:
				p.fail(start+1, "a ``` body of kind %q is not understood", short(lang))
			}
			return
		}
		body = append(body, p.lines[p.at])
	}
	p.fail(start+1, "the ``` body does not end")
}
