package database_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors/database/sqlfile"
	"github.com/envparity/envparity/fixtures/real"
)

// TestAThousandTables reads 1,000 tables with 10,000 columns and 4,000 indexes, and logs the time beside pg_dump's on the same server in the same
// run, the best of three each. What it asserts does not depend on how busy the machine is: that all is read, and what it costs in memory.
func TestAThousandTables(t *testing.T) {
	root, _ := real.Postgres(t)
	real.SQL(t, root, "create database many")
	dsn := real.Database(t, root, "unleash", "many")
	for from := 0; from < 1000; from += 250 {
		real.SQL(t, dsn, fmt.Sprintf(`do $$ begin for i in %d..%d loop
execute format('create table t%%s (id bigint primary key, a int not null, b text default ''x'', c varchar(20), d numeric(10,2), e date, f timestamptz default now(), g boolean, h jsonb, j int check (j > 0))', i);
execute format('create index on t%%s (a)', i); execute format('create index on t%%s (b, c)', i); execute format('create index on t%%s (e) where g', i); end loop; end $$`, from, from+249))
	}
	dumping, reading := time.Hour, time.Hour
	var allocated, held uint64
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
		runtime.GC()
		runtime.ReadMemStats(&after)
		held = after.HeapAlloc >> 20
		if len(got.Resources) < 1000 {
			t.Fatalf("%d resources: %+v", len(got.Resources), got.Outcome)
		}
		runtime.KeepAlive(got)
	}
	t.Logf("pg_dump --schema-only %v, read in %v (%.2f of it), %d MB allocated in all, of which the test holds %d", dumping, reading, reading.Seconds()/dumping.Seconds(), allocated, held)
	if allocated > 100 {
		t.Errorf("reading allocated %d MB", allocated)
	}
}

// TestTwentyThousandTables reads 2,000 and 20,000 tables from a server and from migrations, and holds what reading allocates against the number of tables:
// a quadratic step would show. The times are logged alone, beside pg_dump's.
func TestTwentyThousandTables(t *testing.T) {
	const small, large = 2_000, 20_000
	root, _ := real.Postgres(t)
	type cost struct {
		allocated uint64
		took      time.Duration
	}
	measure := func(read func()) cost {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		read()
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		return cost{after.TotalAlloc - before.TotalAlloc, took}
	}
	sqlfile.Replay("shop", "db", []sqlfile.Step{{ID: "0", File: "db/0.sql", Text: "select 1"}}) // the first use compiles the parser
	costs := map[string]map[int]cost{"server": {}, "migrations": {}}
	for _, n := range []int{small, large} {
		name := fmt.Sprintf("many_%d", n)
		real.SQL(t, root, "create database "+name)
		dsn := real.Database(t, root, "unleash", name)
		for from := 0; from < n; from += 1000 {
			real.SQL(t, dsn, fmt.Sprintf("do $$ begin for i in %d..%d loop execute format('create table t%%s (id bigint primary key, a int)', i); execute format('create index on t%%s (a)', i); end loop; end $$",
				from, from+999))
		}
		costs["server"][n] = measure(func() {
			if got := collect(t, dsn, ""); len(got.Resources) < n {
				t.Fatalf("%d resources: %+v", len(got.Resources), got.Outcome)
			}
		})
		if n <= 2000 { // pg_dump locks each table, and a server with the usual settings has no room for 20,000 locks
			start := time.Now()
			dump(t, dsn)
			t.Logf("%d tables: pg_dump --schema-only %v", n, time.Since(start))
		}
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "create table t%d (id bigint primary key, a int);\ncreate index on t%d (a);\nalter table t%d add column b text not null default 'x';\n", i, i, i)
		}
		costs["migrations"][n] = measure(func() {
			if got := sqlfile.Replay("shop", "db", []sqlfile.Step{{ID: "1", File: "db/1.sql", Text: b.String()}}); len(got.Tables) != n {
				t.Fatalf("%d tables", len(got.Tables))
			}
		})
	}
	for what, by := range costs {
		s, l := by[small], by[large]
		ratio := float64(l.allocated) / float64(s.allocated)
		t.Logf("%s: %d tables in %v with %d MB, %d in %v with %d MB: %.1f × the memory, %.1f × the time", what, small, s.took, s.allocated>>20, large, l.took, l.allocated>>20, ratio, l.took.Seconds()/s.took.Seconds())
		if ratio > 1.5*large/small {
			t.Errorf("%s: ten times the tables take %.1f times the memory", what, ratio)
		}
	}
}
