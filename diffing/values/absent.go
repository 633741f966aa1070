package values

import "github.com/envparity/envparity/snapshot"

// Absent reports whether leaving the attribute at c out means the same to its consumer as n: a default that the API server
// fills in, an empty map where nothing reads the difference. c.Path ends in the attribute's own key.
func Absent(c Context, n *snapshot.Node) bool { return false }
