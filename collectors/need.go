package collectors

import (
	"cmp"
	"slices"
)

// Act is something that a source does beyond reading the repository's files.
type Act string

// The acts.
const (
	ActRun  Act = "run"  // a program is started
	ActAsk  Act = "ask"  // something is sent over the network
	ActRead Act = "read" // something outside the repository is read
)

// Need is one thing that a source does beyond reading the repository's files. A person has to consent to it.
type Need struct {
	Act  Act
	What string // the program with its arguments, the address, or the path that is read
	With string // the credential that is sent, for people; "" for none

	Path  string   // of ActRead: the file or folder, absolute; "" for anything else
	Files []string // absolute: files that decide what is done; the consent covers their content
}

// String describes the need, to follow the word "would".
func (n *Need) String() string {
	s := string(n.Act) + " " + n.What
	if n.Act == ActRead {
		s += ", outside the repository"
	}
	if n.With != "" {
		s += " with " + n.With
	}
	return s
}

// Needer is a collector that may do more than read the repository's files. Any other collector may not.
type Needer interface {
	// Needs lists what Collect would do, for a config in dir. It reads only the repository's files, runs nothing and sends nothing.
	Needs(dir string) []Need
}

// NeedsOf lists what a collector would do beyond reading the repository's files, sorted and without duplicates.
func NeedsOf(c Collector, dir string) []Need {
	n, ok := c.(Needer)
	if !ok {
		return nil
	}
	return SortNeeds(n.Needs(dir))
}

// SortNeeds sorts needs and removes duplicates.
func SortNeeds(needs []Need) []Need {
	slices.SortStableFunc(needs, func(a, b Need) int {
		return cmp.Or(cmp.Compare(order(a.Act), order(b.Act)), cmp.Compare(a.What, b.What), cmp.Compare(a.With, b.With), cmp.Compare(a.Path, b.Path), slices.Compare(a.Files, b.Files))
	})
	return slices.CompactFunc(needs, func(a, b Need) bool {
		return a.Act == b.Act && a.What == b.What && a.With == b.With && a.Path == b.Path && slices.Equal(a.Files, b.Files)
	})
}

func order(a Act) int { return slices.Index([]Act{ActRun, ActAsk, ActRead}, a) }
