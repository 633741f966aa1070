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

// putBlob writes text as an object of its own and returns its id and its size in the store.
func (a *Archive) putBlob(ctx context.Context, folder string, text []byte) (id string, size int64, err error) {
	data, err := a.pack(text)
	if err != nil {
		return "", 0, err
	}
	return a.putPacked(ctx, folder, text, data)
}

// putPacked writes what text was packed into as an object.
func (a *Archive) putPacked(ctx context.Context, folder string, text, data []byte) (id string, size int64, err error) {
	id = newBlobID(text)
	return id, int64(len(data)), a.at.Put(ctx, blobKey(folder, id), data)
}

// getBlob reads an object that was packed without another one, and checks it against its name.
func (a *Archive) getBlob(ctx context.Context, folder, id string) ([]byte, error) {
	data, err := a.fetch(ctx, folder, id)
	if err != nil {
		return nil, err
	}
	return a.open(folder, id, data, nil)
}

// fetch reads an object as it is kept.
func (a *Archive) fetch(ctx context.Context, folder, id string) ([]byte, error) {
	if !blobID.MatchString(id) {
		return nil, &DamagedError{fmt.Sprintf("%s/%s%q", a, folder, id), "is no name of an object"}
	}
	data, err := a.at.Get(ctx, blobKey(folder, id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &DamagedError{a.String() + "/" + folder + id, "is not there"}
	}
	return data, err
}

// open unpacks what was packed beside base, nil for nothing, and checks it against its name.
func (a *Archive) open(folder, id string, data, base []byte) ([]byte, error) {
	what := a.String() + "/" + folder + id
	text, err := a.zip.unpackBeside(data, base)
	if err != nil {
		return nil, &DamagedError{what, "cannot be unpacked: " + err.Error()}
	}
	if !strings.HasPrefix(id, content(text)+"-") {
		return nil, &DamagedError{what, "does not hold what its name says: somebody changed it, or it was damaged"}
	}
	return text, nil
}

// chunkLines reads the chunks of a recipe, several at once, as lists of lines: first those that were packed by themselves, then those that were packed beside
// one of them.
func (a *Archive) chunkLines(ctx context.Context, r *recipe) ([][]string, error) {
	texts, errs := make([][]byte, len(r.Chunks)), make([]error, len(r.Chunks))
	for _, beside := range []bool{false, true} {
		Parallel(len(r.Chunks), side, func(i int) {
			base := r.base(i)
			if beside != (base >= 0) {
				return
			}
			var data, text []byte
			if data, errs[i] = a.fetch(ctx, chunkFolder, r.Chunks[i]); errs[i] != nil {
				return
			}
			if beside {
				text = texts[base]
			}
			texts[i], errs[i] = a.open(chunkFolder, r.Chunks[i], data, text)
		})
		for _, err := range errs { // the first in order, whoever came first
			if err != nil {
				return nil, err
			}
		}
	}
	out := make([][]string, len(texts))
	for i, text := range texts {
		out[i] = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
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
