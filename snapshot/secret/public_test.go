package secret_test

import (
	"testing"

	"github.com/envparity/envparity/snapshot/secret"
)

// hidden reports what a value of that name comes to: whether it is sealed.
func hidden(name, value string) bool {
	return secret.Hides(secret.NameOf(name), value) || secret.Random(name, value)
}

func TestWhatAProgramShipsToBrowsersIsNoSecret(t *testing.T) {
	const key = "46e4b7e45c844b9a" + "b81315c8b0919e99"
	for name, want := range map[string]bool{
		"VITE_MAPS_API_KEY": false, "NEXT_PUBLIC_ANALYTICS_TOKEN": false, "REACT_APP_ROLLBAR_ACCESS_TOKEN": false, "GATSBY_SEARCH_KEY": false, "EXPO_PUBLIC_PUSH_TOKEN": false,
		"MAPS_API_KEY": true, "PUBLIC_API_TOKEN_OF_VITE_": true,
		"VITE_DB_PASSWORD": true, "VITE_CLIENT_SECRET": true, "VITE_SECRET_KEY": true, // somebody took these for secrets
	} {
		if got := hidden(name, key); got != want {
			t.Errorf("%s hidden: %v", name, got)
		}
	}
}

func TestSomeValuesArePublicByTheirForm(t *testing.T) {
	const contract = "0x0f5d2fb29fb7d3cf" + "ee444a200298f468908cc942"
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"MANA_TOKEN_CONTRACT_ADDRESS", contract, false},
		{"MANA_TOKEN", contract, false},
		{"RESOLVER", "0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e", false}, // with a checksum
		{"DEPLOYER_PASSWORD", contract, true},
		{"DEPLOYER", contract + "8f1c22b07a6de9354410ffcd", true}, // as long as a private key
		{"MANA_TOKEN", contract[:30] + "zz", true},
		{"STRIPE_KEY", "pk_test_51HkqQdA8s" + "K2mPq0zTccD", false},
		{"STRIPE_KEY", "sk_test_51HkqQdA8s" + "K2mPq0zTccD", true},
	} {
		if got := hidden(c.name, c.value); got != c.want {
			t.Errorf("%s = %.12s… hidden: %v", c.name, c.value, got)
		}
	}
}
