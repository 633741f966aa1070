package snapshot

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"
	"time"
	"unicode/utf8"
)

// The file is one JSON document in lines: a head, a line for each resource, and a tail with the SHA-256 of all bytes before it. So it is
// canonical, any JSON reader can read it, both directions can stream, and a truncated or changed file is detected.
//
// A resource's attributes are plain JSON under "root". Properties that JSON lacks are beside them, by the node's position in a walk through the
// tree, parents first: "lines" has every node's line, each as the difference from the one before; "marks" has [position, kind, flags, file] of
// the nodes that are no plain JSON value or have flags.
const (
	headEnd  = `"resources":[`
	tailHead = `],"sha256":"`
	tailEnd  = `"}`
)

// head is the first line. Its field order is part of the format.
type head struct {
	Schema      string    `json:"schema"`
	Project     string    `json:"project"`
	Environment string    `json:"environment"`
	Label       string    `json:"label,omitempty"`
	Taken       time.Time `json:"taken"`
	Key         string    `json:"key,omitempty"`
	Members     []string  `json:"members,omitempty"`
	Outcomes    []Outcome `json:"outcomes"`
	Count       int       `json:"count"`
}

// meta is the rest of a resource line besides the attributes.
type meta struct {
	Type      string            `json:"type,omitempty"` // only if it is not the collector's name
	Collector string            `json:"collector"`
	Kind      string            `json:"kind"`
	Scope     string            `json:"scope,omitempty"`
	Name      string            `json:"name"`
	Member    string            `json:"member,omitempty"`
	Block     string            `json:"block,omitempty"`
	Pillar    Pillar            `json:"pillar"`
	Labels    map[string]string `json:"labels,omitempty"`
	Source    *Source           `json:"source,omitempty"`
	Files     []string          `json:"files,omitempty"`
}

// Write writes s, which must be normalized, to w. The same snapshot gives the same bytes.
func Write(w io.Writer, s *Snapshot) error {
	sum := sha256.New()
	b := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)
	h := head{
		Schema: Schema, Project: s.Project, Environment: s.Environment, Label: s.Label, Taken: s.Taken.UTC(), Key: s.Key,
		Members: s.Members, Outcomes: s.Outcomes, Count: len(s.Resources),
	}
	if h.Outcomes == nil {
		h.Outcomes = []Outcome{}
	}
	line, err := marshal(h)
	if err != nil {
		return err
	}
	line[len(line)-1] = ','
	line = append(line, headEnd...)
	var open Opener
	for i := range s.Resources {
		if i > 0 {
			line = append(line, ',')
		}
		line = append(line, '\n')
		if _, err := b.Write(line); err != nil {
			return err
		}
		if line, err = appendResource(line[:0], &s.Resources[i], &open); err != nil {
			return err
		}
	}
	line = append(line, '\n')
	if _, err := b.Write(line); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	_, err = io.WriteString(w, tailHead+hex.EncodeToString(sum.Sum(nil))+tailEnd+"\n")
	return err
}

// marshal is json.Marshal without the escapes that only browsers need.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

func appendResource(b []byte, r *Resource, open *Opener) ([]byte, error) {
	open.Reset()
	m := meta{
		Collector: r.Collector, Kind: r.Kind, Scope: r.Scope, Name: r.Name, Member: r.Member, Block: r.Block, Pillar: r.Pillar,
		Labels: r.Labels, Files: r.Files,
	}
	if r.Type != r.Collector {
		m.Type = r.Type
	}
	if r.Source != (Source{}) {
		m.Source = &r.Source
	}
	text, err := marshal(m)
	if err != nil {
		return nil, err
	}
	b = append(b, text[:len(text)-1]...)
	var e encoder
	b = append(b, `,"root":`...)
	b = e.node(b, open.Open(r))
	if e.anyLine {
		b = append(b, `,"lines":[`...)
		b = append(b, e.lines...)
		b = append(b, ']')
	}
	if len(e.marks) > 0 {
		b = append(b, `,"marks":[`...)
		b = append(b, e.marks...)
		b = append(b, ']')
	}
	return append(b, '}'), nil
}

// encoder collects what is stored beside the tree.
type encoder struct {
	position int
	last     int32
	anyLine  bool
	lines    []byte
	marks    []byte
}

func (e *encoder) node(b []byte, n *Node) []byte {
	if e.position > 0 {
		e.lines = append(e.lines, ',')
	}
	e.lines = strconv.AppendInt(e.lines, int64(n.Line)-int64(e.last), 10)
	e.anyLine = e.anyLine || n.Line != 0
	e.last = n.Line
	if kind := plainKind(n); kind != n.Kind || n.Flags != 0 || n.File != 0 {
		if len(e.marks) > 0 {
			e.marks = append(e.marks, ',')
		}
		e.marks = append(e.marks, '[')
		for i, v := range []int{e.position, int(n.Kind), int(n.Flags), int(n.File)} {
			if i > 0 {
				e.marks = append(e.marks, ',')
			}
			e.marks = strconv.AppendInt(e.marks, int64(v), 10)
		}
		e.marks = append(e.marks, ']')
	}
	e.position++
	switch plainKind(n) {
	case Null:
		return append(b, "null"...)
	case Bool, Number:
		return append(b, n.Text...)
	case Map:
		b = append(b, '{')
		for i := range n.Children {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, n.Children[i].Key)
			b = append(b, ':')
			b = e.node(b, &n.Children[i])
		}
		return append(b, '}')
	case List:
		b = append(b, '[')
		for i := range n.Children {
			if i > 0 {
				b = append(b, ',')
			}
			b = e.node(b, &n.Children[i])
		}
		return append(b, ']')
	}
	return appendString(b, n.written())
}

// plainKind returns the kind that n's JSON has by itself.
func plainKind(n *Node) Kind {
	switch n.Kind {
	case Null, Absent:
		return Null
	case Map, List:
		return n.Kind
	case Bool:
		if n.Text == "true" || n.Text == "false" {
			return Bool
		}
	case Number:
		if jsonNumber(n.Text) {
			return Number
		}
	}
	return String
}

// jsonNumber reports whether s is a number as JSON writes them.
func jsonNumber(s string) bool {
	p := parser{text: s}
	return p.number() == nil && p.at == len(s)
}

const hexDigits = "0123456789abcdef"

// appendString appends s, which is valid UTF-8, as a JSON string.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			continue
		}
		if c >= utf8.RuneSelf {
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		case '\r':
			b = append(b, '\\', 'r')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		start = i + 1
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
