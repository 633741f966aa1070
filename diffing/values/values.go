// Package values knows what values mean to those who read them: quantities, durations, images, versions, URLs, policies, text
// with structure inside. It says whether two are equal in meaning, and what can be said of their difference.
package values

// Context says where a value stands, which decides what it means: `500m` is a quantity under resources.limits and text elsewhere.
type Context struct {
	Type string   // of the source: "kubernetes", "terraform", …
	Kind string   // resource kind
	Path []string // keys from the root; a list element is "[name=api]" or "[3]"
}
