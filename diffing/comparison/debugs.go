package comparison

import (
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// debugsEverywhere emits a drift where a setting switches debugging on in every environment. Nothing differs, but the reference should not debug.
// Frameworks call the switch DEBUG, APP_DEBUG, app.debug.
func (w *Comparison) debugsEverywhere(nodes []*snapshot.Node, n *snapshot.Node) bool {
	switch n.Text {
	case "true", "True", "TRUE", "1", "on", "yes":
	default:
		return false
	}
	name := w.Attribute()
	if at := len(name) - len("debug"); at < 0 || !strings.EqualFold(name[at:], "debug") { // a cheap check, because every switch that is on comes here
		return false
	}
	words := names.Words(name)
	if len(words) == 0 || words[len(words)-1] != "debug" || w.Dialect().Code() {
		return false
	}
	envs := w.having(nodes)
	if len(envs) < 2 || !envs[w.Reference] {
		return false
	}
	w.Classes(nodes, func(_, _ int) bool { return true })
	w.Emit(drift.Shared, nodes)
	return true
}
