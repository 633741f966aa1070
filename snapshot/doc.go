// Package snapshot holds what was observed of one environment at one time: resources with their attributes, where each was defined, and how far
// each collector got. It imports no package of this module but its own secret, knows no file format but its own, and never holds a sensitive
// value in the clear.
package snapshot
