package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"runtime/metrics"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/internal/bounds"
)

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
		case <-time.After(bounds.Patience):
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
	cmd.SetContext(a.untilLate(cmd.Context(), ctx))
	a.endLater(ctx, a.over)
}

// untilLate returns command, which also ends with late. So what is at work after the sources were read, such as git, ends too. Screens go on: on
// them the clock is for reading alone.
func (a *app) untilLate(command, late context.Context) context.Context {
	out, cancel := context.WithCancelCause(command)
	context.AfterFunc(late, func() {
		if !a.onScreen.Load() {
			cancel(context.Cause(late))
		}
	})
	return out
}

// watchMemory cancels the command when its data fills what it may, and ends the process when that does not help.
func (a *app) watchMemory(cancel context.CancelCauseFunc, over <-chan struct{}) {
	limit := a.memory
	if limit == 0 {
		return
	}
	if a.getenv("GOMEMLIMIT") == "" { // garbage is collected before the limit is reached, and what is free is given back
		before := debug.SetMemoryLimit(int64(limit)) //nolint:gosec // far below it
		defer debug.SetMemoryLimit(before)
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
	return fmt.Sprintf("it filled its memory limit of %d MB; look at fewer environments (--env) or sources at once, or set a higher GOMEMLIMIT", a.memory>>20)
}

// dataInUse is how many bytes the program's data and the stacks of its goroutines take, what the garbage collector has not looked at yet
// included.
func dataInUse() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(s)
	used := uint64(0)
	for _, m := range s {
		if m.Value.Kind() == metrics.KindUint64 {
			used += m.Value.Uint64()
		}
	}
	return used
}
