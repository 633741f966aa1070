package values

import (
	"net"
	"net/url"
	"strings"

	"github.com/envparity/envparity/drift"
)

// location is a URL or connection string taken apart and brought to one spelling.
type location struct{ scheme, user, host, port, path, query string }

// defaultPort returns the port of a scheme that may be left out.
func defaultPort(scheme string) string {
	switch scheme {
	case "http", "ws":
		return "80"
	case "https", "wss":
		return "443"
	case "redis", "rediss":
		return "6379"
	case "postgres", "postgresql":
		return "5432"
	case "mysql", "mariadb":
		return "3306"
	case "amqp":
		return "5672"
	case "amqps":
		return "5671"
	case "mongodb":
		return "27017"
	case "nats":
		return "4222"
	case "ldap":
		return "389"
	case "ldaps":
		return "636"
	case "smtp":
		return "25"
	}
	return ""
}

func parseLocation(s string) (l location, ok bool) {
	i := strings.Index(s, "://")
	if i < 2 || i > 24 || len(s) > 2048 || strings.ContainsAny(s, " \n\t{}") {
		return l, false
	}
	scheme := s[:i]
	scheme = strings.TrimPrefix(scheme, "jdbc:")
	u, err := url.Parse(scheme + s[i:])
	if err != nil || u.Host == "" {
		return l, false
	}
	l = location{scheme: strings.ToLower(u.Scheme), host: strings.ToLower(u.Hostname()), port: u.Port(), path: u.EscapedPath(), query: u.RawQuery}
	if u.User != nil {
		l.user = u.User.Username()
	}
	if l.scheme == "postgresql" {
		l.scheme = "postgres"
	}
	if l.port == "" {
		l.port = defaultPort(l.scheme)
	}
	l.path = strings.TrimSuffix(l.path, "/")
	return l, true
}

func (l location) fact(o location) *drift.URLFact {
	return &drift.URLFact{
		SchemeChanged: l.scheme != o.scheme, HostChanged: l.host != o.host, PortChanged: l.port != o.port, PathChanged: l.path != o.path,
		QueryChanged: l.query != o.query, UserChanged: l.user != o.user,
	}
}

// arn reports whether s is an Amazon resource name.
func arn(s string) bool { return strings.HasPrefix(s, "arn:") && strings.Count(s, ":") >= 5 }

// cidr reports whether s is a network in CIDR notation, with its prefix length.
func cidr(s string) (bits int, ok bool) {
	if len(s) < 5 || len(s) > 49 || strings.IndexByte(s, '/') < 0 {
		return 0, false
	}
	_, n, err := net.ParseCIDR(s)
	if err != nil {
		return 0, false
	}
	bits, _ = n.Mask.Size()
	return bits, true
}
