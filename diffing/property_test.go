package diffing

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// anyValue returns a random tree of what configuration has: maps, keyed lists, sets of scalars, scalars.
func anyValue(t *rapid.T, depth int) any {
	kinds := 6
	if depth > 0 {
		kinds = 9
	}
	switch rapid.IntRange(0, kinds).Draw(t, "kind") {
	case 0:
		return rapid.Bool().Draw(t, "bool")
	case 1:
		return rapid.IntRange(0, 5000).Draw(t, "number")
	case 2:
		return nil
	case 7:
		return anyMap(t, depth-1)
	case 8:
		list := l{}
		for i := range rapid.IntRange(0, 4).Draw(t, "elements") {
			e := anyMap(t, depth-1)
			e["name"] = fmt.Sprintf("element%d", i)
			list = append(list, e)
		}
		return list
	case 9:
		list := l{}
		for i := range rapid.IntRange(0, 4).Draw(t, "scalars") {
			list = append(list, fmt.Sprintf("item%d", i))
		}
		return list
	default:
		return rapid.SampledFrom([]string{"", "alpha", "beta gamma", "https://x.example/y", "10.0.0.0/8", "m6i.large", "5s", "gp3", "a,b,c", "latest"}).Draw(t, "text")
	}
}

func anyMap(t *rapid.T, depth int) m {
	out := m{}
	for range rapid.IntRange(0, 5).Draw(t, "keys") {
		k := rapid.SampledFrom([]string{"alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf.hotel/india", "juliet", "kilo", "lima"}).Draw(t, "key")
		out[k] = anyValue(t, depth)
	}
	return out
}

func anyResources(t *rapid.T) []snapshot.Resource {
	var list []snapshot.Resource
	for i := range rapid.IntRange(1, 6).Draw(t, "resources") {
		kind := rapid.SampledFrom([]string{"Deployment", "ConfigMap", "Queue"}).Draw(t, "kind")
		list = append(list, res(kind, fmt.Sprintf("thing%d", i), anyMap(t, 3)))
	}
	return list
}

// written writes the drifts, counts and words of a result as text.
func written(r *drift.Result) string {
	var b strings.Builder
	for i := range r.Drifts {
		d := &r.Drifts[i]
		fmt.Fprintln(&b, shown(d), d.Key, d.Split, d.Resource.ID)
		for _, p := range d.Places {
			fmt.Fprintln(&b, "  ", p.Resource.ID, p.Path)
		}
	}
	fmt.Fprintln(&b, r.Counts, r.Cells)
	return b.String()
}

// shuffled returns a copy with resources, and the elements of sets and keyed lists, in another order.
func shuffled(t *rapid.T, list []snapshot.Resource) []snapshot.Resource {
	out := rapid.Permutation(list).Draw(t, "order")
	for i := range out {
		out[i].Root = shuffledNode(t, out[i].Root)
	}
	return out
}

func shuffledNode(t *rapid.T, n snapshot.Node) snapshot.Node {
	children := slices.Clone(n.Children)
	for i := range children {
		children[i] = shuffledNode(t, children[i])
	}
	if n.Kind == snapshot.List && len(children) > 1 {
		children = rapid.Permutation(children).Draw(t, "elements")
	}
	n.Children = children
	return n
}

func TestASnapshotAgainstItselfHasNoDrift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := anyResources(t)
		r := Compare(environments("staging", "prod"), []*snapshot.Snapshot{snap("staging", list...), snap("prod", list...)}, Options{})
		if len(r.Drifts) > 0 {
			t.Fatal(written(r))
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyResources(t), anyResources(t)
		envs := environments("staging", "prod")
		one := written(Compare(envs, []*snapshot.Snapshot{snap("staging", a...), snap("prod", b...)}, Options{}))
		two := written(Compare(envs, []*snapshot.Snapshot{snap("prod", shuffled(t, b)...), snap("staging", shuffled(t, a)...)}, Options{}))
		if one != two {
			t.Fatalf("in one order:\n%s\nin another:\n%s", one, two)
		}
	})
}

func TestAnIdenticalEnvironmentAddsNoDrift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyResources(t), anyResources(t)
		two := Compare(environments("staging", "prod"), []*snapshot.Snapshot{snap("staging", a...), snap("prod", b...)}, Options{})
		three := Compare(environments("staging", "twin", "prod"), []*snapshot.Snapshot{snap("staging", a...), snap("twin", b...), snap("prod", b...)}, Options{})
		paths := func(r *drift.Result) (list []string) {
			for i := range r.Drifts {
				d := &r.Drifts[i]
				list = append(list, string(d.Kind)+" "+d.Resource.ID+" "+d.Path)
				for _, p := range d.Places {
					list = append(list, string(d.Kind)+" "+p.Resource.ID+" "+p.Path)
				}
			}
			slices.Sort(list)
			return list
		}
		if x, y := paths(two), paths(three); !slices.Equal(x, y) {
			t.Fatalf("two: %q\nthree: %q", x, y)
		}
	})
}

// TestAPlantedMutationIsOneDriftAtItsPath changes, removes or adds one attribute somewhere.
func TestAPlantedMutationIsOneDriftAtItsPath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := anyResources(t)
		target := rapid.IntRange(0, len(list)-1).Draw(t, "target")
		list[target].Root.Children = append(list[target].Root.Children, treeOf("zone", m{"inner": l{m{"name": "element0", "value": "five"}}}))
		other := slices.Clone(list)
		other[target].Root = shuffledNode(t, list[target].Root) // a deep copy
		zone := other[target].Root.Child("zone").Child("inner")
		var want string
		switch rapid.IntRange(0, 3).Draw(t, "mutation") {
		case 0:
			zone.Children[0].Child("value").Text = "six"
			want = "changed zone.inner[name=element0].value"
		case 1:
			zone.Children[0].Children = append(zone.Children[0].Children, treeOf("weight", "zz top"))
			want = "missing zone.inner[name=element0].weight"
		case 2:
			zone.Children = append(zone.Children, treeOf("", m{"name": "new", "value": "other"}))
			want = "missing zone.inner[name=new]"
		default:
			*zone = treeOf("inner", "text")
			want = "type-changed zone.inner"
		}
		r := Compare(environments("staging", "prod"), []*snapshot.Snapshot{snap("staging", list...), snap("prod", other...)}, Options{})
		if len(r.Drifts) != 1 || string(r.Drifts[0].Kind)+" "+r.Drifts[0].Path != want {
			t.Fatalf("want %s:\n%s", want, written(r))
		}
	})
}
