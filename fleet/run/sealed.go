package run

import (
	"cmp"
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/comparison"
	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/snapshot"
)

// What the collector of databases calls a database, and where in it is what tells whether two are one.
const (
	databaseType = "database"
	databaseKind = "database"
)

// mostPlaces is how many places of one secret a record names.
const mostPlaces = 4

// noEvidence are the flags of what is sealed and is no evidence of a secret that two systems share: a stand-in, an expression, a word or number.
const noEvidence = snapshot.FlagEmpty | snapshot.FlagPlaceholder | snapshot.FlagOpen | snapshot.FlagWeak

// sealed adds the secrets and the identities of databases that the environments have.
func sealed(out *fleet.Record, snaps []*snapshot.Snapshot) {
	secrets, databases := gathering{}, gathering{}
	var o snapshot.Opener
	for _, s := range snaps {
		for i := range s.Resources {
			r := &s.Resources[i]
			o.Reset()
			root := o.Open(r)
			if r.SourceType() == databaseType && r.Kind == databaseKind {
				if id := root.Get("identity", "instance"); id != nil && id.Kind == snapshot.Secret && id.Flags&noEvidence == 0 {
					databases.add(s, r, nil, id)
				}
				continue
			}
			walk(root, nil, "", func(path snapshot.Path, name string, n *snapshot.Node) {
				if secret(r, cmp.Or(name, r.Name), n) {
					secrets.add(s, r, path, n)
				}
			})
		}
	}
	out.Secrets, out.Databases = secrets.list(), databases.list()
}

// secret reports whether n is a secret that a system should have for itself. What is sealed because it stands in a Secret of Kubernetes may as well
// be a host or a user: there the name has to say that it is one.
func secret(r *snapshot.Resource, name string, n *snapshot.Node) bool {
	if n.Kind != snapshot.Secret || n.Flags&noEvidence != 0 || comparison.HarmlessName(name) {
		return false
	}
	return r.Kind != "Secret" || snapshot.SensitiveName(name)
}

// walk calls fn for all scalars below n with their path, and the name that they go by: in a list of names and values, that of the pair.
func walk(n *snapshot.Node, path snapshot.Path, name string, fn func(snapshot.Path, string, *snapshot.Node)) {
	if n.Scalar() {
		fn(path, name, n)
		return
	}
	pair := ""
	if c := n.Child("name"); c != nil && c.Kind == snapshot.String {
		pair = c.Text
	}
	for i := range n.Children {
		c := &n.Children[i]
		step, called := snapshot.Step{Kind: snapshot.StepKey, Name: c.Key}, c.Key
		if n.Kind == snapshot.List {
			step, called = element(c, i), name
		} else if c.Key == "value" || c.Key == "default" {
			called = cmp.Or(pair, name)
		}
		walk(c, append(path[:len(path):len(path)], step), called, fn)
	}
}

func element(n *snapshot.Node, i int) snapshot.Step {
	if c := n.Child("name"); c != nil && c.Kind == snapshot.String {
		return snapshot.Step{Kind: snapshot.StepElement, Name: "name", Value: c.Text}
	}
	return snapshot.Step{Kind: snapshot.StepIndex, Index: i}
}

// gathering is fingerprints with where they are, by key and fingerprint.
type gathering map[[2]string]*fleet.Sealed

func (g gathering) add(s *snapshot.Snapshot, r *snapshot.Resource, path snapshot.Path, n *snapshot.Node) {
	id := [2]string{s.Key, n.Text}
	x := g[id]
	if x == nil {
		x = &fleet.Sealed{Print: n.Text, Key: s.Key}
		g[id] = x
	}
	place := fleet.Place{Environment: s.Environment, Resource: r.Kind + " " + r.Name, Path: path.String()}
	switch {
	case slices.Contains(x.Places, place):
	case len(x.Places) < mostPlaces:
		x.Places = append(x.Places, place)
	default:
		x.More++
	}
}

func (g gathering) list() []fleet.Sealed {
	var out []fleet.Sealed
	for _, x := range g {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b fleet.Sealed) int {
		return cmp.Or(strings.Compare(a.Print, b.Print), strings.Compare(a.Key, b.Key))
	})
	return out
}
