package audit_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// bench audits the example system again and again, each time with one environment collected anew from damaged files.
type bench struct {
	now       time.Time
	decisions *audit.Decisions
	snaps     []*snapshot.Snapshot // of the whole system
	whole     *audit.Result
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}
	cfg := b.lay(t, func(string) {})
	b.snaps = b.collect(t, cfg)
	var err error
	if b.decisions, err = audit.Decide(cfg); err != nil {
		t.Fatal(err)
	}
	b.whole = b.audit(cfg, b.snaps)
	return b
}

// lay writes the system out, does damage to it, and loads its config.
func (b *bench) lay(t *testing.T, damage func(dir string)) *config.Config {
	t.Helper()
	dir := t.TempDir()
	file, err := shop.Extract(dir)
	if err != nil {
		t.Fatal(err)
	}
	damage(dir)
	cfg, err := config.Load(file, config.Options{CollectTypes: names()})
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func (b *bench) collect(t *testing.T, cfg *config.Config, only ...string) []*snapshot.Snapshot {
	t.Helper()
	snaps, err := audit.Collect(context.Background(), cfg, all.Types(), audit.CollectOptions{
		Only: only, Sealer: snapshot.NewSealer([]byte("shop")), Now: func() time.Time { return b.now }, Getenv: func(string) string { return "" }, Refuse: agreed,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return snaps
}

func (b *bench) audit(cfg *config.Config, snaps []*snapshot.Snapshot) *audit.Result {
	return audit.Audit(snaps, cfg, audit.Options{Now: b.now, Decisions: b.decisions, Frozen: true})
}

// damaged audits the system with damage done to one environment.
func (b *bench) damaged(t *testing.T, env string, gone bool, damage func(dir string)) *audit.Result {
	t.Helper()
	cfg := b.lay(t, damage)
	only := []string{env}
	if gone { // where a source is gone in all environments, the config is wrong; so another is collected with it
		only = append(only, map[string]string{"dev": "prod", "staging": "prod", "prod": "dev"}[env])
	}
	snaps := append([]*snapshot.Snapshot(nil), b.snaps...)
	for _, s := range b.collect(t, cfg, only...) {
		for i := range snaps {
			if s.Environment == env && snaps[i].Environment == env {
				snaps[i] = s
			}
		}
	}
	return b.audit(cfg, snaps)
}

// prints maps the fingerprint of every place of every finding to its verdict, and to how it reads.
func prints(r *audit.Result) (verdicts map[string]rules.Verdict, says map[string]string) {
	verdicts, says = map[string]rules.Verdict{}, map[string]string{}
	for i := range r.Findings {
		f := &r.Findings[i]
		for k, fp := range rules.PlaceFingerprints(f.Drift) {
			if k == 0 {
				fp = f.Fingerprint
			}
			verdicts[fp], says[fp] = f.Verdict, describe(f)
		}
	}
	return verdicts, says
}

// files of one environment of the example system, and how to break each so that it shows.
func damages(env string) map[string]func(t *testing.T, dir string) {
	at := func(dir, name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	out := map[string]func(t *testing.T, dir string){}
	add := func(name, how string, f func(t *testing.T, path string)) {
		out[name+" "+how] = func(t *testing.T, dir string) { f(t, at(dir, name)) }
	}
	rewrite := func(change func(string) string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(change(string(b))), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	gone := func(t *testing.T, path string) {
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
	}
	nowhere := func(t *testing.T, path string) {
		gone(t, path)
		if err := os.Symlink("nothing-there", path); err != nil {
			t.Skip(err)
		}
	}
	part := func(n, of int) func(string) string { return func(s string) string { return s[:len(s)*n/of] } }
	garble := func(s string) string { return s[:len(s)/2] + "\xff" + s[len(s)/2:] }
	for _, name := range []string{"infra/" + env + ".tfstate", "infra/" + env + ".terraform.lock.hcl", "flags/" + env + ".flagd.json", "release/" + env + "/web/package-lock.json"} {
		for _, n := range []int{1, 3, 4, 6, 7} {
			add(name, fmt.Sprintf("cut at %d eighths", n), rewrite(part(n, 8)))
		}
	}
	state := "infra/" + env + ".tfstate"
	add(state, "of version 3", rewrite(func(s string) string { return strings.Replace(s, `"version": 4`, `"version": 3`, 1) }))
	for name, line := range map[string]string{
		"config/" + env + ".env":                      "THIS HAS NONE\n",
		"config/app-" + env + ".yaml":                 "x: [1\ny: 2\n",
		"deploy/" + env + "/platform.yaml":            "x: [1\ny: 2\n",
		"deploy/" + env + "/orders.yaml":              "x: [1\ny: 2\n",
		"release/" + env + "/orders/requirements.txt": "???\n",
	} {
		add(name, "with a broken line at its end", rewrite(func(s string) string { return s + line }))
		add(name, "with a broken line in its midst", rewrite(func(s string) string {
			half := s[:len(s)/2]
			return half[:strings.LastIndexByte(half, '\n')+1] + line + s[strings.LastIndexByte(half, '\n')+1:]
		}))
	}
	for _, name := range []string{
		state, "infra/" + env + ".terraform.lock.hcl", "flags/" + env + ".flagd.json", "release/" + env + "/web/package-lock.json", "config/" + env + ".env",
		"config/app-" + env + ".yaml", "deploy/" + env + "/platform.yaml", "deploy/" + env, "release/" + env, "release/" + env + "/orders/requirements.txt",
	} {
		if filepath.Ext(name) != "" {
			add(name, "emptied", rewrite(func(string) string { return "" }))
			add(name, "with a byte that is no UTF-8", rewrite(garble))
		}
		if strings.Count(name, "/") == 1 { // named by the config
			add(name, "gone", gone)
		}
		add(name, "a link to nowhere", nowhere)
	}
	return out
}

// TestDamageMakesNothingNew damages one file of one environment of the example system at a time. Whatever is lost, the audit calls
// itself incomplete, and no finding comes of the damage: every fingerprint is one of the whole system's, with a verdict no worse.
func TestDamageMakesNothingNew(t *testing.T) {
	b := newBench(t)
	verdicts, says := prints(b.whole)
	for _, env := range []string{"dev", "staging", "prod"} {
		for name, damage := range damages(env) {
			t.Run(name, func(t *testing.T) {
				res := b.damaged(t, env, strings.HasSuffix(name, " gone") || strings.HasSuffix(name, " nowhere"), func(dir string) { damage(t, dir) })
				if res.Complete {
					t.Error("the audit calls itself complete")
				}
				for _, o := range res.Outcomes {
					if o.Environment != env && o.Status != snapshot.Complete {
						t.Errorf("%s %s is %s too: %s", o.Environment, o.Collector, o.Status, o.Error)
					}
				}
				got, how := prints(res)
				for fp, v := range got {
					was, known := verdicts[fp]
					switch {
					case !known:
						t.Errorf("new: %s", how[fp])
					case v.Rank() < was.Rank():
						t.Errorf("worse: %s, was %s", how[fp], says[fp])
					}
				}
			})
		}
	}
}
