package kubernetes_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/fixtures/real"
)

// BenchmarkFiveThousandObjects reads 5,000 objects of a real API server, and beside it lists the same kinds with the dynamic client and
// writes them as JSON, as "kubectl get -o json" does. It reports the ratio of the two times, and the snapshot's heap per byte received.
func BenchmarkFiveThousandObjects(b *testing.B) {
	c := real.StartCluster(b, "reader")
	c.Grant(b, "reader", everything)
	post(b, c, "/api/v1/namespaces", `{"metadata":{"name":"many"}}`)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := w; i < 2500; i += 8 {
				_ = c.Do(c.Admin, "POST", "/api/v1/namespaces/many/configmaps", fmt.Sprintf(`{"metadata":{"name":"c%d","labels":{"app":"a%d"}},"data":{"app.yaml":"log: info\nport: 80\nname: a%d\n","A":"1","B":"2"}}`, i, i, i), nil)
				_ = c.Do(c.Admin, "POST", "/apis/apps/v1/namespaces/many/deployments", fmt.Sprintf(`{"metadata":{"name":"a%d"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"a%d"}},"template":{"metadata":{"labels":{"app":"a%d"}},"spec":{"containers":[{"name":"api","image":"shop/api:1","env":[{"name":"A","value":"1"},{"name":"B","value":"%d"}],"resources":{"limits":{"cpu":"1","memory":"1Gi"}}}]}}}}`, i, i, i, i), nil)
			}
		})
	}
	wg.Wait()
	path := c.Kubeconfig(b, "reader", "test")
	cfg, err := clientcmd.BuildConfigFromFlags("", path)
	if err != nil {
		b.Fatal(err)
	}
	cfg.QPS, cfg.Burst = 1000, 1000
	dyn := dynamic.NewForConfigOrDie(cfg)
	config := fmt.Sprintf("kubeconfig = %q\nnamespace = \"many\"\n", path)
	var ours, theirs time.Duration
	var received, heap, peak uint64
	for b.Loop() {
		start := time.Now()
		var lists []any
		for _, gvr := range []schema.GroupVersionResource{{Version: "v1", Resource: "configmaps"}, {Group: "apps", Version: "v1", Resource: "deployments"}} {
			next := ""
			for {
				list, err := dyn.Resource(gvr).Namespace("many").List(b.Context(), metav1.ListOptions{Limit: 500, Continue: next})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := json.MarshalIndent(list, "", "    "); err != nil {
					b.Fatal(err)
				}
				lists = append(lists, list)
				if next = list.GetContinue(); next == "" {
					break
				}
			}
		}
		theirs += time.Since(start)
		received = 0
		for _, l := range lists {
			compact, err := json.Marshal(l)
			if err != nil {
				b.Fatal(err)
			}
			received += uint64(len(compact))
		}
		lists = nil
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		highest := watchHeap()
		start = time.Now()
		r := collectortest.Collect(b.Context(), b, kubernetes.Type(), b.TempDir(), config)
		ours += time.Since(start)
		peak = highest() - before.HeapAlloc
		runtime.GC()
		runtime.ReadMemStats(&after)
		heap = after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc)
		if len(r.Resources) < 5000 {
			b.Fatalf("%d resources: %+v", len(r.Resources), r.Outcome)
		}
	}
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "time-ratio")
	b.ReportMetric(float64(heap)/float64(received), "heap/byte")
	b.ReportMetric(float64(peak)/float64(received), "peak/byte")
	b.ReportMetric(float64(received)/1e6, "MB-received")
}

// watchHeap looks at the heap, garbage included, every millisecond until the returned function is called, which tells its highest.
func watchHeap() func() uint64 {
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		var highest uint64
		for {
			select {
			case <-stop:
				done <- highest
				return
			case <-tick.C:
				metrics.Read(sample)
				highest = max(highest, sample[0].Value.Uint64())
			}
		}
	}()
	return func() uint64 { close(stop); return <-done }
}
