package journeys

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// maxRunFile bounds what is read; 200 rounds of ten steps in three environments take about 4 MB.
const maxRunFile = 256 << 20

// Write puts a run into a file of mode 0600, whole or not at all. Unless keepValues is set, what answers held is left as
// hashes.
func (r *Run) Write(path string, keepValues bool) (err error) {
	out := r
	if !keepValues {
		out = r.withoutValues()
	}
	b, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return fmt.Errorf("run %s: %w", r.RunID, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".run-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(append(b, '\n')); err != nil {
		return errors.Join(err, f.Close())
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func (r *Run) withoutValues() *Run {
	c := *r
	c.Journeys = slices.Clone(r.Journeys)
	for i := range c.Journeys {
		c.Journeys[i].Steps = slices.Clone(c.Journeys[i].Steps)
		for k := range c.Journeys[i].Steps {
			s := &c.Journeys[i].Steps[k]
			s.Answers = slices.Clone(s.Answers)
			for n := range s.Answers {
				s.Answers[n].Fields = hashed(s.Answers[n].Fields)
				s.Answers[n].Headers = hashed(s.Answers[n].Headers)
			}
		}
	}
	return &c
}

func hashed(fs []Field) []Field {
	out := slices.Clone(fs)
	for i := range out {
		if !out[i].Secret && !(len(out[i].Kinds) == 1 && out[i].Kinds[0] == "list") {
			out[i].Value = ""
		}
	}
	return out
}

// Read reads a run file and refuses what is not one.
func Read(path string) (*Run, error) {
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
func DecodeRun(in io.Reader) (*Run, error) {
	d := json.NewDecoder(io.LimitReader(in, maxRunFile))
	var r Run
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("not a run file: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("its schema is %q, this program reads %q", r.Schema, Schema)
	}
	return &r, nil
}
