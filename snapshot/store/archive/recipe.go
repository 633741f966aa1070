package archive

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/envparity/envparity/internal/bounds"
)

// recipe says which chunks have the lines of a document's columns.
type recipe struct {
	Schema  string          `json:"schema"`
	Chunks  []string        `json:"chunks"`
	Beside  []int           `json:"beside,omitempty"` // for each chunk, the number of the chunk that it was packed beside, counted from 1; 0 for none
	Columns [columns]column `json:"columns"`
}

// base is the chunk that another one was packed beside, -1 for none. It was itself packed beside none.
func (r *recipe) base(chunk int) int {
	if chunk >= len(r.Beside) {
		return -1
	}
	return r.Beside[chunk] - 1
}

// besideOthers reports whether each chunk that was packed beside another one names one that was not.
func (r *recipe) besideOthers() bool {
	for chunk := range r.Beside {
		if b := r.base(chunk); chunk >= len(r.Chunks) || b < -1 || b >= len(r.Chunks) || b >= 0 && r.base(b) >= 0 {
			return false
		}
	}
	return true
}

// column is a list of runs, as lists of numbers, since alike numbers pack well. A run takes Count lines of a chunk. It begins Skip lines
// after the end of the run before it that the column took from this chunk. Shift is added to line numbers; none is a list of zeros.
type column struct {
	Chunk []int `json:"chunk"`
	Skip  []int `json:"skip"`
	Count []int `json:"count"`
	Shift []int `json:"shift,omitempty"`
}

// spot is where a line is kept.
type spot struct{ chunk, line, shift int }

// columnOf makes runs of spots.
func columnOf(spots []spot) column {
	c := column{Chunk: []int{}, Skip: []int{}, Count: []int{}}
	next, moved := map[int]int{}, false
	for i := 0; i < len(spots); {
		from := spots[i]
		n := 1
		for i+n < len(spots) && spots[i+n] == (spot{from.chunk, from.line + n, from.shift}) {
			n++
		}
		c.Chunk, c.Skip, c.Count = append(c.Chunk, from.chunk), append(c.Skip, from.line-next[from.chunk]), append(c.Count, n)
		c.Shift, moved = append(c.Shift, from.shift), moved || from.shift != 0
		next[from.chunk] = from.line + n
		i += n
	}
	if !moved {
		c.Shift = nil
	}
	return c
}

var errRecipe = errors.New("its list of lines names lines that no chunk has")

// spots is the inverse of columnOf. sizes says how many lines each chunk has.
func (c *column) spots(sizes []int) ([]spot, error) {
	if len(c.Skip) != len(c.Chunk) || len(c.Count) != len(c.Chunk) || len(c.Shift) != len(c.Chunk) && len(c.Shift) != 0 {
		return nil, errRecipe
	}
	next, total := make([]int, len(sizes)), 0
	var out []spot
	for i, chunk := range c.Chunk {
		if chunk < 0 || chunk >= len(sizes) || c.Count[i] < 0 || c.Count[i] > sizes[chunk] {
			return nil, errRecipe
		}
		if total += c.Count[i]; total > bounds.StoreReferences {
			return nil, errRecipe
		}
		from := next[chunk] + c.Skip[i]
		if from < 0 || from > sizes[chunk]-c.Count[i] {
			return nil, errRecipe
		}
		shift := 0
		if len(c.Shift) > 0 {
			shift = c.Shift[i]
		}
		for k := range c.Count[i] {
			out = append(out, spot{chunk, from + k, shift})
		}
		next[chunk] = from + c.Count[i]
	}
	return out, nil
}

func (r *recipe) encode() ([]byte, error) { return json.Marshal(r) }

func decodeRecipe(text []byte) (*recipe, error) {
	var r recipe
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("its list of lines is damaged: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("its list of lines is of the format %q, not %q; update envparity", r.Schema, Schema)
	}
	if i := slices.IndexFunc(r.Chunks, func(id string) bool { return !blobID.MatchString(id) }); i >= 0 || len(r.Chunks) > bounds.StoreReferences || !r.besideOthers() {
		return nil, errRecipe
	}
	return &r, nil
}
