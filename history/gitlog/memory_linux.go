package gitlog

import "golang.org/x/sys/unix"

// boundMemory bounds what a process may fill of memory, in bytes. Files that it maps, as git maps packs, do not count. Where the system refuses,
// there is no bound.
func boundMemory(pid int, limit uint64) {
	_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: limit, Max: limit}, nil)
}
