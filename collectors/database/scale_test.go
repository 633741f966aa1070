package database_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/envparity/envparity/fixtures/real"
)

// TestAThousandTables reads 1,000 tables with 10,000 columns and 4,000 indexes, and logs the time beside pg_dump's on the same server in the same
// run, the best of three each. What it asserts does not depend on how busy the machine is: that all is read, and what it costs in memory.
func TestAThousandTables(t *testing.T) {
	root, _ := real.Postgres(t)
	admin(t, root, "create database many")
	dsn := as(t, root, "unleash", "many")
	for from := 0; from < 1000; from += 250 {
		admin(t, dsn, fmt.Sprintf(`do $$ begin for i in %d..%d loop
execute format('create table t%%s (id bigint primary key, a int not null, b text default ''x'', c varchar(20), d numeric(10,2), e date, f timestamptz default now(), g boolean, h jsonb, j int check (j > 0))', i);
execute format('create index on t%%s (a)', i); execute format('create index on t%%s (b, c)', i); execute format('create index on t%%s (e) where g', i); end loop; end $$`, from, from+249))
	}
	dumping, reading := time.Hour, time.Hour
	var allocated uint64
	for range 3 {
		start := time.Now()
		dump(t, dsn)
		dumping = min(dumping, time.Since(start))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start = time.Now()
		got := collect(t, dsn, "")
		reading = min(reading, time.Since(start))
		runtime.ReadMemStats(&after)
		allocated = (after.TotalAlloc - before.TotalAlloc) >> 20
		if len(got.Resources) < 1000 {
			t.Fatalf("%d resources: %+v", len(got.Resources), got.Outcome)
		}
	}
	t.Logf("pg_dump --schema-only %v, read in %v, %d MB allocated in all", dumping, reading, allocated)
	if allocated > 100 {
		t.Errorf("reading allocated %d MB", allocated)
	}
}
