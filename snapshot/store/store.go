// Package store keeps snapshots: one file an environment, in a folder or a bucket. It refuses to guess: two snapshots of one
// environment in one place are an error that names both. Writing to a store is the only writing that envparity does beyond its own
// files: what collectors read is never a store, and they cannot reach this package.
package store

import (
	"context"
	"strings"

	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store/objects"
)

// Suffix ends the names of snapshot files; a gzipped one ends in Suffix + ".gz".
const Suffix = ".snapshot.json"

// Place keeps the snapshots of one moment: at most one an environment (or a member of it).
type Place interface {
	// Put writes s and returns where to. What was there of the same environment is replaced, whole or not at all.
	Put(ctx context.Context, s *snapshot.Snapshot) (string, error)
	// Load reads all snapshots, sorted by environment. None at all is an error, and so is any that cannot be read.
	Load(ctx context.Context) ([]*snapshot.Snapshot, error)
	// Within is the place called name inside this one: a release's.
	Within(name string) Place
	// Names lists the places within, sorted; none where there is nothing yet.
	Names(ctx context.Context) ([]string, error)
	String() string
}

// Open returns the place called where: s3://bucket/prefix, or a folder. It does no I/O.
func Open(where string) (Place, error) {
	at, err := objects.Open(where)
	if err != nil {
		return nil, err
	}
	if b, ok := at.(*objects.Bucket); ok {
		return Bucket{b}, nil
	}
	return Folder{Dir: where}, nil
}

// named reports whether a file is called as a snapshot is.
func named(name string) bool {
	return !strings.HasPrefix(name, ".") && strings.HasSuffix(strings.TrimSuffix(name, ".gz"), Suffix)
}
