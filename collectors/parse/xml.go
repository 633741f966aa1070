package parse

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// parseXML makes a map of every element: its attributes and children under their names, its text under "text". An element with only text is a
// string. Adjacent elements of one name are a list. Namespaces are dropped, except the prefix of an attribute.
func parseXML(in *Interner, src []byte) Result {
	b := newBuilder(in)
	d := xml.NewDecoder(bytes.NewReader(src))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // the text is UTF-8 by now
	x := xmlReader{b: b, d: d, lines: lineCounter{src: src}}
	root := &draft{kind: snapshot.Map, line: 1}
	if err := x.children(root, 0); err != nil {
		root.partial = true
		line := x.lines.at(int(d.InputOffset()))
		text := "it ends in the middle of an element"
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) {
			line, text = min(syntax.Line, line), syntax.Msg
			if at := strings.IndexAny(text, "<:&\""); at > 0 { // the rest may quote the file
				text = strings.TrimSpace(text[:at])
			}
		}
		b.problem(line, true, "not valid xml: %s", clip(text))
		return Result{Problems: b.problems}
	}
	return Result{Docs: []Document{{Root: root.node(b, ""), Line: 1}}, Problems: b.problems}
}

type xmlReader struct {
	b     *builder
	d     *xml.Decoder
	lines lineCounter
}

// children reads the content of at.
func (x *xmlReader) children(at *draft, depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	var text strings.Builder
	for {
		token, err := x.d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth == 0 {
				return nil
			}
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := &draft{key: x.b.intern(t.Name.Local), kind: snapshot.Map, line: int32(x.lines.at(int(x.d.InputOffset())))} //nolint:gosec // a file has less lines than bytes, and those are bounded
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
					continue
				}
				name := a.Name.Local
				if a.Name.Space != "" {
					name = a.Name.Space + ":" + name
				}
				e.scalar(x.b.intern(name), snapshot.String, e.line, x.b.intern(a.Value))
			}
			if err := x.children(e, depth+1); err != nil {
				return err
			}
			nest(at, e)
		case xml.EndElement:
			if depth == 0 || t.Name.Local != at.key {
				return &xml.SyntaxError{Msg: "an element is closed that is not open", Line: x.lines.at(int(x.d.InputOffset()))}
			}
			x.content(at, strings.TrimSpace(text.String()))
			return nil
		case xml.CharData:
			text.Write(t)
		}
	}
}

// content adds an element's text. If the element has nothing else, the text becomes its value.
func (x *xmlReader) content(e *draft, text string) {
	switch {
	case text == "":
	case len(e.children) == 0:
		e.kind, e.text = snapshot.String, x.b.intern(text)
	default:
		e.scalar("text", snapshot.String, e.line, x.b.intern(text))
	}
}

// nest adds an element to its parent.
func nest(at, e *draft) {
	old := at.child(e.key)
	switch {
	case old == nil:
		c := at.add(e.key, e.kind, e.line)
		c.text, c.children, c.index = e.text, e.children, e.index
	case old.kind == snapshot.List:
		old.children = append(old.children, e)
	default:
		first := *old
		*old = draft{key: e.key, kind: snapshot.List, line: first.line, children: []*draft{&first, e}}
	}
}
