package names

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Domain returns the part of a host that somebody registered: shop.example.org of api.shop.example.org is example.org. It is "" for a text that is no
// host, for a registered domain itself, and for a host that ends in no public suffix, such as db.corp.internal.
func Domain(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if strings.Count(host, ".") < 2 || strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
		return ""
	}
	if suffix, known := publicsuffix.PublicSuffix(host); !known && !strings.Contains(suffix, ".") {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || domain == host {
		return ""
	}
	return domain
}
