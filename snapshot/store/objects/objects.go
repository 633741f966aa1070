// Package objects keeps bytes under keys, in a folder or in a bucket. A key is a path with slashes. An object appears whole or not at all. Whoever
// uses it gives each object a name that no other writer uses, so that writers need no lock.
package objects

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/envparity/envparity/internal/bounds"
)

// Info describes an object.
type Info struct {
	Key      string
	Size     int64
	Modified time.Time // by the clock of the store, not of this machine
}

// Objects is a place that keeps objects.
type Objects interface {
	// Put writes an object and replaces the one that has this key.
	Put(ctx context.Context, key string, data []byte) error
	// Get reads an object. The error is fs.ErrNotExist where there is none.
	Get(ctx context.Context, key string) ([]byte, error)
	// List describes all objects below a prefix, sorted by key; none where there is nothing yet.
	List(ctx context.Context, prefix string) ([]Info, error)
	// Delete removes an object; one that is gone already is no error.
	Delete(ctx context.Context, key string) error
	// Settle returns when all that was put before outlasts a power cut.
	Settle(ctx context.Context) error
	// Sweep removes what killed writers have left, besides whole objects.
	Sweep(ctx context.Context) error
	String() string
}

// Open returns the place called where: s3://bucket/prefix, or a folder. It does no I/O.
func Open(where string) (Objects, error) {
	scheme, _, ok := strings.Cut(where, "://")
	switch {
	case !ok:
		return &Folder{Dir: where}, nil
	case scheme+"://" == Scheme:
		return ParseBucket(where)
	case scheme == "gs":
		return nil, fmt.Errorf("%q: there is no client for gs:// in this program; Google Cloud Storage takes S3's requests too: write s3://BUCKET/PREFIX, set AWS_ENDPOINT_URL_S3=https://storage.googleapis.com, and use an HMAC key as the AWS credentials", where)
	case scheme == "azblob":
		return nil, fmt.Errorf("%q: there is no client for azblob:// in this program; mount the container as a folder, or put a gateway that takes S3's requests (such as versitygw) before it", where)
	}
	return nil, fmt.Errorf("%q: a store is a folder or s3://BUCKET/PREFIX", where)
}

// notThere says that an object is not there: it is fs.ErrNotExist.
func notThere(where, key string) error {
	return fmt.Errorf("%s: %w", path.Join(where, key), fs.ErrNotExist)
}

func tooLarge(where, key string) error {
	return fmt.Errorf("%s/%s has more than %d bytes, which nothing in a store has", where, key, bounds.StoreObject)
}
