package archive

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/envparity/envparity/snapshot"
)

// workloads is how many workloads the test of a year has: $ENVPARITY_STORE_WORKLOADS, for a measurement.
func workloads() int {
	if n, err := strconv.Atoi(os.Getenv("ENVPARITY_STORE_WORKLOADS")); err == nil {
		return n
	}
	return 1000
}

// system is a system of n workloads that lives on from week to week: a Deployment, a Service and a ConfigMap each.
type system struct {
	random  *rand.Rand
	tags    []int
	pools   []int
	shifted int // lines inserted above all
}

func (y *system) week() {
	for i := range y.tags {
		if y.random.IntN(25) == 0 { // one in 25 is deployed in a week
			y.tags[i]++
		}
		if y.random.IntN(200) == 0 {
			y.pools[i] += y.random.IntN(9)
		}
	}
	if y.random.IntN(3) == 0 {
		y.tags, y.pools = append(y.tags, 1), append(y.pools, 20)
	}
	if y.random.IntN(4) == 0 {
		y.shifted += 1 + y.random.IntN(3)
	}
}

func (y *system) snapshot(env string, taken time.Time) *snapshot.Snapshot {
	s := &snapshot.Snapshot{Project: "shop", Environment: env, Taken: taken, Outcomes: []snapshot.Outcome{{Collector: "kubernetes", Source: env, Status: snapshot.Complete, Took: 1 + taken.Sub(noon)%99991}}}
	for i := range y.tags {
		name := fmt.Sprintf("service-%05d", i)
		str := func(key, text string) snapshot.Node {
			return snapshot.Node{Key: key, Kind: snapshot.String, Text: text}
		}
		tree := func(key string, children ...snapshot.Node) snapshot.Node {
			return snapshot.Node{Key: key, Kind: snapshot.Map, Children: children}
		}
		add := func(kind string, children ...snapshot.Node) {
			line := 1 + y.shifted + i*90
			root := tree("", children...)
			at := int32(line)
			lines(&root, &at)
			s.Resources = append(s.Resources, snapshot.Resource{
				Type: "kubernetes", Collector: "kubernetes", Kind: kind, Scope: "shop-" + env, Name: name, Pillar: snapshot.Configuration,
				Source: snapshot.Source{File: "deploy/" + env + ".yaml", Line: line, ResourceVersion: strconv.Itoa(7_000_000 + i*13 + y.tags[i]*1009)}, Root: root,
			})
		}
		add("Deployment", tree("spec", str("replicas", "3"), tree("template", tree("spec", tree("containers",
			str("image", "registry.example/"+name+":1."+strconv.Itoa(y.tags[i])+".0"), str("memory", "512Mi"), str("cpu", "250m"), str("livenessProbe", "/healthz"),
			str("checksum", fmt.Sprintf("%016x", uint64(i*7919+y.tags[i])*0x9e3779b97f4a7c15)),
		)))))
		add("Service", tree("spec", str("port", "80"), str("targetPort", strconv.Itoa(8000+i%1000)), str("selector", name)))
		add("ConfigMap", tree("data", str("LOG_LEVEL", "info"), str("POOL_SIZE", strconv.Itoa(y.pools[i])), str("UPSTREAM_TIMEOUT", "30s"), str("UPSTREAM", "https://"+name+"."+env+".shop.example")))
	}
	s.Normalize()
	return s
}

// lines gives each node a line of its own, from at on.
func lines(n *snapshot.Node, at *int32) {
	n.Line = *at
	*at++
	for i := range n.Children {
		lines(&n.Children[i], at)
	}
}

// TestAYearOfSnapshotsIsATenthOfItsFiles keeps 52 weekly snapshots of two environments. The files that they would be are compressed too.
func TestAYearOfSnapshotsIsATenthOfItsFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a quarter of a minute")
	}
	m := newMemory()
	a := m.archive()
	n := workloads()
	systems := map[string]*system{}
	for i, env := range []string{"staging", "prod"} {
		y := &system{random: rand.New(rand.NewPCG(uint64(i), 7)), tags: make([]int, n), pools: make([]int, n)}
		systems[env] = y
	}
	files, most := 0, int64(0)
	var took time.Duration
	for week := range 52 {
		for _, env := range []string{"staging", "prod"} {
			y := systems[env]
			y.week()
			s := y.snapshot(env, noon.AddDate(0, 0, 7*week))
			files += compressed(t, a, s)
			begun := time.Now()
			k, err := a.PutSnapshot(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			took += time.Since(begun)
			if week > 0 {
				most = max(most, k.Written)
			}
		}
	}
	chunks, _ := m.List(t.Context(), chunkFolder)
	recipes, _ := m.List(t.Context(), recipeFolder)
	sum := 0
	for _, r := range recipes {
		sum += int(r.Size)
	}
	t.Logf("%d workloads: the store has %d bytes (%d chunks, %d bytes of recipes), the compressed files %d: one in %.1f; the largest later week %d bytes; %s a snapshot",
		n, m.size(), len(chunks), sum, files, float64(files)/float64(m.size()), most, took/104)
	if m.size()*10 > files {
		t.Errorf("the store has more than a tenth of what the files have")
	}
	begun := time.Now()
	sound(t, m, 104)
	t.Logf("verified in %s", time.Since(begun))
}

// compressed is the size of a snapshot's file, packed as the store packs.
func compressed(t *testing.T, a *Archive, s *snapshot.Snapshot) int {
	t.Helper()
	packed, err := a.pack([]byte(text(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	return len(packed)
}
