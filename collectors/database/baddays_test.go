package database_test

import (
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
				go func() { _, _ = io.Copy(upstream, client) }()
				_, _ = io.CopyN(client, upstream, limit)
				if hang {
					<-ctx.Done()
				}
			}()
		}
	}()
	u.Host = l.Addr().String()
	u.RawQuery = "sslmode=disable"
	return u.String()
}

func TestBadDays(t *testing.T) {
	root, _ := real.Postgres(t)
	admin(t, root, "create database shop")
	owner := as(t, root, "unleash", "shop")
	admin(t, owner, pgShop, pgWide)

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
		admin(t, owner, "create role poor login", "grant connect on database shop to poor")
		whole := collect(t, as(t, root, "poor", "shop"), "")
		for _, catalogue := range []string{"pg_index", "pg_constraint", "pg_trigger", "pg_policy", "pg_attrdef", "pg_settings", "pg_database", "pg_type", "pg_proc", "pg_class", "pg_extension", "pg_sequence", "pg_db_role_setting"} {
			t.Run(catalogue, func(t *testing.T) {
				admin(t, owner, "revoke select on pg_catalog."+catalogue+" from public")
				defer admin(t, owner, "grant select on pg_catalog."+catalogue+" to public")
				got := collect(t, as(t, root, "poor", "shop"), `database = "shop"`)
				if got.Outcome.Status == snapshot.Complete || !strings.Contains(got.Outcome.Error, catalogue) {
					t.Errorf("%+v", got.Outcome)
				}
				unobserved(t, catalogue, whole, got)
			})
		}
	})

	t.Run("names with quotes, newlines and words of SQL are names", func(t *testing.T) {
		admin(t, owner, `create table app."a ""b"" '; drop table x; --" ("col
umn" int, "select" int, "ä.b[c]=d" text default 'x'); create index "ix""
" on app."a ""b"" '; drop table x; --" ("select");`)
		defer admin(t, owner, `drop table app."a ""b"" '; drop table x; --"`)
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

func TestWhereTheDSNComesFrom(t *testing.T) {
	root, _ := real.Postgres(t)
	admin(t, root, "create database shop", "create role reader login password 'it''s \\ secret'")
	url := as(t, root, "reader", "shop")
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
