package hurl

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/journeys"
)

// requestPart reads headers, sections and body up to the response or the next entry.
func (p *parser) requestPart(s *journeys.Step) {
	for p.at < len(p.lines) {
		raw := p.lines[p.at]
		switch name := sectionName(raw); {
		case blank(raw):
			p.at++
		case isStatus(raw), isMethod(raw):
			p.redirects(s)
			return
		case name != "":
			p.at++
			p.requestSection(s, p.at, name)
		case p.beginsBody(raw):
			p.body(s)
		default:
			p.at++
			k, v, ok := splitKey(raw)
			if !ok {
				p.fail(p.at, "%q is not understood", shown(raw))
				continue
			}
			s.Headers = append(s.Headers, journeys.Pair{Name: p.key(p.at, k), Value: p.value(p.at, v)})
		}
	}
	p.redirects(s)
}

// key is a name, of which placeholders are filled in where the file itself knows them.
func (p *parser) key(line int, k string) string {
	t := p.text(line, k, true)
	lit, ok := t.Literal()
	if !ok {
		p.fail(line, "the name %q holds a value that is known during a run only", shown(k))
		return t.String()
	}
	return lit
}

// sectionLines calls fn for each line of a section.
func (p *parser) sectionLines(fn func(line int, text string)) {
	for ; p.at < len(p.lines); p.at++ {
		raw := p.lines[p.at]
		if blank(raw) {
			continue
		}
		if sectionName(raw) != "" || isStatus(raw) || isMethod(raw) || p.beginsBody(raw) {
			return
		}
		fn(p.at+1, p.joined())
	}
}

// joined is the line at hand with those that a text of several lines adds to it.
func (p *parser) joined() string {
	text := strings.TrimSpace(p.lines[p.at])
	for strings.Count(text, "```")%2 == 1 && p.at+1 < len(p.lines) {
		p.at++
		text += "\n" + p.lines[p.at]
	}
	return text
}

func (p *parser) requestSection(s *journeys.Step, at int, name string) {
	pairs := func(add func(line int, k, v string)) {
		p.sectionLines(func(line int, text string) {
			k, v, ok := splitKey(text)
			if !ok {
				p.fail(line, "[%s] has lines of the form name: value, not %q", name, shown(text))
				return
			}
			add(line, k, v)
		})
	}
	into := func(list *[]journeys.Pair) {
		pairs(func(line int, k, v string) {
			*list = append(*list, journeys.Pair{Name: p.key(line, k), Value: p.value(line, v)})
		})
	}
	switch name {
	case "Query", "QueryStringParams":
		into(&s.Query)
	case "Form", "FormParams":
		into(&s.Form)
	case "Cookies":
		var jar journeys.Text
		pairs(func(line int, k, v string) {
			sep := ""
			if len(jar.Parts) > 0 {
				sep = "; "
			}
			jar.Parts = append(append(jar.Parts, journeys.Part{Literal: sep + p.key(line, k) + "="}), p.value(line, v).Parts...)
		})
		s.Headers = append(s.Headers, journeys.Pair{Name: "Cookie", Value: jar})
	case "BasicAuth":
		pairs(func(line int, k, v string) {
			s.Basic = &journeys.Basic{User: p.text(line, k, true), Password: p.value(line, v)}
		})
	case "Multipart", "MultipartFormData":
		pairs(func(line int, k, v string) { p.part(s, line, p.key(line, k), v) })
	case "Options":
		pairs(func(line int, k, v string) { p.option(s, line, k, v) })
	default:
		p.fail(at, "section [%s] is not understood before the answer", name)
		p.sectionLines(func(line int, text string) { p.fail(line, "%q stands in [%s]", shown(text), name) })
	}
}

// part reads a line of [Multipart].
func (p *parser) part(s *journeys.Step, line int, k, v string) {
	part := journeys.FormPart{Name: k}
	if slices.ContainsFunc(s.Multipart, func(o journeys.FormPart) bool { return o.Name == k }) {
		p.fail(line, "a second part %q is left out: `multipart` has one of each name", k)
		return
	}
	rest, isFile := strings.CutPrefix(v, "file,")
	if !isFile {
		part.Value = p.value(line, v)
		s.Multipart = append(s.Multipart, part)
		return
	}
	file, media, ok := strings.Cut(rest, ";")
	if !ok {
		p.fail(line, "a file part reads file,NAME; or file,NAME; type/subtype")
		return
	}
	part.File, part.MediaType = p.filename(line, file), strings.TrimSpace(plainValue(media))
	s.Multipart = append(s.Multipart, part)
}

// filename is a file beside the Hurl file, named relative to the config.
func (p *parser) filename(line int, raw string) string {
	name := p.key(line, strings.TrimSpace(raw))
	if path.IsAbs(name) || p.dir == "." || path.IsAbs(p.dir) {
		return name
	}
	return path.Join(p.dir, name)
}

// hasHeader reports whether a step sets a header itself.
func hasHeader(s *journeys.Step, name string) bool {
	return slices.ContainsFunc(s.Headers, func(h journeys.Pair) bool { return http.CanonicalHeaderKey(h.Name) == name })
}
