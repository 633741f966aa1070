package collectors

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Parallel calls work for each index below n on all cores and stops early when ctx is done. It returns how many calls began. It raises a panic of
// work again in the caller's goroutine, where the runner turns it into an outcome.
func Parallel(ctx context.Context, n int, work func(i int)) int {
	var next atomic.Int64
	var mu sync.Mutex
	var panicked any
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					mu.Lock()
					panicked = p
					mu.Unlock()
				}
			}()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(i)
			}
		})
	}
	wg.Wait()
	if panicked != nil {
		panic(panicked)
	}
	return min(n, int(next.Load()))
}
