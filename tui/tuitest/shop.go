package tuitest

import (
	"fmt"
	"strings"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

func ref(kind, name string) drift.ResourceRef {
	return drift.ResourceRef{Kind: kind, Name: name, ID: kind + "/" + name}
}

func fp(n int) string { return fmt.Sprintf("%016x", uint64(n)*0x9E3779B97F4A7C15) }

func shopFindings() []rules.Finding {
	now := Now()
	k := "deploy/overlays/%s/orders.yaml"
	file := func(e string) string { return fmt.Sprintf(k, e) }
	leaked := Value("postgres://orders@db.staging.shop.example:5432/orders", 1, file("prod"), 28)
	leaked.Word, leaked.WordOf = "staging", "staging"
	return []rules.Finding{
		{
			Fingerprint: fp(1), Verdict: rules.MustFix, State: rules.New, Rule: "builtin/leaked-reference", Owner: "orders",
			Reason: "prod contains staging's name: what is tested in staging and what runs in prod share this, or prod depends on staging.",
			Hint:   "Point DATABASE_URL of prod at prod's own database.",
			Drift: &drift.Drift{
				Kind: drift.Leaked, Pillar: snapshot.Configuration, Collector: "kubernetes", Resource: ref("Deployment", "orders"), Confident: 1,
				Path: "spec.template.spec.containers[name=api].env[name=DATABASE_URL].value", Split: "staging and prod against dev",
				Sides: []drift.Side{Value("postgres://orders@db.dev.shop.example:5432/orders", 0, file("dev"), 31), Value("postgres://orders@db.staging.shop.example:5432/orders", 1, file("staging"), 31), leaked},
				Facts: drift.Facts{Type: "url", URL: &drift.URLFact{HostChanged: true}, Notes: []string{"only the host differs"}},
			},
		},
		{
			Fingerprint: fp(2), Verdict: rules.MustFix, State: rules.New, Rule: "builtin/shared-secret", Owner: "payments",
			Reason: "A secret that two environments share lets a leak in one open the other.", Hint: "Rotate PAYMENT_KEY in staging.",
			Drift: &drift.Drift{
				Kind: drift.Shared, Pillar: snapshot.Configuration, Collector: "kubernetes", Resource: ref("Secret", "payments"), Path: "data.PAYMENT_KEY", Confident: 1,
				Sides: []drift.Side{Sealed(0, file("dev")), Sealed(1, file("staging")), Sealed(1, file("prod"))},
				Facts: drift.Facts{Type: "secret", SecretShared: true, Notes: []string{"the same secret in staging and prod"}},
			},
		},
		{
			Fingerprint: fp(3), Verdict: rules.MustFix, State: rules.Known, Rule: "builtin/major-version",
			Reason: "A major version apart: behaviour may have changed on purpose.", Hint: "Bring dev and staging to 15.",
			Drift: &drift.Drift{
				Kind: drift.Changed, Pillar: snapshot.Infrastructure, Collector: "terraform", Resource: ref("aws_db_instance", "orders"), Path: "engine_version", Confident: 1, Split: "prod alone",
				Sides: []drift.Side{Value("13.8", 0, "infra/dev.tfstate", 0), Value("13.8", 0, "infra/staging.tfstate", 0), Value("15.3", 1, "infra/prod.tfstate", 0)},
				Facts: drift.Facts{Type: "semver", Semver: &drift.SemverFact{Level: "major", Behind: true}, Notes: []string{"two major versions behind"}},
			},
		},
		{
			Fingerprint: fp(4), Verdict: rules.ShouldFix, State: rules.New, Rule: "builtin/image-tag", Owner: "search",
			Reason: "Other code runs in staging.", Hint: "Deploy search 1.5.0 to staging.",
			Drift: &drift.Drift{
				Kind: drift.Changed, Pillar: snapshot.Dependencies, Collector: "kubernetes", Resource: ref("Deployment", "search"), Path: "spec.template.spec.containers[name=api].image", Confident: 1, Split: "all differ",
				Sides: []drift.Side{Value("registry.example/search:1.6.0-rc1", 0, file("dev"), 12), Value("registry.example/search:1.4.2", 1, file("staging"), 12), Value("registry.example/search:1.5.0", 2, file("prod"), 12)},
				Facts: drift.Facts{Type: "image", Image: &drift.ImageFact{TagChanged: true}, Notes: []string{"a minor version behind in staging"}},
				Places: []drift.Place{
					{Resource: ref("Deployment", "search-worker"), Path: "spec.template.spec.containers[name=worker].image"},
					{Resource: ref("CronJob", "search-index"), Path: "spec.jobTemplate.spec.template.spec.containers[name=index].image"},
				},
			},
		},
		{
			Fingerprint: fp(5), Verdict: rules.ShouldFix, State: rules.New, Rule: "builtin/missing-variable",
			Reason: "prod reads a variable that dev does not have.", Hint: "Add RETRY_LIMIT to dev.",
			Drift: &drift.Drift{
				Kind: drift.Missing, Pillar: snapshot.Configuration, Collector: "envvars", Resource: ref("variable", "RETRY_LIMIT"), Path: "value", Confident: 1,
				Sides: []drift.Side{Absent(), Value("3", 0, ".env.staging", 7), Value("3", 0, ".env.prod", 7)},
			},
		},
		{
			Fingerprint: fp(6), Verdict: rules.ShouldFix, State: rules.New, Rule: "builtin/structure",
			Reason: "The pods are scheduled by other rules.", Hint: "Align the affinity blocks.",
			Drift: &drift.Drift{
				Kind: drift.Changed, Pillar: snapshot.Infrastructure, Collector: "kubernetes", Resource: ref("Deployment", "cart"), Path: "spec.template.spec", Confident: 0.82, Split: "prod alone",
				Sides: []drift.Side{Tree(podSpec("512Mi", "2"), 0, file("dev"), 20), Tree(podSpec("512Mi", "2"), 0, file("staging"), 20), Tree(podSpec("2Gi", "4"), 1, file("prod"), 20)},
				Facts: drift.Facts{Type: "map", Notes: []string{"4× the memory", "twice the threads"}},
			},
		},
		{
			Fingerprint: fp(7), Verdict: rules.ShouldFix, State: rules.New, Rule: "builtin/config-text",
			Reason: "The proxies route otherwise.", Hint: "Compare nginx.conf.",
			Drift: &drift.Drift{
				Kind: drift.Changed, Pillar: snapshot.Configuration, Collector: "kubernetes", Resource: ref("ConfigMap", "proxy"), Path: "data[nginx.conf]", Confident: 1, Split: "dev alone",
				Sides: []drift.Side{Value(nginx("info", "30s"), 0, file("dev"), 40), Value(nginx("warn", "60s"), 1, file("staging"), 40), Value(nginx("warn", "60s"), 1, file("prod"), 40)},
			},
		},
		{
			Fingerprint: fp(8), Verdict: rules.Acceptable, State: rules.New, Rule: "team/log-level", Reason: "Debug logging outside prod is intended.", Owner: "platform",
			Drift: &drift.Drift{
				Kind: drift.Changed, Pillar: snapshot.Configuration, Collector: "kubernetes", Resource: ref("ConfigMap", "orders"), Path: "data.LOG_LEVEL", Confident: 1, Split: "prod alone",
				Sides: []drift.Side{Value("debug", 0, file("dev"), 9), Value("debug", 0, file("staging"), 9), Value("info", 1, file("prod"), 9)},
			},
		},
		{
			Fingerprint: fp(9), Verdict: rules.Acceptable, State: rules.Waived, Rule: "waiver/replicas", Reason: "Staging runs on half the hardware.", Owner: "platform",
			Compensation: "load tests run with expected_ratio = 1.5",
			Waiver:       &rules.WaiverRef{Name: "replicas", Owner: "amy", Reason: "Staging runs on half the hardware.", File: "envparity.waivers.hcl", Line: 4, Expires: now.Add(60 * 24 * time.Hour)},
			Drift: &drift.Drift{
				Kind: drift.Changed, Pillar: snapshot.Infrastructure, Collector: "kubernetes", Resource: ref("Deployment", "orders"), Path: "spec.replicas", Confident: 1, Split: "all differ",
				Sides: []drift.Side{Value("1", 0, file("dev"), 5), Value("3", 1, file("staging"), 5), Value("6", 2, file("prod"), 5)},
				Facts: drift.Facts{Type: "number", Ratio: 0.5, Notes: []string{"half the replicas"}},
			},
		},
		{
			Fingerprint: fp(10), Verdict: rules.Acceptable, State: rules.New, Rule: "default/observability", Reason: "Nothing says it matters.",
			Drift: &drift.Drift{
				Kind: drift.Extra, Pillar: snapshot.Observability, Collector: "kubernetes", Resource: ref("Deployment", "mailhog"), Path: "", Confident: 1,
				Sides: []drift.Side{Tree(podSpec("64Mi", "1"), 0, file("dev"), 1), Unknown("the cluster did not answer"), Absent()},
			},
		},
	}
}

func str(key, text string) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: text}
}

func podSpec(memory, threads string) snapshot.Node {
	container := snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
		{Key: "env", Kind: snapshot.List, Children: []snapshot.Node{
			{Kind: snapshot.Map, Children: []snapshot.Node{str("name", "PORT"), str("value", "8080")}},
			{Kind: snapshot.Map, Children: []snapshot.Node{str("name", "THREADS"), str("value", threads)}},
		}},
		str("image", "registry.example/cart:2.0.1"),
		str("name", "api"),
		{Key: "resources", Kind: snapshot.Map, Children: []snapshot.Node{
			{Key: "limits", Kind: snapshot.Map, Children: []snapshot.Node{str("cpu", "500m"), str("memory", memory)}},
		}},
	}}
	return snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
		{Key: "containers", Kind: snapshot.List, Children: []snapshot.Node{container}},
		str("dnsPolicy", "ClusterFirst"),
		str("restartPolicy", "Always"),
		str("schedulerName", "default-scheduler"),
		str("serviceAccountName", "cart"),
	}}
}

func nginx(level, timeout string) string {
	lines := []string{"worker_processes auto;", "error_log /dev/stderr " + level + ";", "events {", "  worker_connections 1024;", "}", "http {"}
	for i := range 12 {
		lines = append(lines, fmt.Sprintf("  upstream u%d { server 127.0.0.1:%d; }", i, 8000+i))
	}
	return strings.Join(append(lines, "  keepalive_timeout "+timeout+";", "}"), "\n")
}
