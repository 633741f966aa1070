package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// The garbage collector is told how far the heap may grow before it runs again: generously while the heap is small, where
// collecting it over and over takes a sixth of a start, and little once it is large, where what it may grow by is what people see
// as memory. docs/performance.md has the measurements.
const (
	heapRoom    = 32 << 20 // bytes that an empty heap may grow by; half of what is in use goes off it
	leastGrowth = 12       // per cent that a large heap may grow by
	mostGrowth  = 400      // per cent that the smallest may
)

// tendHeap sets the garbage collector's target now and after each of its cycles, until stop is called. It leaves it alone if the
// person who runs the program has set it.
func tendHeap(getenv func(string) string) (stop func()) {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(mostGrowth)
	var stopped atomic.Bool
	afterCycle(func() bool {
		if stopped.Load() {
			return false
		}
		debug.SetGCPercent(growth(liveHeap()))
		return true
	})
	return func() {
		stopped.Store(true)
		debug.SetGCPercent(before)
	}
}

// afterCycle calls f at the end of every collection for as long as it returns true: what nothing points to is finalized by the
// next one.
func afterCycle(f func() bool) {
	runtime.SetFinalizer(new([16]byte), func(*[16]byte) {
		if f() {
			afterCycle(f)
		}
	})
}

// growth is the per cent by which a heap of live bytes may grow.
func growth(live uint64) int {
	if live == 0 {
		return mostGrowth
	}
	room := uint64(0)
	if live < 2*heapRoom {
		room = heapRoom - live/2
	}
	return int(min(max(room*100/live, leastGrowth), mostGrowth)) //nolint:gosec // between the two bounds
}

// liveHeap is what the last collection found in use.
func liveHeap() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return s[0].Value.Uint64()
}
