package values

// Context says where a value stands, which decides what it means: `500m` is a quantity under resources.limits and text elsewhere.
type Context struct {
	Collector string   // "kubernetes", "terraform", …
	Kind      string   // resource kind
	Path      []string // keys from the root; a list element is "[name=api]" or "[3]"
}
