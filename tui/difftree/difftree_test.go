package difftree_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/difftree"
)

func join(spans []difftree.Span, differ bool) string {
	var b strings.Builder
	for _, s := range spans {
		if !differ || s.Differ {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestOnlyTheWordsThatDifferAreMarked(t *testing.T) {
	for _, c := range [][4]string{
		{"db.staging.shop.example", "db.prod.shop.example", "staging", "prod"},
		{"registry/api:1.4.2", "registry/api:1.5.2", "4", "5"},
		{"a b c", "a c", "b ", ""},
		{"same", "same", "", ""},
	} {
		as, bs := difftree.Words(c[0], c[1])
		if got := join(as, true); got != c[2] && strings.TrimSpace(got) != strings.TrimSpace(c[2]) {
			t.Errorf("%q against %q: marked %q, want %q", c[0], c[1], got, c[2])
		}
		if got := join(bs, true); strings.TrimSpace(got) != strings.TrimSpace(c[3]) {
			t.Errorf("%q against %q: marked %q, want %q", c[1], c[0], got, c[3])
		}
	}
}

func TestSpansAreTheTextAndWhatIsNotMarkedIsCommon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.StringOf(rapid.RuneFrom([]rune("ab .漢é-/\n"))).Draw(t, "a")
		b := rapid.StringOf(rapid.RuneFrom([]rune("ab .漢é-/\n"))).Draw(t, "b")
		as, bs := difftree.Words(a, b)
		if join(as, false) != a || join(bs, false) != b {
			t.Fatalf("spans of %q, %q are %q, %q", a, b, join(as, false), join(bs, false))
		}
		common := func(spans []difftree.Span) string {
			var s strings.Builder
			for _, x := range spans {
				if !x.Differ {
					s.WriteString(x.Text)
				}
			}
			return s.String()
		}
		if common(as) != common(bs) {
			t.Fatalf("unmarked text differs: %q, %q", common(as), common(bs))
		}
	})
}

func TestLineDifferencesGiveBackBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gen := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", ""}), 1, 20)
		a, b := strings.Join(gen.Draw(t, "a"), "\n"), strings.Join(gen.Draw(t, "b"), "\n")
		var la, lb []string
		for _, l := range difftree.Lines(a, b, 1000) {
			if l.Change != difftree.OnlyB && l.Change != difftree.Gap {
				la = append(la, l.Text)
			}
			if l.Change != difftree.OnlyA && l.Change != difftree.Gap {
				lb = append(lb, l.Text)
			}
		}
		if a != b && (strings.Join(la, "\n") != a || strings.Join(lb, "\n") != b) {
			t.Fatalf("%q, %q became %q, %q", a, b, la, lb)
		}
	})
}

func str(key, text string) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: text}
}

func node(kind snapshot.Kind, kids ...snapshot.Node) *snapshot.Node {
	return &snapshot.Node{Kind: kind, Children: kids}
}

func TestListsMeetByNameNotByPlace(t *testing.T) {
	one := *node(snapshot.Map, str("name", "api"), str("port", "80"))
	two := *node(snapshot.Map, str("name", "web"), str("port", "81"))
	root := difftree.FromSides([]drift.Side{
		{State: drift.Present, Node: node(snapshot.List, one, two)},
		{State: drift.Present, Node: node(snapshot.List, two, one)},
	})
	if root.Differ != 0 || len(root.Kids) != 2 || root.Kids[0].Key != "[name=api]" {
		t.Fatalf("%d differ, %d children", root.Differ, len(root.Kids))
	}
}

func TestUnknownIsNeverADifference(t *testing.T) {
	root := difftree.FromSides([]drift.Side{
		{State: drift.Present, Node: node(snapshot.Map, str("a", "1"))},
		{State: drift.UnknownState},
		{State: drift.Present, Node: node(snapshot.Map, str("a", "1"))},
	})
	if root.Differ != 0 {
		t.Fatal("what was not observed was reported as different")
	}
}

func TestATreeIsBoundedAndSaysWhatItLeftOut(t *testing.T) {
	var kids []snapshot.Node
	for i := range 3 * difftree.MaxNodes {
		kids = append(kids, str(strings.Repeat("k", 1+i%7)+string(rune('a'+i%26)), "v"))
	}
	list := node(snapshot.List, kids...)
	root := difftree.FromSides([]drift.Side{{State: drift.Present, Node: list}, {State: drift.AbsentState}})
	if root.Cut == 0 || len(root.Kids)+root.Cut != len(kids) {
		t.Fatalf("%d children and %d left out of %d", len(root.Kids), root.Cut, len(kids))
	}
	if rows := difftree.Rows(root, difftree.Folds{}, 50); len(rows) > 52 {
		t.Fatalf("%d rows", len(rows))
	}
}

func TestDocumentsInsideStringsFold(t *testing.T) {
	doc := func(text string) snapshot.Node {
		return snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
			{Key: "app.yaml", Kind: snapshot.String, Text: text},
			{Key: "note", Kind: snapshot.String, Text: "just words"},
		}}
	}
	a, b := doc("server:\n  port: 80\n  host: a\n"), doc("server:\n  port: 81\n  host: a\n")
	root := difftree.FromSides([]drift.Side{{State: drift.Present, Node: &a}, {State: drift.Present, Node: &b}})
	in := root.Kids[0]
	if !in.Inside || in.Leaf() || in.Differ != 1 || in.Same != 1 || in.Sides[0].Node.Kind != snapshot.String {
		t.Fatalf("%+v", in)
	}
	if root.Kids[1].Inside || !root.Kids[1].Leaf() {
		t.Errorf("words are no document: %+v", root.Kids[1])
	}
	rows := difftree.Rows(root, difftree.Folds{}, 100)
	if len(rows) != 2 || rows[0].Open {
		t.Fatalf("a document is closed until somebody opens it: %+v", rows)
	}
	rows = difftree.Rows(root, difftree.Folds{Open: map[string]bool{rows[0].Path: true}}, 100)
	if len(rows) < 4 || rows[1].Node.Key != "server" {
		t.Fatalf("%+v", rows)
	}
	c := doc("no document here")
	mixed := difftree.FromSides([]drift.Side{{State: drift.Present, Node: &a}, {State: drift.Present, Node: &c}})
	if mixed.Kids[0].Inside {
		t.Error("if only one side is a document, both must be compared as text")
	}
	big := doc("k: " + strings.Repeat("v", 200<<10) + "\nl: 1\n")
	whole := difftree.FromSides([]drift.Side{{State: drift.Present, Node: &big}, {State: drift.AbsentState}})
	if whole.Kids[0].Inside {
		t.Error("a string beyond the bound was looked into")
	}
}
