package database_test

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// TestPasswordsAndCertificates reads a server that lets nobody in without TLS and a password.
func TestPasswordsAndCertificates(t *testing.T) {
	root, authority := real.PostgresSecured(t)
	const password = "hunter2: a \\ 'word'"
	real.SQL(t, root, "create database shop", "create role reader login password '"+strings.ReplaceAll(password, "'", "''")+"'")
	bare := real.Database(t, root, "reader", "shop")
	u, err := url.Parse(bare)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	passfile := func(word string) string {
		return "127.0.0.1:" + u.Port() + ":shop:reader:" + strings.NewReplacer(`\`, `\\`, ":", `\:`).Replace(word) + "\n"
	}
	t.Setenv("PGPASSFILE", put("pgpass", passfile(password), 0o600))
	wrong := put("wrong", passfile("another one"), 0o600)
	t.Setenv("PGSERVICEFILE", put("services", "[shop]\nhost=127.0.0.1\nport="+u.Port()+"\nuser=reader\ndbname=shop\nsslmode=verify-full\nsslrootcert="+authority+"\n", 0o600))
	put("token.sh", "#!/bin/sh\ncat <<'END'\n"+password+"\nEND\n", 0o700)
	put("old.sh", "#!/bin/sh\necho an-old-token\n", 0o700)
	foreign := real.Authority(t, dir)
	full := bare + "?sslmode=verify-full&sslrootcert="

	for _, c := range []struct{ name, dsn, more, passfile, failure string }{
		{"a password file, with a certificate of an authority that is named", full + authority, "", "", ""},
		{"a service that names the authority", "service=shop", "", "", ""},
		{"a token that a command prints, in a URL", full + authority, `password_command = ["./token.sh"]`, wrong, ""},
		{"a token that a command prints, with keywords", "service=shop", `password_command = ["./token.sh"]`, wrong, ""},
		{"TLS whoever signed it", bare + "?sslmode=require", "", "", ""},
		{"a certificate of an authority that nobody named", full + foreign, "", "", "signed by unknown authority"},
		{"a certificate for another name", strings.Replace(full, "127.0.0.1", "localhost", 1) + authority, "", "", "its certificate is refused"},
		{"without TLS, which the server wants", bare + "?sslmode=disable", "", "", "no encryption"},
		{"an authority that is not there", full + filepath.Join(dir, "none.pem"), "", "", "the DSN is no PostgreSQL URL or keyword list, or names a file that cannot be read"},
		{"a wrong password in the file", full + authority, "", wrong, "password authentication failed for user"},
		{"a token that has expired", full + authority, `password_command = ["./old.sh"]`, "", "password authentication failed for user"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.passfile != "" {
				t.Setenv("PGPASSFILE", c.passfile)
			}
			made, diags := collectortest.Make(t, database.Type(), "dsn_env = \"DSN\"\n"+c.more)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			got := collectors.Run(t.Context(), []collectors.Job{{Collector: made, Name: "database", Environment: "prod"}}, collectors.Options{
				Dir: dir, Sealer: snapshot.NewSealer([]byte("a key for the database tests of some length")), Getenv: func(string) string { return c.dsn },
			})[0]
			if c.failure == "" && got.Outcome.Status != snapshot.Complete || !strings.Contains(got.Outcome.Error, c.failure) || strings.Contains(got.Outcome.Error, "hunter2") {
				t.Errorf("%+v, want %q", got.Outcome, c.failure)
			}
			needs := collectors.NeedsOf(made, dir)
			for act, want := range map[collectors.Act]bool{collectors.ActAsk: true, collectors.ActRun: c.more != ""} {
				if asked := slices.ContainsFunc(needs, func(n collectors.Need) bool { return n.Act == act }); asked != want {
					t.Errorf("%v is agreed to: %t, want %t: %+v", act, asked, want, needs)
				}
			}
		})
	}
}
