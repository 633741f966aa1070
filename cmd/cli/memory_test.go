package cli

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/envparity/envparity/internal/bounds"
)

func TestTheMemoryLimitIsTheLeastThatTheSystemAllows(t *testing.T) {
	const gb = 1 << 30
	free := map[string]string{"proc/meminfo": "MemTotal: 9 kB\nMemAvailable:    8388608 kB\n"} // 8 GB
	with := func(more map[string]string) map[string]string {
		out := map[string]string{"proc/meminfo": free["proc/meminfo"]}
		for name, text := range more {
			out[name] = text
		}
		return out
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  uint64
	}{
		"what the machine has free":                               {free, 8 * gb},
		"a container's group, which is the top it sees":           {with(map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "1073741824\n"}), gb},
		"a group without a limit":                                 {with(map[string]string{"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "max\n"}), 8 * gb},
		"a service's own group":                                   {with(map[string]string{"proc/self/cgroup": "0::/user.slice/run.scope\n", "sys/fs/cgroup/user.slice/run.scope/memory.max": "2147483648\n", "sys/fs/cgroup/memory.max": "max\n"}), 2 * gb},
		"the limit of a group above":                              {with(map[string]string{"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/memory.max": "1073741824\n", "sys/fs/cgroup/a/b/memory.max": "2147483648\n"}), gb},
		"version 1":                                               {with(map[string]string{"proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/docker/1\n", "sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes": "1073741824\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}), gb},
		"version 1 in a container, whose own name is not mounted": {with(map[string]string{"proc/self/cgroup": "4:memory:/docker/1\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824\n"}), gb},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			for name, text := range c.files {
				path := filepath.Join(root, name)
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			want := uint64(float64(min(c.want, mappable())) * bounds.MemoryShare)
			if got := memoryLimit(func(string) string { return "" }, root); got != want {
				t.Errorf("%d MB, want %d MB", got>>20, want>>20)
			}
		})
	}
}

func TestGOMEMLIMITIsTheMemoryLimit(t *testing.T) {
	before := debug.SetMemoryLimit(500 << 20) // as the runtime does with the variable
	defer debug.SetMemoryLimit(before)
	set := func(string) string { return "500MiB" }
	if got := memoryLimit(set, "/"); got != 500<<20 {
		t.Errorf("%d", got)
	}
	debug.SetMemoryLimit(math.MaxInt64)
	if got := memoryLimit(set, "/"); got != 0 {
		t.Errorf("switched off: %d", got)
	}
}

func TestACommandThatFillsItsMemoryExits4(t *testing.T) {
	held := make([]byte, 32<<20)
	for i := range held {
		held[i] = 1
	}
	run := func(limit uint64) (code int, said string, cause error) {
		var out bytes.Buffer
		code = -1
		ctx, cancel := context.WithCancelCause(context.Background())
		a := &app{memory: limit, err: &out, getenv: func(string) string { return "500MiB" }}
		over := make(chan struct{})
		ended := make(chan struct{})
		a.exit = func(c int) { code = c; close(ended) }
		go a.watchMemory(cancel, over)
		if limit > 20<<20 {
			<-ctx.Done()
			close(over)
			return code, out.String(), context.Cause(ctx)
		}
		<-ended
		return code, out.String(), context.Cause(ctx)
	}
	if code, _, cause := run(dataInUse() - 1<<20); code != -1 || cause == nil || !strings.Contains(cause.Error(), "memory limit of") {
		t.Errorf("just above its limit it is asked to end: %v, %d", cause, code)
	}
	if code, said, _ := run(1 << 20); code != exitMemory || !strings.Contains(said, "it filled its memory limit of 1 MB") {
		t.Errorf("far above its limit it is ended: %d %s", code, said)
	}
	if len(held) == 0 {
		t.Fatal("held")
	}
}
