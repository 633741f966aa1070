package snapshot

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot/secret"
)

// Bounds on JSON inside a text.
const (
	maxEmbedded = bounds.Embedded
	maxNested   = 100 // levels, JSON inside JSON included
)

// embedded seals the secrets of JSON inside a text, by their names, and leaves everything else as written. ok is false if the text is not JSON.
func (t *sealing) embedded(text string) (out string, ok bool) {
	trimmed := strings.TrimSpace(text)
	if len(trimmed) < 8 || len(text) > maxEmbedded || t.nested >= maxNested {
		return text, false
	}
	switch first, last := trimmed[0], trimmed[len(trimmed)-1]; {
	case first == '{' && last == '}' || first == '[' && last == ']' || first == '"' && last == '"':
	default:
		return text, false
	}
	r := jsonReader{text: text, dec: json.NewDecoder(strings.NewReader(text))}
	r.dec.UseNumber()
	var docs []Node
	for {
		n, err := r.value(0)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return text, false
		}
		docs = append(docs, n)
	}
	t.nested++
	defer func() { t.nested-- }()
	w := jsonWriter{text: text, spots: r.spots}
	for i := range docs {
		t.node(&docs[i], "", "", secret.Other)
		w.node(&docs[i])
	}
	return w.done(), true
}

// spot is the position and text of a key or a scalar.
type spot struct {
	start, end int
	text       string
}

// jsonReader reads JSON into nodes and records the spots of all keys and scalars in the order of a walk.
type jsonReader struct {
	text  string
	dec   *json.Decoder
	spots []spot
}

var errNested = errors.New("nested too deep")

func (r *jsonReader) token() (json.Token, spot, error) {
	start := int(r.dec.InputOffset())
	tok, err := r.dec.Token()
	if err != nil {
		return nil, spot{}, err
	}
	end := int(r.dec.InputOffset())
	for start < end && strings.IndexByte(" \t\r\n,:", r.text[start]) >= 0 {
		start++
	}
	return tok, spot{start: start, end: end}, nil
}

func (r *jsonReader) value(depth int) (Node, error) {
	tok, at, err := r.token()
	if err != nil {
		return Node{}, err
	}
	if depth > maxNested {
		return Node{}, errNested
	}
	n := Node{Kind: Null}
	switch v := tok.(type) {
	case json.Delim:
		n.Kind = Map
		if v == '[' {
			n.Kind = List
		}
		err := r.below(&n, depth)
		return n, err
	case string:
		n.Kind, n.Text = String, v
	case json.Number:
		n.Kind, n.Text = Number, v.String()
	case bool:
		n.Kind = Bool
	}
	at.text = n.Text
	r.spots = append(r.spots, at)
	return n, nil
}

func (r *jsonReader) below(n *Node, depth int) error {
	for r.dec.More() {
		key := ""
		if n.Kind == Map {
			tok, at, err := r.token()
			if err != nil {
				return err
			}
			key, _ = tok.(string)
			at.text = key
			r.spots = append(r.spots, at)
		}
		c, err := r.value(depth + 1)
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		c.Key = key
		n.Children = append(n.Children, c)
	}
	_, err := r.dec.Token()
	return err
}

// jsonWriter writes the text again, with sealed values in place of the secrets.
type jsonWriter struct {
	text    string
	spots   []spot
	out     strings.Builder
	written int
}

func (w *jsonWriter) put(text string) {
	at := w.spots[0]
	w.spots = w.spots[1:]
	if text == at.text {
		return
	}
	quoted, _ := json.Marshal(text) // a string: it cannot fail
	w.out.WriteString(w.text[w.written:at.start])
	w.out.Write(quoted)
	w.written = at.end
}

func (w *jsonWriter) node(n *Node) {
	if n.Scalar() {
		w.put(n.Text)
		return
	}
	for i := range n.Children {
		if n.Kind == Map {
			w.put(n.Children[i].Key)
		}
		w.node(&n.Children[i])
	}
}

func (w *jsonWriter) done() string {
	w.out.WriteString(w.text[w.written:])
	return w.out.String()
}
