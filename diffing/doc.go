// Package diffing aligns the resources of any number of environments, compares their values all at once, and yields the drifts
// that are worth reporting. It is pure: no I/O, no clock, and it knows no collector.
package diffing
