package partners

import (
	"regexp"
	"strings"

	"github.com/envparity/envparity/names"
)

// key is the form of a partner's key. The first group is its mode; without a group, the key is for tests.
type key struct {
	partner string
	secret  bool // only a secret key can move money
	named   bool // partners share the form, so the setting's name has to have the partner's word in it
	form    *regexp.Regexp
}

// keys lists the published forms. Those that need a name stand before the ones of the same form that need none.
var keys = []key{
	{"Paystack", true, true, regexp.MustCompile(`^sk_(test|live)_[0-9a-f]{10,}$`)},
	{"Paystack", false, true, regexp.MustCompile(`^pk_(test|live)_[0-9a-f]{10,}$`)},
	{"Clerk", true, true, regexp.MustCompile(`^sk_(test|live)_[0-9A-Za-z]{10,}$`)},
	{"Clerk", false, true, regexp.MustCompile(`^pk_(test|live)_[0-9A-Za-z+/]{10,}={0,2}$`)},
	{"Adyen", false, true, regexp.MustCompile(`^(test|live)_[0-9A-Z]{30,}$`)},
	{"Lob", true, true, regexp.MustCompile(`^(test|live)_[0-9a-f]{30,}$`)},
	{"Paddle", false, true, regexp.MustCompile(`^(test|live)_[0-9a-f]{20,}$`)},
	{"Chargebee", true, true, regexp.MustCompile(`^(test|live)_[0-9A-Za-z]{20,}$`)},
	{"Stripe", true, false, regexp.MustCompile(`^[sr]k_(test|live)_[0-9A-Za-z_]{10,}$`)},
	{"Stripe", false, false, regexp.MustCompile(`^pk_(test|live)_[0-9A-Za-z_]{10,}$`)},
	{"Razorpay", true, false, regexp.MustCompile(`^rzp_(test|live)_[0-9A-Za-z]{10,}$`)},
	{"Klarna", true, false, regexp.MustCompile(`^klarna_(test|live)_api_[0-9A-Za-z_+/=-]{10,}$`)},
	{"Mollie", true, false, regexp.MustCompile(`^(test|live)_[0-9A-Za-z]{30,}$`)},
	{"Shippo", true, false, regexp.MustCompile(`^shippo_(test|live)_[0-9a-f]{10,}$`)},
	{"GOV.UK Pay", true, false, regexp.MustCompile(`^api_(test|live)_[0-9a-z]{20,}$`)},
	{"Braintree", false, false, regexp.MustCompile(`^(sandbox|production)_[0-9a-z]{8}_[0-9a-z]{16}$`)},
	{"Square", false, false, regexp.MustCompile(`^(sandbox)-sq0i(?:db|dp)-[0-9A-Za-z_-]{10,}$`)},
	{"Square", true, false, regexp.MustCompile(`^(sandbox)-sq0cs[bp]-[0-9A-Za-z_-]{10,}$`)},
	{"Checkout.com", true, false, regexp.MustCompile(`^sk_(sbox)_[0-9a-z]{10,}[*#$=]?$`)},
	{"Checkout.com", false, false, regexp.MustCompile(`^pk_(sbox)_[0-9a-z]{10,}[*#$=]?$`)},
	{"Paddle", true, false, regexp.MustCompile(`^pdl_(sdbx|live)_apikey_[0-9A-Za-z_]{10,}$`)},
	{"Xendit", true, false, regexp.MustCompile(`^xnd_(development|production)_[0-9A-Za-z_+/=]{10,}$`)},
	{"Xendit", false, false, regexp.MustCompile(`^xnd_public_(development|production)_[0-9A-Za-z_+/=]{10,}$`)},
	{"Flutterwave", true, false, regexp.MustCompile(`^FLWSECK_(TEST)-?[0-9A-Za-z]{10,}`)},
	{"Flutterwave", false, false, regexp.MustCompile(`^FLWPUBK_(TEST)-[0-9A-Za-z]{10,}`)},
	{"Midtrans", true, false, regexp.MustCompile(`^(SB)-Mid-server-[0-9A-Za-z_-]{10,}$`)},
	{"Midtrans", false, false, regexp.MustCompile(`^(SB)-Mid-client-[0-9A-Za-z_-]{10,}$`)},
	{"Mercado Pago", true, false, regexp.MustCompile(`^(TEST)-[0-9]{10,}-[0-9]{4,}-[0-9a-f]{20,}`)},
	{"Plaid", true, false, regexp.MustCompile(`^access-(sandbox|production)-[0-9a-f-]{30,}$`)},
	{"Persona", false, false, regexp.MustCompile(`^persona_(sandbox|production)_[0-9A-Za-z-]{10,}$`)},
	{"Onfido", false, false, regexp.MustCompile(`^api_(sandbox|live)(?:_[a-z]{2})?\.[0-9A-Za-z_.-]{8,}$`)},
	{"Stytch", false, false, regexp.MustCompile(`^(?:project|secret|public-token)-(test|live)-[0-9A-Za-z_=-]{20,}$`)},
	{"EasyPost", true, true, regexp.MustCompile(`^EZ(T|A)K[0-9A-Za-z]{20,}$`)},
	{"Postmark", false, false, regexp.MustCompile(`^POSTMARK_API_(TEST)$`)},
	{"reCAPTCHA", false, false, regexp.MustCompile(`^6LeIxAcTAAAAA(?:JcZVRqyHh71UMIEGNQ_MXjiZKhI|GG-vFI1TnRWxMZNFuojJ4WifJWe)$`)},
	{"Turnstile", false, false, regexp.MustCompile(`^[123]x0{20}(?:0{11})?(?:[AB]{2}|FF)$`)},
}

// mayBeKey reports whether a value begins as some key does: a cheap check before the exact one, because every value comes here.
func mayBeKey(value string) bool {
	for _, begin := range [...]string{
		"sk_", "pk_", "rk_", "test_", "live_", "rzp_", "klarna_", "shippo_", "api_", "sandbox", "production_", "pdl_", "xnd_", "FLW", "SB-Mid-", "TEST-", "access-", "persona_",
		"project-", "secret-", "public-token-", "EZ", "POSTMARK_", "6Le", "1x0", "2x0", "3x0",
	} {
		if strings.HasPrefix(value, begin) {
			return true
		}
	}
	return false
}

func byKey(name, value string) (Use, bool) {
	for i := range keys {
		k := &keys[i]
		m := k.form.FindStringSubmatch(value)
		if m == nil || k.named && !strings.Contains(names.Plain(name), wordOf(k.partner)) {
			continue
		}
		mode := Test
		if len(m) > 1 {
			switch m[1] {
			case "live", "production", "A":
				mode = Live
			}
		}
		return Use{Partner: k.partner, Mode: mode, Moves: k.secret && moves(k.partner), Key: true}, true
	}
	return Use{}, false
}

func wordOf(partner string) string {
	for i := range table {
		if table[i].name == partner {
			return table[i].word
		}
	}
	return ""
}

func moves(partner string) bool {
	for i := range table {
		if table[i].name == partner {
			return table[i].moves
		}
	}
	return false
}
