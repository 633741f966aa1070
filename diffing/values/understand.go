package values

import (
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Understand returns the facts of one drift. envs names the environments, ref is the reference's index, and nodes has one entry an environment,
// nil if absent or unknown.
func Understand(c Context, envs []string, ref int, nodes []*snapshot.Node) drift.Facts {
	u := understanding{c: c, envs: envs, ref: ref, nodes: nodes, name: c.key()}
	u.parties()
	if len(u.present) == 0 {
		return u.f
	}
	u.partner()
	u.secrets()
	if u.f.Type == "" {
		u.kind()
	}
	return u.f
}

// understanding is the state of one call.
type understanding struct {
	c       Context
	envs    []string
	ref     int
	nodes   []*snapshot.Node
	name    string
	present []int // environments with a value
	f       drift.Facts
}

// parties finds which environments have a value.
func (u *understanding) parties() {
	for i, n := range u.nodes {
		if n != nil {
			u.present = append(u.present, i)
		}
	}
}

func (u *understanding) secrets() {
	seen := map[string]bool{}
	for _, i := range u.present {
		n := u.nodes[i]
		if n.Kind != snapshot.Secret {
			if n.Kind == snapshot.String && snapshot.Placeholder(n.Text) {
				u.f.SecretPlaceholder = true
				u.note(u.envs[i] + " has a placeholder")
			}
			continue
		}
		u.f.Type = "secret"
		switch {
		case n.Flags&snapshot.FlagEmpty != 0:
			u.f.SecretEmpty = true
			u.note("empty in " + u.envs[i])
		case n.Flags&snapshot.FlagPlaceholder != 0:
			u.f.SecretPlaceholder = true
			u.note(u.envs[i] + " has a placeholder")
		case seen[n.Text] && n.Flags&(snapshot.FlagWeak|snapshot.FlagOpen) == 0: // a word, or an expression, is no evidence of a secret
			u.f.SecretShared = true
		}
		seen[n.Text] = true
	}
}

func (u *understanding) note(s string) { u.f.Notes = append(u.f.Notes, s) }

// kind finds the first type that all present values have, and sets its facts.
func (u *understanding) kind() {
	for _, i := range u.present {
		if !u.nodes[i].Scalar() {
			if u.nodes[i].Kind == snapshot.List {
				u.lists()
			} else {
				u.f.Type = "map"
			}
			return
		}
	}
	switch {
	case u.all(Boolean):
		u.f.Type = "bool"
	case u.imaged():
		u.images()
	case u.c.versionPlace() && u.versions():
	case u.numbers():
	case u.versions():
	case u.locations():
	case u.all(arn):
		u.f.Type = "arn"
	case u.networks():
	case u.schedules():
	case u.certificates():
	case u.all(func(s string) bool { return strings.IndexByte(strings.TrimSpace(s), '\n') > 0 }):
		u.f.Type = "text"
	default:
		u.f.Type = "string"
	}
}

// imaged reports whether all present values are images.
func (u *understanding) imaged() bool {
	var texts []string
	return u.all(func(s string) bool { texts = append(texts, s); return true }) && u.c.imagesAt(texts)
}

// all reports whether is returns true for every present value.
func (u *understanding) all(is func(string) bool) bool {
	for _, i := range u.present {
		if k := u.nodes[i].Kind; k == snapshot.Unknown || k == snapshot.Null || !is(u.nodes[i].Text) {
			return false
		}
	}
	return true
}

// base returns the environment that others are compared with: the reference, or the last that has a value.
func (u *understanding) base() int {
	if u.ref >= 0 && u.ref < len(u.nodes) && u.nodes[u.ref] != nil {
		return u.ref
	}
	return u.present[len(u.present)-1]
}
