package cli

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// sayAll runs the program in a process of its own and returns all that it says, on either stream. An audit that finds something or could not
// look at everything is no failure.
func sayAll(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args, cmd.Dir, cmd.Env = append([]string{"envparity"}, args...), dir, env
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != exitFindings && cmd.ProcessState.ExitCode() != exitIncomplete {
		t.Fatalf("%v: %v\n%s", args, err, said.String())
	}
	return said.String()
}
