package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store/objects"
)

// Bucket is a prefix in an S3 bucket that holds one snapshot file an environment.
type Bucket struct{ at *objects.Bucket }

func (b Bucket) String() string { return b.at.String() }

// Within implements Place.
func (b Bucket) Within(name string) Place {
	return Bucket{&objects.Bucket{Name: b.at.Name, Prefix: path.Join(b.at.Prefix, name)}}
}

// Put implements Place.
func (b Bucket) Put(ctx context.Context, s *snapshot.Snapshot) (string, error) {
	var buf bytes.Buffer
	if err := snapshot.Write(&buf, s); err != nil {
		return "", err
	}
	key := s.Environment + Suffix
	if err := b.at.Put(ctx, key, buf.Bytes()); err != nil {
		return "", fmt.Errorf("snapshot of %s: %w", s.Environment, err)
	}
	return b.at.Where(key), nil
}

// Load implements Place. Every snapshot carries the SHA-256 of its bytes, which is checked as it is read.
func (b Bucket) Load(ctx context.Context) ([]*snapshot.Snapshot, error) {
	here, _, err := b.at.Level(ctx)
	if err != nil {
		return nil, err
	}
	var snaps []*snapshot.Snapshot
	var paths []string
	for _, o := range here {
		if !named(path.Base(o.Key)) {
			continue
		}
		s, err := b.get(ctx, o.Key)
		if err != nil {
			return nil, err
		}
		snaps, paths = append(snaps, s), append(paths, b.at.Where(o.Key))
	}
	if len(snaps) == 0 {
		return nil, fmt.Errorf("no snapshot (*%s) in %s; `envparity snapshot -o %s` writes them", Suffix, b, b)
	}
	return snaps, distinct(snaps, paths)
}

func (b Bucket) get(ctx context.Context, key string) (*snapshot.Snapshot, error) {
	body, err := b.at.Open(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: it is gone since it was listed", b.at.Where(key))
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }() // what matters was read
	s, err := snapshot.Read(body)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, fmt.Errorf("%s: it was stopped: %w", b.at.Where(key), context.Cause(ctx))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", b.at.Where(key), err)
	}
	return s, nil
}

// Names implements Place.
func (b Bucket) Names(ctx context.Context) ([]string, error) {
	_, names, err := b.at.Level(ctx)
	return names, err
}
