// Package dialect says what a type of source means, beyond what values say by themselves: which defaults its reader fills in, how
// its resources refer to one another, what in it is code. Comparing asks a Dialect and names no type and no kind of resource itself.
// A type has a folder of its own, with a file a subject, and a line in package known.
package dialect

import "github.com/envparity/envparity/snapshot"

// Dialect is what is known of one type of source. Whatever a type does not have, its Dialect answers with false or "".
type Dialect interface {
	// Default reports whether leaving out the attribute at path, of a resource of this kind, means the same as n: the reader fills
	// it in, or takes it for nothing. path ends in the attribute's own key and is not empty.
	Default(kind string, path []string, n *snapshot.Node) bool
	// ReadsText reports whether the reader of a resource of this kind makes no difference between 5 and "5".
	ReadsText(kind string) bool
	// NamesObject reports whether the value of key, below the key above, is the name of another object that is compared by itself
	// and whose name may end in a hash of its content.
	NamesObject(above, key string) bool
	// Code reports whether the source is code: resources are declared once, with expressions that refer to others.
	Code() bool
	// Address is what expressions call a resource by, "" where they cannot.
	Address(kind, name string) string
	// PassesOn reports whether a resource of this kind only hands a value to others: a variable, an output.
	PassesOn(kind string) bool
	// Parameter reports whether a resource of this kind is given its value from outside.
	Parameter(kind string) bool
	// GivenName reports whether people gave a resource of this kind its name, and no attribute repeats it.
	GivenName(kind string) bool
	// Lookup reports whether a resource of this kind is read and not made.
	Lookup(kind string) bool
	// Upgrade reports whether a change of the attribute is a new version of what the resource is made from, which takes other arguments.
	Upgrade(kind, path string) bool
	// Counts reports whether the attribute says how many of the resource are made.
	Counts(path string) bool
	// Entries reports whether the maps of a resource of this kind have entries of one sort, such as tags, and not each key a meaning.
	Entries(kind string) bool
	// Variables reports whether the source holds environment variables.
	Variables() bool
	// Refused says which attributes of the map n, at path in a resource of this kind, the source's reader does not accept together, as in
	// "value and valueFrom"; "" where it accepts the map.
	Refused(kind string, path []string, n *snapshot.Node) string
}

// Plain is the dialect of a source of which nothing is known. Others embed it and say what they have.
type Plain struct{}

// Default is false.
func (Plain) Default(string, []string, *snapshot.Node) bool { return false }

// ReadsText is true for environment variables, whatever carries them.
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
