//go:build !unix

package confine

// noWait is zero on systems where pipes are no files.
const noWait = 0
