package diffing

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// sameStore finds two environments whose addresses lead to one database, cache, queue or bucket. Users, passwords and options may differ. A host
// that is looked up inside a cluster or a machine differs in each environment.
func (w *walker) sameStore(nodes []*snapshot.Node) bool {
	ids := make([]string, len(nodes))
	for i, n := range w.present(nodes) {
		if n.Kind == snapshot.String {
			ids[i] = storeOf(n.Text)
		}
	}
	return w.emitStore(nodes, func(i, j int) bool { return ids[i] != "" && ids[i] == ids[j] })
}

// storeOfReference finds an environment that uses the reference's store where another one has its own, under a name that holds a store. It has
// the reference's value literally, and the other's value has its own name in it.
func (w *walker) storeOfReference(nodes []*snapshot.Node) bool {
	if !storeName(w.hereName()) {
		return false
	}
	own := false // some environment has its own store
	for i, n := range nodes {
		if w.state[i] != in || n == nil || n.Kind != snapshot.String || !placed(n.Text) {
			return false
		}
		_, ok := w.ownWord(i, n.Text)
		own = own || ok && w.env(i) != w.c.ref
	}
	return own && w.emitStore(nodes, func(i, j int) bool {
		_, others := w.ownWord(j, nodes[j].Text) // the reference uses j's store by name, which is reported as a leak
		return nodes[i].Text == nodes[j].Text && !others
	})
}

// ownWord returns the text without the own words of the environment in column i, and whether it had any.
func (w *walker) ownWord(i int, text string) (string, bool) {
	key := w.c.lex.Key(w.voice(i), text)
	return key, key != text
}

// emitStore reports nodes as shared where same is true for the reference and another environment, and both were not read from one file.
func (w *walker) emitStore(nodes []*snapshot.Node, same func(i, j int) bool) bool {
	for i, n := range w.present(nodes) {
		if w.env(i) != w.c.ref {
			continue
		}
		for j, m := range w.present(nodes) {
			if w.env(j) == w.c.ref || !same(i, j) || w.oneFile(i, j, n, m) {
				continue
			}
			w.classes(nodes, same)
			w.emit(drift.Shared, nodes)
			return true
		}
	}
	return false
}

// oneFile reports whether two columns have their values from one line of one file: a default for all environments.
func (w *walker) oneFile(i, j int, a, b *snapshot.Node) bool {
	x, y := w.g.At[i], w.g.At[j]
	if x == nil || y == nil {
		return false
	}
	s, t := x.SourceOf(a), y.SourceOf(b)
	return s.File != "" && s.File == t.File && s.Line == t.Line && s.Ref == t.Ref
}

// storeOf returns the target of an address without user, password and options: scheme, host, port and database. "" if text is no address of a
// store, or if its host differs from place to place.
func storeOf(text string) string {
	if len(text) > 1000 || strings.ContainsAny(text, " \n${}") {
		return ""
	}
	text = strings.TrimPrefix(text, "jdbc:")
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok || !storeScheme(scheme) {
		return ""
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	if at := strings.IndexAny(rest, "?;#"); at >= 0 {
		rest = rest[:at]
	}
	host, _, _ := strings.Cut(rest, "/")
	if scheme == "s3" || scheme == "gs" {
		return scheme + "://" + host
	}
	if name, _, ok := strings.Cut(host, ","); ok {
		host = name
	}
	if at := strings.LastIndexByte(host, ':'); at >= 0 {
		host = host[:at]
	}
	if !everywhereOne(host) {
		return ""
	}
	return scheme + "://" + strings.TrimSuffix(rest, "/")
}

func storeScheme(s string) bool {
	base, _, _ := strings.Cut(s, "+")
	switch base {
	case "postgres", "postgresql", "mysql", "mysql2", "mariadb", "mongodb", "redis", "rediss", "sqlserver", "mssql", "cockroachdb", "clickhouse", "cassandra", "s3", "gs", "postgis":
		return true
	}
	return false
}

// everywhereOne reports whether a host's name leads to one machine wherever it is looked up: not the name of a cluster, a compose file or a
// machine, and not an address of a private network.
func everywhereOne(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !strings.Contains(host, ".") || strings.Trim(host, "0123456789.") == "" {
		return false
	}
	for _, end := range [...]string{".local", ".localhost", ".svc", ".localdomain", ".lan", ".docker.internal", ".consul", ".test", ".invalid"} {
		if strings.HasSuffix(host, end) {
			return false
		}
	}
	return !strings.Contains(host, ".svc.")
}

// storeName reports whether the value of a setting of that name locates a store: DB_HOST, SQS_QUEUE_URL, UPLOAD_BUCKET.
func storeName(name string) bool {
	return slices.ContainsFunc(names.Words(name), func(word string) bool {
		switch word {
		case "db", "database", "redis", "mongo", "mongodb", "postgres", "pg", "mysql", "queue", "sqs", "bucket", "dsn", "jdbc", "datasource", "cache", "memcached":
			return true
		}
		return false
	})
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
