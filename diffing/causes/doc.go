// Package causes merges drifts that have one cause: one release of four images, a file that production lacks, references to a queue that is
// missing. It reads drifts and asks an Environments for the rest. It does not know how the drifts were found.
package causes
