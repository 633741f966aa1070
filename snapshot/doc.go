// Package snapshot holds what was observed of one environment at one time: resources with their
// attributes, where each was defined, and how far each collector got. It is the leaf of the house: it
// imports no package of this module but its own secret, it knows no file format but its own, and it never holds a
// sensitive value in the clear.
package snapshot
