//go:build !linux

package gitlog

// boundMemory does nothing: only Linux bounds another process.
func boundMemory(int, uint64) {}
