// Package coverage knows what was observed of each environment. Where a resource or a part of one has no counterpart, it says whether that is missing
// or unknown, and why: no collector was asked to look, one failed, a file was blank or was not read whole.
package coverage
