package snapshot

import (
	"regexp"
	"slices"
	"strings"
)

// SealResource seals every sensitive value in r, in place: by name (DB_PASSWORD, {name: API_TOKEN, value: …}), by shape (private
// keys, tokens, passwords in URLs) and inside embedded JSON, YAML and dotenv texts. References to secrets stay readable. Nodes
// that are sealed already are left alone, so it may be called again.
func (s *Sealer) SealResource(r *Resource) {
	t := sealing{s: s}
	t.resource(r)
}

func (t *sealing) resource(r *Resource) {
	if r.Packed() {
		return // it was sealed before
	}
	t.found = t.found[:0]
	withoutNotes(&r.Root)
	t.children(&r.Root, r.Name)
	t.echoes(&r.Root)
	for k, v := range r.Labels {
		if SensitiveName(k) && v != "" && !reference(v) {
			r.Labels[k] = t.s.Fingerprint(v)
		} else if sealed, ok := t.text(v, configText); ok {
			r.Labels[k] = sealed
		}
	}
}

// SealTree seals a tree that is not, or not yet, in a resource; name is what the tree is called.
func (s *Sealer) SealTree(root *Node, name string) {
	t := sealing{s: s}
	t.node(root, name, "")
	t.echoes(root)
}

// SealValues seals every place in a tree where one of values stands, whatever it is called there, but for values that are ordinary words.
func (s *Sealer) SealValues(root *Node, values []string) {
	t := sealing{s: s}
	for _, v := range values {
		if len(v) >= 8 && !word(v) && len(t.found) < maxEchoes {
			t.found = append(t.found, v)
		}
	}
	t.echoes(root)
}

// SensitiveValues lists the values in a tree that SealTree would seal by their name.
func SensitiveValues(root *Node) []string {
	t := sealing{s: NewSealer(nil)}
	t.node(root.Copy(), "", "")
	return t.found
}

// SealText seals what has the shape of a secret, or is named as one, inside a text.
func (s *Sealer) SealText(text string) string {
	t := sealing{s: s}
	out, _ := t.text(text, configText)
	return out
}

// sealing is one walk; it remembers what names said.
type sealing struct {
	s     *Sealer
	names map[string]bool
	found []string // what was sealed by name: it must not stand under another name either
}

// maxEchoes bounds the values that are looked for a second time.
const maxEchoes = 64

func (t *sealing) remember(value string) {
	if len(value) >= 8 && len(t.found) < maxEchoes && !word(value) && !slices.Contains(t.found, value) {
		t.found = append(t.found, value)
	}
}

// echoes seals the values found by name where they stand again under a name that says nothing: REF=${DB_PASSWORD}, resolved.
func (t *sealing) echoes(n *Node) {
	if len(t.found) == 0 {
		return
	}
	for i := range n.Children {
		t.echoes(&n.Children[i])
	}
	if n.Kind != String && n.Kind != Unknown && n.Kind != Number {
		return
	}
	for _, v := range t.found {
		if len(n.Text) < len(v) || !strings.Contains(n.Text, v) {
			continue
		}
		if n.Text == v {
			sealed := t.s.Seal(n.Key, v, n.Line)
			sealed.File, sealed.Flags = n.File, sealed.Flags|n.Flags
			*n = sealed
			return
		}
		if !strings.ContainsAny(v, "0123456789") {
			continue // may be a word inside a sentence
		}
		n.Text = strings.ReplaceAll(n.Text, v, t.s.Fingerprint(v))
		n.Flags |= FlagPartSealed
	}
}

func (t *sealing) sensitive(name string) bool {
	if v, ok := t.names[name]; ok {
		return v
	}
	if t.names == nil {
		t.names = make(map[string]bool, 32)
	}
	v := SensitiveName(name)
	t.names[name] = v
	return v
}

func (t *sealing) children(n *Node, name string) {
	switch n.Kind {
	case Map:
		if k := n.Child("kind"); k != nil && k.Text == "Secret" && n.Child("apiVersion") != nil {
			t.s.sealObject(n)
		}
		pair := "" // asked for before anything is sealed, and only where there is something to call by it
		for i := range n.Children {
			if valueKey(n.Children[i].Key) {
				pair = t.pairName(n)
				break
			}
		}
		for i := range n.Children {
			c := &n.Children[i]
			under := ""
			if valueKey(c.Key) {
				under = name
				if pair != "" {
					under = pair
				}
			}
			if n.Flags&FlagPartial != 0 && pair == "" && (c.Key == "value" || c.Key == "Value") && c.Kind == String {
				c.Kind, c.Text = Unknown, "what it is the value of was not read" // it may be a secret's
			}
			t.node(c, c.Key, under)
		}
	case List:
		for i := range n.Children {
			c := &n.Children[i]
			under := ""
			if i > 0 && n.Children[i-1].Kind == String {
				under = flagName(n.Children[i-1].Text, c.Text)
			}
			if c.Scalar() && under == "" && t.sensitive(name) && !nameLike(c.Text) {
				under = name
			}
			t.node(c, "", under)
		}
	}
}

// node seals n, called name; under is a second name it goes by, of its pair or its parent.
func (t *sealing) node(n *Node, name, under string) {
	switch n.Kind {
	case Map, List:
		t.children(n, name)
	case String, Unknown, Number:
		by := under != "" && t.sensitive(under) || name != "" && t.sensitive(name)
		marked := n.Flags&FlagSensitive != 0 && n.Kind != Unknown || n.Kind == String && encrypted(n.Text)
		if marked || (by || n.Flags&FlagSensitive != 0) && t.hides(n, name, under) {
			flags := n.Flags
			if n.Kind == Unknown && !bareWord(n.Text) || n.Kind == String && expression(n.Text) {
				flags |= FlagOpen
			}
			t.remember(n.Text)
			sealed := t.s.Seal(n.Key, n.Text, n.Line)
			sealed.File, sealed.Flags = n.File, sealed.Flags|flags
			*n = sealed
			return
		}
		if n.Kind == Number {
			return
		}
		if sealed, ok := t.text(n.Text, kindOf(n)); ok {
			n.Text = sealed
			n.Flags |= FlagPartSealed
		}
	}
}

func kindOf(n *Node) textKind {
	if n.Kind == Unknown {
		return expressionText
	}
	return configText
}

// hides reports whether a value under a sensitive name is the secret itself.
func (t *sealing) hides(n *Node, name, under string) bool {
	switch n.Kind {
	case Number: // maxTokens: 4096 is a count
		words := nameWords(name)
		if under != "" {
			words = nameWords(under)
		}
		return len(words) > 0 && !strings.HasSuffix(words[len(words)-1], "s")
	case Unknown: // an expression: only what is quoted in it can be a secret, or what should have been
		if bareWord(n.Text) {
			return true
		}
		if !strings.Contains(n.Text, `"`) {
			residue, ok := withoutReferences(n.Text)
			return ok && residue != "" && !plainWords(residue)
		}
		residue, _ := withoutReferences(n.Text)
		return !plainWords(quotedParts(residue))
	default:
		return !reference(n.Text)
	}
}

// withDefault is a reference that holds what counts without it: ${PASSWORD:hunter2}, ${PASSWORD:-hunter2}.
var withDefault = regexp.MustCompile(`^\$\{[\w.-]+:`)

// expression reports whether a text is nothing but an expression that was not evaluated.
func expression(s string) bool {
	return strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}") && !withDefault.MatchString(s)
}

// bareWord reports whether an expression is one word: a value without its quotes, since what can be referred to has dots.
func bareWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
}

// text seals parts of a text. The separators are looked for first, since most values hold none.
func (t *sealing) text(s string, kind textKind) (string, bool) {
	if len(s) < 8 {
		return s, false
	}
	out, a := replaceShapes(s, t.s.Fingerprint)
	b := false
	if strings.ContainsAny(out, "=:>") {
		out, b = replacePairs(out, kind, t.sensitive, func(v string) string {
			t.remember(v)
			return t.s.Fingerprint(v)
		})
	}
	return out, a || b
}

// pairName returns K of {name: K, value: …} and its like.
func (t *sealing) pairName(n *Node) string {
	for _, k := range [...]string{"name", "key", "Name", "Key", "variable", "ParameterKey", "ParameterName", "envVar"} {
		if c := n.Child(k); c != nil && c.Kind == String {
			return c.Text
		}
	}
	return ""
}

func valueKey(k string) bool {
	switch k {
	case "value", "Value", "default", "defaultValue", "content", "ParameterValue", "plaintext", "data", "values":
		return true
	}
	return false
}

// flagName returns the name of a command line flag whose value is the next argument.
func flagName(arg, next string) string {
	if !strings.HasPrefix(arg, "-") || strings.ContainsAny(arg, "= ") || strings.HasPrefix(next, "-") {
		return ""
	}
	return strings.TrimLeft(arg, "-")
}

// nameLike reports whether an element of a list called "secrets" or "tokens" is the name of one.
func nameLike(v string) bool {
	words, digits := 0, 0
	for w := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == '/' }) {
		words++
		digits += len(w) - len(strings.Trim(w, "0123456789"))
	}
	return words > 1 && digits < 3 && strings.Trim(strings.ToLower(v), "abcdefghijklmnopqrstuvwxyz0123456789-_./") == "" && len(v) < 64
}
