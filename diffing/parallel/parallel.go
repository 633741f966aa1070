// Package parallel divides work among the cores.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// chunk is how many pieces of work are taken at a time.
const chunk = 64

// Each calls f for 0..n-1 on all cores, each time with a W that mk made for the calling goroutine. It returns all Ws, at least one. The first is
// that of the caller's own goroutine.
func Each[W any](n int, mk func() W, f func(w W, i int)) []W {
	made := make([]W, max(min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk), 1))
	var (
		wg   sync.WaitGroup
		next atomic.Int64
	)
	work := func(k int) {
		made[k] = mk()
		for {
			end := int(next.Add(chunk))
			if end-chunk >= n {
				return
			}
			for i := end - chunk; i < min(end, n); i++ {
				f(made[k], i)
			}
		}
	}
	for k := 1; k < len(made); k++ {
		wg.Go(func() { work(k) })
	}
	work(0)
	wg.Wait()
	return made
}
