package causes

import (
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// cause returns a key that is equal for drifts of one cause.
func (g *gatherer) cause(d *drift.Drift) string {
	h := fnv.New64a()
	add := adding(h)
	add(string(d.Kind), d.Collector)
	if d.Path == "" && (d.Kind == drift.Missing || d.Kind == drift.Extra) {
		g.fileCause(d, add)
		return "file:" + strconv.FormatUint(h.Sum64(), 16)
	}
	if dashboard(d) { // differences inside one dashboard
		add(d.Resource.ID)
		for e := range d.Sides {
			add(string(d.Sides[e].State))
		}
		return "inside:" + strconv.FormatUint(h.Sum64(), 16)
	}
	if d.Kind == drift.Missing || d.Kind == drift.Extra {
		if list := listOf(d.Key); list != "" { // elements that one list lacks
			add(d.Resource.ID, list)
			for e := range d.Sides {
				add(string(d.Sides[e].State))
			}
			return "list:" + strconv.FormatUint(h.Sum64(), 16)
		}
		if parent := entriesOf(d); parent != "" { // entries that one map lacks
			add(d.Resource.Kind, parent)
			for e := range d.Sides {
				add(string(d.Sides[e].State))
			}
			return "map:" + strconv.FormatUint(h.Sum64(), 16)
		}
	}
	if d.Kind == drift.Misspelt { // a map whose keys are written in another way
		add(d.Resource.Kind, parentOf(d.Key))
		for e := range d.Sides {
			add(string(d.Sides[e].State), strconv.Itoa(d.Sides[e].Class))
		}
		return "keys:" + strconv.FormatUint(h.Sum64(), 16)
	}
	if d.Kind == drift.Leaked && onlyOne(d) { // one environment's list refers to another environment
		add(d.Resource.ID, unnumbered(d.Key))
		for e := range d.Sides {
			add(string(d.Sides[e].State))
		}
		return "reach:" + strconv.FormatUint(h.Sum64(), 16)
	}
	if d.Kind != drift.Leaked || len(firstText(d)) < 8 { // one identifier that leaks in many places is one cause, whatever the attributes
		add(About(d))
	}
	if d.Kind == drift.Shared {
		add(g.sharedSecret(d)) // two secrets in places of one name are two
	}
	add(d.Facts.Scaled...) // numbers that count instances and other numbers are not one change
	for e := range d.Sides {
		s := &d.Sides[e]
		add(string(s.State), s.WordOf, strconv.Itoa(s.Class))
		if s.Node != nil {
			g.text(e, s.Node, add)
		}
		for _, m := range s.Members {
			add(m.Member, string(m.State), m.Text)
		}
	}
	return "same:" + strconv.FormatUint(h.Sum64(), 16)
}

// About returns what drifts of several resources have in common: kind and path pattern. An attribute with a distinctive name (`is_production`,
// `db_engine_version`) is the same argument in a variable, in the modules it is passed to, and in a tag.
func About(d *drift.Drift) string {
	name := snapshot.LastName(d.Path)
	if tagged(d.Path) {
		return "label " + names.Plain(name) // one label, on any resource
	}
	if (name == "default" || name == "value") && !strings.ContainsAny(d.Path, ".[:") {
		name = d.Resource.Name
	}
	if len(names.Words(name)) > 1 {
		return "named " + names.Plain(name[strings.LastIndexByte(name, '/')+1:])
	}
	return d.Resource.Kind + " " + pattern(d.Key)
}

// tagged reports whether a path ends in a label, an annotation or a label selector.
func tagged(path string) bool {
	if !strings.Contains(path, "abels") && !strings.Contains(path, "annotations") && !strings.Contains(path, "selector") {
		return false // quick check, false for most drifts
	}
	p, err := snapshot.ParsePath(path)
	if err != nil || len(p) < 2 {
		return false
	}
	switch p[len(p)-2].Name {
	case "labels", "annotations", "matchLabels":
		return true
	case "selector":
		return len(p) == 3 && p[0].Name == "spec"
	}
	return false
}

// entriesOf returns the map of entries (tags, policies by name) that an attribute is in, "" if every key of the map is a setting of its own.
func entriesOf(d *drift.Drift) string {
	if !dialectOf(d).Entries(d.Resource.Kind) {
		return ""
	}
	p, err := snapshot.ParsePath(d.Key)
	if err != nil || len(p) < 2 || p[len(p)-1].Kind != snapshot.StepKey || p[len(p)-2].Kind != snapshot.StepKey {
		return ""
	}
	return p[:len(p)-1].String()
}

// onlyOne reports whether exactly one environment has the attribute.
func onlyOne(d *drift.Drift) bool {
	n := 0
	for e := range d.Sides {
		if d.Sides[e].State == drift.Present {
			n++
		}
	}
	return n == 1
}

// unnumbered returns a key without its number.
func unnumbered(key string) string {
	if i := strings.LastIndexByte(key, '#'); i > 0 && strings.Trim(key[i+1:], "0123456789") == "" {
		return key[:i]
	}
	return key
}

func parentOf(key string) string {
	p, err := snapshot.ParsePath(unnumbered(key))
	if err != nil || len(p) == 0 {
		return key
	}
	return p[:len(p)-1].String()
}

// firstText is the first present value.
func firstText(d *drift.Drift) string {
	for e := range d.Sides {
		if d.Sides[e].State == drift.Present {
			return d.Sides[e].Text
		}
	}
	return ""
}

// dashboard reports whether an attribute is inside a dashboard. Nobody deploys part of a dashboard.
func dashboard(d *drift.Drift) bool {
	at := strings.Index(d.Path, ":")
	return at > 0 && strings.HasPrefix(d.Path, "data") && strings.Contains(strings.ToLower(d.Resource.Name+d.Path[:at]), "dashboard")
}

// impersonal reports whether elements with such a key are entries of one list, and not things of their own such as variables and containers.
func impersonal(key string) bool {
	switch key {
	case "sid", "Sid", "namespace", "host", "path", "type", "ip", "port", "key":
		return true
	}
	return false
}

// listOf returns the list of a scalar element, an alert or another entry that is no thing of its own; "" for any other key.
func listOf(key string) string {
	key = unnumbered(key)
	if !strings.HasSuffix(key, "]") {
		return ""
	}
	p, err := snapshot.ParsePath(key)
	if err != nil || len(p) < 2 {
		return ""
	}
	last := p[len(p)-1]
	if last.Kind == snapshot.StepIndex || last.Kind == snapshot.StepElement && impersonal(last.Name) {
		return p[:len(p)-1].String()
	}
	if last.Kind != snapshot.StepElement || last.Name != "" && last.Name != "alert" && last.Name != "record" {
		return ""
	}
	return p[:len(p)-1].String()
}

// fileCause adds what is equal for whole resources of one file in the same environments. A resource without a file is a cause by itself.
func (g *gatherer) fileCause(d *drift.Drift, add func(...string)) {
	for e := range d.Sides {
		s := &d.Sides[e]
		add(string(s.State))
		if s.State != drift.Present {
			continue
		}
		if s.Source.File == "" {
			add(d.Resource.ID)
		}
		add(g.in.Key(e, s.Source.File))
	}
}

func (g *gatherer) text(env int, n *snapshot.Node, add func(...string)) {
	add(strconv.Itoa(int(n.Kind)))
	if n.Kind == snapshot.Secret {
		return // secrets always differ from place to place
	}
	add(g.in.Key(env, n.Text))
	if n.Kind == snapshot.List && !values.Ordered(n.Key) {
		for _, h := range g.elements(env, n) {
			add(h)
		}
		return
	}
	for i := range n.Children {
		add(g.in.Key(env, n.Children[i].Key))
		g.text(env, &n.Children[i], add)
	}
}

// elements returns hashes of the elements of a list, sorted.
func (g *gatherer) elements(env int, n *snapshot.Node) []string {
	out := make([]string, len(n.Children))
	for i := range n.Children {
		h := fnv.New64a()
		g.text(env, &n.Children[i], adding(h))
		out[i] = strconv.FormatUint(h.Sum64(), 16)
	}
	slices.Sort(out)
	return out
}

// adding returns what writes parts to a hash, each with its end.
func adding(h io.Writer) func(parts ...string) {
	return func(parts ...string) {
		for _, p := range parts {
			_, _ = io.WriteString(h, p)
			_, _ = h.Write([]byte{0})
		}
	}
}

// pattern takes out of a key which element of an outer list it is in: the same change in each of forty applications. The step that names the
// attribute itself (`env[name=A].value`) stays.
func pattern(key string) string {
	if !strings.Contains(key, "=") {
		return key
	}
	p, err := snapshot.ParsePath(key)
	if err != nil {
		return key
	}
	keys := 0
	for i := len(p) - 1; i >= 0; i-- {
		switch p[i].Kind {
		case snapshot.StepKey:
			keys++
		case snapshot.StepElement:
			if keys > 1 || keys == 1 && p[len(p)-1].Name != "value" && p[len(p)-1].Name != "default" {
				p[i].Value = "*"
			}
		}
	}
	return p.String()
}
