//go:build !unix

package terraform

import "os/exec"

// ownGroup does nothing: only the program itself is ended.
func ownGroup(*exec.Cmd) {}
