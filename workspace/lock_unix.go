//go:build unix

package workspace

import (
	"os"
	"path/filepath"
	"syscall"
)

// lock keeps other processes of this program from changing files of path's folder until unlock is called. It leaves nothing behind.
func lock(path string) (unlock func(), err error) {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	for {
		if err = syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != syscall.EINTR { //nolint:errorlint // an errno, by itself
			break
		}
	}
	if err != nil { // some file systems have no locks: then the last writer wins
		return func() { _ = dir.Close() }, nil //nolint:nilerr // said above
	}
	return func() { _ = dir.Close() }, nil // closing it unlocks
}
