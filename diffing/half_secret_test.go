package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// A sealed value has no type.
func TestASecretAndAValueInTheClear(t *testing.T) {
	weak := func(text string) snapshot.Node {
		n := snapshot.NewSealer([]byte("k")).Seal("x", text, 0)
		n.Flags |= snapshot.FlagWeak
		return n
	}
	for name, x := range map[string]struct {
		key                string
		dev, staging, prod any
		kind               drift.Kind
		shared             bool
	}{
		"an id that looks random here and less so there": {"zone", "Z055356431RGCLK3JXZDL", "Z055356431RGCLK3JXZDL", sealed("Z02418652BOD91LFA5S9X"), drift.Equivalent, false},
		"a word in the place of a secret":                {"API_TOKEN", "shop", "shop", sealed("x9K2mQ7vL4"), drift.Changed, false},
		"an id in the place of what is called a secret":  {"API_TOKEN", "Z055356431RGCLK3JXZDL", "Z055356431RGCLK3JXZDL", sealed("x9K2mQ7vL4"), drift.Changed, false},
		"null, and the others have one secret":           {"API_TOKEN", nil, sealed("x9K2mQ7vL4"), sealed("x9K2mQ7vL4"), drift.Missing, true},
		"null, and the others have the same word":        {"serviceAccountSecret", nil, weak("api-account"), weak("api-account"), drift.Missing, false},
		"null in the reference":                          {"API_TOKEN", sealed("a9K2mQ7vL4"), sealed("x9K2mQ7vL4"), nil, drift.Extra, false},
	} {
		t.Run(name, func(t *testing.T) {
			at := func(env string, v any) *snapshot.Snapshot {
				r := res("ConfigMap", "shop", m{"n": 1})
				n, ok := v.(snapshot.Node)
				if !ok {
					n = treeOf(x.key, v)
				}
				n.Key = x.key
				r.Root.Children = append(r.Root.Children, n)
				return snap(env, r)
			}
			r := compare(t, at("dev", x.dev), at("staging", x.staging), at("prod", x.prod))
			list := r.Drifts
			if len(list) == 0 {
				list = r.Equivalent
			}
			if len(list) != 1 || list[0].Kind != x.kind || list[0].Facts.SecretShared != x.shared {
				t.Errorf("want %s, shared %v: %s", x.kind, x.shared, brief(r))
			}
		})
	}
}
