package journeys

import (
	"context"
	"net"
)

// Target is one environment as journeys see it.
type Target struct {
	Name          string
	Reference     bool
	Protected     bool // only GET, HEAD and OPTIONS, at MaxRate
	BaseURL       string
	ExpectedRatio float64 // documented for all journeys; 0 when not given
	Reason        string  // of the expected ratio
	Headers       []Pair
	Hosts         []string // further hosts that steps may reach, "host" or "host:port"
	Vocabulary    []string // words by which the environment names itself
	TLS           TLS
	Proxy         string                                                            // URL; "" for the process environment's
	Resolve       map[string]string                                                 // "host:port" → "address:port", for environments that share host names
	Traces        string                                                            // address of a trace, with {{id}} where its id stands
	Dial          func(ctx context.Context, network, addr string) (net.Conn, error) // nil for the network; a test gives its own
	MaxRate       float64                                                           // requests per second; 0: DefaultProtectedRate for protected ones, else unlimited
}

// DefaultProtectedRate is in requests per second.
const DefaultProtectedRate = 1.0

// TLS is how a target is trusted and how we identify ourselves. There is no way to switch verification off.
type TLS struct {
	CA         string // file of certificates trusted besides the system's
	Cert, Key  string // client certificate
	ServerName string
}

// TraceHole stands for the id in the address of a trace.
const TraceHole = "{{id}}"
