package secret

import "strings"

// replaceURLs replaces, in every URL of a text, the password or the token of its user part, the path of a webhook's address, and the signature in
// its query.
func replaceURLs(text string, put func(string) string) string {
	if strings.IndexByte(text, '@') >= 0 {
		text = replaceUserinfo(text, put)
	}
	for from := 0; ; {
		at := strings.Index(text[from:], "://")
		if at < 0 {
			return text
		}
		start := from + at + len("://")
		end := start
		for end < len(text) && strings.IndexByte(" \n\t\"'`<>|\\", text[end]) < 0 {
			end++
		}
		sealed := replaceQuery(replaceWebhook(text[start:end], put), put)
		text = text[:start] + sealed + text[end:]
		from = start + len(sealed)
	}
}

// replaceUserinfo replaces the password of scheme://user:password@host, and the user if it is a token.
func replaceUserinfo(text string, put func(string) string) string {
	var out strings.Builder
	for {
		at := strings.Index(text, "://")
		if at < 0 {
			break
		}
		at += 3
		out.WriteString(text[:at])
		text = text[at:]
		host := endOfUser(text)
		if host <= 0 {
			continue
		}
		colon := strings.IndexByte(text[:host], ':')
		from := colon + 1
		if colon < 0 || colon+1 == host {
			if from = 0; !tokenUser(strings.TrimSuffix(text[:host], ":")) {
				continue
			}
		} else if tokenUser(text[:colon]) {
			from = 0 // token:x-oauth-basic@
		}
		if pureReference(text[from:host]) {
			continue
		}
		out.WriteString(text[:from])
		out.WriteString(put(text[from:host]))
		text = text[host:]
	}
	out.WriteString(text)
	return out.String()
}

// endOfUser returns the end of the user part at the beginning of text; -1 if it has none.
func endOfUser(text string) int {
	end := strings.IndexAny(text, "/?# \n\t\"'`<>,")
	if end < 0 {
		end = len(text)
	}
	if host := strings.LastIndexByte(text[:end], '@'); host >= 0 {
		return host
	}
	// a password may contain a character that ends a host: search up to the next "@" of the same word
	far := strings.IndexAny(text, " \n\t\"'`<>")
	if far < 0 {
		far = len(text)
	}
	host := strings.LastIndexByte(text[:far], '@')
	if host < 0 {
		return -1
	}
	colon := strings.IndexByte(text[:host], ':')
	if colon < 0 || strings.Contains(text[:colon], "/") || strings.Contains(text[:host], "://") {
		return -1
	}
	return host
}

// tokenUser reports whether the user of a URL is a token: long, and no word.
func tokenUser(user string) bool {
	return len(user) >= 16 && !Plain(user) && !strings.HasPrefix(user, Sealed) && strings.ContainsAny(user, "0123456789") && !pureReference(user)
}

// webhooks lists addresses with a secret path: whoever knows it may post.
var webhooks = []string{
	"hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "webhook.office.com/webhookb2/",
	"hooks.zapier.com/hooks/", "api.telegram.org/bot", "events.pagerduty.com/integration/", "alert.victorops.com/integrations/", "hc-ping.com/", "make.com/",
	"maker.ifttt.com/trigger/", "hooks.glip.com/webhook/", "chat.googleapis.com/v1/spaces/", "api.opsgenie.com/v1/json/", "hooks.airtable.com/", "hook.integromat.com/", "connect.pabbly.com/", "ntfy.sh/",
	"/hooks/", "/webhook/", "/webhooks/", "/webhookb2/", "cronitor.link/", "nosnch.in/", "uptime.betterstack.com/api/v1/heartbeat/", "push.statuspage.io/", "outlook.office.com/webhook/",
}

// replaceWebhook replaces, in an address without its scheme, the path of a webhook, if it looks like a key.
func replaceWebhook(address string, put func(string) string) string {
	for _, w := range webhooks {
		at := strings.Index(address, w)
		if at < 0 {
			continue
		}
		start := at + len(w)
		end := len(address)
		if q := strings.IndexByte(address[start:], '?'); q >= 0 {
			end = start + q
		}
		v := address[start:end]
		if len(v) < 8 || Plain(v) || strings.HasPrefix(v, Sealed) || pureReference(v) || !strings.ContainsAny(v, "0123456789") {
			return address
		}
		return address[:start] + put(v) + address[end:]
	}
	return address
}

// replaceQuery replaces signatures and keys in the query of an address, and a token after "#".
func replaceQuery(address string, put func(string) string) string {
	q := strings.IndexAny(address, "?;")
	if q < 0 {
		return address
	}
	parts := strings.FieldsFunc(address[q+1:], func(r rune) bool { return r == '&' || r == ';' || r == '#' })
	rest := address[q:]
	for _, p := range parts {
		name, v, ok := strings.Cut(p, "=")
		if !ok || len(v) < 8 || !signature(strings.ToLower(name)) || Plain(v) || strings.HasPrefix(v, Sealed) || pureReference(v) {
			continue
		}
		rest = strings.Replace(rest, p, name+"="+put(v), 1)
	}
	return address[:q] + rest
}

// signature lists the parameters by which an address carries its own permission: shared access signatures, presigned addresses, function keys.
func signature(name string) bool {
	switch name {
	case "sig", "signature", "x-amz-signature", "x-amz-credential", "x-amz-security-token", "x-goog-signature", "x-goog-credential", "awsaccesskeyid", "googleaccessid", "key", "code", "auth", "sas", "sign", "hash",
		"hmac", "ticket", "sessionid", "sid", "nonce", "api_key", "apikey", "k", "t", "authkey", "integrationkey", "routing_key":
		return true
	}
	return false
}

func pureReference(v string) bool {
	residue, ok := withoutReferences(v)
	return ok && residue == "" || strings.Trim(v, "*x") == "" || strings.HasPrefix(v, Sealed) || v == "[secret]"
}
