package stores

import "strings"

// pair is one field of a connection string.
type pair struct{ key, value string }

// split reads key=value fields. It returns nil unless every part is such a field.
func split(text, by string) []pair {
	var out []pair
	for _, part := range strings.Split(text, by) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			return nil
		}
		out = append(out, pair{strings.ToLower(strings.TrimSpace(key)), strings.Trim(strings.TrimSpace(value), `"'`)})
	}
	return out
}

// field returns the value of the first field with one of the keys.
func field(list []pair, keys ...string) string {
	for _, p := range list {
		for _, k := range keys {
			if p.key == k {
				return p.value
			}
		}
	}
	return ""
}

// byFields reads a connection string of fields: of ADO.NET and ODBC (Server=…;Database=…), of libpq (host=… dbname=…), of Azure's services
// (AccountName=…;AccountKey=…, Endpoint=sb://…), and of StackExchange.Redis (host:port,password=…).
func byFields(text string) string {
	if strings.Contains(text, ";") {
		list := split(text, ";")
		if id := azure(list); id != "" {
			return id
		}
		return server(list)
	}
	if host, options, ok := strings.Cut(text, ","); ok && strings.Contains(host, ":") && !strings.Contains(host, "=") {
		if list := split(options, ","); list != nil {
			return located("redis", host, field(list, "defaultdatabase"))
		}
	}
	if strings.Count(text, "=") < 2 { // a host and a database; most texts with a sign of equality have one
		return ""
	}
	return server(split(text, " "))
}

// server reads the host and the database out of fields. Both must be there, because a server alone may hold a database for each environment.
func server(list []pair) string {
	host := field(list, "server", "data source", "datasource", "addr", "address", "network address", "host", "hostname")
	database := field(list, "database", "initial catalog", "dbname")
	if host == "" || database == "" {
		return ""
	}
	host = strings.TrimPrefix(strings.ToLower(host), "tcp:")
	host = strings.ReplaceAll(host, ",", ":") // of SQL Server: host,port
	if port := field(list, "port"); port != "" && !strings.Contains(host, ":") {
		host += ":" + port
	}
	for _, port := range []string{":1433", ":5432", ":3306"} {
		host = strings.TrimSuffix(host, port)
	}
	return located("fields", host, strings.ToLower(database))
}

// azure reads the connection strings of storage accounts, service buses, event hubs and Cosmos DB.
func azure(list []pair) string {
	if account := field(list, "accountname"); account != "" && field(list, "accountkey", "sharedaccesssignature") != "" {
		return "azure://" + strings.ToLower(account)
	}
	endpoint := field(list, "endpoint", "accountendpoint")
	scheme, host, ok := strings.Cut(endpoint, "://")
	if !ok || scheme != "sb" && field(list, "accountkey") == "" {
		return ""
	}
	return located(scheme, strings.TrimSuffix(host, "/"), field(list, "entitypath", "database"))
}

// byOracle reads jdbc:oracle:thin:user/password@//host:port/service and …@host:port:sid.
func byOracle(text string) string {
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return ""
	}
	rest := strings.TrimPrefix(text[at+1:], "//")
	host, service, ok := strings.Cut(rest, "/")
	if !ok {
		if i := strings.LastIndexByte(rest, ':'); i > 0 && strings.Count(rest, ":") == 2 {
			host, service = rest[:i], rest[i+1:]
		}
	}
	if service == "" || strings.ContainsAny(host, "( ") {
		return ""
	}
	return located("oracle", host, strings.ToLower(service))
}

// byGoMySQL reads user:password@tcp(host:port)/database?options, as Go's driver takes it.
func byGoMySQL(text string) string {
	_, rest, _ := strings.Cut(text, "@tcp(")
	host, rest, ok := strings.Cut(rest, ")/")
	if !ok {
		return ""
	}
	database, _, _ := strings.Cut(rest, "?")
	return located("mysql", host, database)
}
