package rules_test

import (
	"fmt"
	"testing"

	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/rules/builtin"
	"github.com/envparity/envparity/snapshot"
)

// workload makes two environments of n resources with ten attributes each that differ: names and values of many kinds.
func workload(n int) []*snapshot.Snapshot {
	names := []string{
		"replicas", "image", "LOG_LEVEL", "DB_HOST", "memory", "FEATURE_CHECKOUT", "schedule", "QUEUE_URL", "timeoutSeconds", "team",
		"colour", "API_DOCKER_TAG", "db_instance_class", "SERVICE_ID", "maxConnections", "TZ", "banner", "retries", "path", "mode",
	}
	snap := func(env string, k int) *snapshot.Snapshot {
		s := &snapshot.Snapshot{Environment: env}
		for i := range n {
			r := snapshot.Resource{Collector: "kubernetes", Kind: "Deployment", Name: fmt.Sprintf("svc-%d", i), Pillar: snapshot.Configuration, Root: snapshot.Node{Kind: snapshot.Map}}
			for a := range 10 {
				key := fmt.Sprintf("%s_%02d", names[(i+a*7)%len(names)], (i*31+a)%50)
				r.Root.Children = append(r.Root.Children, snapshot.Node{Key: key, Kind: snapshot.String, Text: fmt.Sprintf("v%d-%d", (i+1)*k, a*k)})
			}
			sortNodes(r.Root.Children)
			s.Resources = append(s.Resources, r)
		}
		s.Normalize()
		return s
	}
	return []*snapshot.Snapshot{snap("staging", 3), snap("prod", 7)}
}

func sortNodes(c []snapshot.Node) {
	for i := 1; i < len(c); i++ {
		for j := i; j > 0 && c[j].Key < c[j-1].Key; j-- {
			c[j], c[j-1] = c[j-1], c[j]
		}
	}
}

func benchDrifts(b *testing.B) []drift.Drift {
	b.Helper()
	return diffing.Compare(twoEnvs, workload(10_000), diffing.Options{}).Drifts
}

// BenchmarkClassify classifies some 100,000 drifts by all built-in rules.
func BenchmarkClassify(b *testing.B) {
	set := mustLoad(b, "")
	drifts := benchDrifts(b)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		set.Classify(drifts, rules.Context{Environments: twoEnvs, Now: someDay})
	}
	b.ReportMetric(float64(len(set.Rules())), "rules")
	b.ReportMetric(float64(len(drifts)), "drifts")
}

// BenchmarkCompare compares the same two environments. Classifying is measured against it.
func BenchmarkCompare(b *testing.B) {
	snaps := workload(10_000)
	b.ReportAllocs()
	for b.Loop() {
		diffing.Compare(twoEnvs, snaps, diffing.Options{})
	}
}

// BenchmarkLoad compiles all built-in packs, once with the checks that their tests make and once without, as the program does.
func BenchmarkLoad(b *testing.B) {
	for name, options := range map[string][]rules.Option{"checked": nil, "tested": {rules.WithTestedPacks()}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, diags := rules.Load(nil, nil, builtin.FS(), options...); diags.HasErrors() {
					b.Fatal(diags)
				}
			}
		})
	}
}
