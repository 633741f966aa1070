//go:build !unix

package objects

// unsupported reports whether a file system does not write folders out: Windows has no such request.
func unsupported(err error) bool { return err != nil }
