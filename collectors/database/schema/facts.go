package schema

import "time"

// Facts are what a server says of a connection, before anything is read.
type Facts struct {
	Address string // host, port and database
	Version string
	User    string // as whom the connection reads
	Rights  string // what the user may do beyond reading, in words; "" for nothing that is known
	Tables  int    // those whose structure the user sees
	Now     time.Time
}
