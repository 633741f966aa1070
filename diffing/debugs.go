package diffing

import (
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// debugsEverywhere emits a drift where an environment variable switches debugging on in every environment. Nothing differs, but the reference
// should not debug. Frameworks call the switch DEBUG, APP_DEBUG, FLASK_DEBUG.
func (w *walker) debugsEverywhere(nodes []*snapshot.Node, n *snapshot.Node) bool {
	switch n.Text {
	case "true", "True", "TRUE", "1", "on", "yes":
	default:
		return false
	}
	name := w.hereName()
	if name != "DEBUG" && !strings.HasSuffix(name, "_DEBUG") || strings.ToUpper(name) != name {
		return false
	}
	envs := w.having(nodes)
	if len(envs) < 2 || !envs[w.c.ref] {
		return false
	}
	w.classes(nodes, func(_, _ int) bool { return true })
	w.emit(drift.Shared, nodes)
	return true
}
