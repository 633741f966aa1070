//go:build unix

package objects

import (
	"errors"
	"io/fs"
	"syscall"
)

// unsupported reports whether a file system does not write folders out, or does not let us.
func unsupported(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) || errors.Is(err, fs.ErrPermission)
}
