package drift

// ResourceRef identifies the aligned resource. Its name is the reference's if the reference has it, else the first environment's.
type ResourceRef struct {
	Type   string // of the source: "kubernetes", "terraform", …; it decides the dialect
	Kind   string
	Name   string
	Scope  string
	ID     string // identity without environment words, stable from run to run, for fingerprints
	Labels map[string]string
	Names  map[string]string // each environment's own name, if they differ
}

// In returns the resource's name in an environment.
func (r *ResourceRef) In(environment string) string {
	if own, ok := r.Names[environment]; ok {
		return own
	}
	return r.Name
}
