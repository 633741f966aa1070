//go:build !unix

package confine

// noWait is nothing where pipes are no files.
const noWait = 0
