package diffing

import "github.com/envparity/envparity/snapshot"

// Options are what a person can say about comparing.
type Options struct {
	KeepEquivalent bool
	Matches        []Match
}

// Match says that these names are one resource.
type Match struct {
	Kind  string
	Names map[string]string // environment → name
}

// Compare aligns and compares the snapshots of envs, one or more snapshots an environment (members), all at once.
func Compare(envs []Environment, snaps []*snapshot.Snapshot, o Options) *Result {
	return &Result{}
}
