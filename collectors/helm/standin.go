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

// standIns replaces the sensitive values of a chart by others of the same form. What differs between a rendering with the values and one with
// their stand-ins is made of a sensitive value, whatever the templates do with it.
type standIns struct {
	secrets []string          // values that are taken out of longer texts too, such as the password of a URL
	by      map[string]string // the sensitive values that were met, with what stands in for each
}

// standIn turns letters and digits into others of their class, so that length and patterns of letters stay valid. Of a text in base64 it turns
// what the text says.
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
			return '1' + (r-'0')%9 // never 0, which may not lead a number
		}
		return r
	}, v)
}

// of returns values with stand-ins. It shares nothing that it changes.
func (s *standIns) of(values map[string]any) map[string]any {
	if values == nil {
		return nil
	}
	tree := node("", values)
	snapshot.NewSealer(nil).SealTree(&tree, "")
	out, _ := s.replace(values, &tree).(map[string]any)
	return out
}

// node is values as a tree, with the entries of each map in the order of their keys.
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

// replace returns v with stand-ins for what is sealed in n, which is the tree of v.
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

// swap gives a chart and all in it values with stand-ins, and returns what takes them back.
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

// hide takes stand-ins out of a message.
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

// seal seals in a, what a document rendered to, all that differs in b, to which it rendered with stand-ins. A Secret's data is left to those who
// know its form.
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
				c.Key = sealer.Fingerprint(c.Key) // made of a sensitive value
			}
			all(sealer, c)
			continue
		}
		s.seal(sealer, c, with)
	}
}

// scalar seals a. Where a sensitive value stands in it as it is, the rest stays readable.
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
	for _, v := range s.longestFirst() { // among words that read the same
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
	seal(sealer, a, snapshot.FlagWeak) // that two environments have the same is no evidence: it may be cut or a digest
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
