package httpguard

import (
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// AroundAWS returns a client for the AWS SDK: the SDK's own transport, which supports a custom bundle of certificates, inside a Guard. A try
// takes at most timeout; 0 is no bound. It sends no DELETE unless more names it, as for pruning a store. The SDK's middleware decides which
// operations may be sent.
func AroundAWS(client any, timeout time.Duration, more ...string) *http.Client {
	next := Plain()
	if c, ok := client.(interface{ GetTransport() *http.Transport }); ok {
		next = c.GetTransport()
	}
	g := &Guard{Next: next, Methods: append([]string{http.MethodPost, http.MethodPut}, more...), Limit: Unlimited, Near: linkLocal}
	return g.Client(timeout)
}

// linkLocal reports whether a host is an address on the machine's own link. There AWS gives a machine or a container its credentials over plain
// http: 169.254.169.254, 169.254.170.2, 169.254.170.23 and fd00:ec2::/32.
func linkLocal(host string) bool {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && (ip.IsLinkLocalUnicast() || netip.MustParsePrefix("fd00:ec2::/32").Contains(ip))
}
