package partners

import "testing"

func TestWhatAValueSaysOfAPartner(t *testing.T) {
	for _, c := range []struct {
		name, value, partner string
		mode                 Mode
		moves                bool
	}{
		{"PAYPAL_URL", "https://api-m.sandbox.paypal.com/v2", "PayPal", Test, true},
		{"PAYPAL_URL", "https://api-m.paypal.com", "PayPal", Live, true},
		{"PAYPAL_URL", "https://api-m.paypal.com.evil.example", "", "", false},
		{"pay.endpoint", "https://ab12-shop-checkout-live.adyenpayments.com/checkout", "Adyen", Live, true},
		{"PAYPAL_URL", "https://api-m.sandbox.paypal.com/test_hooks", "PayPal", Test, true},
		{"SMTP_HOST", "sandbox.smtp.mailtrap.io:2525", "Mailtrap", Test, true},
		{"URL", "https://user:pw@api.playground.klarna.com/", "Klarna", Test, true},
		{"acme", "https://acme-staging-v02.api.letsencrypt.org/directory", "Let's Encrypt", Test, false},
		{"acme", "https://acme-v02.api.letsencrypt.org/directory", "", "", false},
		{"K", "sk_test_51HkqQdA8sK2mPq0zTaaB", "Stripe", Test, true},
		{"K", "pk_live_51HkqQdA8sK2mPq0zTaaB", "Stripe", Live, false},
		{"K", "sk_testing", "", "", false},
		{"K", "rzp_live_abcdefghij12", "Razorpay", Live, true},
		{"K", "test_short", "", "", false},
		{"PAYPAL_MODE", "sandbox", "PayPal", Test, true},
		{"adyenEnvironment", "live", "Adyen", Live, true},
		{"PAYPAL_LABEL", "sandbox", "", "", false},
		{"APP_MODE", "sandbox", "", "", false},
	} {
		got, ok := Of(c.name, c.value)
		if ok != (c.partner != "") || got.Partner != c.partner || got.Mode != c.mode || got.Moves != c.moves {
			t.Errorf("%s=%s: %+v", c.name, c.value, got)
		}
		if back, again := Marked(Mark(c.name, c.value)); again != ok || back != got {
			t.Errorf("the mark of %s=%s reads as %+v", c.name, c.value, back)
		}
	}
}

func TestEveryPartnerHasASourceAndItsHostsAreFound(t *testing.T) {
	for _, p := range table {
		if p.source == "" || p.name == "" || p.word == "" {
			t.Errorf("%+v lacks a name, a word or a source", p)
		}
		for mode, hosts := range map[Mode][]string{Test: p.test, Live: p.live} {
			for _, h := range hosts {
				if h[0] == '*' {
					h = "x" + h[1:]
				}
				if got, _ := Of("", "https://"+h+"/v1"); got.Partner != p.name || got.Mode != mode {
					t.Errorf("%s: %+v", h, got)
				}
			}
		}
	}
	for _, mark := range []string{"", "~", "~test", "~other:key:Stripe", "x-dev/x"} {
		if got, ok := Marked(mark); ok {
			t.Errorf("%q: %+v", mark, got)
		}
	}
}
