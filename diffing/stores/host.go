package stores

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/names"
)

// EverywhereOne reports whether a host's name leads to one machine wherever it is looked up: not the name of a cluster, a compose file or a
// machine, and not an address of a private network.
func EverywhereOne(host string) bool {
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

// Name reports whether the value of a setting of that name locates a store: DB_HOST, SQS_QUEUE_URL, UPLOAD_BUCKET. The brokers of one Kafka, NATS
// or Pulsar often serve several environments, which have topics of their own.
func Name(name string) bool {
	return slices.ContainsFunc(names.Words(name), func(word string) bool {
		switch word {
		case "db", "database", "datasource", "dsn", "jdbc", "postgres", "postgresql", "pg", "mysql", "mariadb", "mssql", "sqlserver", "oracle",
			"mongo", "mongodb", "cassandra", "couchdb", "dynamodb", "clickhouse", "elasticsearch", "opensearch", "solr", "influxdb",
			"redis", "cache", "memcached", "queue", "sqs", "sns", "topic", "stream", "kinesis", "amqp", "rabbitmq", "activemq", "jms", "bucket":
			return true
		}
		return false
	})
}

// Place reports whether a name says only where something is, and the name of the thing stands in the key above: `host` below `rabbitmq`.
func Place(name string) bool {
	switch names.Plain(name) {
	case "host", "hostname", "hosts", "url", "uri", "address", "addresses", "addr", "endpoint", "endpoints", "server", "servers", "nodes", "name", "arn", "default", "connectionstring":
		return true
	}
	return false
}

// Port reports whether a port is one on which a store is reached by default.
func Port(port string) bool {
	switch port {
	case "5432", "3306", "1433", "1521", "27017", "6379", "6380", "11211", "5672", "5671", "9042", "61616":
		return true
	}
	return false
}
