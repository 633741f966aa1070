package dependencies

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"time"

	"github.com/envparity/envparity/collectors/filetree"
)

// tree shows the files that were found to the extractors, on disk or at a git ref. Some look for a second file beside the first.
type tree struct{ files map[string]filetree.File }

func newTree(files []filetree.File) *tree {
	t := &tree{files: make(map[string]filetree.File, len(files))}
	for _, f := range files {
		t.files[f.Rel] = f
	}
	return t
}

// Open implements fs.FS.
func (t *tree) Open(name string) (fs.File, error) {
	f, ok := t.files[path.Clean(name)]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	b, err := f.Read()
	if err != nil {
		return nil, err
	}
	return newMemory(path.Base(name), b), nil
}

// ReadDir implements fs.ReadDirFS; folders are not shown.
func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
}

// Stat implements fs.StatFS.
func (t *tree) Stat(name string) (fs.FileInfo, error) {
	f, err := t.Open(name)
	if err != nil {
		return nil, err
	}
	return f.Stat()
}

// memory is an open file; its reader can be read at any offset.
type memory struct {
	*bytes.Reader
	info memoryInfo
}

func newMemory(name string, b []byte) *memory {
	return &memory{Reader: bytes.NewReader(b), info: memoryInfo{name: name, size: int64(len(b))}}
}

var _ io.ReaderAt = (*memory)(nil)

// Stat implements fs.File.
func (m *memory) Stat() (fs.FileInfo, error) { return m.info, nil }

// Close implements fs.File.
func (m *memory) Close() error { return nil }

type memoryInfo struct {
	name string
	size int64
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) Mode() fs.FileMode  { return 0o444 }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return false }
func (i memoryInfo) Sys() any           { return nil }
