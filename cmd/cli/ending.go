package cli

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/signal"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/internal/confine"
)

// patience is how long a command may take to end by itself once it was asked to: by ctrl-c, SIGTERM, its --timeout, or for want of memory.
const patience = 1800 * time.Millisecond

// memoryShare is the part of this machine's (or container's) memory that the program may fill with its data.
const memoryShare = 0.7

// ending makes the context of a command, which ends with ctrl-c, SIGTERM and when the program has filled its memory. What does not
// heed it, such as a library that was given hostile text, ends with the process a little later.
func (a *app) ending(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	ctx, unsignal := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	over := make(chan struct{})
	go a.watchMemory(cancel, over)
	a.endLater(ctx, over)
	return ctx, func() {
		close(over)
		unsignal()
		cancel(nil)
	}
}

// endLater ends the process when a command is still at it after its context and the patience are over. The screens are left alone: they
// have to give the terminal back.
func (a *app) endLater(ctx context.Context, over <-chan struct{}) {
	go func() {
		select {
		case <-ctx.Done():
		case <-over:
			return
		}
		select {
		case <-over:
			return
		case <-time.After(patience):
		}
		if a.onScreen.Load() {
			return
		}
		code, why := exitIncomplete, "it was stopped, and what it was at did not end in time: there is no report"
		if a.full.Load() {
			code, why = exitMemory, a.fullText()
		}
		fmt.Fprintln(a.err, "envparity: "+why)
		a.exit(code)
	}()
}

// limit starts the clock of --timeout, if the person at the terminal has set it: it then holds for everything the command does.
func (a *app) limit(cmd *cobra.Command) {
	f := cmd.Flags().Lookup("timeout")
	if f == nil || !f.Changed {
		return
	}
	d, err := time.ParseDuration(f.Value.String())
	if err != nil || d <= 0 {
		return // told when it is used
	}
	ctx, cancel := context.WithTimeoutCause(cmd.Context(), d, fmt.Errorf("it took longer than its --timeout of %s", d))
	context.AfterFunc(cmd.Context(), cancel)
	a.discovering = ctx
	a.endLater(ctx, a.over)
}

// memoryLimit is how many bytes of data the program may hold, 0 for no limit: $GOMEMLIMIT's business where it is set.
func memoryLimit(getenv func(string) string) uint64 {
	if getenv("GOMEMLIMIT") != "" {
		return 0
	}
	least := uint64(math.MaxUint64)
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := os.ReadFile(file); err == nil {
			if n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64); err == nil {
				least = min(least, n)
			}
		}
	}
	if text, err := confine.Regular("/proc/meminfo", 1<<16, nil); err == nil {
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, "MemAvailable:"); ok {
				if n, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64); err == nil {
					least = min(least, n<<10)
				}
			}
		}
	}
	if least == math.MaxUint64 {
		return 0
	}
	return uint64(float64(least) * memoryShare)
}

// watchMemory cancels the command when its data fills what it may, and ends the process when that does not help.
func (a *app) watchMemory(cancel context.CancelCauseFunc, over <-chan struct{}) {
	limit := a.memory
	if limit == 0 {
		return
	}
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-over:
			return
		case <-tick.C:
		}
		used := dataInUse()
		switch {
		case used > limit+limit/4 && !a.onScreen.Load():
			fmt.Fprintln(a.err, "envparity: "+a.fullText())
			a.exit(exitMemory)
			return
		case used > limit && !a.full.Swap(true):
			cancel(fmt.Errorf("it was stopped at its memory limit of %d MB", limit>>20))
		}
	}
}

func (a *app) fullText() string {
	return fmt.Sprintf("it filled its memory limit of %d MB; look at fewer environments (--env) or sources at once, or set GOMEMLIMIT", a.memory>>20)
}

// dataInUse is how many bytes the program's data takes, what the garbage collector has not looked at yet included.
func dataInUse() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return s[0].Value.Uint64()
}
