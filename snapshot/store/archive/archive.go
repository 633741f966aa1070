// Package archive keeps documents of many runs (snapshots, audits, runs of journeys) in a folder or a bucket, so that what did not change
// between two runs is kept once. docs/store.md describes the objects and why they are safe.
//
// A document is a list of lines. Lines that an earlier document of the same group has are not written again: a recipe names, for each line, the chunk that has it.
// A manifest names the recipe. Chunks and recipes are written first, the manifest last, and nothing is ever changed: so a document is there
// whole or not at all, whenever a writer is killed. Every object has a name that no other writer uses. So there is no lock.
package archive

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/envparity/envparity/snapshot/store/objects"
)

// Schema is the format and version of a store.
const Schema = "envparity.store/v1"

// markerKey is the object by which a store is told from a folder of snapshot files.
const markerKey = "envparity-store.json"

const markerText = `{"schema":"` + Schema + `"}` + "\n"

// Kind is what a document is.
type Kind string

// The kinds of documents. Each has its own folder in the store.
const (
	Snapshots Kind = "snapshots"
	Audits    Kind = "audits"
	Journeys  Kind = "journeys"
	Fleet     Kind = "fleet" // records of a fleet's systems; their groups are the systems, their labels the runs
)

// Kinds lists all of them.
func Kinds() []Kind { return []Kind{Snapshots, Audits, Journeys, Fleet} }

// Archive is a store.
type Archive struct {
	at    objects.Objects
	clock func() time.Time
	note  func(string, ...any)
	zip   zip
}

// Options are what an archive needs of the process.
type Options struct {
	Clock func() time.Time     // never nil
	Note  func(string, ...any) // tells a person something besides the result; may be nil
	Prune bool                 // objects may be removed
}

// Open returns the store called where: s3://bucket/prefix, or a folder. It does no I/O.
func Open(where string, o Options) (*Archive, error) {
	at, err := objects.Open(where)
	if err != nil {
		return nil, err
	}
	if b, ok := at.(*objects.Bucket); ok {
		b.Deletes = o.Prune
	}
	return New(at, o), nil
}

// New returns the store that keeps its objects at a place.
func New(at objects.Objects, o Options) *Archive {
	if o.Note == nil {
		o.Note = func(string, ...any) {}
	}
	return &Archive{at: at, clock: o.Clock, note: o.Note}
}

func (a *Archive) String() string { return a.at.String() }

// Exists reports whether there is a store: whether one was ever written to. A store of a newer version is an error.
func (a *Archive) Exists(ctx context.Context) (bool, error) {
	text, err := a.at.Get(ctx, markerKey)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case string(text) != markerText:
		return false, fmt.Errorf("%s is a store of another version of envparity: its %s is not %q; update envparity", a, markerKey, Schema)
	}
	return true, nil
}

// begin makes the store where there is none.
func (a *Archive) begin(ctx context.Context) error {
	there, err := a.Exists(ctx)
	if err != nil || there {
		return err
	}
	return a.at.Put(ctx, markerKey, []byte(markerText))
}

// nonce makes a name that no other writer uses.
func nonce(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}
