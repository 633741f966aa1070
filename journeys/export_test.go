package journeys

import (
	"context"
	"net"
)

// DialWith has connections to the target made by dial, so that a test needs no network.
func (t *Target) DialWith(dial func(ctx context.Context, network, addr string) (net.Conn, error)) {
	t.dial = dial
}
