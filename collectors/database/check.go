package database

import (
	"context"
	"fmt"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/database/mysql"
	"github.com/envparity/envparity/collectors/database/postgres"
	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/names"
)

// Check implements collectors.Checker: the server's version, as whom it is asked, whether that one may do more than read, and how many tables
// it sees. A file is read.
func (c *database) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	if c.File+c.Schema != "" {
		return collectors.ByReading(ctx, c, in)
	}
	var out collectors.Checks
	dsn, err := c.dsn(ctx, in)
	if err != nil {
		out.Fail("identity", err.Error(), "see that the program prints the DSN when you run it by hand")
		return out
	}
	var ask func(context.Context, string) (*schema.Facts, error)
	engine := engineOf(dsn)
	switch engine {
	case enginePostgres:
		ask = postgres.Ask
	case engineMySQL:
		ask = mysql.Ask
	default:
		out.Fail("identity", c.unknownDSN().Error(), "")
		return out
	}
	sent := time.Now()
	facts, err := ask(ctx, dsn)
	if err != nil {
		out.Fail("reach", err.Error(), "check host, port, firewall and TLS options of the DSN")
		return out
	}
	c.told(&out, engine, facts, sent)
	return out
}

func (c *database) told(out *collectors.Checks, engine string, f *schema.Facts, sent time.Time) {
	out.OK("reach", "%s answers", f.Address)
	out.OK("version", "%s", f.Version)
	grants := fmt.Sprintf("`envparity grants --engine %s` prints a role that reads structure and nothing else", engine)
	if f.Rights == "" {
		out.OK("identity", "%s", f.User)
	} else {
		out.Warn("identity", grants, "%s, who is %s: an audit needs far less", f.User, f.Rights)
	}
	if f.Tables == 0 {
		out.Warn("rights", "see that the DSN names the right database; "+grants, "no table is seen")
	} else {
		out.OK("rights", "sees the structure of %s", names.Count(f.Tables, "table"))
	}
	if !f.Now.IsZero() {
		*out = append(*out, collectors.ClockCheck(f.Now.Sub(sent.Add(time.Since(sent)/2))))
	}
}
