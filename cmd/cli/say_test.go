package cli

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
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

// noSecretsBelow looks for planted secrets in every file of the folders; a folder that is not there holds none.
func noSecretsBelow(t *testing.T, planted []string, folders ...string) {
	t.Helper()
	seen := 0
	for _, folder := range folders {
		_ = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return nil //nolint:nilerr // what is not there holds no secret
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Error(err)
			}
			seen++
			collectortest.NoSecrets(t, string(text), planted)
			return nil
		})
	}
	if seen < 3 {
		t.Errorf("%d files looked at", seen)
	}
}
