//go:build unix

package terraform

import (
	"os/exec"
	"syscall"
)

// ownGroup puts a program into a process group of its own and ends the whole group, providers included, when the collection does.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
