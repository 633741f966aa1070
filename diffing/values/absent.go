package values

import (
	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/snapshot"
)

// Absent reports whether leaving out the attribute at c means the same to its consumer as n: a default that the reader fills in, a null, an empty
// map or list. c.Path ends in the attribute's own key.
func Absent(c Context, n *snapshot.Node) bool {
	return len(c.Path) > 0 && known.Of(c.Type).Default(c.Kind, c.Path, n)
}
