package diffing

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/snapshot"
)

var update = flag.Bool("update", false, "write the catalogue in docs/comparing.md anew")

const comparing = "../docs/comparing.md"

func TestTheCatalogueOfHeuristicsIsDocumented(t *testing.T) {
	src, err := os.ReadFile(comparing)
	if err != nil {
		t.Fatal(err)
	}
	want := string(src)
	silences, meetings := Heuristics()
	for name, list := range map[string][]heuristic.Entry{"silences": silences, "meetings": meetings} {
		begin, end := "<!-- begin: "+name+" -->\n", "<!-- end: "+name+" -->\n"
		before, rest, found := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("%s has no place between %q and %q", comparing, begin, end)
		}
		var b strings.Builder
		for _, e := range list {
			b.WriteString("- " + e.Does + " " + e.Why + " For example: " + e.Example + ".\n")
		}
		want = before + begin + "\n" + b.String() + "\n" + end + after
	}
	if *update {
		if err := os.WriteFile(comparing, []byte(want), 0o644); err != nil { //nolint:gosec // a page of the docs
			t.Fatal(err)
		}
		return
	}
	if string(src) != want {
		t.Error("docs/comparing.md is out of date; run go test ./diffing -run Catalogue -update")
	}
}

// system makes one resource for each environment.
func system(root func(env string) m, envs ...string) []*snapshot.Snapshot {
	var list []*snapshot.Snapshot
	for _, env := range envs {
		list = append(list, snap(env, res("ConfigMap", "shop", root(env))))
	}
	return list
}

// only gives one environment a value of its own.
func only(env, value, others string) func(string) string {
	return func(e string) string {
		if e == env {
			return value
		}
		return others
	}
}

// Each heuristic that is switched off changes what a comparison finds in a system that is made for it. A heuristic without a system here fails.
func TestEachHeuristicCanBeSwitchedOff(t *testing.T) {
	three := []string{"dev", "staging", "prod"}
	one := func(key string, value func(string) string, envs ...string) []*snapshot.Snapshot {
		return system(func(env string) m { return m{key: value(env)} }, envs...)
	}
	alike := func(key, value string) []*snapshot.Snapshot {
		return one(key, func(string) string { return value }, three...)
	}
	systems := map[heuristic.ID][]*snapshot.Snapshot{
		"service-for-all":     one("issuer_url", only("staging", "https://letsencrypt-prod.example.org", "https://letsencrypt-dev.example.org"), "staging", "prod"),
		"promoted-image":      one("image", only("staging", "shop.example/shop:prod-4f1c2", "shop.example/shop:x-4f1c3"), "staging", "prod"),
		"names-all":           alike("db_host", "https://db.dev.example,https://db.staging.example,https://db.prod.example"),
		"beside-own-name":     one("bucket", only("staging", "prod-staging-orders", "other-orders"), three...),
		"owner-in-url":        alike("list_url", "https://raw.example.org/codes-staging/list.json"),
		"domain-of-all":       alike("db_host", "db.corp.staging"),
		"domain-of-a-partner": append(one("pay_url", only("qa", "https://api.test.partner.org", "https://api.partner.org"), "qa", "staging", "prod"), snap("test", res("ConfigMap", "shop", m{"a": "1"}))),
		"word-in-a-route":     alike("endpoint", "/orders/{id}/send-for-staging"),
		"text-for-people":     one("description", only("prod", "orders-staging", "x-main"), three...),
		"people":              one("team", only("prod", "orders-staging", "x-main"), three...),
		"mode-of-a-framework": one("NODE_ENV", only("staging", "orders-prod", "other"), "staging", "prod"),
		"name-of-a-size":      one("instance_class", only("prod", "orders-staging", "x-main"), three...),
		"long-text":           one("script", only("prod", "curl https://db.staging.shop.example "+strings.Repeat("x", 400), "other"), "staging", "prod"),
		"shared-domain": one("url", func(env string) string {
			return map[string]string{"qa": "https://api.test.shop.example", "staging": "https://api.test.shop.example", "test": "https://x.example", "prod": "https://api.shop.example"}[env]
		}, "qa", "staging", "test", "prod"),
		"harmless-name":         secretsOf("port", "s3cr3t-4711-x", three...),
		"value-for-all-but-one": one("environment", only("prod", "main", "nonprod"), three...),
		"other-spelling": one("url", func(env string) string {
			return map[string]string{"dev": "https://crown-dev.example", "prod": "https://find-crown-development.example"}[env]
		}, "dev", "prod"),
		"value-of-many": one("path", only("prod", "/x/", "/dev-login/"), "dev", "qa", "staging", "prod"),
		"mode-of-a-partner": one("environment", func(env string) string {
			return map[string]string{"dev": "test", "qa": "test", "test": "test", "prod": "prod"}[env]
		}, "dev", "qa", "test", "prod"),
		"sealed-by-form": {
			snap("staging", res("ConfigMap", "shop", m{"client_id": "1kd9fj3kd9s0"})),
			snap("prod", res("ConfigMap", "shop", m{"client_id": sealed("8f3kd02kfm3k")})),
		},
		"misspelt-name": {
			snap("staging", res("ConfigMap", "shop", m{"MAX_CONNECTION": "5", "a": "1"})), snap("prod", res("ConfigMap", "shop", m{"MAX_CONNECTIONS": "50", "a": "1"})),
		},
		"renamed-element": {
			snap("staging", res("ConfigMap", "shop", m{"api_v_one": m{"path": "/srv/data/one", "host": "files.example.org"}})),
			snap("prod", res("ConfigMap", "shop", m{"api_v_two": m{"path": "/srv/data/one", "host": "files.example.org"}})),
		},
		"last-two":       {snap("staging", res("ConfigMap", "shop", m{"list": l{"a", "fast"}})), snap("prod", res("ConfigMap", "shop", m{"list": l{"a", "slow"}}))},
		"alike-elements": {snap("staging", res("ConfigMap", "shop", m{"rules": l{m{"a": 1, "b": 2, "c": 3}}})), snap("prod", res("ConfigMap", "shop", m{"rules": l{m{"a": 1, "b": 2, "c": 4}}}))},
		"different-things": {
			snap("staging", res("ConfigMap", "shop", m{"statements": l{m{"effect": "Allow", "action": "s3:GetObject", "on": "arn:aws:s3:::logs-archive/*"}, m{"effect": "Deny", "action": "b"}}})),
			snap("prod", res("ConfigMap", "shop", m{"statements": l{m{"effect": "Allow", "action": "s3:GetObject", "on": "arn:aws:s3:::uploads-fresh/*"}, m{"effect": "Audit", "action": "c"}}})),
		},
		"choice": {
			snap("staging", res("ConfigMap", "shop", m{"a": "1", "options": l{m{"bucket": "orders-staging"}, m{"bucket": "orders-prod"}}})), snap("prod", res("ConfigMap", "shop", m{"a": "1"})),
		},
		"reaches-over": {
			snap("staging", res("Job", "refresh-data", m{"bucket": "orders-prod"}), res("ConfigMap", "a", m{"x": "1"})), snap("prod", res("ConfigMap", "a", m{"x": "1"})),
		},
		"data-brought-over": {
			snap("staging", res("ConfigMap", "shop", m{"a": "1", "restore": m{"bucket": "orders-prod"}})), snap("prod", res("ConfigMap", "shop", m{"a": "1"})),
		},
		"listed-beside": {
			snap("staging", res("ConfigMap", "shop", m{"routes": l{route("shop-staging.example"), route("shop-dev.example")}})),
			snap("dev", res("ConfigMap", "shop", m{"a": 1})),
			snap("prod", res("ConfigMap", "shop", m{"routes": l{route("shop-prod.example"), route("other.example")}})),
		},
		"laptop": {
			snap("local", res("ConfigMap", "shop", m{"db": "http://localhost:5432", "cache": "http://localhost:6379"})),
			snap("prod", res("ConfigMap", "shop", m{"db": "http://db.shop.example:5432", "cache": "http://cache.shop.example:6379"})),
		},
		"similar-resources": {snap("staging", res("Queue", "orders", m{"a": 1, "b": 2, "c": "x"})), snap("prod", res("Queue", "orders-incoming", m{"a": 1, "b": 2, "c": "x"}))},
		"learned-words": {
			snap("staging", res("Q", "a", m{"arn": "arn:aws:sqs:eu:111111111111:one"}), res("Q", "b", m{"arn": "arn:aws:sqs:eu:111111111111:two"}), res("Q", "c", m{"arn": "arn:aws:sns:eu:111111111111:three"})),
			snap("prod", res("Q", "a", m{"arn": "arn:aws:sqs:eu:222222222222:one"}), res("Q", "b", m{"arn": "arn:aws:sqs:eu:222222222222:two"}), res("Q", "c", m{"arn": "arn:aws:sns:eu:222222222222:three"})),
		},
		"list-of-things": {snap("staging", res("ConfigMap", "shop", m{"accounts": things(8)})), snap("prod", res("ConfigMap", "shop", m{"accounts": things(9)}))},
		"own-state":      stateOf("shop-staging-state", "shop-prod-state"), "constant-in-code": constantOf(), "member-by-role": membersByRole(),
		"address-for-each": {
			variables("dev", m{"URL": "https://dev.shop.example"}), variables("qa", m{"URL": "https://qa.shop.example"}),
			variables("staging", m{"URL": "https://www.shop.example"}), variables("prod", m{"URL": "https://www.shop.example"}),
		},
		"member-by-name": append(tenants("staging", m{"chile": "1.31"}), tenants("prod", m{"chile": "1.31", "nepal": "1.32", "peru": "1.32"})...),
	}
	silences, meetings := Heuristics()
	for _, e := range append(silences, meetings...) {
		t.Run(string(e.ID), func(t *testing.T) {
			snaps := systems[e.ID]
			if snaps == nil {
				t.Fatal("it has no system here that shows what it does")
			}
			with, without := comparedWithout(snaps, nil), comparedWithout(snaps, heuristic.Off{e.ID: true})
			if with == without {
				t.Errorf("it changes nothing here:\n%s", with)
			}
		})
	}
}

func comparedWithout(snaps []*snapshot.Snapshot, off heuristic.Off) string {
	var names []string
	for _, s := range snaps {
		if len(names) == 0 || names[len(names)-1] != s.Environment {
			names = append(names, s.Environment)
		}
	}
	r := Compare(environments(names...), snaps, Options{Without: off})
	var b strings.Builder
	for i := range r.Drifts {
		d := &r.Drifts[i]
		b.WriteString(shown(d) + " " + strings.Join(d.Facts.Laptops, ",") + " " + d.Entry + "\n")
	}
	return b.String()
}

func secretsOf(key, value string, envs ...string) []*snapshot.Snapshot {
	var list []*snapshot.Snapshot
	for _, env := range envs {
		list = append(list, snap(env, res("Secret", "shop", m{"data": m{key: sealed(value)}})))
	}
	return list
}

func route(to string) m { return m{"to": to, "a": 1, "b": 2, "c": 3} }

func things(n int) m {
	out := m{}
	for i := range n {
		out["account-"+string(rune('a'+i))] = m{"role": "reader", "quota": 5}
	}
	return out
}

// stateOf makes two Terraform backends whose keys both name staging.
func stateOf(buckets ...string) []*snapshot.Snapshot {
	var list []*snapshot.Snapshot
	for i, env := range []string{"staging", "prod"} {
		r := res("terraform", "settings", m{"backend": m{"bucket": buckets[i], "key": "shop-staging/terraform.tfstate"}})
		r.Collector, r.Type = "terraform", "terraform"
		s := snap(env, r)
		s.Outcomes[0].Collector = "terraform"
		list = append(list, s)
	}
	return list
}

// constantOf makes a sealed value that all environments read from one line of code.
func constantOf() []*snapshot.Snapshot {
	var list []*snapshot.Snapshot
	for _, env := range []string{"staging", "prod"} {
		r := res("kubernetes_secret", "kubernetes_secret.shop", m{"data": m{"MAIL_HOST": sealed("mail-relay-4711.example")}})
		r.Collector, r.Type, r.Source = "terraform", "terraform", snapshot.Source{File: "main.tf", Line: 3}
		s := snap(env, r)
		s.Outcomes[0].Collector = "terraform"
		list = append(list, s)
	}
	return list
}

// membersByRole makes two environments of two members each, whose values differ by member alone.
func membersByRole() []*snapshot.Snapshot {
	var list []*snapshot.Snapshot
	for _, env := range []string{"staging", "prod"} {
		list = append(list, regions(env, stagingRegions, func(member string) m {
			return m{"replicas": map[string]int{"ap-1": 2, "eu-1": 3}[member]}
		})...)
	}
	return list
}
