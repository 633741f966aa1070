package partners

import (
	"strings"
	"testing"
)

func TestTheModeOfAPartnerInAValue(t *testing.T) {
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
		{"token", "sandbox_g42y39zw_348pk9cgf3bgyw2b", "Braintree", Test, false},
		{"token", "production_g42y39zw_348pk9cgf3bgyw2b", "Braintree", Live, false},
		{"token", "sandbox_of_ours", "", "", false},
		{"id", "sandbox-sq0idb-qW3eRtYuIoP1aSdFgHjKlZ", "Square", Test, false},
		{"id", "sandbox-shop-files", "", "", false},
		{"K", "sk_sbox_kocur642y3sq5ien6dxjj", "Checkout.com", Test, true},
		{"K", "pdl_sdbx_apikey_01hv8wptq8987qeep44cyrewp9", "Paddle", Test, true},
		{"K", "xnd_production_abcdefghijklmnop", "Xendit", Live, true},
		{"K", "xnd_public_production_abcdefghijkl+mnop==", "Xendit", Live, false},
		{"CLERK_KEY", "pk_live_ZXhhbXBsZS5jb20k=", "Clerk", Live, false},
		{"K", "pk_sbox_abcdefghijklmnop234567abc#", "Checkout.com", Test, false},
		{"K", "SB-Mid-client-abcdefghijkl", "Midtrans", Test, false},
		{"K", "FLWSECK_TEST-758036eb34ab4bf13606f2e05b8ebdc3-X", "Flutterwave", Test, true},
		{"K", "SB-Mid-server-QRtgjZ_A3NeNsAOculx9", "Midtrans", Test, true},
		{"K", "TEST-1234567890123-010101-0123456789abcdef0123456789abcdef-1", "Mercado Pago", Test, true},
		{"K", "persona_sandbox_0123456789ab", "Persona", Test, false},
		{"K", "api_live_eu.AbCdEfGhIj.klmno", "Onfido", Live, false},
		{"K", "secret-live-abcdefghijklmnopqrstuvwx", "Stytch", Live, false},
		{"PAYSTACK_KEY", "sk_test_0123456789abcdef", "Paystack", Test, true},
		{"CLERK_SECRET_KEY", "sk_live_AbCdEfGhIjKl", "Clerk", Live, false},
		{"ADYEN_CLIENT_KEY", "test_ABCDEFGHIJKLMNOPQRSTUVWXYZ123456", "Adyen", Test, false},
		{"EASYPOST_API_KEY", "EZTKabcdefghijklmnopqrstuvwx", "EasyPost", Test, true},
		{"K", "EZTKabcdefghijklmnopqrstuvwx", "", "", false},
		{"MAIL_TOKEN", "POSTMARK_API_TEST", "Postmark", Test, false},
		{"SITE_KEY", "1x00000000000000000000AA", "Turnstile", Test, false},
		{"SITE_KEY", "1x00000000000000000000000000000000AA", "", "", false},
		{"issuer", "https://acme.oktapreview.com/oauth2/default", "Okta", Test, false},
		{"TAX_URL", "https://sandbox-rest.avatax.com", "Avalara", Test, false},
		{"PAYPAL_MODE", "sandbox", "PayPal", Test, true},
		{"adyenEnvironment", "live", "Adyen", Live, true},
		{"PAYPAL_LABEL", "sandbox", "", "", false},
		{"APP_MODE", "sandbox", "", "", false},
		{"AUTHORIZE_NET_ENV", "sandbox", "Authorize.net", Test, true},
		{"UPS_ENVIRONMENT", "test", "UPS", Test, true},
		{"GROUPS_ENV", "test", "", "", false},
		{"PERSONAL_MODE", "live", "", "", false},
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

// A form is checked only if mayBeKey knows its beginning.
func TestEachFormOfAKeyBeginsAsMayBeKeyKnows(t *testing.T) {
	for _, k := range keys {
		begins := strings.TrimPrefix(k.form.String(), "^")
		for _, part := range begun(begins) {
			if !mayBeKey(part) {
				t.Errorf("%s: %s", k.partner, part)
			}
		}
	}
}

// begun lists the texts with which matches of an expression can begin. The expression starts with letters, a group of alternatives or a set of
// characters.
func begun(form string) []string {
	if form[0] == '[' {
		set, rest, _ := strings.Cut(form[1:], "]")
		var out []string
		for _, c := range set {
			out = append(out, string(c)+rest)
		}
		return out
	}
	if form[0] == '(' {
		group, rest, _ := strings.Cut(strings.TrimPrefix(form[1:], "?:"), ")")
		var out []string
		for _, alternative := range strings.Split(group, "|") {
			out = append(out, alternative+rest)
		}
		return out
	}
	return []string{form}
}
