package snapshot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot/secret"
)

// SealResource seals every sensitive value in r, in place: by name (DB_PASSWORD, {name: API_TOKEN, value: …}), by form (private keys, tokens,
// passwords in URLs) and inside embedded JSON, YAML and dotenv texts. References to secrets stay readable. It leaves sealed nodes unchanged, so
// it may be called again.
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
	t.children(&r.Root, r.Name, secret.Other)
	t.echoes(&r.Root)
	for _, text := range [...]*string{&r.Name, &r.Scope, &r.Source.Address} {
		*text = t.key(*text)
	}
	for k, v := range r.Labels {
		key := t.key(k)
		if key != k {
			delete(r.Labels, k)
			r.Labels[key] = v
		}
		if secret.Hides(t.nameOf(k), v) || secret.Random(k, v) {
			r.Labels[key] = t.s.Fingerprint(v)
		} else if sealed, ok := t.text(v, secret.Config); ok {
			r.Labels[key] = sealed
		}
	}
}

// SealTree seals a tree that is not, or not yet, in a resource. name is the tree's name.
func (s *Sealer) SealTree(root *Node, name string) {
	t := sealing{s: s}
	t.node(root, name, "", secret.Other)
	t.echoes(root)
}

// SealValues seals every occurrence of one of values in a tree, under any name, except values that are ordinary words.
func (s *Sealer) SealValues(root *Node, values []string) {
	t := sealing{s: s}
	for _, v := range values {
		if len(v) >= 8 && !word(v) && len(t.found) < maxEchoes {
			t.found = append(t.found, v)
		}
	}
	t.echoes(root)
}

// SensitiveValues lists the values in a tree that SealTree would seal because of their name.
func SensitiveValues(root *Node) []string {
	t := sealing{s: NewSealer(nil)}
	t.node(root.Copy(), "", "", secret.Other)
	return t.found
}

// SealText seals the secrets inside a text, by their form or name.
func (s *Sealer) SealText(text string) string {
	t := sealing{s: s}
	out, _ := t.text(text, secret.Config)
	return out
}

// sealing is the state of one walk, with a cache for names.
type sealing struct {
	s      *Sealer
	names  map[string]secret.Name
	found  []string // values sealed by name, which must not stay readable under another name
	nested int      // levels of JSON inside JSON
}

// maxEchoes bounds how many values are searched for a second time.
const maxEchoes = 64

func (t *sealing) remember(value string) {
	if len(value) >= 8 && len(t.found) < maxEchoes && !word(value) && !slices.Contains(t.found, value) {
		t.found = append(t.found, value)
	}
}

// echoes seals the values found by name where they occur again under an uninformative name: REF=${DB_PASSWORD}, resolved.
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
			continue // it may be a word inside a sentence
		}
		n.Text = strings.ReplaceAll(n.Text, v, t.s.Fingerprint(v))
		n.Flags |= FlagPartSealed
	}
}

func (t *sealing) nameOf(name string) secret.Name {
	if v, ok := t.names[name]; ok {
		return v
	}
	if t.names == nil || len(t.names) > maxNames {
		t.names = make(map[string]secret.Name, 32)
	}
	v := secret.NameOf(name)
	t.names[strings.Clone(name)] = v
	return v
}

// maxNames bounds the cache of names.
const maxNames = 1 << 14

// key seals the secrets in a key, or in the name of a resource.
func (t *sealing) key(key string) string {
	if len(key) < 12 {
		return key
	}
	if secret.Random("", key) {
		return t.s.Fingerprint(key)
	}
	sealed, _ := secret.Replace(key, secret.Prose, t.s.Fingerprint)
	return sealed
}

// children seals the nodes below n. name is n's name. above is what the names above it mean for the values below n.
func (t *sealing) children(n *Node, name string, above secret.Name) {
	switch n.Kind {
	case Map:
		t.entries(n, name, above)
	case List:
		t.elements(n, name, "", above)
	}
}

func (t *sealing) entries(n *Node, name string, above secret.Name) {
	if k := n.entry("kind"); k != nil && strings.EqualFold(k.Text, "Secret") && n.entry("apiVersion") != nil {
		t.s.sealObject(n)
	}
	sealJWK(t.s, n)
	pair := "" // read before anything is sealed, and only if there is a value for it
	program := ""
	for i := range n.Children {
		switch c := &n.Children[i]; {
		case pair == "" && secret.ValueKey(c.Key):
			pair = pairName(n)
		case c.Key == "command" && c.Kind == List && len(c.Children) > 0:
			program = c.Children[0].Text
		}
	}
	for i := range n.Children {
		c := &n.Children[i]
		under := ""
		if secret.ValueKey(c.Key) {
			under = name
			if pair != "" {
				under = pair
			}
		}
		if n.Flags&FlagPartial != 0 && pair == "" && (c.Key == "value" || c.Key == "Value") && c.Kind == String {
			c.Kind, c.Text = Unknown, "the name of this value was not read" // it may be the value of a secret
		}
		if c.Kind == List && program != "" && c.Key == "args" {
			t.elements(c, c.Key, program, t.below(c.Key, under, above))
			continue
		}
		if c.Key == "secretKey" && c.Kind == String && n.entry("remoteRef") != nil {
			continue // an ExternalSecret's: the name of the value
		}
		t.node(c, c.Key, under, above)
		c.Key = t.key(c.Key)
	}
}

// elements seals the elements of a list. program is the program of the command line beside it.
func (t *sealing) elements(n *Node, name, program string, above secret.Name) {
	t.arguments(n, program)
	for i := range n.Children {
		c := &n.Children[i]
		says := above
		if c.Scalar() && says != secret.Chosen && nameLike(c.Text) {
			says = secret.Other
		}
		t.node(c, "", "", says)
	}
}

// arguments seals the arguments that are secrets by the flags of a command line.
func (t *sealing) arguments(n *Node, program string) {
	flags := false
	for i := range n.Children {
		c := &n.Children[i]
		if c.Kind != String {
			return
		}
		flags = flags || strings.HasPrefix(c.Text, "-")
	}
	if !flags {
		return
	}
	args := make([]string, len(n.Children))
	for i := range n.Children {
		args[i] = n.Children[i].Text
	}
	for i, span := range secret.Arguments(program, args, t.nameOf) {
		start, end := span.Bounds()
		c := &n.Children[i]
		switch {
		case start == end:
		case start == 0 && end == len(c.Text):
			t.seal(c, 0)
		default:
			t.remember(c.Text[start:end])
			c.Text = c.Text[:start] + t.s.Fingerprint(c.Text[start:end]) + c.Text[end:]
			c.Flags |= FlagPartSealed
		}
	}
}

// below returns what the name of a map or list, and the names above it, mean for the values in it.
func (t *sealing) below(name, under string, above secret.Name) secret.Name {
	own := t.nameOf(name)
	below := max(own.Below(name), secret.Within(above, name, secret.Other))
	if under != "" {
		below = max(below, t.nameOf(under).Below(under))
	}
	if own == secret.About && below < secret.Chosen {
		return secret.Other // secretKeyRef, tokenPolicy: a structure about a secret
	}
	return below
}

// node seals n. name is its name, under a second name, of its pair or its parent, and above is what the names above it mean.
func (t *sealing) node(n *Node, name, under string, above secret.Name) {
	switch n.Kind {
	case Map, List:
		t.children(n, name, t.below(name, under, above))
	case String, Unknown, Number:
		says := secret.Within(above, name, t.nameOf(name))
		called := name
		if under != "" {
			called = under
			says = max(says, t.nameOf(under))
		}
		if t.sealed(n, called, says) {
			var flags Flags
			if n.Kind == Unknown && !bareWord(n.Text) || n.Kind == String && expression(n.Text) {
				flags |= FlagOpen
			}
			if n.Kind != Unknown && (secret.Nothing(n.Text) || n.Flags&FlagSensitive == 0 && !secret.LooksSecret(n.Text)) {
				flags |= FlagWeak
			}
			t.remember(n.Text)
			t.seal(n, flags)
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

// seal turns n into a Secret.
func (t *sealing) seal(n *Node, flags Flags) {
	out := t.s.Seal(n.Key, n.Text, n.Line)
	out.File, out.Flags = n.File, out.Flags|n.Flags&^FlagBlock|flags
	*n = out
}

// sealed reports whether all of n must be sealed. called is the name that decides.
func (t *sealing) sealed(n *Node, called string, says secret.Name) bool {
	marked := n.Flags&FlagSensitive != 0
	if secret.PassesOn(called, n.Text) {
		says = secret.Other
	}
	kind := n.Kind
	if kind == String && n.Text != "" && strings.Trim(n.Text, "0123456789") == "" {
		kind = Number // in a place where all values are texts
	}
	switch kind {
	case Number: // maxTokens: 4096 is a count
		return marked || says.Holds() && len(n.Text) > 1 && !secret.Counts(called)
	case Unknown: // an expression: only its quoted parts can be a secret, or it should have been quoted
		return (marked || says.Holds()) && hidesExpression(n.Text)
	}
	return marked || encrypted(n.Text) || secret.Hides(says, n.Text) || secret.Random(called, n.Text) || secret.Whole(n.Text)
}

func kindOf(n *Node) secret.Text {
	if n.Kind == Unknown {
		return secret.Expression
	}
	return secret.Config
}

// hidesExpression reports whether an expression under the name of a secret contains the secret itself.
func hidesExpression(text string) bool {
	if bareWord(text) {
		return true
	}
	if !strings.Contains(text, `"`) {
		residue, ok := secret.WithoutReferences(text)
		return ok && residue != "" && !secret.PlainWords(residue)
	}
	residue, _ := secret.WithoutReferences(text)
	return !secret.PlainWords(secret.QuotedParts(residue))
}

// withDefault matches a reference with a default: ${PASSWORD:hunter2}, ${PASSWORD:-hunter2}.
var withDefault = regexp.MustCompile(`^\$\{[\w.-]+:`)

// expression reports whether a text is an unevaluated expression and nothing else.
func expression(s string) bool {
	return strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}") && !withDefault.MatchString(s)
}

// bareWord reports whether an expression is one word: a value without its quotes, because a reference has dots.
func bareWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
}

// text seals the secrets inside a text.
func (t *sealing) text(s string, kind secret.Text) (string, bool) {
	if len(s) < 8 {
		return s, false
	}
	if kind == secret.Config {
		if out, ok := t.embedded(s); ok {
			return out, out != s
		}
		if at := strings.IndexByte(s, '='); at > 0 && at+1 < len(s) && (s[at+1] == '{' || s[at+1] == '[') { // --config={"a":…}
			if out, ok := t.embedded(s[at+1:]); ok {
				return s[:at+1] + out, out != s[at+1:]
			}
		}
	}
	return secret.ReplaceBy(s, kind, t.nameOf, func(v string) string {
		t.remember(v)
		return t.s.Fingerprint(v)
	})
}

// pairName returns K of {name: K, value: …} and similar maps.
func pairName(n *Node) string {
	best := ""
	for i := range n.Children {
		if c := &n.Children[i]; c.Kind == String && secret.PairKey(c.Key) && (best == "" || secret.NameOf(c.Text) > secret.NameOf(best)) {
			best = c.Text
		}
	}
	return best
}

// entry is Child for a map whose keys need not be sorted yet.
func (n *Node) entry(key string) *Node {
	for i := range n.Children {
		if n.Children[i].Key == key {
			return &n.Children[i]
		}
	}
	return nil
}

// nameLike reports whether an element of a list with the name "secrets" or "tokens" is a secret's name.
func nameLike(v string) bool {
	words, digits := 0, 0
	for w := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == '/' }) {
		words++
		digits += len(w) - len(strings.Trim(w, "0123456789"))
	}
	return words > 1 && digits < 3 && strings.Trim(strings.ToLower(v), "abcdefghijklmnopqrstuvwxyz0123456789-_./") == "" && len(v) < 64
}
