package align

import "github.com/envparity/envparity/snapshot"

// Shared reports whether several collectors yield resources of this kind in the same form, so that one thing can come from different collectors:
// the variables of a service from a compose file in dev, from a task definition in staging, from a cluster in prod.
func Shared(kind string) bool { return kind == snapshot.KindEnvironment }

// family is what two resources must have in common, beside their kind, to be one thing: the collector, or nothing if the kind is shared.
func family(r *snapshot.Resource) string {
	if Shared(r.Kind) {
		return ""
	}
	return r.Collector
}
