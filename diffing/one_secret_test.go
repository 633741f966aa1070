package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
)

func TestOneSecretIsOneFindingWhateverItsPlacesAreCalled(t *testing.T) {
	one, two := "k8Jf02mXq9", "pQ71nvZ44e"
	root := m{"mail": m{"token": sealed(one)}, "list": m{"token": sealed(one), "salt": sealed(one)}, "pay": m{"token": sealed(two)}}
	r := compare(t, snap("staging", res("D", "d", root)), snap("prod", res("D", "d", root)))
	if len(r.Drifts) != 2 {
		t.Fatalf("two secrets in four places:\n%s", brief(r))
	}
	for _, d := range r.Drifts {
		want := map[string]int{"list.salt": 2, "pay.token": 0}[d.Path]
		if d.Kind != drift.Shared || len(d.Places) != want {
			t.Errorf("%s has %d more places, want %d:\n%s", d.Path, len(d.Places), want, brief(r))
		}
		if !d.Facts.SecretNamed {
			t.Errorf("%s: one of its places is called a token", d.Path)
		}
	}
}

func TestTheReferencesSecretDecidesWhatIsOneSecret(t *testing.T) {
	low, high, other := "k8Jf02mXq9", "pQ71nvZ44e", "zR55ttQm01"
	r := compare(t,
		snap("dev", res("D", "d", m{"a": m{"token": sealed(low)}, "b": m{"token": sealed(low)}})),
		snap("qa", res("D", "d", m{"a": m{"token": sealed(low)}, "b": m{"token": sealed(low)}})),
		snap("staging", res("D", "d", m{"a": m{"token": sealed(high)}, "b": m{"token": sealed(other)}})),
		snap("prod", res("D", "d", m{"a": m{"token": sealed(high)}, "b": m{"token": sealed(other)}})))
	if len(r.Drifts) != 2 {
		t.Errorf("prod shares two secrets, and dev and qa a third:\n%s", brief(r))
	}
}
