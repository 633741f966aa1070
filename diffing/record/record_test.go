package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// texts is a visitor that records scalars as changed if their texts differ, by more than the member.
type texts struct {
	tree.Silence

	record *record.Record
}

func (v *texts) Scalars(nodes []*snapshot.Node) {
	if v.record.Classes(nodes, func(i, j int) bool { return nodes[i].Text == nodes[j].Text }) > 1 && !v.record.AgreeByRole(nodes) {
		v.record.Emit(drift.Changed, nodes)
		return
	}
	v.record.Count(record.Identical, nodes)
}

func (v *texts) Absent(nodes []*snapshot.Node, _, _ bool) {
	v.record.Classes(nodes, func(int, int) bool { return true })
	v.record.Emit(drift.Missing, nodes)
}

// observed is a Coverage that has observed everything but the resource of the columns in it.
type observed []int

func (o observed) Unknown(column, _ int, _ *snapshot.Resource) (string, bool) {
	if slices.Contains(o, column) {
		return "no answer", true
	}
	return "", false
}
func (observed) Blank(int, *snapshot.Resource) string { return "" }
func (observed) Torn(int, *snapshot.Resource) string  { return "" }

// compare records one resource whose attribute size is values in staging's members, eu and us, and prod's; "" where the attribute is absent.
func compare(unseen observed, values ...string) record.Part {
	words := vocabulary.NewLexicon(vocabulary.New([]vocabulary.Env{{Name: "staging"}, {Name: "prod", Reference: true}}))
	s := tree.Setup{Of: [][]int{{0, 1}, {2, 3}}, First: []int{2, 3, 0, 1}, Reference: 1, Lexicon: words, Coverage: unseen}
	at := make([]*snapshot.Resource, len(values))
	for i, text := range values {
		member := []string{"eu", "us"}[i%2]
		s.Columns = append(s.Columns, tree.Column{Env: i / 2, Member: member, Voice: i / 2})
		if slices.Contains(unseen, i) {
			continue
		}
		at[i] = &snapshot.Resource{Kind: "file", Name: "shop", Member: member, Root: snapshot.Node{Kind: snapshot.Map}}
		if text != "" {
			at[i].Root.Children = []snapshot.Node{{Key: "size", Kind: snapshot.String, Text: text}}
		}
	}
	v := &texts{}
	walk := tree.New(s, v)
	v.record = record.New(s, walk, []string{"staging", "prod"}, false, func(drift.Kind, []drift.Side, []*snapshot.Node, []*snapshot.Node) drift.Facts { return drift.Facts{} })
	v.record.Begin(at, drift.ResourceRef{Name: "shop"}, 1)
	walk.Resource(at)
	v.record.Presence()
	return v.record.Finish()
}

func TestSidesOfADrift(t *testing.T) {
	for name, c := range map[string]struct {
		unseen observed
		values []string
		want   string // kind, the text of each side, and how the environments are split; "" if nothing is recorded
	}{
		"all members agree":                         {nil, []string{"1", "1", "1", "1"}, ""},
		"environments differ":                       {nil, []string{"1", "1", "2", "2"}, "changed 1 2, staging against prod"},
		"members differ as their namesakes do":      {nil, []string{"1", "2", "1", "2"}, ""},
		"one member differs from its namesake":      {nil, []string{"1", "3", "1", "2"}, "changed 3 2, members differ"},
		"members that were not seen make no change": {observed{1, 3}, []string{"1", "", "2", ""}, "changed 1 2, staging against prod"},
		"only members without a namesake differ":    {observed{1, 2}, []string{"1", "", "", "2"}, ""},
		"an environment lacks it":                   {nil, []string{"", "", "2", "2"}, "missing - 2, staging against prod"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, d := range compare(c.unseen, c.values...).Drifts {
				sides := make([]string, len(d.Sides))
				for e, s := range d.Sides {
					if sides[e] = s.Text; s.State != drift.Present {
						sides[e] = "-"
					}
				}
				got += fmt.Sprintf("%s %s, %s", d.Kind, strings.Join(sides, " "), d.Split)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatWasNotObservedCountsAsUnknown(t *testing.T) {
	got := compare(observed{0, 1}, "", "", "2", "2")
	if got.Counts != (drift.Counts{Compared: 1, Unknown: 1}) || got.Cells[0].State != drift.UnknownState || got.Cells[1].State != drift.Present {
		t.Errorf("got %+v", got)
	}
}
