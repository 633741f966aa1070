package kubernetes

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// page is one page of a list.
type page struct {
	kind  string // DeploymentList
	next  string // token of the next page, "" at the end
	left  int    // number of objects after it, if the server counts them
	items []snapshot.Node
}

// pageReader turns a list's JSON into trees while it arrives. It keeps neither the text nor unused parts: managed fields, which are half of an
// object, and the status.
type pageReader struct {
	dec    *jsontext.Decoder
	strs   *parse.Interner
	kind   kind
	status bool            // keep the status
	stack  []snapshot.Node // children of maps and lists that are being read
	buf    []byte
}

const maxNesting = bounds.KubernetesNesting

// readPage reads one page to its end.
func readPage(r io.Reader, strs *parse.Interner, k kind, status bool) (page, error) {
	pr := pageReader{
		dec:  jsontext.NewDecoder(r, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		strs: strs, kind: k, status: status,
	}
	p, err := pr.page()
	if err == nil {
		if _, end := pr.dec.ReadToken(); !errors.Is(end, io.EOF) {
			err = errGarbage
		}
	}
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return page{}, errCutOff
	case errors.As(err, &syntax):
		return page{}, errGarbage
	case err != nil:
		return page{}, err
	}
	return p, nil
}

var errCutOff = errors.New("the answer ends in the middle")

func (pr *pageReader) page() (p page, err error) {
	err = pr.members(func(key string) error {
		switch key {
		case "kind":
			n, err := pr.value("", 0)
			p.kind = n.Text
			return err
		case "metadata":
			n, err := pr.value("", 0)
			p.next = text(&n, "continue")
			if c := n.Child("remainingItemCount"); c != nil {
				p.left, _ = strconv.Atoi(c.Text) // 0 if it is no number
			}
			return err
		case "items":
			if pr.dec.PeekKind() == 'n' {
				return pr.dec.SkipValue()
			}
			p.items, err = pr.items()
			return err
		}
		return pr.dec.SkipValue()
	})
	return p, err
}

// members calls visit with each name of an object; visit reads the value.
func (pr *pageReader) members(visit func(key string) error) error {
	if err := pr.open('{'); err != nil {
		return err
	}
	for pr.dec.PeekKind() != '}' {
		key, err := pr.text()
		if err != nil {
			return err
		}
		if err := visit(key); err != nil {
			return err
		}
	}
	_, err := pr.dec.ReadToken()
	return err
}

// open reads the token at the beginning of an object or array.
func (pr *pageReader) open(want jsontext.Kind) error {
	tok, err := pr.dec.ReadToken()
	if err == nil && tok.Kind() != want {
		err = errGarbage
	}
	return err
}

func (pr *pageReader) items() ([]snapshot.Node, error) {
	if err := pr.open('['); err != nil {
		return nil, err
	}
	var out []snapshot.Node
	for pr.dec.PeekKind() != ']' {
		o, err := pr.item()
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	_, err := pr.dec.ReadToken()
	return out, err
}

// item reads one object and adds the apiVersion and kind that items of typed lists leave out.
func (pr *pageReader) item() (snapshot.Node, error) {
	base, typed := len(pr.stack), false
	err := pr.members(func(key string) error {
		if key == "status" && !pr.status {
			return pr.dec.SkipValue()
		}
		typed = typed || key == "kind"
		return pr.push(key, 1)
	})
	if err != nil {
		return snapshot.Node{}, err
	}
	if !typed {
		pr.stack = append(pr.stack,
			snapshot.Node{Key: "apiVersion", Kind: snapshot.String, Text: pr.kind.version},
			snapshot.Node{Key: "kind", Kind: snapshot.String, Text: pr.kind.name})
	}
	return pr.done("", snapshot.Map, base), nil
}

// push reads a value and puts it on the stack.
func (pr *pageReader) push(key string, depth int) error {
	n, err := pr.value(key, depth)
	pr.stack = append(pr.stack, n)
	return err
}

// done takes the entries above base from the stack: the children of a map or list.
func (pr *pageReader) done(key string, k snapshot.Kind, base int) snapshot.Node {
	n := snapshot.Node{Key: key, Kind: k}
	mine := pr.stack[base:]
	if k == snapshot.Map {
		slices.SortStableFunc(mine, func(a, b snapshot.Node) int { return cmp.Compare(a.Key, b.Key) })
		last := 0
		for i := range mine { // of a key given twice the last one counts
			if i > 0 && mine[i].Key != mine[last].Key {
				last++
			}
			mine[last] = mine[i]
		}
		mine = mine[:min(last+1, len(mine))]
	}
	if len(mine) > 0 {
		n.Children = slices.Clone(mine)
	}
	pr.stack = pr.stack[:base]
	return n
}

// serverOnly lists members of "metadata" that the server writes and this package does not use.
func serverOnly(name string) bool {
	switch name {
	case "managedFields", "uid", "generation", "creationTimestamp", "selfLink":
		return true
	}
	return false
}

func (pr *pageReader) value(key string, depth int) (snapshot.Node, error) {
	if depth > maxNesting {
		return snapshot.Node{}, fmt.Errorf("an object is nested more than %d deep", maxNesting)
	}
	switch kind := pr.dec.PeekKind(); kind {
	case '{':
		base := len(pr.stack)
		err := pr.members(func(name string) error {
			if key == "metadata" && serverOnly(name) {
				return pr.dec.SkipValue()
			}
			return pr.push(name, depth+1)
		})
		if err != nil {
			return snapshot.Node{}, err
		}
		return pr.done(key, snapshot.Map, base), nil
	case '[':
		base := len(pr.stack)
		if err := pr.open('['); err != nil {
			return snapshot.Node{}, err
		}
		for pr.dec.PeekKind() != ']' {
			if err := pr.push("", depth+1); err != nil {
				return snapshot.Node{}, err
			}
		}
		_, err := pr.dec.ReadToken()
		return pr.done(key, snapshot.List, base), err
	case '"':
		s, err := pr.text()
		return snapshot.Node{Key: key, Kind: snapshot.String, Text: s}, err
	case '0':
		v, err := pr.dec.ReadValue()
		return snapshot.Node{Key: key, Kind: snapshot.Number, Text: pr.strs.InternBytes(v)}, err
	case 't', 'f':
		tok, err := pr.dec.ReadToken()
		return snapshot.Node{Key: key, Kind: snapshot.Bool, Text: tok.String()}, err
	case 'n':
		_, err := pr.dec.ReadToken()
		return snapshot.Node{Key: key, Kind: snapshot.Null}, err
	}
	_, err := pr.dec.ReadToken() // returns the error
	if err == nil {
		err = errGarbage
	}
	return snapshot.Node{}, err
}

// text reads a string, or a name.
func (pr *pageReader) text() (string, error) {
	v, err := pr.dec.ReadValue()
	if err != nil {
		return "", err
	}
	if v.Kind() != '"' {
		return "", errGarbage
	}
	if pr.buf, err = jsontext.AppendUnquote(pr.buf[:0], v); err != nil && len(pr.buf) == 0 && len(v) > 2 {
		return "", err
	}
	return pr.strs.InternBytes(pr.buf), nil
}
