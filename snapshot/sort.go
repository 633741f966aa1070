package snapshot

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// SortResources sorts rs stably by compare. A Resource is large, so it sorts their indexes and moves each resource at most once, and none if they
// are in order, as those of one collector mostly are.
func SortResources(rs []Resource, compare func(a, b *Resource) int) {
	sorted := true
	for i := 1; i < len(rs) && sorted; i++ {
		sorted = compare(&rs[i-1], &rs[i]) <= 0
	}
	if sorted {
		return
	}
	from := make([]int32, len(rs)) // from[i] is the present index of the resource for index i
	for i := range from {
		from[i] = int32(i) //nolint:gosec // a snapshot of two thousand million resources does not fit into memory
	}
	slices.SortStableFunc(from, func(a, b int32) int { return compare(&rs[a], &rs[b]) })
	for i := range from {
		if from[i] == int32(i) { //nolint:gosec // as above
			continue
		}
		held, to := rs[i], i
		for {
			next := int(from[to])
			from[to] = int32(to) //nolint:gosec // as above
			if next == i {
				rs[to] = held
				break
			}
			rs[to] = rs[next]
			to = next
		}
	}
}

// inChunks calls work for 0..n-1 on all cores. mk makes the work function of each goroutine.
func inChunks(n int, mk func() (work func(i int))) {
	const chunk = 64
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk) {
		wg.Go(func() {
			work := mk()
			for {
				end := int(next.Add(chunk))
				if end-chunk >= n {
					return
				}
				for i := end - chunk; i < min(end, n); i++ {
					work(i)
				}
			}
		})
	}
	wg.Wait()
}
