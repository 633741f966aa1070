package gitlog

import "golang.org/x/sys/unix"

// boundMemory bounds the memory of a process in bytes. Mapped files, such as git's packs, do not count. If the system refuses, there is no bound.
func boundMemory(pid int, limit uint64) {
	_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: limit, Max: limit}, nil)
}
