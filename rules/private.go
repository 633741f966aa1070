package rules

import (
	"net/netip"
	"strings"
)

// privateNames are the ends of host names that no public DNS resolves: RFC 6762 (local), RFC 6761 (localhost), RFC 8375 (home.arpa), ICANN's resolution
// 2024.07.29.06 (internal), and the names of services inside of a Kubernetes cluster.
func privateNames() []string {
	return []string{".local", ".localhost", ".home.arpa", ".internal", ".svc"}
}

// private reports whether a URL or connection string leads to a host that only the own network reaches: by a name without a dot, a name that is reserved
// for such networks, or a private address. "" and what is no URL lead nowhere.
func private(text string) bool {
	_, rest, ok := strings.Cut(text, "://")
	if !ok {
		return false
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	host := strings.ToLower(rest[strings.LastIndexByte(rest, '@')+1:])
	if addr, err := netip.ParseAddrPort(host); err == nil {
		return addr.Addr().IsPrivate() || addr.Addr().IsLoopback()
	}
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.Contains(host, "]") {
		host = host[:i]
	}
	host = strings.Trim(host, "[].")
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsPrivate() || addr.IsLoopback()
	}
	if host == "" || strings.ContainsAny(host, "${} ,") {
		return false
	}
	if !strings.Contains(host, ".") {
		return true
	}
	for _, end := range privateNames() {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}
