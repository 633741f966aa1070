//go:build linux || darwin

package cli

import (
	"math"
	"syscall"
)

// mappable is how much the process may map, as `ulimit -v` sets it.
func mappable() uint64 {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_AS, &l); err != nil || l.Cur > math.MaxInt64 {
		return math.MaxUint64
	}
	return l.Cur
}
