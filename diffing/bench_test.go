package diffing

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// workload is one Deployment of the usual size in one environment.
func workload(i int, env string) snapshot.Resource {
	name := fmt.Sprintf("service-%05d", i)
	ns := "shop-" + env
	var vars l
	for k := range 12 {
		vars = append(vars, m{"name": fmt.Sprintf("VAR_%d", k), "value": fmt.Sprintf("value-%d-%d", k, i%17)})
	}
	vars = append(vars, m{"name": "DB_HOST", "value": "db." + env + ".shop.example"}, m{"name": "QUEUE", "value": "orders-" + env})
	r := res("Deployment", name, m{
		"metadata": m{"name": name, "namespace": ns, "labels": m{"app": name, "team": "core", "tier": "web"}},
		"spec": m{
			"replicas": 1 + i%3, "strategy": m{"type": "RollingUpdate"}, "selector": m{"matchLabels": m{"app": name}},
			"template": m{"metadata": m{"labels": m{"app": name}}, "spec": m{
				"serviceAccountName": name, "terminationGracePeriodSeconds": 30,
				"containers": l{m{
					"name": "app", "image": fmt.Sprintf("registry.shop.example/%s:1.%d.0", name, i%9), "args": l{"--port=8080", "--log=info", "-v"},
					"env": vars, "ports": l{m{"containerPort": 8080, "name": "http"}, m{"containerPort": 9090, "name": "metrics"}},
					"resources":      m{"limits": m{"cpu": "500m", "memory": "512Mi"}, "requests": m{"cpu": "100m", "memory": "128Mi"}},
					"livenessProbe":  m{"httpGet": m{"path": "/live", "port": "http"}, "periodSeconds": 10},
					"readinessProbe": m{"httpGet": m{"path": "/ready", "port": "http"}, "periodSeconds": 10},
				}},
			}},
		},
	})
	r.Scope = ns
	return r
}

func workloads(n int, envs ...string) (snaps []*snapshot.Snapshot, leaves int) {
	for _, env := range envs {
		s := snap(env)
		for i := range n {
			s.Resources = append(s.Resources, workload(i, env))
			leaves += s.Resources[i].Root.Leaves()
		}
		snaps = append(snaps, s)
	}
	return snaps, leaves
}

func BenchmarkCompare(b *testing.B) {
	for _, n := range []int{1000, 10000, 50000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			snaps, leaves := workloads(n, "dev", "staging", "prod")
			envs := environments("dev", "staging", "prod")
			b.ReportAllocs()
			for b.Loop() {
				if r := Compare(envs, snaps, Options{}); len(r.Drifts) > 10*n {
					b.Fatal(len(r.Drifts))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(leaves), "ns/attribute")
		})
	}
}

// BenchmarkLeftovers aligns resources by content, because their names have nothing in common.
func BenchmarkLeftovers(b *testing.B) {
	for _, n := range []int{1000, 10000, 50000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var snaps []*snapshot.Snapshot
			leaves := 0 // of all environments together
			for e, env := range []string{"staging", "prod"} {
				s := snap(env)
				for i := range n {
					r := res("Queue", fmt.Sprintf("%c%d-%c", 'a'+e, i*7919%n, 'x'+e), m{
						"arn": fmt.Sprintf("queue/%d", i), "retention": 60, "target": fmt.Sprintf("lambda/%d", i), "dlq": fmt.Sprintf("dlq/%d", i),
						"url": fmt.Sprintf("https://q.example/%d", i), "rule": fmt.Sprintf("rule/%d", i), "owner": fmt.Sprintf("team-%d", i%40), "size": i % 100,
					})
					s.Resources = append(s.Resources, r)
					leaves += r.Root.Leaves()
				}
				snapshot.SortResources(s.Resources, func(a, b *snapshot.Resource) int { return strings.Compare(a.Name, b.Name) }) // as collectors leave them
				snaps = append(snaps, s)
			}
			envs := environments("staging", "prod")
			b.ReportAllocs()
			for b.Loop() {
				Compare(envs, snaps, Options{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(leaves), "ns/attribute")
		})
	}
}
