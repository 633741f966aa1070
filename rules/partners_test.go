package rules_test

import (
	"testing"

	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/diffing/partners"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// environments audits the variables of one service. It has one set of variables for each environment, the reference last.
func environments(t *testing.T, names []string, variables ...[]snapshot.Node) []rules.Finding {
	t.Helper()
	var envs []drift.Environment
	var snaps []*snapshot.Snapshot
	for i, name := range names {
		envs = append(envs, drift.Environment{Name: name, Reference: i == len(names)-1})
		root := snapshot.Node{Kind: snapshot.Map, Children: append([]snapshot.Node{{Key: "PORT", Kind: snapshot.String, Text: "80"}}, variables[i]...)}
		s := &snapshot.Snapshot{Environment: name, Resources: []snapshot.Resource{
			{Type: "envvars", Collector: "envvars", Kind: snapshot.KindEnvironment, Name: "api", Pillar: snapshot.Configuration, Root: root},
		}}
		s.Normalize()
		snaps = append(snaps, s)
	}
	return mustLoad(t, "").Run(diffing.Compare(envs, snaps, diffing.Options{}).Drifts, rules.Context{Environments: envs, Now: someDay}).Findings
}

func open(name, value string) snapshot.Node {
	return snapshot.Node{Key: name, Kind: snapshot.String, Text: value}
}

// sealed returns a secret with the notes of a sealer and without its value.
func sealed(name, value string) snapshot.Node {
	n := snapshot.Node{Key: name, Kind: snapshot.Secret, Text: "hmac:" + value}
	if mark := partners.Mark(name, value); mark != "" {
		n.Children = []snapshot.Node{{Kind: snapshot.String, Text: mark}}
	}
	return n
}

func vars(n ...snapshot.Node) []snapshot.Node { return n }

func TestPartnersAreJudgedByTheirModeWhateverOthersSay(t *testing.T) {
	const (
		testKey, otherTestKey = "sk_test_51HkqQdA8sK2mPq0zTaaB", "sk_test_51HkqQdA8sK2mPq0zTxxY"
		liveKey, otherLiveKey = "sk_live_51HkqQdA8sK2mPq0zTaaB", "sk_live_51HkqQdA8sK2mPq0zTxxY"
		sandbox, live         = "https://api-m.sandbox.paypal.com", "https://api-m.paypal.com"
	)
	for name, c := range map[string]struct {
		staging, prod []snapshot.Node
		rule          string // "" for none of a partner
	}{
		"the sandbox in both":                    {vars(open("PAYPAL_URL", sandbox)), vars(open("PAYPAL_URL", sandbox)), "builtin/partner-test-in-reference"},
		"the sandbox in prod alone":              {vars(open("PAYPAL_URL", live)), vars(open("PAYPAL_URL", sandbox)), "builtin/partner-test-in-reference"},
		"live in both":                           {vars(open("PAYPAL_URL", live)), vars(open("PAYPAL_URL", live)), "builtin/partner-live-outside"},
		"as it should be":                        {vars(open("PAYPAL_URL", sandbox)), vars(open("PAYPAL_URL", live)), ""},
		"two sealed test keys":                   {vars(sealed("STRIPE_SECRET_KEY", testKey)), vars(sealed("STRIPE_SECRET_KEY", otherTestKey)), "builtin/partner-test-in-reference"},
		"two sealed live keys":                   {vars(sealed("STRIPE_SECRET_KEY", liveKey)), vars(sealed("STRIPE_SECRET_KEY", otherLiveKey)), "builtin/partner-live-outside"},
		"sealed keys as they should be":          {vars(sealed("STRIPE_SECRET_KEY", testKey)), vars(sealed("STRIPE_SECRET_KEY", liveKey)), ""},
		"a mode by name":                         {vars(open("ADYEN_MODE", "test")), vars(open("ADYEN_MODE", "test")), "builtin/partner-test-in-reference"},
		"certificates from the authority's test": {vars(open("ACME", "https://acme-staging-v02.api.letsencrypt.org/directory")), vars(open("ACME", "https://acme-staging-v02.api.letsencrypt.org/directory")), "builtin/partner-test-in-reference"},
		"a live publishable key outside":         {vars(open("STRIPE_KEY", "pk_live_51HkqQdA8sK2mPq0zTccD")), vars(open("STRIPE_KEY", "pk_live_51HkqQdA8sK2mPq0zTccD")), "builtin/partner-live-outside-harmless"},
		"a live key at the sandbox": {
			vars(open("KLARNA_URL", "https://api.playground.klarna.com"), sealed("KLARNA_KEY", "klarna_live_api_abcdefghijkl")),
			vars(open("KLARNA_URL", "https://api.klarna.com"), sealed("KLARNA_KEY", "klarna_live_api_mnopqrstuvwx")), "builtin/partner-modes-mixed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, f := range environments(t, []string{"staging", "prod"}, c.staging, c.prod) {
				if f.Drift.Facts.Partner != nil && f.Verdict != rules.Acceptable {
					if got != "" {
						t.Errorf("%s and %s", got, f.Rule)
					}
					got = f.Rule
				}
			}
			if got != c.rule {
				t.Errorf("decided by %q, want %q", got, c.rule)
			}
		})
	}
}
