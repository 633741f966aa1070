// Package diffing aligns the resources of any number of environments, compares their values all at once, and yields the drifts that are worth
// reporting. It does no I/O, reads no clock, and depends on no collector.
//
// Package align decides which resources meet, and package tree which of their values do. Before that, a lesson learns from a first alignment by
// which words each environment names itself. Package comparison then visits each place of the trees, and package record makes drifts of what it finds.
// Package causes groups drifts with one cause.
package diffing
