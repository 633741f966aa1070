package httpguard

import (
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// AroundAWS returns the client with which the AWS SDK sends its requests: the SDK's own transport, which knows a custom bundle of
// certificates, inside a Guard. A try takes at most timeout; 0 is no bound. It sends no DELETE unless more
// names it, as for a store that is pruned. What may be sent at all is the business of the SDK's middleware.
func AroundAWS(client any, timeout time.Duration, more ...string) *http.Client {
	next := Plain()
	if c, ok := client.(interface{ GetTransport() *http.Transport }); ok {
		next = c.GetTransport()
	}
	g := &Guard{Next: next, Methods: append([]string{http.MethodPost, http.MethodPut}, more...), Limit: Unlimited, Near: linkLocal}
	return g.Client(timeout)
}

// linkLocal reports whether a host is an address of the machine's own link. There AWS hands a machine or a container its credentials, over
// plain http: 169.254.169.254, 169.254.170.2, 169.254.170.23 and fd00:ec2::/32.
func linkLocal(host string) bool {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && (ip.IsLinkLocalUnicast() || netip.MustParsePrefix("fd00:ec2::/32").Contains(ip))
}
