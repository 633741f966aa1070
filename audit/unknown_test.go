package audit_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/snapshot"
)

// brokenShop audits the example system after damage has been done to it.
func brokenShop(t *testing.T, damage func(dir string)) *audit.Result {
	t.Helper()
	dir := t.TempDir()
	file, err := shop.Extract(dir)
	if err != nil {
		t.Fatal(err)
	}
	damage(dir)
	return auditFile(t, file)
}

func halve(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(b, text...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestWhatWasNotReadIsUnknownAndNeverMissing damages one of prod's files at a time: the outcome names it, what it held is unknown in
// prod, and no finding says that prod lacks it.
func TestWhatWasNotReadIsUnknownAndNeverMissing(t *testing.T) {
	for name, c := range map[string]struct {
		damage    func(t *testing.T, dir string)
		collector string
		says      string // in the outcome
		unknown   bool   // something that others have is unknown in prod
	}{
		"a Terraform state cut in half": {
			func(t *testing.T, dir string) { halve(t, filepath.Join(dir, "infra/prod.tfstate")) }, "terraform", "infra/prod.tfstate:", true,
		},
		"a lock file cut in half": {
			func(t *testing.T, dir string) { halve(t, filepath.Join(dir, "release/prod/web/package-lock.json")) }, "dependencies", "release/prod/web/package-lock.json", true,
		},
		"flags cut in half": {
			func(t *testing.T, dir string) { halve(t, filepath.Join(dir, "flags/prod.flagd.json")) }, "featureflags", "flags/prod.flagd.json:", true,
		},
		"a manifest that does not parse": {
			func(t *testing.T, dir string) {
				appendTo(t, filepath.Join(dir, "deploy/prod/platform.yaml"), "a: [1\n b: 2\n")
			}, "kubernetes", "deploy/prod/platform.yaml:", false,
		},
		"a line of dotenv without a value": {
			func(t *testing.T, dir string) { appendTo(t, filepath.Join(dir, "config/prod.env"), "THIS HAS NONE\n") }, "envvars", "config/prod.env:25", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			res := brokenShop(t, func(dir string) { c.damage(t, dir) })
			if res.Complete {
				t.Error("the audit calls itself complete")
			}
			told := false
			for _, o := range res.Outcomes {
				switch {
				case o.Environment == "prod" && o.Collector == c.collector:
					told = o.Status != snapshot.Complete && strings.Contains(o.Error, c.says)
				case o.Status != snapshot.Complete:
					t.Errorf("%s %s is %s too: %s", o.Environment, o.Collector, o.Status, o.Error)
				}
			}
			if !told {
				t.Errorf("no outcome of prod's %s names %q: %+v", c.collector, c.says, res.Outcomes)
			}
			if c.unknown && res.Summary.Unknown == 0 {
				t.Error("nothing counts as unknown")
			}
			whole := map[string]bool{}
			for _, f := range shopAudit(t).Findings {
				whole[describe(&f)] = true
			}
			for i := range res.Findings {
				d := res.Findings[i].Drift
				prod := d.Sides[len(d.Sides)-1]
				if d.Collector == c.collector && prod.State == drift.AbsentState && !whole[describe(&res.Findings[i])] {
					t.Errorf("prod is said to lack what was only not read: %s", describe(&res.Findings[i]))
				}
			}
		})
	}
}
