package comparison

import (
	"strings"

	"github.com/envparity/envparity/diffing/stores"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// sameStore finds two environments whose addresses lead to one database, cache, queue or bucket. Users, passwords and options may differ. A host
// that is looked up inside a cluster or a machine differs in each environment.
func (w *Comparison) sameStore(nodes []*snapshot.Node) bool {
	var few [8]string
	ids, some := few[:], false
	if len(nodes) > len(few) {
		ids = make([]string, len(nodes))
	}
	for i, n := range w.Present(nodes) {
		if n.Kind == snapshot.String {
			ids[i] = stores.Of(n.Text)
			some = some || ids[i] != ""
		}
	}
	return some && w.emitStore(nodes, func(i, j int) bool { return ids[i] != "" && ids[i] == ids[j] })
}

// storeOfReference finds an environment that uses the reference's store where another one has its own, at the address of a store. It has
// the reference's value literally, and the other's value has its own name in it.
func (w *Comparison) storeOfReference(nodes []*snapshot.Node) bool {
	own := false // some environment has its own store
	for i, n := range nodes {
		if !w.In(i) || n == nil || n.Kind != snapshot.String || !placed(n.Text) && stores.Of(n.Text) == "" {
			return false
		}
		_, ok := w.ownWord(i, n.Text)
		own = own || ok && w.Env(i) != w.Reference
	}
	return own && w.locatesStore(nodes) && w.emitStore(nodes, func(i, j int) bool {
		_, others := w.ownWord(j, nodes[j].Text) // the reference uses j's store by name, which is reported as a leak
		return nodes[i].Text == nodes[j].Text && !others
	})
}

// ownWord returns the text without the own words of the environment in column i, and whether it had any.
func (w *Comparison) ownWord(i int, text string) (string, bool) {
	key := w.Lexicon.Key(w.Voice(i), text)
	return key, key != text
}

// emitStore reports nodes as shared where same is true for the reference and another environment, and both were not read from one file.
func (w *Comparison) emitStore(nodes []*snapshot.Node, same func(i, j int) bool) bool {
	for i, n := range w.Present(nodes) {
		if w.Env(i) != w.Reference {
			continue
		}
		for j, m := range w.Present(nodes) {
			if w.Env(j) == w.Reference || !same(i, j) || w.oneFile(i, j, n, m) {
				continue
			}
			w.Classes(nodes, same)
			w.Emit(drift.Shared, nodes)
			return true
		}
	}
	return false
}

// oneFile reports whether two columns have their values from one line of one file: a default for all environments.
func (w *Comparison) oneFile(i, j int, a, b *snapshot.Node) bool {
	x, y := w.Resources()[i], w.Resources()[j]
	if x == nil || y == nil {
		return false
	}
	s, t := x.SourceOf(a), y.SourceOf(b)
	return s.File != "" && s.File == t.File && s.Line == t.Line && s.Ref == t.Ref
}

// everywhereOne reports whether a host's name leads to one machine wherever it is looked up.
func everywhereOne(host string) bool { return stores.EverywhereOne(host) }

// locatesStore reports whether the walk is at the address of a store: by its name, by the name of the key above (`rabbitmq.host`), by the port
// beside it, or by the port in it.
func (w *Comparison) locatesStore(nodes []*snapshot.Node) bool {
	name := w.Attribute()
	if stores.Name(name) {
		return true
	}
	if len(w.Steps()) > 1 && stores.Place(name) && (stores.Name(w.KeyAbove()) || w.storePortBeside()) {
		return true
	}
	for _, n := range w.Present(nodes) {
		if stores.Of(n.Text) == "" && !stores.Port(portOf(n.Text)) {
			return false
		}
	}
	return true
}

// storePortBeside reports whether the key `port` beside the present one has the port of a store.
func (w *Comparison) storePortBeside() bool {
	n := w.Root(w.Main())
	for _, s := range w.Steps()[:len(w.Steps())-1] {
		if s.Kind != snapshot.StepKey {
			return false
		}
		n = n.Child(s.Name)
	}
	return n != nil && stores.Port(textOf(n.Child("port")))
}

// portOf returns the port of host:port, "" if text is nothing else.
func portOf(text string) string {
	host, port, ok := strings.Cut(text, ":")
	if !ok || strings.ContainsAny(host, "/ ") {
		return ""
	}
	port, _, _ = strings.Cut(port, ",")
	return port
}

// placed reports whether text names one thing worldwide: a host, a URL, a bucket.
func placed(text string) bool {
	if len(text) < 6 || strings.ContainsAny(text, " ${}\n") || digitsOnly(text) {
		return false
	}
	if _, rest, ok := strings.Cut(text, "://"); ok {
		host, _, _ := strings.Cut(rest, "/")
		host, _, _ = strings.Cut(host[strings.LastIndexByte(host, '@')+1:], ":")
		return everywhereOne(host)
	}
	host, _, _ := strings.Cut(text, ":")
	return everywhereOne(host) || strings.Count(text, "-") > 0 && !strings.ContainsAny(text, "./")
}
