package screen

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/shorten"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/theme"
)

// MaxCellText bounds what of a value goes into one cell of a list, in runes.
const MaxCellText = 160

// SideText tells one side of a drift in a few words, at most limit runes, with the token to draw it in. Missing, unknown and
// secret look different from each other and from every value.
func SideText(t *theme.Theme, s *drift.Side, limit int) (string, theme.Token) {
	switch s.State {
	case drift.AbsentState:
		return t.Glyphs.Absent + " missing", theme.Dim
	case drift.UnknownState:
		return t.Glyphs.Unsure + " not observed", theme.Unsure
	}
	if s.Node == nil {
		return quoteEmpty(term.Clean(s.Text, limit)), theme.Text
	}
	return NodeText(t, s.Node, s.Class, limit)
}

// NodeText tells a value in a few words; class is its equality class, used for secrets.
func NodeText(t *theme.Theme, n *snapshot.Node, class, limit int) (string, theme.Token) {
	switch n.Kind {
	case snapshot.Secret:
		switch {
		case n.Flags&snapshot.FlagEmpty != 0:
			return "secret, empty", theme.Secret
		case n.Flags&snapshot.FlagPlaceholder != 0:
			return "secret, placeholder", theme.Secret
		}
		return t.Glyphs.Secret + " " + ClassLetter(class), theme.Secret
	case snapshot.Null:
		return "null", theme.Dim
	case snapshot.Map:
		return fmt.Sprintf("{%s}", plural(len(n.Children), "key")), theme.Text
	case snapshot.List:
		return fmt.Sprintf("[%s]", plural(len(n.Children), "element")), theme.Text
	case snapshot.Unknown:
		return "? " + term.Clean(n.Text, limit), theme.Unsure
	case snapshot.Absent:
		return t.Glyphs.Absent + " missing", theme.Dim
	case snapshot.String:
		if c := values.Certificate(n.Text); c != "" {
			return term.Clean(c, limit), theme.Text
		}
		return quoteEmpty(term.Clean(n.Text, limit)), theme.Text
	}
	return term.Clean(n.Text, limit), theme.Text
}

// quoteEmpty makes strings visible that would not be: empty ones, and ones with spaces at an end.
func quoteEmpty(s string) string {
	if s == "" || strings.TrimSpace(s) != s {
		return `"` + s + `"`
	}
	return s
}

// ClassLetter names an equality class: A, B, … for secrets that may not be shown.
func ClassLetter(class int) string {
	if class < 0 {
		return ""
	}
	if class < 26 {
		return string(rune('A' + class))
	}
	return fmt.Sprintf("#%d", class+1)
}

// SourceText tells where something is defined, in a few words; "" when it is not known.
func SourceText(s snapshot.Source) string {
	switch {
	case s.File != "" && s.Line > 0:
		return fmt.Sprintf("%s:%d", s.File, s.Line)
	case s.File != "" && s.Address != "":
		return s.File + " " + s.Address
	case s.File != "":
		return s.File
	case s.Cluster != "" && s.Namespace != "":
		return s.Cluster + "/" + s.Namespace
	case s.Cluster != "":
		return s.Cluster
	}
	return s.Address
}

// SourceOf picks what the editor opens: the place or the environment asked for, else the first environment that has a file,
// the reference first. side and place are -1 where none is asked for.
func SourceOf(f *rules.Finding, side, place, ref int) snapshot.Source {
	sides := f.Drift.Sides
	if place >= 0 && place < len(f.Drift.Places) {
		sides = f.Drift.Places[place].Sides
	}
	if side >= 0 && side < len(sides) && SourceText(sides[side].Source) != "" {
		return sides[side].Source
	}
	for i := range sides {
		if sides[i].Word != "" && sides[i].Source.File != "" {
			return sides[i].Source // where the foreign word stands
		}
	}
	if ref >= 0 && ref < len(sides) && sides[ref].Source.File != "" {
		return sides[ref].Source
	}
	for i := range sides {
		if sides[i].Source.File != "" {
			return sides[i].Source
		}
	}
	if len(sides) > 0 {
		return sides[0].Source
	}
	return snapshot.Source{}
}

// ResourceName writes a kind and a name in at most w cells. The name is what tells resources apart, so the kind gives way first.
func ResourceName(kind, name string, w int) string {
	kind, name = term.Clean(kind, MaxCellText), term.Clean(name, MaxCellText)
	const leastKind = 4
	room := w - cell.Width(name) - 1
	switch {
	case cell.Width(kind) <= room:
		return kind + " " + name
	case room >= leastKind:
		return cell.Cut(kind, room) + " " + name
	}
	return cell.CutMiddle(name, w)
}

// ResourceNames writes the kinds and names of resources in at most w cells each. Those of different resources differ: what they have in
// common gives way, and where kind and name are the same the scope stands behind them.
func ResourceNames(refs []drift.ResourceRef, w int) []string {
	scopes := map[string]string{}
	several := map[string]bool{}
	for i := range refs {
		k := refs[i].Kind + "\x00" + refs[i].Name
		if s, seen := scopes[k]; seen && s != refs[i].Scope {
			several[k] = true
		}
		scopes[k] = refs[i].Scope
	}
	names := make([]string, len(refs))
	short := make(map[string]string, len(refs))
	for i := range refs {
		r := &refs[i]
		name := r.Name
		if several[r.Kind+"\x00"+r.Name] && r.Scope != "" {
			name += " (" + r.Scope + ")"
		}
		names[i] = term.Clean(r.Kind+" "+name, 2*MaxCellText)
		short[names[i]] = ResourceName(r.Kind, name, w)
	}
	return shorten.Apart(names, w, func(s string, _ int) string { return short[s] })
}

// Age writes a number of days as people do: hours below two days, years from two on.
func Age(days float64) string {
	const year = 365.25
	switch {
	case days < 2:
		return fmt.Sprintf("%.0f h", max(1, days*24))
	case days < 2*year:
		return fmt.Sprintf("%.0f d", days)
	}
	return fmt.Sprintf("%.1f y", days/year)
}

// StoryToken is the style of a story: those that ask for an action stand out.
func StoryToken(k drift.StoryKind) theme.Token {
	switch k {
	case drift.Overdue, drift.HotFix, drift.LeftBehind:
		return theme.Should
	case drift.OnItsWay:
		return theme.Accent
	}
	return theme.Dim
}

// PathText writes a path in at most w cells: its end says which attribute it is, its first part where, and what is between
// gives way.
func PathText(path string, w int) string {
	path = term.Clean(path, 2*MaxCellText)
	if cell.Width(path) <= w || w < 12 {
		return cell.CutMiddle(path, w)
	}
	head, _, _ := strings.Cut(path, ".")
	if head == path || cell.Width(head) > w/4 {
		head = ""
	}
	room := w - cell.Width(head) - 1
	return head + "…" + cell.Tail(path, room)
}

// Alike reports whether two sides read the same, not only mean the same: sides of one class may differ by their environments'
// own names.
func Alike(a, b *drift.Side) bool {
	if !drift.Alike(a, b) || a.Word != b.Word {
		return false
	}
	if a.Node != nil && b.Node != nil && a.Node.Scalar() && b.Node.Scalar() && a.Node.Kind != snapshot.Secret {
		return a.Node.Text == b.Node.Text
	}
	return a.Text == b.Text || a.Node != nil && a.Node.Kind == snapshot.Secret
}

// Groups returns the sides' indexes by how they read, in order of appearance: the environments that stand together.
func Groups(sides []drift.Side) [][]int {
	var out [][]int
next:
	for i := range sides {
		for g := range out {
			if Alike(&sides[out[g][0]], &sides[i]) {
				out[g] = append(out[g], i)
				continue next
			}
		}
		out = append(out, []int{i})
	}
	return out
}

// InPlaces counts findings, and the places that they are in where those are more: "1 finding in 25 places".
func InPlaces(fs []*rules.Finding) string {
	places := len(fs)
	for _, f := range fs {
		places += len(f.Drift.Places)
	}
	text := plural(len(fs), "finding")
	if places > len(fs) {
		text += " in " + plural(places, "place")
	}
	return text
}

// Plural puts a number before a noun: "3 keys", "1 key", "1,204 findings".
func Plural(n int, noun string) string { return plural(n, noun) }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Number(n) + " " + noun + "s"
}

// Number writes n with commas: 10,412.
func Number(n int) string {
	s := fmt.Sprint(n)
	if n < 0 {
		return "-" + Number(-n)
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
