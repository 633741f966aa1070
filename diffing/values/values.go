// Package values knows what values mean to their readers: quantities, durations, images, versions, URLs, policies, text with structure inside. It
// decides whether two are equal in meaning, and describes their difference.
package values

// Context is the place of a value. The place decides its meaning: `500m` is a quantity under resources.limits and text elsewhere.
type Context struct {
	Type string   // of the source: "kubernetes", "terraform", …
	Kind string   // resource kind
	Path []string // keys from the root; a list element is "[name=api]" or "[3]"
}
