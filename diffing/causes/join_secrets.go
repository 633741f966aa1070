package causes

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// secretWay groups by the fingerprint of the secret that environments share.
func (g *gatherer) secretWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Kind != drift.Shared {
		return "", 0
	}
	if s := g.sharedSecret(d); s != "" {
		return "secret " + s, 2
	}
	return "", 0
}

// sharedSecret returns the fingerprint of the secret that environments share: the reference's where it is among them, else that of the first. It
// returns "" where they share no secret.
func (g *gatherer) sharedSecret(d *drift.Drift) string {
	first := ""
	for e := range d.Sides {
		n := d.Sides[e].Node
		if n == nil || n.Kind != snapshot.Secret || n.Text == "" || !hasAnother(d, e) {
			continue
		}
		if e == g.in.Reference() {
			return n.Text
		}
		if first == "" {
			first = n.Text
		}
	}
	return first
}

// hasAnother reports whether another environment has the value of environment e.
func hasAnother(d *drift.Drift, e int) bool {
	for o := range d.Sides {
		if n := d.Sides[o].Node; o != e && n != nil && n.Kind == snapshot.Secret && n.Text == d.Sides[e].Node.Text {
			return true
		}
	}
	return false
}

// named marks all places of one secret as named for a secret if one of them is: what is a password here is one under any name.
func (g *gatherer) named(list []drift.Drift, causes []string) {
	of := map[string][]int{}
	var order []string
	for i := range list {
		if list[i].Kind == drift.Shared && g.sharedSecret(&list[i]) != "" {
			if of[causes[i]] == nil {
				order = append(order, causes[i])
			}
			of[causes[i]] = append(of[causes[i]], i)
		}
	}
	for _, k := range order {
		if slices.ContainsFunc(of[k], func(i int) bool { return secretName(&list[i]) }) {
			for _, i := range of[k] {
				list[i].Facts.SecretNamed = true
			}
		}
	}
}

// secretName reports whether the attribute, or the kind of the resource, is called by a word for secrets.
func secretName(d *drift.Drift) bool {
	return snapshot.SensitiveName(snapshot.LastName(d.Path)) || snapshot.SensitiveName(d.Resource.Name) || strings.Contains(strings.ToLower(d.Resource.Kind), "secret")
}
