package cli

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestGrowthIsGenerousWhileTheHeapIsSmall(t *testing.T) {
	for live, want := range map[uint64]int{0: 400, 1 << 20: 400, 4 << 20: 400, 16 << 20: 150, 32 << 20: 50, 64 << 20: 12, 200 << 20: 12, 4 << 30: 12} {
		if got := growth(live); got != want {
			t.Errorf("%d MB in use may grow by %d %%, want %d", live>>20, got, want)
		}
	}
}

func TestTheHeapIsTendedAfterEveryCycle(t *testing.T) {
	percent := func() int {
		p := debug.SetGCPercent(100)
		debug.SetGCPercent(p)
		return p
	}
	before := percent()
	stop := tendHeap(func(string) string { return "" })
	if got := percent(); got != mostGrowth {
		t.Errorf("%d %% at the start, want %d", got, mostGrowth)
	}
	held := make([]byte, 300<<20)
	for range 2 { // the second time it was armed by the first
		debug.SetGCPercent(mostGrowth)
		deadline := time.Now().Add(30 * time.Second)
		for percent() != leastGrowth {
			if time.Now().After(deadline) {
				t.Fatalf("%d %% with 300 MB in use, want %d", percent(), leastGrowth)
			}
			runtime.GC() // finalizers run some time after it
			runtime.Gosched()
		}
	}
	runtime.KeepAlive(held)
	stop()
	if got := percent(); got != before {
		t.Errorf("%d %% after the end, want %d as before", got, before)
	}
	if stop := tendHeap(func(string) string { return "50" }); percent() != before {
		stop()
		t.Error("GOGC of the environment was overruled")
	}
}
