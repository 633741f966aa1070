package database_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// within collects with a timeout of the job's own.
func within(t *testing.T, dsn string, timeout time.Duration) collectors.Result {
	t.Helper()
	c, diags := collectortest.Make(t, database.Type(), `dsn_env = "DSN"`)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "database", Environment: "prod", Timeout: timeout}}, collectors.Options{
		Dir: t.TempDir(), Sealer: snapshot.NewSealer([]byte("a key for the database tests of some length")), Getenv: func(string) string { return dsn },
	})[0]
}

// relay passes bytes on to a server and back, and after limit bytes of answers it hangs or cuts the connection.
func relay(t *testing.T, server string, limit int64, hang bool) string {
	t.Helper()
	return between(t, server, func(ctx context.Context, client, upstream net.Conn) {
		go func() { _, _ = io.Copy(upstream, client) }()
		_, _ = io.CopyN(client, upstream, limit)
		if hang {
			<-ctx.Done()
		}
	})
}

// disguise passes bytes on to a server and back, and writes texts of the same length in the place of others: of what is asked, and of what is answered.
func disguise(t *testing.T, server string, asked, answered [2]string) string {
	t.Helper()
	swap := func(to io.Writer, from io.Reader, what [2]string) {
		buffer := make([]byte, 1<<16)
		for {
			n, err := from.Read(buffer)
			if n > 0 {
				if _, err := to.Write(bytes.ReplaceAll(buffer[:n], []byte(what[0]), []byte(what[1]))); err != nil {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}
	return between(t, server, func(_ context.Context, client, upstream net.Conn) {
		go swap(upstream, client, asked)
		swap(client, upstream, answered)
	})
}

// between listens in the place of a server, and has pass do with each connection what it likes. It returns the URL to use instead.
func between(t *testing.T, server string, pass func(ctx context.Context, client, upstream net.Conn)) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	to := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(func() { stop(); _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer client.Close()
				upstream, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer upstream.Close()
				pass(ctx, client, upstream)
			}()
		}
	}()
	u.Host = l.Addr().String()
	u.RawQuery = "sslmode=disable"
	return u.String()
}

func TestBadDays(t *testing.T) {
	root, _ := real.Postgres(t)
	real.SQL(t, root, "create database shop")
	owner := real.Database(t, root, "unleash", "shop")
	real.SQL(t, owner, pgShop, pgWide)

	t.Run("a pooler in transaction mode serves two runs over one connection", func(t *testing.T) {
		pooled := real.PgBouncer(t, owner)
		direct := collect(t, owner, "")
		for range 2 {
			got := collect(t, pooled, "")
			if got.Outcome.Status != snapshot.Complete || len(got.Resources) != len(direct.Resources) {
				t.Errorf("%d resources of %d: %+v", len(got.Resources), len(direct.Resources), got.Outcome)
			}
		}
	})

	t.Run("a server that does not answer ends the job in its time", func(t *testing.T) {
		got := within(t, relay(t, owner, 0, true), time.Second)
		if got.Outcome.Status != snapshot.Failed || !strings.Contains(got.Outcome.Error, "in time") && !strings.Contains(got.Outcome.Error, "timeout") {
			t.Errorf("%+v", got.Outcome)
		}
	})

	// What was read before a connection broke must make no difference that was not observed.
	t.Run("a connection that breaks leaves unknown what was not read", func(t *testing.T) {
		whole := collect(t, owner, "")
		for _, limit := range []int64{600, 3000, 9000, 15000, 20000, 25000, 30000, 40000} {
			got := within(t, relay(t, owner, limit, false), 10*time.Second)
			if got.Outcome.Status == snapshot.Complete {
				break // everything was read before
			}
			if strings.Contains(got.Outcome.Error, "%!") || strings.Contains(got.Outcome.Error, "<nil>") {
				t.Errorf("after %d bytes: %s", limit, got.Outcome.Error)
			}
			unobserved(t, fmt.Sprintf("after %d bytes", limit), whole, got)
		}
	})

	t.Run("a catalogue that is closed to the role is unknown and named", func(t *testing.T) {
		real.SQL(t, owner, "create role poor login", "grant connect on database shop to poor")
		whole := collect(t, real.Database(t, root, "poor", "shop"), "")
		for _, catalogue := range []string{"pg_index", "pg_constraint", "pg_trigger", "pg_policy", "pg_attrdef", "pg_settings", "pg_database", "pg_type", "pg_proc", "pg_class", "pg_extension", "pg_sequence", "pg_db_role_setting"} {
			t.Run(catalogue, func(t *testing.T) {
				real.SQL(t, owner, "revoke select on pg_catalog."+catalogue+" from public")
				defer real.SQL(t, owner, "grant select on pg_catalog."+catalogue+" to public")
				got := collect(t, real.Database(t, root, "poor", "shop"), `database = "shop"`)
				if got.Outcome.Status == snapshot.Complete || !strings.Contains(got.Outcome.Error, catalogue) {
					t.Errorf("%+v", got.Outcome)
				}
				unobserved(t, catalogue, whole, got)
			})
		}
	})

	t.Run("of a version that nobody has seen, what changed is unknown and the rest is read", func(t *testing.T) {
		whole := collect(t, owner, "")
		number := strings.Trim(answer(t, owner, "select current_setting('server_version_num')"), "|")
		got := collect(t, disguise(t, owner, [2]string{"\x00", "\x00"}, [2]string{number, "99" + number[2:]}), "")
		unobserved(t, "a server that says it is version 99", whole, got)
		if number < "18" && (got.Outcome.Status != snapshot.Partial || !strings.Contains(got.Outcome.Error, "the constraints were not read")) {
			t.Errorf("a catalogue without what version 18 has: %+v", got.Outcome)
		}
		if find(t, got.Resources, "table", "app.orders").Get("columns", "id", "type") == nil {
			t.Error("the columns were not read")
		}
	})

	t.Run("statements that take too long leave their part unknown", func(t *testing.T) {
		whole := collect(t, owner, "")
		got := collect(t, disguise(t, owner, [2]string{"statement_timeout = '30s'", "statement_timeout = '1ms'"}, [2]string{"\x00", "\x00"}), `database = "shop"`)
		if got.Outcome.Status == snapshot.Complete || !strings.Contains(got.Outcome.Error, "canceling statement due to statement timeout") {
			t.Errorf("%+v", got.Outcome)
		}
		unobserved(t, "with a timeout of 1 ms", whole, got)
	})

	t.Run("a server without a free connection is named", func(t *testing.T) {
		real.SQL(t, owner, "create role busy login connection limit 1")
		holder, err := pgconn.Connect(t.Context(), real.Database(t, root, "busy", "shop"))
		if err != nil {
			t.Fatal(err)
		}
		defer holder.Close(context.WithoutCancel(t.Context()))
		if got := collect(t, real.Database(t, root, "busy", "shop"), ""); got.Outcome.Status != snapshot.Failed || !strings.Contains(got.Outcome.Error, "no connection left, try again later") {
			t.Errorf("%+v", got.Outcome)
		}
	})

	t.Run("two names of one database are one database, and two databases are on one server", func(t *testing.T) {
		u, err := url.Parse(owner)
		if err != nil {
			t.Fatal(err)
		}
		u.Host = "localhost:" + u.Port()
		if got := audit(t, u.String(), owner); !slices.Contains(got, "must-fix builtin/schema-one-database database/shop identity.instance") {
			t.Errorf("%q", got)
		}
		real.SQL(t, root, "create database beside template shop")
		if got := audit(t, real.Database(t, root, "unleash", "beside"), owner); len(got) != 1 || got[0] != "should-fix builtin/schema-one-server database/shop identity.server" {
			t.Errorf("%q", got)
		}
	})

	t.Run("names with quotes, newlines and words of SQL are names", func(t *testing.T) {
		real.SQL(t, owner, `create table app."a ""b"" '; drop table x; --" ("col
umn" int, "select" int, "ä.b[c]=d" text default 'x'); create index "ix""
" on app."a ""b"" '; drop table x; --" ("select");`)
		defer real.SQL(t, owner, `drop table app."a ""b"" '; drop table x; --"`)
		got := collect(t, owner, "")
		table := find(t, got.Resources, "table", `app.a "b" '; drop table x; --`)
		for _, column := range []string{"col\numn", "select", "ä.b[c]=d"} {
			if table.Get("columns", column, "type") == nil {
				t.Errorf("no column %q", column)
			}
		}
		if got.Outcome.Status != snapshot.Complete {
			t.Errorf("%+v", got.Outcome)
		}
	})
}

// unobserved fails where got says that something is not there that whole has, and got does not say that it was not read.
func unobserved(t *testing.T, when string, whole, got collectors.Result) {
	t.Helper()
	for _, want := range whole.Resources {
		i := slices.IndexFunc(got.Resources, func(r snapshot.Resource) bool { return r.Kind == want.Kind && r.Name == want.Name })
		if i < 0 {
			covered := got.Outcome.Status == snapshot.Failed || slices.ContainsFunc(got.Outcome.Gaps, func(g snapshot.Gap) bool {
				return (g.Kind == "" || g.Kind == want.Kind) && (g.Name == "" || g.Name == want.Name)
			})
			if !covered {
				t.Errorf("%s: %s %s counts as missing", when, want.Kind, want.Name)
			}
			continue
		}
		lacks(t, when+": "+want.Kind+" "+want.Name, want.Tree(), got.Resources[i].Tree())
	}
}

func lacks(t *testing.T, where string, want, got *snapshot.Node) {
	t.Helper()
	for i := range want.Children {
		child := &want.Children[i]
		there := got.Child(child.Key)
		switch {
		case want.Kind == snapshot.List:
		case there == nil:
			t.Errorf("%s: %s counts as missing", where, child.Key)
		case there.Kind != snapshot.Unknown:
			lacks(t, where+"."+child.Key, child, there)
		}
	}
}

// TestAReplicaIsReadAsItsPrimary reads a hot standby. It has all that its primary has, and both go back to one server.
func TestAReplicaIsReadAsItsPrimary(t *testing.T) {
	root, _ := real.Postgres(t)
	_, owner := withHelper(t, root)
	real.SQL(t, owner, "create table app.orders (id bigint primary key, at timestamptz not null)", "create index on app.orders (at)")
	standby := real.Database(t, real.PostgresReplica(t, root), "envparity", "shop")
	const config = `statistics = "helper"`
	primary, got := collect(t, real.Database(t, root, "envparity", "shop"), config), collect(t, standby, config)
	if got.Outcome.Status != snapshot.Complete || len(got.Resources) != len(primary.Resources) {
		t.Errorf("%d resources of %d: %+v", len(got.Resources), len(primary.Resources), got.Outcome)
	}
	checkStatistics(t, got)
	db := find(t, got.Resources, "database", "shop")
	if n := db.Get("in_recovery"); n == nil || n.Text != "true" {
		t.Errorf("in_recovery: %+v", n)
	}
	if n := db.Get("restored"); n != nil {
		t.Errorf("a standby that follows is no restored copy: %+v", n)
	}
	dsn := map[string]string{"staging": standby, "prod": real.Database(t, root, "envparity", "shop")}
	got2 := slices.DeleteFunc(auditWith(t, dsn, config), func(f string) bool { return strings.HasPrefix(f, "acceptable ") })
	if want := []string{"should-fix builtin/schema-copy database/shop identity.copy"}; !slices.Equal(got2, want) {
		t.Errorf("%q, want %q", got2, want)
	}
}

func TestWhereTheDSNComesFrom(t *testing.T) {
	root, _ := real.Postgres(t)
	real.SQL(t, root, "create database shop", "create role reader login password 'it''s \\ secret'")
	url := real.Database(t, root, "reader", "shop")
	dir := t.TempDir()
	script := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	script("dsn.sh", "#!/bin/sh\necho '"+url+"'\n")
	script("token.sh", "#!/bin/sh\nprintf '%s\\n' \"it's \\\\ secret\"\n")
	script("two.sh", "#!/bin/sh\necho a; echo b\n")
	script("fails.sh", "#!/bin/sh\necho 'no vault at hand' >&2; exit 3\n")
	host, port, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(url, "/shop"), "postgres://reader@"), ":")
	service := filepath.Join(dir, "pg_service.conf")
	if err := os.WriteFile(service, []byte("[shop]\nhost="+host+"\nport="+port+"\nuser=reader\ndbname=shop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PGSERVICEFILE", service)
	for _, c := range []struct{ name, config, env, failure string }{
		{"a command that prints the DSN", `dsn_command = ["./dsn.sh"]`, "", ""},
		{"a command that prints the password, for a URL", "dsn_env = \"DSN\"\npassword_command = [\"./token.sh\"]", url, ""},
		{"a command that prints the password, for keywords", "dsn_env = \"DSN\"\npassword_command = [\"./token.sh\"]", "service=shop", ""},
		{"a service", `dsn_env = "DSN"`, "service=shop", ""},
		{"a command that prints two lines", `dsn_command = ["./two.sh"]`, "", "must print one line, and printed 2"},
		{"a command that fails", `dsn_command = ["./fails.sh"]`, "", "no vault at hand"},
		{"a command that is not there", `dsn_command = ["no-such-program"]`, "", "not on PATH"},
		{"a server without TLS that must have it", `dsn_env = "DSN"`, url + "?sslmode=require", "TLS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			made, diags := collectortest.Make(t, database.Type(), c.config)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			got := collectors.Run(t.Context(), []collectors.Job{{Collector: made, Name: "database", Environment: "prod"}}, collectors.Options{
				Dir: dir, Sealer: snapshot.NewSealer([]byte("a key for the database tests of some length")), Getenv: func(string) string { return c.env },
			})[0]
			if c.failure == "" && got.Outcome.Status != snapshot.Complete || !strings.Contains(got.Outcome.Error, c.failure) {
				t.Errorf("%+v, want %q", got.Outcome, c.failure)
			}
			needs := collectors.NeedsOf(made, dir)
			if runs := slices.ContainsFunc(needs, func(n collectors.Need) bool { return n.Act == collectors.ActRun }); runs != strings.Contains(c.config, "command") {
				t.Errorf("a person agrees to %+v", needs)
			}
		})
	}
}
