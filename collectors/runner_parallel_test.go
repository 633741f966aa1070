package collectors_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

func TestRunRunsSoManyAtOnceAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		slow := fake{func(context.Context, collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(time.Second) // of the bubble's clock
			now.Add(-1)
			return nil, snapshot.Outcome{Status: snapshot.Complete}
		}}
		jobs := make([]collectors.Job, 20)
		for i := range jobs {
			jobs[i].Collector = slow
		}
		opt := options()
		opt.Parallel = 3
		start := time.Now()
		collectors.Run(t.Context(), jobs, opt)
		if took := time.Since(start); most.Load() != 3 || took != 7*time.Second {
			t.Errorf("%d at once, %s in all; want 3, and 7 s for 20 jobs of a second", most.Load(), took)
		}
	})
}
