package comparison

import (
	"strings"

	"github.com/envparity/envparity/diffing/place"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// machine counts, of one environment, addresses that differ from the reference's.
type machine struct {
	here  int // on the machine itself
	there int // on another host
}

// onTheMachine is from how many addresses on an environment may be a developer's machine. One alone may be a sidecar or a mistake.
const onTheMachine = 2

// addresses counts the addresses at the present place, if the reference's address is not on its own machine.
func (w *Comparison) addresses(nodes []*snapshot.Node) {
	elsewhere := false
	for _, i := range w.Of[w.Reference] {
		elsewhere = elsewhere || w.In(i) && nodes[i] != nil && address(nodes[i].Text) && !local(nodes[i].Text)
	}
	if !elsewhere {
		return
	}
	for e, cols := range w.Of {
		for _, i := range cols {
			if e == w.Reference || !w.In(i) || nodes[i] == nil || !address(nodes[i].Text) {
				continue
			}
			if local(nodes[i].Text) {
				w.machine[e].here++
			} else {
				w.machine[e].there++
			}
		}
	}
}

// address reports whether a text is an address: a URL, a connection string, a host with a port.
func address(text string) bool {
	return len(text) < vocabulary.LongText && (strings.Contains(text, "://") || local(text))
}

// local reports whether an address is on the machine itself.
func local(text string) bool {
	return len(text) < vocabulary.LongText && (strings.Contains(text, "localhost") || strings.Contains(text, "127.0.0.1") || strings.Contains(text, "host.docker.internal"))
}

// Laptops returns the environments that are a developer's machine. At least half of their addresses, and at least two, are on the machine itself
// where the reference's are on other hosts.
func Laptops(s *place.System, compared []*Comparison) []string {
	var out []string
	for e := range s.Names {
		var m machine
		for _, w := range compared {
			if w == nil {
				continue // there are more cores than groups
			}
			m.here, m.there = m.here+w.machine[e].here, m.there+w.machine[e].there
		}
		if m.here >= onTheMachine && m.here >= m.there && !s.Without[laptop] {
			out = append(out, s.Names[e])
		}
	}
	return out
}
