// Package kubernetes is the dialect of Kubernetes objects: manifests, rendered charts, live clusters.
package kubernetes

import (
	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/snapshot"
)

// Dialect is what is known of Kubernetes objects.
type Dialect struct{ dialect.Plain }

// ReadsText is true of a ConfigMap, which holds text and nothing else.
func (Dialect) ReadsText(kind string) bool {
	return kind == "ConfigMap" || kind == snapshot.KindEnvironment
}
