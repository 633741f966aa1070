package tree

import "github.com/envparity/envparity/snapshot"

// Visitor receives the places of a walk. nodes has one node a column, and is valid until the method returns. A visitor asks its Walk where it is.
type Visitor interface {
	// Scalars is called where each column in play has a scalar.
	Scalars(nodes []*snapshot.Node)
	// TypesDiffer is called where one column has a map and another has a list, or a scalar.
	TypesDiffer(nodes []*snapshot.Node)
	// OrderDiffers is called where lists have the same scalars in another order, and the order has a meaning.
	OrderDiffers(nodes []*snapshot.Node)
	// Absent is called where some columns in play lack the place. whole is true for a resource. If below is true, the walk goes on with the
	// columns that have it.
	Absent(nodes []*snapshot.Node, whole, below bool)
	// Single is called where one column has a value, and the others are unknown.
	Single(nodes []*snapshot.Node)
	// Equal is called where nodes mean the same as their absence, in all columns.
	Equal(nodes []*snapshot.Node)
	// KeysMissing is called for maps with keys that some columns lack, before the walk goes to these keys.
	KeysMissing(nodes []*snapshot.Node)
	// KeyVaries is called after a place whose key varies by environment words, if the visitor found nothing there.
	KeyVaries(nodes []*snapshot.Node)
	// Renamed is called where columns have the place under two names. names has the name by column, "" where the column lacks the place.
	// misspelt is true if the names are one name in two spellings.
	Renamed(nodes []*snapshot.Node, names []string, misspelt bool)
	// Unknowable is called where the columns have an expression whose value only its surroundings know, if the visitor found nothing among the
	// others.
	Unknowable(nodes []*snapshot.Node, columns []int)
	// Found returns how many differences the visitor has found in the resource so far.
	Found() int
}

// Silence is a Visitor that does nothing. Embed it in a visitor that needs some of the methods.
type Silence struct{}

// Scalars does nothing.
func (Silence) Scalars([]*snapshot.Node) {}

// TypesDiffer does nothing.
func (Silence) TypesDiffer([]*snapshot.Node) {}

// OrderDiffers does nothing.
func (Silence) OrderDiffers([]*snapshot.Node) {}

// Absent does nothing.
func (Silence) Absent([]*snapshot.Node, bool, bool) {}

// Single does nothing.
func (Silence) Single([]*snapshot.Node) {}

// Equal does nothing.
func (Silence) Equal([]*snapshot.Node) {}

// KeysMissing does nothing.
func (Silence) KeysMissing([]*snapshot.Node) {}

// KeyVaries does nothing.
func (Silence) KeyVaries([]*snapshot.Node) {}

// Renamed does nothing.
func (Silence) Renamed([]*snapshot.Node, []string, bool) {}

// Unknowable does nothing.
func (Silence) Unknowable([]*snapshot.Node, []int) {}

// Found is 0.
func (Silence) Found() int { return 0 }
