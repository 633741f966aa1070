package httpguard

import (
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// AroundAWS returns a client for the AWS SDK: the SDK's own transport, which supports a custom bundle of certificates, inside a Guard. A try
// takes at most timeout; 0 is no bound. It sends GET, HEAD and POST. Most services of AWS are read by POST, and the SDK's middleware decides which
// operations may be sent. It sends a PUT to fetch the session by which a machine requests its credentials. It sends no other PUT and no DELETE
// unless writes allows the request. writes is for a store, which writes its own objects. Collectors pass nil.
func AroundAWS(client any, timeout time.Duration, writes func(*http.Request) bool) *http.Client {
	next := Plain()
	if c, ok := client.(interface{ GetTransport() *http.Transport }); ok {
		next = c.GetTransport()
	}
	may := func(req *http.Request) bool { return machineSession(req) || writes != nil && writes(req) }
	g := &Guard{Next: next, Methods: []string{http.MethodPost}, May: may, Limit: Unlimited, Near: linkLocal}
	return g.Client(timeout)
}

// machineSession reports whether a request fetches the session token of a machine's metadata service (IMDSv2):
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html. It changes nothing.
func machineSession(req *http.Request) bool {
	return req.Method == http.MethodPut && req.URL.Path == "/latest/api/token" && (linkLocal(req.URL.Hostname()) || Loopback(req.URL.Hostname()))
}

// linkLocal reports whether a host is an address on the machine's own link. There AWS gives a machine or a container its credentials over plain
// http: 169.254.169.254, 169.254.170.2, 169.254.170.23 and fd00:ec2::/32.
func linkLocal(host string) bool {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && (ip.IsLinkLocalUnicast() || netip.MustParsePrefix("fd00:ec2::/32").Contains(ip))
}
