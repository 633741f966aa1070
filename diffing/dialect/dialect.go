// Package dialect describes what a type of source means beyond its values: which defaults its reader fills in, how its resources refer to one
// another, what in it is code. Comparing asks a Dialect and names no type and no kind of resource itself. A type has a folder of its own, with a
// file a subject, and a line in package known.
package dialect

import "github.com/envparity/envparity/snapshot"

// Dialect is the knowledge about one type of source. A method returns false or "" for a feature that the type does not have.
type Dialect interface {
	// Default reports whether leaving out the attribute at path, of a resource of this kind, means the same as n: the reader fills it in, or
	// ignores it. path ends in the attribute's own key and is not empty.
	Default(kind string, path []string, n *snapshot.Node) bool
	// ReadsText reports whether the reader of a resource of this kind makes no difference between 5 and "5".
	ReadsText(kind string) bool
	// NamesObject reports whether the value of key, below the key above, is the name of another object that is compared by itself. The name may
	// end in a hash of the object's content.
	NamesObject(above, key string) bool
	// Code reports whether the source is code: resources are declared once, with expressions that refer to others.
	Code() bool
	// Address returns how expressions refer to a resource, "" if they cannot.
	Address(kind, name string) string
	// PassesOn reports whether a resource of this kind only passes a value on: a variable, an output.
	PassesOn(kind string) bool
	// Parameter reports whether a resource of this kind gets its value from outside.
	Parameter(kind string) bool
	// GivenName reports whether people chose the names of resources of this kind, and no attribute repeats them.
	GivenName(kind string) bool
	// Lookup reports whether a resource of this kind is read and not made.
	Lookup(kind string) bool
	// Upgrade reports whether a change of the attribute is a new version of what the resource is made from, which takes other arguments.
	Upgrade(kind, path string) bool
	// Counts reports whether the attribute says how many of the resource are made.
	Counts(path string) bool
	// Entries reports whether the maps of a resource of this kind have entries of one sort, such as tags, and not settings.
	Entries(kind string) bool
	// Variables reports whether the source holds environment variables.
	Variables() bool
	// Refused returns which attributes of the map n, at path in a resource of this kind, the source's reader does not accept together, as in
	// "value and valueFrom"; "" if it accepts the map.
	Refused(kind string, path []string, n *snapshot.Node) string
	// Refers reports whether the attribute at path, of a resource of this kind, refers to something that must be in the same environment.
	Refers(kind string, path []string) bool
	// Targets returns what the resources of one environment may refer to. all are its resources. It is called only where Refers is true.
	Targets(all []*snapshot.Resource) Targets
}

// Targets are the resources of one environment as targets of references. It is safe for concurrent use.
type Targets interface {
	// Dangling returns what the attribute at path of r refers to and the environment does not have, as in "Service web"; "" if it has it, or if
	// that cannot be known. n is the attribute's value.
	Dangling(r *snapshot.Resource, path []string, n *snapshot.Node) string
}

// Plain is the dialect of an unknown source. Other dialects embed it and override methods.
type Plain struct{}

// Default is false.
func (Plain) Default(string, []string, *snapshot.Node) bool { return false }

// ReadsText is true for environment variables of any source.
func (Plain) ReadsText(kind string) bool { return kind == snapshot.KindEnvironment }

// NamesObject is false.
func (Plain) NamesObject(_, _ string) bool { return false }

// Code is false.
func (Plain) Code() bool { return false }

// Address is "".
func (Plain) Address(_, _ string) string { return "" }

// PassesOn is false.
func (Plain) PassesOn(string) bool { return false }

// Parameter is false.
func (Plain) Parameter(string) bool { return false }

// GivenName is false.
func (Plain) GivenName(string) bool { return false }

// Lookup is false.
func (Plain) Lookup(string) bool { return false }

// Upgrade is false.
func (Plain) Upgrade(_, _ string) bool { return false }

// Counts is false.
func (Plain) Counts(string) bool { return false }

// Entries is false.
func (Plain) Entries(string) bool { return false }

// Variables is false.
func (Plain) Variables() bool { return false }

// Refused is "".
func (Plain) Refused(string, []string, *snapshot.Node) string { return "" }

// Refers is false.
func (Plain) Refers(string, []string) bool { return false }

// Targets is nil.
func (Plain) Targets([]*snapshot.Resource) Targets { return nil }
