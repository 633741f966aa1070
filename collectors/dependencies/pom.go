package dependencies

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io/fs"
	"strings"

	"github.com/google/osv-scalibr/clients/datasource"

	"github.com/envparity/envparity/internal/bounds"
)

// poms shows the tree to the reader of one pom.xml, and bounds the expansion of the properties of that file and of its parents. The library
// resolves them without a bound, and properties that name one another twice double with each line.
type poms struct {
	*tree
	texts      []string          // of all elements, those with a reference alone
	properties map[string]string // a name that is given twice has both values
	spent      int               // steps so far, of all files; see resolve
}

// Open implements fs.FS.
func (p *poms) Open(name string) (fs.File, error) {
	f, err := p.tree.Open(name)
	if m, ok := f.(*memory); ok {
		src := make([]byte, m.Len())
		if _, err := m.ReadAt(src, 0); err != nil && len(src) > 0 {
			return nil, err
		}
		if err := p.add(src); err != nil {
			return nil, err
		}
	}
	return f, err
}

// add reads a pom.xml and refuses it if its references, with those of the files before, expand beyond a bound.
func (p *poms) add(src []byte) error {
	if p.properties == nil {
		p.properties = map[string]string{}
	}
	d := datasource.NewMavenDecoder(bytes.NewReader(src))
	var names []string
	for {
		tok, err := d.Token()
		if err != nil {
			break // the library fails at the same place and reports it
		}
		switch t := tok.(type) {
		case xml.StartElement:
			names = append(names, t.Name.Local)
		case xml.EndElement:
			names = names[:max(len(names)-1, 0)]
		case xml.CharData:
			p.text(names, string(t))
		}
	}
	for _, text := range p.texts {
		left := bounds.Expanded
		p.resolve(text, map[string]bool{}, &left)
		if p.spent += bounds.Expanded - left; left <= 0 || p.spent > bounds.ExpandedFile {
			return fmt.Errorf("properties multiply to more than %d MB of one value or %d MB of all; write the values out", bounds.Expanded>>20, bounds.ExpandedFile>>20)
		}
	}
	return nil
}

// text records the text of the innermost of the elements. The library makes properties of a project and its parent, too.
func (p *poms) text(names []string, text string) {
	if text = strings.TrimSpace(text); text == "" || len(names) < 2 {
		return
	}
	if strings.Contains(text, "${") {
		p.texts = append(p.texts, text)
	}
	name, in := names[len(names)-1], names[len(names)-2]
	switch in {
	case "properties":
		p.properties[name] += text
	case "project", "parent":
		if in == "parent" {
			name = "parent." + name
		}
		for _, prefix := range [...]string{"", "pom.", "project."} {
			p.properties[prefix+name] += text
		}
	}
}

// resolve subtracts the expanded length of text, and one for each reference, from left. It follows the library's order and stops when nothing is
// left.
func (p *poms) resolve(text string, resolving map[string]bool, left *int) {
	*left -= len(text)
	for *left > 0 {
		_, rest, ok := strings.Cut(text, "${")
		if !ok {
			return
		}
		name, rest, ok := strings.Cut(rest, "}")
		if !ok {
			return
		}
		text = rest
		*left--
		if value, ok := p.properties[name]; ok && !resolving[name] {
			resolving[name] = true
			p.resolve(value, resolving, left)
			resolving[name] = false
		}
	}
}
