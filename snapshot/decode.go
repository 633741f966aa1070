package snapshot

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/names"
)

const maxLine = bounds.SnapshotLine

// ErrFormat is the error that every refusal of a file wraps: it is no snapshot, incomplete, or not for this version.
var ErrFormat = errors.New("not a usable snapshot")

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFormat, fmt.Sprintf(format, args...))
}

// Read reads the output of Write, gzipped or not. It refuses a file that is truncated, changed, of another format or of a newer version. The
// error says which.
func Read(r io.Reader) (*Snapshot, error) {
	br := bufio.NewReaderSize(r, 1<<16)
	if magic, _ := br.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, refuse("its gzip layer is broken: %v", err)
		}
		br = bufio.NewReaderSize(z, 1<<16)
	}
	d := fileReader{r: br, sum: sha256.New()}
	return d.read()
}

// ReadHead reads the head of a snapshot, without its resources, and no more of the file than that takes.
func ReadHead(r io.Reader) (*Snapshot, error) {
	br := bufio.NewReaderSize(r, 1<<16)
	if magic, _ := br.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return nil, refuse("it is compressed")
	}
	d := fileReader{r: br}
	if err := d.next(); err != nil {
		return nil, err
	}
	h, err := decodeHead(d.line)
	if err != nil {
		return nil, err
	}
	return h.snapshot(), nil
}

func (h *head) snapshot() *Snapshot {
	return &Snapshot{
		Project: h.Project, Environment: h.Environment, Label: h.Label, Taken: h.Taken, Key: h.Key, Members: h.Members, Outcomes: h.Outcomes,
	}
}

type fileReader struct {
	r    *bufio.Reader
	sum  hash.Hash
	line []byte
}

// next reads one line, without its end, into d.line.
func (d *fileReader) next() error {
	d.line = d.line[:0]
	for {
		part, err := d.r.ReadSlice('\n')
		d.line = append(d.line, part...)
		switch {
		case err == nil:
			d.line = d.line[:len(d.line)-1]
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
			if len(d.line) > maxLine {
				return refuse("a line is longer than %d bytes", maxLine)
			}
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return refuse("it is cut short; take the snapshot again")
		default:
			return fmt.Errorf("read snapshot: %w", err)
		}
	}
}

func (d *fileReader) read() (*Snapshot, error) {
	prefix := `{"schema":"`
	start, err := d.r.Peek(len(prefix))
	if string(start) != prefix {
		if err != nil && strings.HasPrefix(prefix, string(start)) {
			return nil, refuse("it is empty or cut short")
		}
		return nil, refuse("it is not a snapshot file of envparity")
	}
	if err := d.next(); err != nil {
		return nil, err
	}
	h, err := decodeHead(d.line)
	if err != nil {
		return nil, err
	}
	d.hash()
	s := h.snapshot()
	// The count in the file may be wrong, so it does not decide how much memory is allocated.
	s.Resources = make([]Resource, 0, min(max(h.Count, 0), 1<<16))
	p := parser{kept: map[string]string{}}
	pack := NewPacker(NewWords())
	for {
		if err := d.next(); err != nil {
			return nil, err
		}
		if bytes.HasPrefix(d.line, []byte(tailHead)) {
			break
		}
		d.hash()
		text := bytes.TrimSuffix(d.line, []byte{','})
		if len(text) == 0 {
			continue // the line after the head of a snapshot without resources
		}
		r, err := decodeResource(&p, string(text))
		if err != nil {
			return nil, refuse("resource %d: %v", len(s.Resources)+1, err)
		}
		pack.Pack(&r)
		s.Resources = append(s.Resources, r)
	}
	if string(d.line) != tailHead+hex.EncodeToString(d.sum.Sum(nil))+tailEnd {
		return nil, refuse("its content does not match its digest: somebody changed it, or it was damaged")
	}
	if _, err := d.r.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, refuse("something follows its end")
	}
	if len(s.Resources) != h.Count {
		return nil, refuse("it promises %s and has %d", names.Count(h.Count, "resource"), len(s.Resources))
	}
	return s, nil
}

func (d *fileReader) hash() {
	d.sum.Write(d.line)
	d.sum.Write([]byte{'\n'})
}

func decodeHead(line []byte) (*head, error) {
	text := bytes.TrimSuffix(line, []byte(headEnd))
	var version struct {
		Schema string `json:"schema"`
	}
	closed := append(bytes.TrimSuffix(bytes.Clone(text), []byte{','}), '}')
	if err := json.Unmarshal(closed, &version); err != nil || len(text) == len(line) {
		return nil, refuse("its head is damaged or was written by another program")
	}
	if version.Schema != Schema {
		name, v, _ := strings.Cut(version.Schema, "/v")
		if want, _, _ := strings.Cut(Schema, "/v"); name == want {
			if n, err := strconv.Atoi(v); err == nil && n > 1 {
				return nil, refuse("it was written by a newer envparity (%s), this one reads %s; update envparity", version.Schema, Schema)
			}
		}
		return nil, refuse("its schema is %q, not %q", version.Schema, Schema)
	}
	var h head
	if err := json.Unmarshal(closed, &h); err != nil {
		return nil, refuse("its head is damaged: %v", err)
	}
	return &h, nil
}

// decodeResource reads one resource line: the tree by itself, and the rest with encoding/json.
func decodeResource(p *parser, text string) (Resource, error) {
	at := strings.Index(text, `,"root":`)
	if at < 2 {
		return Resource{}, errors.New("no attributes")
	}
	// A label could hold the same characters, but not unescaped: the first occurrence is the field.
	var m meta
	if err := json.Unmarshal([]byte(text[:at]+"}"), &m); err != nil {
		return Resource{}, err
	}
	r := Resource{
		Type: cmp.Or(m.Type, m.Collector), Collector: m.Collector, Kind: m.Kind, Scope: m.Scope, Name: m.Name, Member: m.Member, Block: m.Block, Pillar: m.Pillar, Labels: m.Labels, Files: m.Files,
	}
	if m.Source != nil {
		r.Source = *m.Source
	}
	p.text, p.at, p.stack = text, at+len(`,"root":`), p.stack[:0]
	root, err := p.value(0)
	if err != nil {
		return Resource{}, err
	}
	r.Root = root
	nodes := flatten(nil, &r.Root)
	if p.accept(`,"lines":`) {
		if err := p.lines(nodes); err != nil {
			return Resource{}, err
		}
	}
	if p.accept(`,"marks":`) {
		if err := p.marks(nodes, len(r.Files)); err != nil {
			return Resource{}, err
		}
	}
	if p.text[p.at:] != "}" {
		return Resource{}, p.errorf("something follows the attributes")
	}
	return r, nil
}

// flatten lists n and all below it, parents first.
func flatten(nodes []*Node, n *Node) []*Node {
	nodes = append(nodes, n)
	for i := range n.Children {
		nodes = flatten(nodes, &n.Children[i])
	}
	return nodes
}

func (p *parser) lines(nodes []*Node) error {
	i, line := 0, int64(0)
	return p.ints(func(v int64) error {
		line += v
		if i >= len(nodes) || line < 0 || line > math.MaxInt32 {
			return p.errorf("line numbers do not fit the attributes")
		}
		nodes[i].Line = int32(line)
		i++
		return nil
	})
}

func (p *parser) marks(nodes []*Node, files int) error {
	if !p.accept("[") {
		return p.errorf("no list of marks")
	}
	for {
		var mark [4]int64
		n := 0
		if err := p.ints(func(v int64) error {
			if n == len(mark) {
				return p.errorf("a mark has more than four numbers")
			}
			mark[n] = v
			n++
			return nil
		}); err != nil {
			return err
		}
		kind := Kind(mark[1])
		if n != len(mark) || mark[0] < 0 || mark[0] >= int64(len(nodes)) || mark[1] < int64(Null) || mark[1] > int64(Unknown) ||
			mark[2] < 0 || mark[2] > math.MaxUint8 || mark[3] < 0 || mark[3] > int64(files) {
			return p.errorf("a mark does not fit the attributes")
		}
		node := nodes[mark[0]]
		// Only a scalar may change its kind: a marked string is a secret, a number or an expression.
		if kind != node.Kind && (node.Kind != String || kind == Map || kind == List || kind == Null) {
			return p.errorf("a mark does not fit its attribute")
		}
		node.Kind, node.Flags, node.File = kind, Flags(mark[2]), int16(mark[3])
		node.parted()
		if p.accept("]") {
			return nil
		}
		if !p.accept(",") {
			return p.errorf("the list of marks does not end")
		}
	}
}
