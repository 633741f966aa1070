package schema

// Request is what the config asks of a server.
type Request struct {
	Schemas    []string // to read; none for all but the system's
	Statistics Source   // where null rates, distinct counts and newest days come from
	Freshness  []Limit
}

// Source says where statistics of columns come from.
type Source string

// The sources of statistics of columns.
const (
	NoStatistics     Source = ""       // they are not read
	HelperStatistics Source = "helper" // by the function that `envparity grants --statistics` prints
	SelectStatistics Source = "select" // by the view pg_stats, which shows a role the columns that it may read
)

// Limit says how old the newest value of a column may be.
type Limit struct {
	Table  string // as the config writes it: "orders" or "app.orders"
	Column string
	Days   int
}
