package drift

// ResourceRef names the aligned resource: the reference's name where it has one, else the first that is present.
type ResourceRef struct {
	Type   string // of the source: "kubernetes", "terraform", …; what is known of a format hangs on it
	Kind   string
	Name   string
	Scope  string
	ID     string // identity without environment words, stable from run to run: what fingerprints are made of
	Labels map[string]string
	Names  map[string]string // each environment's own name where they differ
}

// In is the resource's name in an environment.
func (r *ResourceRef) In(environment string) string {
	if own, ok := r.Names[environment]; ok {
		return own
	}
	return r.Name
}
