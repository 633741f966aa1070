package values

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// Options splits the connection string of a database or a broker into its target and its options, a map of texts:
// postgres://app@db/shop?sslmode=require. ok is false for anything else. A web address keeps its query, which only its server understands.
func Options(n *snapshot.Node) (target string, options *snapshot.Node, ok bool) {
	if n.Kind != snapshot.String || len(n.Text) > 4096 || strings.ContainsAny(n.Text, " \n\t") {
		return "", nil, false
	}
	scheme, rest, found := strings.Cut(n.Text, "://")
	if !found || rest == "" || !connects(scheme) {
		return "", nil, false
	}
	begin, between := "?", "&"
	if strings.HasSuffix(scheme, ":sqlserver") {
		begin, between = ";", ";"
	}
	options = &snapshot.Node{Kind: snapshot.Map, Line: n.Line, File: n.File}
	where, list, some := strings.Cut(rest, begin)
	if !some {
		return n.Text, options, true
	}
	for pair := range strings.SplitSeq(list, between) {
		if pair == "" {
			continue
		}
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" || options.Child(key) != nil {
			return "", nil, false
		}
		at, _ := slices.BinarySearchFunc(options.Children, key, func(c snapshot.Node, k string) int { return strings.Compare(c.Key, k) })
		options.Children = slices.Insert(options.Children, at, snapshot.Node{Key: key, Kind: snapshot.String, Text: value, Line: n.Line, File: n.File})
	}
	return scheme + "://" + where, options, true
}

// connects reports whether a scheme is used in connection strings.
func connects(scheme string) bool {
	scheme = strings.ToLower(scheme)
	if strings.HasPrefix(scheme, "jdbc:") || strings.HasPrefix(scheme, "r2dbc:") {
		return true
	}
	base, _, _ := strings.Cut(scheme, "+") // postgresql+psycopg2, mongodb+srv
	switch base {
	case "postgres", "postgresql", "mysql", "mariadb", "mssql", "sqlserver", "oracle", "mongodb", "redis", "rediss", "amqp", "amqps", "nats", "kafka",
		"clickhouse", "cassandra", "cockroachdb", "db2", "neo4j", "bolt", "memcached", "elasticsearch":
		return true
	}
	return false
}
