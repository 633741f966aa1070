// Package diffing aligns the resources of any number of environments, compares their values all at once, and yields the drifts that are worth
// reporting. It does no I/O, reads no clock, and depends on no collector.
package diffing
