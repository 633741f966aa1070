package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/envparity/envparity/internal/bounds"
)

const (
	chunkFolder  = "chunks/"
	recipeFolder = "recipes/"
	// chunkBytes is how much text one chunk holds, unless a line is longer: enough to compress well, little enough to be sent in one request.
	chunkBytes = 4 << 20
	// side is how many requests are under way at once.
	side = 8
)

// blobID is the first 160 bits of the SHA-256 of what an object holds once it is unpacked, and a part that makes its name the only one: an object that was removed
// is never written again under the same name, so removing needs no lock.
var blobID = regexp.MustCompile(`^[0-9a-f]{40}-[0-9a-f]{12}$`)

func newBlobID(text []byte) string { return content(text) + "-" + nonce(6) }

func content(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:20])
}

// blobKey is where an object called id is kept.
func blobKey(folder, id string) string { return folder + id[:2] + "/" + id }

// DamagedError says that something in a store is not as it was written.
type DamagedError struct{ What, Why string }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s %s; `envparity store verify` lists all that is affected", e.What, e.Why)
}

// zip packs texts. It is made once for an archive: a packer of its own for each object would cost more than the packing.
type zip struct {
	once   sync.Once
	pack   *zstd.Encoder
	unpack *zstd.Decoder
	err    error
}

func (z *zip) make() error {
	z.once.Do(func() {
		var errs [2]error
		z.pack, errs[0] = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(2), zstd.WithWindowSize(chunkBytes))
		z.unpack, errs[1] = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(bounds.StoreChunk), zstd.WithDecoderConcurrency(2))
		z.err = errors.Join(errs[:]...)
	})
	return z.err
}

func (a *Archive) pack(text []byte) ([]byte, error) {
	if err := a.zip.make(); err != nil {
		return nil, err
	}
	return a.zip.pack.EncodeAll(text, nil), nil
}

func (a *Archive) unpack(data []byte) ([]byte, error) {
	if err := a.zip.make(); err != nil {
		return nil, err
	}
	return a.zip.unpack.DecodeAll(data, nil)
}

// putBlob writes text as an object of its own and returns its id and its size in the store.
func (a *Archive) putBlob(ctx context.Context, folder string, text []byte) (id string, size int64, err error) {
	data, err := a.pack(text)
	if err != nil {
		return "", 0, err
	}
	id = newBlobID(text)
	return id, int64(len(data)), a.at.Put(ctx, blobKey(folder, id), data)
}

// getBlob reads an object and checks it against its name.
func (a *Archive) getBlob(ctx context.Context, folder, id string) ([]byte, error) {
	what := a.String() + "/" + folder + id
	if !blobID.MatchString(id) {
		return nil, &DamagedError{fmt.Sprintf("%s/%s%q", a, folder, id), "is no name of an object"}
	}
	data, err := a.at.Get(ctx, blobKey(folder, id))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &DamagedError{what, "is not there"}
	case err != nil:
		return nil, err
	}
	text, err := a.unpack(data)
	if err != nil {
		return nil, &DamagedError{what, "cannot be unpacked: " + err.Error()}
	}
	if !strings.HasPrefix(id, content(text)+"-") {
		return nil, &DamagedError{what, "does not hold what its name says: somebody changed it, or it was damaged"}
	}
	return text, nil
}

// chunkLines reads chunks, several at once, as lists of lines.
func (a *Archive) chunkLines(ctx context.Context, ids []string) ([][]string, error) {
	out, errs := make([][]string, len(ids)), make([]error, len(ids))
	Parallel(len(ids), side, func(i int) {
		var text []byte
		if text, errs[i] = a.getBlob(ctx, chunkFolder, ids[i]); errs[i] == nil {
			out[i] = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		}
	})
	for _, err := range errs { // the first in order, whoever came first
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Parallel calls fn for 0 to n-1, at most side calls at once.
func Parallel(n, side int, fn func(int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(n, side) {
		wg.Go(func() {
			for i := range next {
				fn(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
