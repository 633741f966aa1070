package partners

// partner is one line of the table. A host matches itself. One that begins with a star matches every host with that ending.
type partner struct {
	name       string
	word       string // in the names of its settings, lower case
	moves      bool
	test, live []string
	source     string // the vendor's page with the hosts
}

// table leaves out live hosts of partners that every environment uses live (a certificate authority, push notifications to test
// builds), and those that production asks in both modes on purpose (receipts of Apple's store).
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
	{
		"Checkout.com", "checkoutcom", true,
		[]string{"api.sandbox.checkout.com", "access.sandbox.checkout.com", "*.api.sandbox.checkout.com", "*.access.sandbox.checkout.com"},
		[]string{"api.checkout.com", "access.checkout.com"},
		"https://www.checkout.com/docs/developer-resources/testing",
	},
	{"Worldpay", "worldpay", true, []string{"try.access.worldpay.com", "secure-test.worldpay.com"}, []string{"access.worldpay.com", "secure.worldpay.com"}, "https://developer.worldpay.com/products/access"},
	{"Cybersource", "cybersource", true, []string{"apitest.cybersource.com"}, []string{"api.cybersource.com"}, "https://developer.cybersource.com/hello-world/sandbox.html"},
	{"Opayo", "opayo", true, []string{"test.sagepay.com", "pi-test.sagepay.com", "sandbox.opayo.eu.elavon.com"}, []string{"live.sagepay.com", "pi-live.sagepay.com", "live.opayo.eu.elavon.com"}, "https://developer.elavon.com/products/opayo"},
	{"Afterpay", "afterpay", true, []string{"global-api-sandbox.afterpay.com", "api-sandbox.afterpay.com"}, []string{"global-api.afterpay.com", "api.afterpay.com"}, "https://developers.cash.app/cash-app-afterpay"},
	{"Wise", "wise", true, []string{"api.wise-sandbox.com", "api.sandbox.transferwise.tech", "api-mtls.sandbox.transferwise.tech"}, []string{"api.transferwise.com", "api.wise.com", "api-mtls.transferwise.com"}, "https://docs.wise.com/api-docs"},
	{"Dwolla", "dwolla", true, []string{"api-sandbox.dwolla.com"}, []string{"api.dwolla.com"}, "https://developers.dwolla.com/docs/testing"},
	{"Paddle", "paddle", true, []string{"sandbox-api.paddle.com"}, []string{"api.paddle.com"}, "https://developer.paddle.com/api-reference/about/authentication"},
	{"Chargebee", "chargebee", true, []string{"*-test.chargebee.com"}, nil, "https://www.chargebee.com/docs/sites-intro.html"},
	{"Midtrans", "midtrans", true, []string{"api.sandbox.midtrans.com", "app.sandbox.midtrans.com"}, []string{"api.midtrans.com", "app.midtrans.com"}, "https://docs.midtrans.com/docs/switching-to-production-mode"},
	{"iyzico", "iyzipay", true, []string{"sandbox-api.iyzipay.com"}, []string{"api.iyzipay.com"}, "https://docs.iyzico.com"},
	{"Przelewy24", "przelewy24", true, []string{"sandbox.przelewy24.pl"}, []string{"secure.przelewy24.pl"}, "https://developers.przelewy24.pl"},
	{"PayU", "payu", true, []string{"secure.snd.payu.com"}, []string{"secure.payu.com"}, "https://developers.payu.com/europe/docs/testing/sandbox/"},
	{"Xendit", "xendit", true, nil, nil, "https://docs.xendit.co/docs/api-keys"},
	{"Paystack", "paystack", true, nil, nil, "https://paystack.com/docs/payments/test-payments/"},
	{"Flutterwave", "flutterwave", true, nil, nil, "https://developer.flutterwave.com/docs/authentication"},
	{"Mercado Pago", "mercadopago", true, nil, nil, "https://www.mercadopago.com/developers/en/docs/your-integrations/credentials"},
	{"GOV.UK Pay", "govukpay", true, nil, nil, "https://docs.payments.service.gov.uk/switching_to_live/"},
	{"Avalara", "avatax", false, []string{"sandbox-rest.avatax.com", "api.sbx.avalara.com"}, []string{"rest.avatax.com", "api.avalara.com"}, "https://developer.avalara.com/ecommerce-integration-guide/sales-tax-badge/authentication-in-avatax/sandbox-vs-production/"},
	{"TaxJar", "taxjar", false, []string{"api.sandbox.taxjar.com"}, []string{"api.taxjar.com"}, "https://developers.taxjar.com/api/reference/"},
	{"HMRC", "hmrc", true, []string{"test-api.service.hmrc.gov.uk"}, []string{"api.service.hmrc.gov.uk"}, "https://developer.service.hmrc.gov.uk/api-documentation/docs/testing"},
	{"Africa's Talking", "africastalking", true, []string{"api.sandbox.africastalking.com"}, []string{"api.africastalking.com"}, "https://developers.africastalking.com"},
	{"Postmark", "postmark", true, nil, nil, "https://postmarkapp.com/developer/user-guide/send-email-with-api"},
	{"Stytch", "stytch", false, []string{"test.stytch.com"}, []string{"api.stytch.com"}, "https://stytch.com/docs/workspace-management/api-keys"},
	{"Clerk", "clerk", false, nil, nil, "https://clerk.com/docs/deployments/clerk-environment-variables"},
	{"Persona", "persona", false, nil, nil, "https://docs.withpersona.com/api-keys"},
	{"Onfido", "onfido", false, nil, nil, "https://documentation.onfido.com/getting-started/authentication/"},
	{"Okta", "okta", false, []string{"*.oktapreview.com"}, nil, "https://developer.okta.com/docs/concepts/okta-organizations/"},
	{"GOV.UK One Login", "onelogin", false, []string{"oidc.integration.account.gov.uk"}, []string{"oidc.account.gov.uk"}, "https://docs.sign-in.service.gov.uk"},
	{"Login.gov", "logindotgov", false, []string{"idp.int.identitysandbox.gov"}, []string{"secure.login.gov"}, "https://developers.login.gov/testing/"},
	{"reCAPTCHA", "recaptcha", false, nil, nil, "https://developers.google.com/recaptcha/docs/faq"},
	{"Turnstile", "turnstile", false, nil, nil, "https://developers.cloudflare.com/turnstile/troubleshooting/testing/"},
	{"FedEx", "fedex", true, []string{"apis-sandbox.fedex.com"}, []string{"apis.fedex.com"}, "https://developer.fedex.com/api/en-us/get-started.html"},
	{"UPS", "ups", true, []string{"wwwcie.ups.com"}, []string{"onlinetools.ups.com"}, "https://developer.ups.com/get-started"},
	{"Shippo", "shippo", true, nil, nil, "https://docs.goshippo.com/guides/testing"},
	{"EasyPost", "easypost", true, nil, nil, "https://docs.easypost.com/docs/authentication"},
	{"Lob", "lob", true, nil, nil, "https://docs.lob.com"},
	{"Stripe", "stripe", true, nil, nil, "https://docs.stripe.com/keys"},
	{"Razorpay", "razorpay", true, nil, nil, "https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/"},
	{"Mollie", "mollie", true, nil, nil, "https://docs.mollie.com/docs/authentication"},
}
