// Package kept keeps the records of a fleet in a store, and reads what an overview is made of. A record is a document of its own: workers need no lock
// and know nothing of each other.
package kept

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// side is how many records are read at once: a bucket answers each within some hundredths of a second, and takes many requests.
const side = 16

// Put keeps a record.
func Put(ctx context.Context, a *archive.Archive, r *fleet.Record) (archive.Kept, error) {
	text, err := r.Encode()
	if err != nil {
		return archive.Kept{}, err
	}
	k, err := a.Put(ctx, archive.Document{Kind: archive.Fleet, Group: r.System, Label: r.Run, Brief: r.Brief().String(), Taken: r.At, Text: text})
	if err != nil {
		return k, fmt.Errorf("the record of %s: %w", r.System, err)
	}
	return k, nil
}

// List names all records of a fleet. Nothing but names is read.
func List(ctx context.Context, a *archive.Archive) ([]fleet.Entry, error) {
	list, err := a.List(ctx, archive.Fleet, "")
	if err != nil {
		return nil, err
	}
	out := make([]fleet.Entry, len(list))
	for i, e := range list {
		b, ok := fleet.ParseBrief(e.Brief)
		out[i] = fleet.Entry{Name: e.Name, System: e.Group, Run: e.Label, At: e.Taken, Brief: b, Bad: !ok}
	}
	return out, nil
}

// Read reads all that an overview needs of the store. A record that cannot be read is named with its error, and stops no other.
func Read(ctx context.Context, a *archive.Archive) (entries []fleet.Entry, loaded map[string]fleet.Loaded, err error) {
	if entries, err = List(ctx, a); err != nil {
		return nil, nil, err
	}
	wanted := fleet.Needed(entries)
	got := make([]fleet.Loaded, len(wanted))
	archive.Parallel(len(wanted), side, func(i int) { got[i] = load(ctx, a, wanted[i]) })
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	loaded = make(map[string]fleet.Loaded, len(wanted))
	for i, name := range wanted {
		if err := got[i].Err; err != nil && !damaged(err) {
			return nil, nil, err // the store is out of order, not the record
		}
		loaded[name] = got[i]
	}
	return entries, loaded, nil
}

// errRecord says that a document is no record.
var errRecord = errors.New("it is no record of a fleet")

func damaged(err error) bool {
	var d *archive.DamagedError
	return errors.As(err, &d) || errors.Is(err, errRecord)
}

func load(ctx context.Context, a *archive.Archive, name string) fleet.Loaded {
	text, err := a.Get(ctx, archive.Entry{Name: name})
	if err != nil {
		return fleet.Loaded{Err: err}
	}
	r, err := fleet.DecodeRecord(text)
	if err != nil {
		return fleet.Loaded{Err: fmt.Errorf("%s/%s: %w: %w", a, name, errRecord, err)}
	}
	return fleet.Loaded{Record: r}
}

// RunOf is the name of a run that nobody named: the day.
func RunOf(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// longestRun is the length of the name of a Job, which runs are named after.
const longestRun = 63

// CheckRun is an error unless a run may be called so: its name becomes part of the names of objects.
func CheckRun(name string) error {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	if name == "" || len(name) > longestRun || strings.Trim(name, letters+"._+-") != "" || !strings.Contains(letters, name[:1]) {
		return fmt.Errorf("invalid value %q for `--run`: a run is called by letters, digits, dots, dashes, underlines and plus signs, at most %d, and begins with a letter or digit", name, longestRun)
	}
	return nil
}
