// Package partners knows which systems of other companies are for tests and which are live, by their hosts and by the prefixes of their keys. It
// is a table. It does not use the network.
package partners

import (
	"regexp"
	"slices"
	"strings"
)

// Mode says whether a partner's system is for tests or live.
type Mode string

// The modes.
const (
	Test Mode = "test"
	Live Mode = "live"
)

// Use is the use of a partner's system that a value shows.
type Use struct {
	Partner string
	Mode    Mode
	Moves   bool // live, it moves money or sends messages to real people
	Key     bool // a key, and no endpoint
}

// partner is one line of the table. A host matches itself. One that begins with a star matches every host with that ending.
type partner struct {
	name       string
	word       string // in the names of its settings, lower case
	moves      bool
	test, live []string
	source     string // the vendor's page with the hosts
}

// table leaves out live hosts of partners that every environment uses live (a certificate authority, push notifications to test builds).
var table = []partner{
	{
		"PayPal", "paypal", true,
		[]string{"api-m.sandbox.paypal.com", "api.sandbox.paypal.com", "www.sandbox.paypal.com", "sandbox.paypal.com", "api-3t.sandbox.paypal.com"},
		[]string{"api-m.paypal.com", "api.paypal.com", "api-3t.paypal.com"},
		"https://developer.paypal.com/api/make-api-requests",
	},
	{
		"Braintree", "braintree", true,
		[]string{"api.sandbox.braintreegateway.com", "payments.sandbox.braintree-api.com"},
		[]string{"api.braintreegateway.com", "payments.braintree-api.com"},
		"https://developer.paypal.com/braintree/docs",
	},
	{
		"Adyen", "adyen", true,
		[]string{"checkout-test.adyen.com", "pal-test.adyen.com", "test.adyen.com", "management-test.adyen.com"},
		[]string{"*-live.adyenpayments.com", "live.adyen.com", "*-live.adyen.com"},
		"https://docs.adyen.com/development-resources/live-endpoints",
	},
	{"Square", "square", true, []string{"connect.squareupsandbox.com"}, []string{"connect.squareup.com"}, "https://developer.squareup.com/docs/devtools/sandbox/overview"},
	{"Plaid", "plaid", true, []string{"sandbox.plaid.com"}, []string{"production.plaid.com"}, "https://plaid.com/docs/sandbox/"},
	{
		"GoCardless", "gocardless", true,
		[]string{"api-sandbox.gocardless.com", "connect-sandbox.gocardless.com"},
		[]string{"api.gocardless.com", "connect.gocardless.com"},
		"https://developer.gocardless.com/getting-started/set-up",
	},
	{
		"Klarna", "klarna", true,
		[]string{"*.playground.klarna.com"},
		[]string{"api.klarna.com", "api-na.klarna.com", "api-oc.klarna.com"},
		"https://docs.klarna.com/api/api-urls",
	},
	{"Authorize.net", "authorizenet", true, []string{"apitest.authorize.net", "test.authorize.net"}, []string{"api.authorize.net"}, "https://developer.authorize.net/api/reference"},
	{"DocuSign", "docusign", true, []string{"demo.docusign.net", "account-d.docusign.com"}, []string{"www.docusign.net", "account.docusign.com"}, "https://developers.docusign.com/platform/go-live/"},
	{"eBay", "ebay", true, []string{"api.sandbox.ebay.com"}, []string{"api.ebay.com"}, "https://developer.ebay.com/api-docs/static/make-a-call.html"},
	{
		"Amazon's selling partner API", "sellingpartner", true,
		[]string{"sandbox.sellingpartnerapi-na.amazon.com", "sandbox.sellingpartnerapi-eu.amazon.com", "sandbox.sellingpartnerapi-fe.amazon.com"},
		[]string{"sellingpartnerapi-na.amazon.com", "sellingpartnerapi-eu.amazon.com", "sellingpartnerapi-fe.amazon.com"},
		"https://developer-docs.amazon.com/sp-api/docs/the-selling-partner-api-sandbox",
	},
	{
		"Intuit", "quickbooks", true,
		[]string{"sandbox-quickbooks.api.intuit.com"},
		[]string{"quickbooks.api.intuit.com"},
		"https://developer.intuit.com/app/developer/qbo/docs/develop/sandboxes",
	},
	{"Mailtrap", "mailtrap", true, []string{"sandbox.smtp.mailtrap.io", "sandbox.api.mailtrap.io", "smtp.mailtrap.io"}, []string{"live.smtp.mailtrap.io", "send.api.mailtrap.io"}, "https://mailtrap.io/fake-smtp-server"},
	{"Salesforce", "salesforce", false, []string{"test.salesforce.com"}, nil, "https://developer.salesforce.com/docs"},
	{"Let's Encrypt", "letsencrypt", false, []string{"acme-staging-v02.api.letsencrypt.org"}, nil, "https://letsencrypt.org/docs/staging-environment"},
	{"Apple's push service", "apns", false, []string{"api.sandbox.push.apple.com", "api.development.push.apple.com"}, nil, "https://developer.apple.com/documentation/usernotifications"},
	{"Stripe", "stripe", true, nil, nil, "https://docs.stripe.com/keys"},
	{"Razorpay", "razorpay", true, nil, nil, "https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/"},
	{"Mollie", "mollie", true, nil, nil, "https://docs.mollie.com/docs/authentication"},
}

// keys lists the prefixes of keys, with the mode as the first group. Only a secret key can move money.
var keys = []struct {
	partner string
	secret  bool
	form    *regexp.Regexp
}{
	{"Stripe", true, regexp.MustCompile(`^[sr]k_(test|live)_[0-9A-Za-z_]{10,}$`)},
	{"Stripe", false, regexp.MustCompile(`^pk_(test|live)_[0-9A-Za-z_]{10,}$`)},
	{"Razorpay", true, regexp.MustCompile(`^rzp_(test|live)_[0-9A-Za-z]{10,}$`)},
	{"Klarna", true, regexp.MustCompile(`^klarna_(test|live)_api_[0-9A-Za-z_+/=-]{10,}$`)},
	{"Mollie", true, regexp.MustCompile(`^(test|live)_[0-9A-Za-z]{30,}$`)},
}

// Of returns which partner's system a setting of this name and value uses, and whether that is for tests. It returns false for an unknown one.
// The name counts only if the value is a mode: PAYPAL_MODE=sandbox.
func Of(name, value string) (Use, bool) {
	if len(value) < 4 || len(value) > 300 {
		return Use{}, false
	}
	if strings.Contains(value, "test_") || strings.Contains(value, "live_") { // cheap check before the exact one, because every value comes here
		if use, ok := byKey(value); ok {
			return use, true
		}
	}
	if strings.IndexByte(value, '.') > 0 {
		return byHost(hostOf(value))
	}
	if len(value) > len("production") {
		return Use{}, false
	}
	return byMode(name, value)
}

func byKey(value string) (Use, bool) {
	for i := range keys {
		if m := keys[i].form.FindStringSubmatch(value); m != nil {
			return Use{Partner: keys[i].partner, Mode: Mode(m[1]), Moves: keys[i].secret, Key: true}, true
		}
	}
	return Use{}, false
}

func byHost(host string) (Use, bool) {
	for i := range table {
		p := &table[i]
		if slices.ContainsFunc(p.test, func(pattern string) bool { return fits(pattern, host) }) {
			return Use{Partner: p.name, Mode: Test, Moves: p.moves}, true
		}
		if slices.ContainsFunc(p.live, func(pattern string) bool { return fits(pattern, host) }) {
			return Use{Partner: p.name, Mode: Live, Moves: p.moves}, true
		}
	}
	return Use{}, false
}

func fits(pattern, host string) bool {
	if end, ok := strings.CutPrefix(pattern, "*"); ok {
		return len(host) > len(end) && strings.HasSuffix(host, end)
	}
	return host == pattern
}

// hostOf returns the host of a URL or of host:port.
func hostOf(value string) string {
	host := strings.ToLower(strings.TrimSpace(value))
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if i := strings.IndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	return strings.TrimSuffix(host, ".")
}

// byMode reads PAYPAL_MODE=sandbox: the name has a partner's word and a word for mode, and the value is a mode.
func byMode(name, value string) (Use, bool) {
	var mode Mode
	switch strings.ToLower(value) {
	case "sandbox", "test", "testing", "playground":
		mode = Test
	case "live", "production", "prod":
		mode = Live
	default:
		return Use{}, false
	}
	plain := strings.ToLower(strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '.' || r == ' ' {
			return -1
		}
		return r
	}, name))
	if !strings.HasSuffix(plain, "mode") && !strings.HasSuffix(plain, "env") && !strings.HasSuffix(plain, "environment") {
		return Use{}, false
	}
	for i := range table {
		if strings.Contains(plain, table[i].word) {
			return Use{Partner: table[i].name, Mode: mode, Moves: table[i].moves}, true
		}
	}
	return Use{}, false
}

// markStart begins a mark, which no word of an environment begins with.
const markStart = "~"

// Mark returns, for a value that is about to be sealed, whose key or endpoint it is and in which mode; "" for any other value. The mark contains
// no part of the value.
func Mark(name, value string) string {
	u, ok := Of(name, value)
	if !ok {
		return ""
	}
	moves := ""
	if u.Moves {
		moves = "!"
	}
	kind := "endpoint"
	if u.Key {
		kind = "key"
	}
	return markStart + string(u.Mode) + moves + ":" + kind + ":" + u.Partner
}

// Marked reads the result of Mark.
func Marked(mark string) (Use, bool) {
	rest, ok := strings.CutPrefix(mark, markStart)
	parts := strings.SplitN(rest, ":", 3)
	if !ok || len(parts) != 3 {
		return Use{}, false
	}
	mode, moves := strings.CutSuffix(parts[0], "!")
	if mode != string(Test) && mode != string(Live) {
		return Use{}, false
	}
	return Use{Partner: parts[2], Mode: Mode(mode), Moves: moves, Key: parts[1] == "key"}, true
}
