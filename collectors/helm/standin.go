package helm

import (
	"cmp"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"github.com/envparity/envparity/snapshot"
)

// standIns replaces the sensitive values of a chart by others of the same form. If a part differs between the rendering with the values and the
// one with their stand-ins, the templates made it from a sensitive value.
type standIns struct {
	secrets []string          // values that are also replaced inside longer texts, such as the password of a URL
	by      map[string]string // sensitive value → its stand-in
}

// standIn replaces letters and digits by others of their class, so that length and patterns of letters stay valid. For a text in base64 it
// replaces the decoded text.
func standIn(v string) string {
	if raw, err := base64.StdEncoding.DecodeString(v); err == nil && len(raw) > 2 && !strings.ContainsFunc(string(raw), func(r rune) bool { return r < ' ' && r != '\n' || r > '~' }) {
		return base64.StdEncoding.EncodeToString([]byte(standIn(string(raw))))
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+7)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+7)%26
		case r >= '0' && r <= '9':
			return '1' + (r-'0')%9 // never 0, because a number may not begin with it
		}
		return r
	}, v)
}

// of returns values with stand-ins. It does not change values.
func (s *standIns) of(values map[string]any) map[string]any {
	if values == nil {
		return nil
	}
	tree := node("", values)
	snapshot.NewSealer(nil).SealTree(&tree, "")
	out, _ := s.replace(values, &tree).(map[string]any)
	return out
}

// node returns values as a tree, with the entries of each map in the order of their keys.
func node(key string, v any) snapshot.Node {
	switch v := v.(type) {
	case map[string]any:
		n := snapshot.Node{Key: key, Kind: snapshot.Map}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			n.Children = append(n.Children, node(k, v[k]))
		}
		return n
	case []any:
		n := snapshot.Node{Key: key, Kind: snapshot.List}
		for _, e := range v {
			n.Children = append(n.Children, node("", e))
		}
		return n
	case string:
		return snapshot.Node{Key: key, Kind: snapshot.String, Text: v}
	case float64:
		return snapshot.Node{Key: key, Kind: snapshot.Number, Text: strconv.FormatFloat(v, 'f', -1, 64)}
	case int64:
		return snapshot.Node{Key: key, Kind: snapshot.Number, Text: strconv.FormatInt(v, 10)}
	}
	return snapshot.Node{Key: key, Kind: snapshot.Null}
}

// replace returns v with stand-ins for the values that are sealed in n, the tree of v.
func (s *standIns) replace(v any, n *snapshot.Node) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for i, k := range slices.Sorted(maps.Keys(v)) {
			if i < len(n.Children) {
				out[k] = s.replace(v[k], &n.Children[i])
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			if i < len(n.Children) {
				out[i] = s.replace(v[i], &n.Children[i])
			}
		}
		return out
	case string:
		if n.Kind == snapshot.Secret {
			return s.note(v)
		}
		for _, secret := range s.secrets {
			if strings.Contains(v, secret) {
				v = strings.ReplaceAll(v, secret, s.note(secret))
			}
		}
		return v
	case float64:
		if n.Kind == snapshot.Secret {
			if f, err := strconv.ParseFloat(s.note(strconv.FormatFloat(v, 'f', -1, 64)), 64); err == nil {
				return f
			}
		}
	case int64:
		if n.Kind == snapshot.Secret {
			if i, err := strconv.ParseInt(s.note(strconv.FormatInt(v, 10)), 10, 64); err == nil {
				return i
			}
		}
	}
	return v
}

func (s *standIns) note(v string) string {
	if v == "" {
		return v
	}
	if s.by == nil {
		s.by = map[string]string{}
	}
	s.by[v] = standIn(v)
	return s.by[v]
}

// swap replaces the values of a chart and its dependencies by stand-ins. back restores them.
func (s *standIns) swap(ch *chart.Chart) (back func()) {
	old := ch.Values
	ch.Values = s.of(ch.Values)
	backs := []func(){func() { ch.Values = old }}
	for _, d := range ch.Dependencies() {
		backs = append(backs, s.swap(d))
	}
	return func() {
		for _, b := range backs {
			b()
		}
	}
}

// hide replaces the stand-ins in a message by [secret].
func (s *standIns) hide(text string) string {
	for _, v := range s.longestFirst() {
		if len(v) >= 4 {
			text = strings.ReplaceAll(text, s.by[v], "[secret]")
		}
	}
	return text
}

func (s *standIns) longestFirst() []string {
	return slices.SortedFunc(maps.Keys(s.by), func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
}

// seal seals every part of a, a rendered document, that differs in b, the document rendered with stand-ins. It does not seal a Secret's data,
// because Objects does.
func (s *standIns) seal(sealer *snapshot.Sealer, a, b *snapshot.Node) {
	if a.Kind == snapshot.Unknown || a.Kind == snapshot.Secret {
		return
	}
	if a.Scalar() {
		if !b.Scalar() || a.Text != b.Text {
			s.scalar(sealer, a, b)
		}
		return
	}
	data := a.Kind == snapshot.Map && a.Child("kind") != nil && (a.Child("kind").Text == "Secret" || a.Child("kind").Text == "SealedSecret")
	for i := range a.Children {
		c := &a.Children[i]
		if data && (c.Key == "data" || c.Key == "stringData" || c.Key == "spec") {
			continue
		}
		var with *snapshot.Node
		switch {
		case a.Kind != b.Kind:
		case a.Kind == snapshot.Map:
			with = b.Child(c.Key)
		case len(a.Children) == len(b.Children):
			with = &b.Children[i]
		}
		if with == nil {
			if a.Kind == snapshot.Map && a.Kind == b.Kind && len(a.Children) == len(b.Children) {
				c.Key = sealer.Fingerprint(c.Key) // made from a sensitive value
			}
			all(sealer, c)
			continue
		}
		s.seal(sealer, c, with)
	}
}

// scalar seals a. If a contains a sensitive value literally, the rest stays readable.
func (s *standIns) scalar(sealer *snapshot.Sealer, a, b *snapshot.Node) {
	text, want := a.Text, b.Text
	if s.by[text] == want {
		seal(sealer, a, 0)
		return
	}
	for _, v := range s.longestFirst() {
		if with, as := strings.ReplaceAll(text, v, s.by[v]), strings.ReplaceAll(text, v, sealer.Fingerprint(v)); with == want {
			a.Text, a.Flags = as, a.Flags|snapshot.FlagPartSealed
			return
		}
	}
	for _, v := range s.longestFirst() { // longer ones first
		for from := 0; ; {
			at := strings.Index(text[from:], v)
			if at < 0 {
				break
			}
			at += from
			if text[:at]+s.by[v]+text[at+len(v):] == want {
				a.Text, a.Flags = text[:at]+sealer.Fingerprint(v)+text[at+len(v):], a.Flags|snapshot.FlagPartSealed
				return
			}
			from = at + 1
		}
	}
	seal(sealer, a, snapshot.FlagWeak) // equal values are no evidence of sharing: the text may be cut or a digest
}

// all seals every scalar of a tree.
func all(sealer *snapshot.Sealer, n *snapshot.Node) {
	if n.Scalar() && n.Kind != snapshot.Null && n.Kind != snapshot.Unknown && n.Kind != snapshot.Secret {
		seal(sealer, n, snapshot.FlagWeak)
	}
	for i := range n.Children {
		all(sealer, &n.Children[i])
	}
}

func seal(sealer *snapshot.Sealer, n *snapshot.Node, flags snapshot.Flags) {
	out := sealer.Seal(n.Key, n.Text, n.Line)
	out.File, out.Flags = n.File, out.Flags|n.Flags&^snapshot.FlagBlock|flags
	*n = out
}
