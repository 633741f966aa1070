// Package fleet is about many systems at once: what is kept of each system's audit, and how the records of all of them fold into one overview.
// It holds plain data and pure functions. Its rooms read a fleet's file, audit its systems, and keep records in a store.
package fleet
