package cli

import (
	"math"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
)

// memoryLimit is how many bytes of data the program may hold, 0 for no limit. $GOMEMLIMIT is the limit where it is set. Otherwise the limit
// is a share of the least of what the machine has free, what the program's control group may hold, and what its session may map.
// root is where the file systems of the kernel are mounted: "/".
func memoryLimit(getenv func(string) string, root string) uint64 {
	if getenv("GOMEMLIMIT") != "" {
		if n := debug.SetMemoryLimit(-1); n < math.MaxInt64 {
			return uint64(n) //nolint:gosec // never below 0
		}
		return 0 // "off"
	}
	least := min(available(root), grouped(root), mappable())
	if least == math.MaxUint64 {
		return 0
	}
	return uint64(float64(least) * bounds.MemoryShare)
}

// available is the memory that the machine has free.
func available(root string) uint64 {
	for line := range strings.Lines(kernelText(filepath.Join(root, "proc/meminfo"))) {
		if rest, ok := strings.CutPrefix(line, "MemAvailable:"); ok {
			if n, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64); err == nil {
				return n << 10
			}
		}
	}
	return math.MaxUint64
}

// grouped is the least that the control groups of this process may hold: its own and all above it. In a container its own is the top one.
func grouped(root string) uint64 {
	least := uint64(math.MaxUint64)
	look := func(mount, group, file string) {
		for {
			if n, err := strconv.ParseUint(strings.TrimSpace(kernelText(filepath.Join(root, mount, group, file))), 10, 64); err == nil {
				least = min(least, n) // "max" is no number
			}
			if group == "/" || group == "." {
				return
			}
			group = filepath.Dir(group)
		}
	}
	own := map[string]string{}
	for line := range strings.Lines(kernelText(filepath.Join(root, "proc/self/cgroup"))) {
		if parts := strings.SplitN(strings.TrimSpace(line), ":", 3); len(parts) == 3 {
			for controller := range strings.SplitSeq(parts[1], ",") {
				own[controller] = filepath.Clean("/" + parts[2])
			}
		}
	}
	group := func(controller string) string {
		if g := own[controller]; g != "" {
			return g
		}
		return "/"
	}
	look("sys/fs/cgroup", group(""), "memory.max")                         // version 2
	look("sys/fs/cgroup/memory", group("memory"), "memory.limit_in_bytes") // version 1
	return least
}

func kernelText(path string) string {
	text, err := confine.Regular(path, 1<<16, nil)
	if err != nil {
		return ""
	}
	return string(text)
}
