package values

import (
	"github.com/envparity/envparity/diffing/partners"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// PartnerOf returns the partner's system that the value of a setting uses. For a sealed value it reads the mark that was made before sealing.
func PartnerOf(name string, n *snapshot.Node) (partners.Use, bool) {
	switch n.Kind {
	case snapshot.Secret:
		return partners.Marked(n.EnvironmentWords())
	case snapshot.String:
		return partners.Of(name, n.Text)
	}
	return partners.Use{}, false
}

// partner fills in the partner's fact. If environments use several partners, the reference's is chosen.
func (u *understanding) partner() {
	var f drift.PartnerFact
	uses := make(map[int]partners.Use, len(u.present))
	for _, i := range u.present {
		if use, ok := PartnerOf(u.name, u.nodes[i]); ok {
			if uses[i] = use; f.Name == "" || i == u.ref {
				f.Name = use.Partner
			}
		}
	}
	for _, i := range u.present {
		use, ok := uses[i]
		if !ok || use.Partner != f.Name {
			continue
		}
		f.Moves = f.Moves || use.Moves
		if use.Mode == partners.Test {
			f.Test = append(f.Test, u.envs[i])
		} else {
			f.Live = append(f.Live, u.envs[i])
		}
	}
	if f.Name != "" {
		u.f.Partner = &f
	}
}
