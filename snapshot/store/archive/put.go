package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/snapshot"
)

const (
	// Grace is how long what nothing refers to any more is kept: a writer that began before may still refer to it.
	Grace = 24 * time.Hour
	// patience is how long a writer may take, half of it, so that two clocks need not agree.
	patience = Grace / 2
	// mostChunks and mostDead bound what has to be read for one document: how many chunks, and how many times the bytes of its own lines.
	mostChunks = 16
	mostDead   = 4
	// ClockSkew is how much the clocks of two machines may differ before one of them counts as wrong.
	ClockSkew = 5 * time.Minute
)

// Document is what is to be kept.
type Document struct {
	Kind  Kind
	Group string
	Label string
	Brief string // small letters, digits, dots and dashes
	Taken time.Time
	Text  []byte
}

// Kept says what became of a document.
type Kept struct {
	Entry
	Written int64 // bytes of new objects
}

// GroupOf names the documents that a snapshot follows: those of its environment, and of its members where it has some.
func GroupOf(s *snapshot.Snapshot) string {
	return strings.Join(append([]string{s.Environment}, s.Members...), "+")
}

// PutSnapshot keeps a snapshot.
func (a *Archive) PutSnapshot(ctx context.Context, s *snapshot.Snapshot) (Kept, error) {
	var buf bytes.Buffer
	if err := snapshot.Write(&buf, s); err != nil {
		return Kept{}, err
	}
	k, err := a.Put(ctx, Document{Kind: Snapshots, Group: GroupOf(s), Label: s.Label, Taken: s.Taken, Text: buf.Bytes()})
	if err != nil {
		return k, fmt.Errorf("snapshot of %s: %w", s.Environment, err)
	}
	return k, nil
}

// Put keeps a document. When it returns without an error the document outlasts a power cut; with one the store is as it was, but for
// objects that nothing refers to.
func (a *Archive) Put(ctx context.Context, d Document) (Kept, error) {
	begun := a.clock()
	if err := a.begin(ctx); err != nil {
		return Kept{}, err
	}
	doc := takeApart(d.Kind, string(d.Text))
	p := &packer{to: a, before: a.parent(ctx, d)}
	id, err := p.write(ctx, doc)
	if err != nil {
		return Kept{}, err
	}
	if err := a.at.Settle(ctx); err != nil { // before anything refers to it
		return Kept{}, err
	}
	if took := a.clock().Sub(begun).Abs(); took > patience {
		return Kept{}, fmt.Errorf("keeping the document took %s: what it refers to may have been pruned meanwhile; run the command again", took.Round(time.Minute))
	}
	m := manifest{Schema: Schema, Bytes: int64(len(d.Text)), SHA256: digest(d.Text), Recipe: id, First: doc.first}
	text, err := json.Marshal(m)
	if err != nil {
		return Kept{}, err
	}
	name := newName(&d)
	if err := a.at.Put(ctx, name+manifestEnd, text); err != nil {
		return Kept{}, err
	}
	if err := a.at.Settle(ctx); err != nil {
		return Kept{}, err
	}
	e, _ := entryOf(name+manifestEnd, int64(len(text)))
	return Kept{Entry: e, Written: p.written + int64(len(text))}, nil
}

// parent is the newest document that the new one follows, nil where there is none or where it cannot be read: then everything is written.
func (a *Archive) parent(ctx context.Context, d Document) *contents {
	entries, err := a.List(ctx, d.Kind, d.Group)
	if err != nil || len(entries) == 0 {
		return nil
	}
	newest := entries[len(entries)-1]
	m, err := a.manifest(ctx, newest)
	if err == nil {
		var c *contents
		if c, err = a.contents(ctx, m.Recipe); err == nil {
			c.id = m.Recipe
			return c
		}
	}
	a.note("%v; nothing of it is used for the new one", err)
	return nil
}

// packer writes a document's lines, those that a document before it does not have.
type packer struct {
	to      *Archive
	before  *contents // or nil
	recipe  recipe
	written int64
}

// write writes new chunks and the recipe, and returns the recipe's id.
func (p *packer) write(ctx context.Context, d *document) (string, error) {
	found := p.match(d, nil)
	if folded := p.folded(d, found); len(folded) > 0 {
		found = p.match(d, folded)
	}
	number := p.reuse(found)
	p.recipe.Schema = Schema
	var fresh []string
	var at []*spot
	for i := range found {
		for k := range found[i] {
			s := &found[i][k]
			if s.chunk < 0 {
				fresh, at = append(fresh, d.columns[i][k]), append(at, s)
			} else {
				s.chunk = number[s.chunk]
			}
		}
	}
	if err := p.chunks(ctx, fresh, p.nearest(d, found, number), func(n int, s spot) { *at[n] = s }); err != nil {
		return "", err
	}
	for i := range found {
		p.recipe.Columns[i] = columnOf(found[i])
	}
	text, err := p.recipe.encode()
	if err != nil {
		return "", err
	}
	if p.before != nil && bytes.Equal(text, p.before.text) {
		return p.before.id, nil
	}
	id, n, err := p.to.putBlob(ctx, recipeFolder, text)
	p.written += n
	return id, err
}

// reuse takes over the chunks that are of further use, in their order, and returns their new numbers. A chunk is of use too where one that is was packed beside it.
func (p *packer) reuse(found [columns][]spot) map[int]int {
	p.recipe.Chunks = []string{}
	number := map[int]int{}
	if p.before == nil {
		return number
	}
	was := p.before.recipe
	for _, column := range found {
		for _, s := range column {
			if s.chunk < 0 {
				continue
			}
			number[s.chunk] = 0
			if b := was.base(s.chunk); b >= 0 {
				number[b] = 0
			}
		}
	}
	for chunk, id := range was.Chunks {
		if _, ok := number[chunk]; ok {
			number[chunk] = len(p.recipe.Chunks)
			p.recipe.Chunks = append(p.recipe.Chunks, id)
		}
	}
	for chunk, n := range number {
		if b := was.base(chunk); b >= 0 {
			p.beside(n, number[b])
		}
	}
	return number
}

// beside notes that a chunk of the recipe was packed beside another one.
func (p *packer) beside(chunk, base int) {
	for len(p.recipe.Beside) <= chunk {
		p.recipe.Beside = append(p.recipe.Beside, 0)
	}
	p.recipe.Beside[chunk] = base + 1
}

// base is a chunk to pack new lines beside.
type base struct {
	number int // in the recipe
	text   []byte
}

// nearest returns the chunk that most new lines have an earlier version in, and is of further use; nil where there is none.
func (p *packer) nearest(d *document, found [columns][]spot, number map[int]int) *base {
	if p.before == nil {
		return nil
	}
	whole := make([]int, len(found[skeletons]))
	for k, s := range found[skeletons] {
		if whole[k] = -1; s.chunk >= 0 {
			whole[k] = k // it is not new; any line will do
		}
	}
	p.sameResource(d, whole)
	bytes, best := map[int]int{}, -1
	for k, at := range whole {
		if at < 0 || found[skeletons][k].chunk >= 0 {
			continue
		}
		chunk := p.before.spots[skeletons][at].chunk
		if b := p.before.recipe.base(chunk); b >= 0 {
			chunk = b
		}
		if _, kept := number[chunk]; !kept {
			continue
		}
		bytes[chunk] += len(d.columns[skeletons][k])
		if best < 0 || bytes[chunk] > bytes[best] || bytes[chunk] == bytes[best] && chunk < best {
			best = chunk
		}
	}
	if best < 0 {
		return nil
	}
	return &base{number[best], []byte(strings.Join(p.before.chunks[best], "\n") + "\n")}
}

// chunks writes lines as new chunks, beside a base where that takes less, and says of each where it is.
func (p *packer) chunks(ctx context.Context, lines []string, beside *base, kept func(int, spot)) error {
	var texts [][]byte
	var text []byte
	line := 0
	for i, l := range lines {
		if len(text) > 0 && len(text)+len(l) >= chunkBytes {
			texts, text, line = append(texts, text), nil, 0
		}
		kept(i, spot{chunk: len(p.recipe.Chunks) + len(texts), line: line})
		text = append(append(text, l...), '\n')
		line++
	}
	if len(lines) > 0 {
		texts = append(texts, text)
	}
	ids, sizes, small, errs := make([]string, len(texts)), make([]int64, len(texts)), make([]bool, len(texts)), make([]error, len(texts))
	Parallel(len(texts), side, func(i int) { ids[i], sizes[i], small[i], errs[i] = p.chunk(ctx, texts[i], beside) })
	for i := range texts {
		if errs[i] != nil {
			return errs[i]
		}
		p.written += sizes[i]
		if small[i] {
			p.beside(len(p.recipe.Chunks)+i, beside.number)
		}
	}
	p.recipe.Chunks = append(p.recipe.Chunks, ids...)
	return nil
}

// chunk writes one chunk. It reports whether it was packed beside the base.
func (p *packer) chunk(ctx context.Context, text []byte, beside *base) (id string, size int64, small bool, err error) {
	data, err := p.to.pack(text)
	if err == nil && beside != nil {
		var other []byte
		if other, err = p.to.zip.packBeside(text, beside.text); err == nil && len(other) < len(data) {
			data, small = other, true
		}
	}
	if err != nil {
		return "", 0, false, err
	}
	id, size, err = p.to.putPacked(ctx, chunkFolder, text, data)
	return id, size, small, err
}

// match finds lines in the document before, but in none of the folded chunks; the chunk of a line that is nowhere is -1.
func (p *packer) match(d *document, folded map[int]bool) (out [columns][]spot) {
	for i, column := range d.columns {
		out[i] = make([]spot, len(column))
		for k := range out[i] {
			out[i][k] = spot{chunk: -1}
		}
	}
	if p.before == nil {
		return out
	}
	whole := p.lines(skeletons, d.columns[skeletons], nil, folded) // by line: which line before has its skeleton
	for k, at := range whole {
		if at >= 0 {
			out[skeletons][k] = p.before.spots[skeletons][at]
		}
	}
	p.sameResource(d, whole)
	for k, at := range p.lines(versions, d.columns[versions], whole, folded) {
		if at >= 0 {
			out[versions][k] = p.before.spots[versions][at]
		}
	}
	was := p.before.spots[numbers]
	for k, at := range whole {
		if at < 0 || at >= len(was) || folded[was[at].chunk] {
			continue
		}
		if by, ok := shift(p.before.line(was[at]), d.columns[numbers][k]); ok {
			out[numbers][k] = was[at]
			out[numbers][k].shift += by
		}
	}
	return out
}

// sameResource fills in, for each line that is not the same as before, which line before is of the same resource: what stands before its
// attributes is the same.
func (p *packer) sameResource(d *document, whole []int) {
	was := map[string]int{}
	for k, s := range p.before.spots[skeletons] {
		if head, _, ok := strings.Cut(p.before.line(s), attributes); ok {
			was[head] = k
		}
	}
	for k, at := range whole {
		if head, _, ok := strings.Cut(d.columns[skeletons][k], attributes); ok && at < 0 {
			if before, ok := was[head]; ok {
				whole[k] = before
			}
		}
	}
}

// lines says for each line of a column which line of the document before is the same, -1 for none. Where several are, it is the one that
// beside names, else the next one after that of the line before, so that runs are long.
func (p *packer) lines(i int, column []string, beside []int, folded map[int]bool) []int {
	was := p.before.spots[i]
	index := map[string][]int{}
	for k := range was {
		if !folded[was[k].chunk] {
			index[p.before.line(was[k])] = append(index[p.before.line(was[k])], k)
		}
	}
	next, here := 0, make([]int, len(column))
	for k, line := range column {
		guess := next
		if beside != nil && beside[k] >= 0 {
			guess = beside[k]
		}
		here[k] = -1
		if list := index[line]; len(list) > 0 {
			at, _ := slices.BinarySearch(list, guess)
			here[k] = list[min(at, len(list)-1)]
			next = here[k] + 1
		}
	}
	return here
}

// folded lists the chunks whose lines are written anew, because reading all chunks of the document would take too much: those of which little
// is in use, and small ones.
func (p *packer) folded(d *document, found [columns][]spot) map[int]bool {
	if p.before == nil {
		return nil
	}
	live, total := map[int]int{}, 0
	for i, column := range found {
		for k, s := range column {
			if s.chunk >= 0 {
				live[s.chunk] += len(d.columns[i][k]) + 1
				total += len(d.columns[i][k]) + 1
			}
		}
	}
	was := p.before.recipe
	for chunk := range was.Chunks { // what others were packed beside is read too
		if b := was.base(chunk); b >= 0 && live[chunk] > 0 {
			live[b] += 0
		}
	}
	whole, all := map[int]int{}, 0
	for chunk := range live {
		for _, line := range p.before.chunks[chunk] {
			whole[chunk] += len(line) + 1
		}
		all += whole[chunk]
	}
	if len(live) <= mostChunks+2*total/chunkBytes && all <= mostDead*total {
		return nil
	}
	out := map[int]bool{}
	for chunk, n := range live {
		if n < whole[chunk]/2 || n < min(chunkBytes/2, total/8) {
			out[chunk] = true
		}
	}
	for chunk := range live {
		if b := was.base(chunk); b >= 0 && out[b] {
			out[chunk] = true
		}
	}
	return out
}
