// Package runfile keeps runs of journeys: it writes them without what answers held, reads and checks them, and merges two.
package runfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/snapshot"
)

// maxRunFile bounds what is read; 200 rounds of ten steps in three environments take about 4 MB.
const maxRunFile = 256 << 20

// Write puts a run into a file of mode 0600, whole or not at all. Unless keepValues is set, what answers held is left as
// hashes.
func Write(r *journeys.Run, path string, keepValues bool) error {
	out := r
	if !keepValues {
		out = withoutValues(r)
	}
	b, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return fmt.Errorf("run %s: %w", r.RunID, err)
	}
	if err := snapshot.MakeFolder(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return snapshot.WriteFile(path, 0o600, func(f *os.File) error { _, err := f.Write(append(b, '\n')); return err })
}

// Encode writes a run as one line of JSON, without what answers held unless keepValues is set.
func Encode(r *journeys.Run, keepValues bool) ([]byte, error) {
	b, err := json.Marshal(Lean(r, keepValues))
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", r.RunID, err)
	}
	return append(b, '\n'), nil
}

func withoutValues(r *journeys.Run) *journeys.Run {
	c := *r
	c.Journeys = slices.Clone(r.Journeys)
	for i := range c.Journeys {
		c.Journeys[i].Steps = slices.Clone(c.Journeys[i].Steps)
		for k := range c.Journeys[i].Steps {
			s := &c.Journeys[i].Steps[k]
			s.Answers = slices.Clone(s.Answers)
			for n := range s.Answers {
				s.Answers[n].Fields = hashed(s.Answers[n].Fields, nil)
				s.Answers[n].Headers = hashed(s.Answers[n].Headers, append(answers.ComparedHeaders(), "content-type"))
			}
		}
	}
	return &c
}

// hashed leaves the values of fields out. How long a list is stays, and what a header says that is the server's and nobody's data.
func hashed(fs []journeys.Field, shown []string) []journeys.Field {
	out := slices.Clone(fs)
	for i := range out {
		f := &out[i]
		f.Elements = ""
		list, flags := len(f.Kinds) == 1 && f.Kinds[0] == "list", strings.HasPrefix(f.Path, "set-cookie.")
		if !f.Secret && !list && !(shown != nil && (flags || slices.Contains(shown, f.Path))) {
			f.Value = ""
		}
	}
	return out
}

// Read reads a run file, or the JSON report of a run, and refuses what is neither with a sentence.
func Read(path string) (*journeys.Run, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read from
	r, err := DecodeRun(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// DecodeRun reads one run from a stream.
func DecodeRun(in io.Reader) (*journeys.Run, error) {
	b, err := io.ReadAll(io.LimitReader(in, maxRunFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(b) > maxRunFile:
		return nil, fmt.Errorf("more than %d MB: no run file is as large", maxRunFile>>20)
	}
	var head struct {
		Schema string          `json:"schema"`
		Run    json.RawMessage `json:"run"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, unreadable(b, err)
	}
	switch head.Schema {
	case journeys.Schema:
	case journeys.ReportSchema:
		b = head.Run
	default:
		return nil, foreign(head.Schema)
	}
	var r journeys.Run
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, unreadable(b, err)
	}
	if r.Schema != journeys.Schema {
		return nil, foreign(r.Schema)
	}
	return &r, check(&r)
}

// unreadable says where a file stops being JSON.
func unreadable(b []byte, err error) error {
	var at *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &at) && int(at.Offset) >= len(bytes.TrimRight(b, " \r\n\t")):
		return fmt.Errorf("it ends in the middle of line %d: the run file was cut off, or is still being written", lineOf(b, at.Offset))
	case errors.As(err, &at):
		return fmt.Errorf("not a run file: line %d: %w", lineOf(b, at.Offset), err)
	case errors.As(err, &wrong):
		return fmt.Errorf("not a run file: line %d: %s holds a %s", lineOf(b, wrong.Offset), cmp.Or(wrong.Field, "the file"), wrong.Value)
	}
	return fmt.Errorf("not a run file: %w", err)
}

func lineOf(b []byte, offset int64) int {
	return 1 + bytes.Count(b[:min(int(offset), len(b))], []byte("\n"))
}

// foreign says what a file is that this program does not read.
func foreign(schema string) error {
	for _, own := range []string{journeys.Schema, journeys.ReportSchema} {
		name, _, _ := strings.Cut(own, "/v")
		if v, ok := strings.CutPrefix(schema, name+"/v"); ok {
			if n, err := strconv.Atoi(v); err == nil && n > 1 {
				return fmt.Errorf("a newer envparity wrote it (%s), and this one reads %s: update envparity", schema, own)
			}
		}
	}
	if schema == "" {
		return fmt.Errorf("not a run file: it says no schema, where %q belongs; `envparity journeys --out` writes run files", journeys.Schema)
	}
	return fmt.Errorf("not a run file: its schema is %q, this program reads %q; `envparity journeys --out` writes those", words.Printable(words.Cut(schema, 60)), journeys.Schema)
}

// check refuses what no run holds and what judging could not stand.
func check(r *journeys.Run) error {
	for i := range r.Journeys {
		j := &r.Journeys[i]
		for k := range j.Samples {
			if s := &j.Samples[k]; s.Total < 0 || s.Wall < 0 {
				return fmt.Errorf("not a run file: journey %q has a sample that took %s", words.Printable(words.Cut(j.Name, 60)), s.Total)
			}
		}
	}
	return nil
}
