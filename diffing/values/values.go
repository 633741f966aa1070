package values

import "github.com/envparity/envparity/snapshot"

// Context says where a value stands, which decides what it means: `500m` is a quantity under resources.limits and text elsewhere.
type Context struct {
	Collector string   // "kubernetes", "terraform", …
	Kind      string   // resource kind
	Path      []string // keys from the root; a list element is "[name=api]" or "[3]"
}

// Equal reports whether two scalars that differ as text mean the same to their consumer.
func Equal(c Context, a, b *snapshot.Node) bool {
	return a.Kind == b.Kind && a.Text == b.Text
}

// Expand returns the tree inside a string that holds JSON, YAML, TOML, XML, properties or dotenv text, or nil. Lines of the tree
// count from the string's own line.
func Expand(c Context, n *snapshot.Node) *snapshot.Node { return nil }

// Understand says what can be said of one drift. envs names the environments, ref is the reference's index, and nodes has one entry an
// environment, nil where absent or unknown.
func Understand(c Context, envs []string, ref int, nodes []*snapshot.Node) Facts { return Facts{} }
