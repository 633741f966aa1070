package rules

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// turn is a variant of an example, with its name.
type turn struct {
	how   string
	drift exampleDrift
}

// turns returns the variants of an example. It leaves out a variant without a difference.
func (d *exampleDrift) turns() []turn {
	ref := len(d.nodes) - 1
	exchanged := d.with(func(i int, _ *snapshot.Node) *snapshot.Node {
		if i == ref {
			return d.nodes[d.nearest()]
		}
		return d.nodes[ref]
	})
	inverted := d.with(func(_ int, n *snapshot.Node) *snapshot.Node { return invert(n) })
	out := []turn{{"the environments exchanged", exchanged}, {"the switch inverted", inverted}}
	if !isOff(d.nodes[ref]) { // a switch that is off in the reference may as well be absent there
		out = append(out, turn{"the reference without it", d.with(func(i int, n *snapshot.Node) *snapshot.Node {
			switch {
			case i == ref:
				return nil
			case n == nil:
				return d.nodes[ref]
			}
			return n
		})})
	}
	return slices.DeleteFunc(out, func(t turn) bool { return t.drift.same() || t.drift.equals(d) })
}

// with returns the example with other values; its kind is guessed from them.
func (d *exampleDrift) with(value func(int, *snapshot.Node) *snapshot.Node) exampleDrift {
	out := *d
	out.nodes = make([]*snapshot.Node, len(d.nodes))
	for i, n := range d.nodes {
		out.nodes[i] = value(i, n)
	}
	switch d.kind {
	case "changed", "missing", "extra":
		out.kind = ""
	}
	return out
}

// nearest returns the environment nearest to the reference that differs from it.
func (d *exampleDrift) nearest() int {
	ref := len(d.nodes) - 1
	for i := ref - 1; i > 0; i-- {
		if !sameNode(d.nodes[i], d.nodes[ref]) {
			return i
		}
	}
	return 0
}

// same reports whether all environments have the same value, or none has any.
func (d *exampleDrift) same() bool {
	for _, n := range d.nodes[1:] {
		if !sameNode(n, d.nodes[0]) {
			return false
		}
	}
	return true
}

func (d *exampleDrift) equals(e *exampleDrift) bool {
	return slices.EqualFunc(d.nodes, e.nodes, sameNode)
}

func sameNode(a, b *snapshot.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && render(a) == render(b)
}

// invert inverts a switch, and returns any other value unchanged.
func invert(n *snapshot.Node) *snapshot.Node {
	if n == nil || n.Kind != snapshot.Bool && n.Kind != snapshot.String {
		return n
	}
	on, isSwitch := truth(n.Text)
	if !isSwitch {
		return n
	}
	out := *n
	out.Text = map[bool]string{true: "false", false: "true"}[on]
	return &out
}

func isOff(n *snapshot.Node) bool {
	if n == nil {
		return false
	}
	on, isSwitch := truth(n.Text)
	return isSwitch && !on
}

// said formats the values for a message.
func (d *exampleDrift) said() string {
	parts := make([]string, len(d.envs))
	for i, e := range d.envs {
		parts[i] = e + " = null"
		if n := d.nodes[i]; n != nil {
			parts[i] = e + " = " + cutText(render(n))
		}
	}
	return strings.Join(parts, ", ")
}
