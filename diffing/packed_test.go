package diffing

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// packedCopies returns the snapshots with packed trees, as collectors and files yield them.
func packedCopies(snaps []*snapshot.Snapshot) []*snapshot.Snapshot {
	pack := snapshot.NewPacker(snapshot.NewWords())
	out := make([]*snapshot.Snapshot, len(snaps))
	for i, s := range snaps {
		c := *s
		c.Resources = append([]snapshot.Resource(nil), s.Resources...)
		for k := range c.Resources {
			pack.Pack(&c.Resources[k])
		}
		out[i] = &c
	}
	return out
}

// held writes the values that drifts hold. They outlive the trees that were compared.
func held(r *drift.Result) string {
	text := written(r)
	for _, list := range [][]drift.Drift{r.Drifts, r.Equivalent} {
		for i := range list {
			for _, s := range list[i].Sides {
				text += fmt.Sprintf("%s %s %s\n", list[i].Path, s.State, s.Text)
				if s.Node != nil {
					text += shownTree(s.Node)
				}
				for _, m := range s.Members {
					text += fmt.Sprintf("  %s %s %s\n", m.Member, m.State, m.Text)
					if m.Node != nil {
						text += shownTree(m.Node)
					}
				}
			}
		}
	}
	return text
}

func TestPackedTreesCompareAsOpenOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members := rapid.IntRange(1, 2).Draw(t, "members")
		var snaps []*snapshot.Snapshot
		for _, env := range []string{"dev", "staging", "prod"} {
			s := snap(env)
			for _, member := range []string{"", "eu", "us"}[members-1 : 2*members-1] {
				for _, r := range anyResources(t) {
					r.Member = member
					s.Resources = append(s.Resources, r)
				}
				if member != "" {
					s.Members = append(s.Members, member)
				}
			}
			s.Normalize()
			snaps = append(snaps, s)
		}
		envs := environments("dev", "staging", "prod")
		open := held(Compare(envs, snaps, Options{KeepEquivalent: true}))
		packed := held(Compare(envs, packedCopies(snaps), Options{KeepEquivalent: true}))
		if open != packed {
			t.Fatalf("open\n%s\npacked\n%s", open, packed)
		}
	})
}

// shownTree writes each node of a tree in a line.
func shownTree(n *snapshot.Node) string {
	text := fmt.Sprintln(n.Key, n.Kind, n.Text, n.Line, n.Flags, len(n.Children))
	for i := range n.Children {
		text += shownTree(&n.Children[i])
	}
	return text
}
