package all_test

import (
	"io"
	"log"
	"log/slog"
	"os"
	"os/exec"
	"testing"

	"github.com/sirupsen/logrus"
	"k8s.io/klog/v2"

	"github.com/envparity/envparity/collectors/all"
)

// TestQuietLibrariesWriteNothing runs itself in a process of its own, since loggers are the process's.
func TestQuietLibrariesWriteNothing(t *testing.T) {
	if os.Getenv("ALL_TEST_QUIET") == "1" {
		all.Quiet()
		log.Print("planted-secret")
		slog.Warn("planted-secret")
		logrus.Warn("planted-secret")
		klog.Error("planted-secret")
		klog.Flush()
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run", "^TestQuietLibrariesWriteNothing$")
	cmd.Env = append(os.Environ(), "ALL_TEST_QUIET=1")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	told, err := io.ReadAll(stderr)
	if err != nil || cmd.Wait() != nil || len(told) > 0 {
		t.Errorf("stderr %q, %v", told, err)
	}
}
