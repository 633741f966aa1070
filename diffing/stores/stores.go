// Package stores reads the addresses of databases, caches, brokers, queues and buckets in the forms in which programs take them: URLs, connection
// strings of several fields, resource names of a cloud. It is pure and does not use the network.
package stores

import "strings"

// longest is the length in bytes of the longest text that may be an address.
const longest = 1000

// Of returns the store that an address leads to, without user, password, options and the port that is the default: scheme, host, port and
// database. It returns "" if text is no address of a store, or if its host differs from place to place.
func Of(text string) string {
	if len(text) < 8 || len(text) > longest || strings.ContainsAny(text, "\n${}") {
		return ""
	}
	switch {
	case strings.HasPrefix(text, "arn:"):
		return byARN(text)
	case strings.Contains(text, "://"):
		if id := byURL(text); id != "" {
			return id
		}
		return byFields(text) // Endpoint=sb://…
	case strings.HasPrefix(text, "jdbc:oracle:"):
		return byOracle(text)
	case strings.Contains(text, "@tcp("):
		return byGoMySQL(text)
	case strings.Contains(text, "="):
		return byFields(text)
	}
	return ""
}

// ports are the default ports of stores, by scheme.
func defaultPort(scheme string) string {
	switch scheme {
	case "postgres", "postgis":
		return "5432"
	case "mysql", "mariadb":
		return "3306"
	case "sqlserver":
		return "1433"
	case "mongodb":
		return "27017"
	case "redis", "rediss":
		return "6379"
	case "amqp":
		return "5672"
	case "amqps":
		return "5671"
	case "oracle":
		return "1521"
	}
	return ""
}

// schemeOf returns the scheme of a store in one spelling, without a driver (`postgresql+asyncpg`). "" for any other scheme.
func schemeOf(s string) string {
	base, _, _ := strings.Cut(strings.ToLower(s), "+")
	switch base {
	case "postgresql":
		return "postgres"
	case "mysql2":
		return "mysql"
	case "mssql":
		return "sqlserver"
	case "postgres", "postgis", "mysql", "mariadb", "mongodb", "redis", "rediss", "sqlserver", "cockroachdb", "clickhouse", "cassandra", "amqp", "amqps", "s3", "gs", "wasb", "wasbs", "abfs", "abfss":
		return base
	}
	return ""
}

// byURL reads scheme://user:password@host:port/database?options.
func byURL(text string) string {
	if strings.Contains(text, " ") {
		return ""
	}
	text = strings.TrimPrefix(text, "jdbc:")
	written, rest, _ := strings.Cut(text, "://")
	scheme := schemeOf(written)
	if scheme == "" {
		return bySQS(written, rest)
	}
	database := ""
	if scheme == "sqlserver" { // ;databaseName=shop
		if _, fields, ok := strings.Cut(rest, ";"); ok {
			database = field(split(fields, ";"), "databasename", "database")
		}
	}
	if strings.HasPrefix(scheme, "wasb") || strings.HasPrefix(scheme, "abfs") { // container@account.blob…: the container is no user
		host, _, _ := strings.Cut(rest, "/")
		return scheme + "://" + host
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	if at := strings.IndexAny(rest, "?;#"); at >= 0 {
		rest = rest[:at]
	}
	host, path, _ := strings.Cut(rest, "/")
	if scheme == "s3" || scheme == "gs" {
		return scheme + "://" + host
	}
	if database != "" {
		path = database
	}
	return located(scheme, host, path)
}

// located joins scheme, hosts with their ports, and database, in one spelling. "" if the first host differs from place to place.
func located(scheme, hosts, database string) string {
	list := strings.Split(strings.ToLower(hosts), ",")
	for i := range list {
		list[i] = strings.TrimSuffix(list[i], ":"+defaultPort(scheme))
	}
	first := list[0]
	if at := strings.LastIndexByte(first, ':'); at >= 0 {
		first = first[:at]
	}
	if at := strings.IndexByte(first, '\\'); at >= 0 { // host\instance
		first = first[:at]
	}
	if !EverywhereOne(first) {
		return ""
	}
	database = strings.Trim(database, "/")
	if strings.HasPrefix(scheme, "redis") && database == "0" {
		database = ""
	}
	if database != "" {
		database = "/" + database
	}
	return scheme + "://" + strings.Join(list, ",") + database
}

// bySQS reads the URL of a queue: https://sqs.eu-west-1.amazonaws.com/123456789012/orders. Account and name make it one worldwide.
func bySQS(scheme, rest string) string {
	host, path, _ := strings.Cut(rest, "/")
	account, name, ok := strings.Cut(path, "/")
	if scheme != "https" || !ok || name == "" || strings.Trim(account, "0123456789") != "" || account == "" {
		return ""
	}
	if !strings.Contains(host, "amazonaws.com") || !strings.HasPrefix(host, "sqs.") && !strings.Contains(host, ".queue.") {
		return ""
	}
	return "sqs://" + host + "/" + path
}

// byARN reads the resource name of a queue, a topic, a stream, a table or a database.
func byARN(text string) string {
	part := strings.SplitN(text, ":", 6)
	if len(part) < 6 || part[4] == "" || part[5] == "" || strings.ContainsAny(text, "* ") {
		return ""
	}
	switch part[2] {
	case "sqs", "sns", "kinesis", "rds", "elasticache", "kafka", "mq":
		return text
	case "dynamodb":
		table, _, _ := strings.Cut(strings.TrimPrefix(part[5], "table/"), "/") // without index and stream
		return strings.Join(part[:5], ":") + ":table/" + table
	}
	return ""
}
