package audit_test

import (
	"context"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

// auditFile loads a config, collects and audits, as a check does, with nothing in the process environment.
func auditFile(t *testing.T, file string) *audit.Result {
	t.Helper()
	return auditFileWith(t, file, func(string) string { return "" })
}

// auditFileWith is auditFile with a process environment.
func auditFileWith(t *testing.T, file string, getenv func(string) string) *audit.Result {
	t.Helper()
	cfg, err := config.Load(file, config.Options{CollectTypes: names()})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	snaps, err := audit.Collect(context.Background(), cfg, all.Types(), audit.CollectOptions{
		Sealer: snapshot.NewSealer([]byte("shop")), Now: func() time.Time { return now }, Getenv: getenv, Refuse: agreed,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	decisions, err := audit.Decide(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return audit.Audit(snaps, cfg, audit.Options{Now: now, Decisions: decisions, Frozen: true})
}
