package vocabulary

import (
	"fmt"
	"strings"
	"testing"
)

func three() *Vocabulary {
	return New([]Env{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}})
}

func TestNeutralRemovesOwnWordsAtBoundaries(t *testing.T) {
	v := three()
	const m = Mark
	for _, c := range []struct {
		env        int
		text, want string
	}{
		{1, "db.staging.shop.example", "db." + m + ".shop.example"},
		{1, "orders-stg", "orders-" + m},
		{2, "SR_PROD_BACKEND", "SR_" + m + "_BACKEND"},
		{2, "NotificationCanadaCaproduction", "NotificationCanadaCa" + m},
		{1, "NotificationCanadaCastaging", "NotificationCanadaCa" + m},
		{2, "productionDb", m + "Db"},
		{2, "product-catalogue", "product-catalogue"},
		{2, "reproduce", "reproduce"},
		{2, "app-preprod", "app-preprod"},
		{2, "non-prod-cluster", "non-prod-cluster"},
		{0, "developer", "developer"},
		{0, "/dev/null", "/dev/null"},
		{0, "db0 device=/dev/sdf", "db0 device=/dev/sdf"},
		{0, "-v /dev/shm:/dev/shm", "-v /dev/shm:/dev/shm"},
		{0, "example.dev", "example.dev"},
		{0, "https://example.dev/x", "https://example.dev/x"},
		{0, "api.example.dev:443", "api.example.dev:443"},
		{0, ".env.dev", ".env." + m},
		{0, "web/.env.dev", "web/.env." + m},
		{0, "config/app.dev", "config/app." + m},
		{0, "app_env.dev", "app_env." + m},
		{0, "dev.example.dev", m + ".example.dev"},
		{0, "db1dev2", "db1" + m + "2"},
		{1, "dev-x", "dev-x"},
	} {
		if got, _ := v.Neutral(c.env, c.text); got != c.want {
			t.Errorf("Neutral(%d, %q) = %q, want %q", c.env, c.text, got, c.want)
		}
	}
}

func TestForeignFindsOtherEnvironmentsWords(t *testing.T) {
	v := three()
	for _, c := range []struct {
		env  int
		pos  Position
		text string
		want string
	}{
		{2, Identifier, "db.staging.shop.example", "staging@1"},
		{2, Identifier, "smtp.stg.shop.example", "stg@1"},
		{1, Identifier, "db.prod.example", "prod@2"},
		{2, Prose, "promoted from staging every day", ""},
		{2, Identifier, "x-non-prod-y", ""},
		{2, Identifier, "developer-portal", ""},
		{1, Identifier, "preprod-db", ""}, // nobody's here, and not prod's
		{2, BareWord, "dev", "dev@0"},
	} {
		got := ""
		for _, h := range v.Foreign(c.env, c.pos, c.text) {
			got += fmt.Sprintf("%s@%d", h.Word, h.Owner)
		}
		if got != c.want {
			t.Errorf("Foreign(%d, %q) = %q, want %q", c.env, c.text, got, c.want)
		}
	}
}

func TestTheLongerNameOfAnEnvironmentWins(t *testing.T) {
	v := New([]Env{{Name: "pre-production"}, {Name: "prod-eu"}, {Name: "production", Reference: true}})
	const m = Mark
	for _, c := range []struct {
		env        int
		text, want string
	}{
		{0, "elasticsearch_db_pre_production", "elasticsearch_db_" + m},
		{0, "db.pre-production.shop.example", "db." + m + ".shop.example"},
		{0, "db.pre.production.shop.example", "db." + m + ".shop.example"},
		{0, "PRE_PRODUCTION_URL", m + "_URL"},
		{0, "ordersPreProduction", "orders" + m},
		{0, "Shoppreproduction", "Shop" + m},
		{1, "orders_prod_eu_1", "orders_" + m + "_1"},
		{2, "orders_production", "orders_" + m},
		{2, "elasticsearch_db_pre_production", "elasticsearch_db_pre_production"},
		{2, "ordersPreProduction", "ordersPreProduction"},
		{2, "Shoppreproduction", "Shoppreproduction"},
		{2, "pre_orders_production", "pre_orders_" + m},
		{2, "pre/production", "pre/" + m},
	} {
		if got, _ := v.Neutral(c.env, c.text); got != c.want {
			t.Errorf("Neutral(%d, %q) = %q, want %q", c.env, c.text, got, c.want)
		}
		if hits := v.Foreign(c.env, Identifier, c.text); c.env == 0 && len(hits) > 0 {
			t.Errorf("%q has %v in it", c.text, hits)
		}
	}
	// If no environment has the longer name, the words in it belong to none, in any spelling.
	v = New([]Env{{Name: "dev"}, {Name: "production", Reference: true}})
	for _, text := range []string{"db_pre_production", "db-pre-production", "dbPreProduction", "ordersnon_prod", "x_non_prod", "Shoppreproduction"} {
		if hits := v.Foreign(0, Identifier, text); len(hits) > 0 && text != "ordersnon_prod" {
			t.Errorf("%q has %v in it", text, hits)
		}
	}
}

func TestTheLastLabelOfAReservedDomainNamesNoEnvironment(t *testing.T) {
	v := New([]Env{{Name: "local"}, {Name: "test"}, {Name: "prod", Reference: true}})
	for text, want := range map[string]int{
		"redis-master.default.svc.cluster.local":      0,
		"http://redis.default.svc.cluster.local:6379": 0,
		"printer.local":            0,
		"api.shop.test":            0,
		"db.local.shop.example":    1,
		".env.local":               1,
		"config/app.local":         1,
		"orders-local":             1,
		"orders.local.svc.cluster": 1,
	} {
		if hits := v.Foreign(2, Identifier, text); len(hits) != want {
			t.Errorf("%q has %v in it, want %d", text, hits, want)
		}
	}
}

// observe shows a pair n times in different surroundings and places.
func observe(o *Observer, n int, staging, prod string) {
	for i := range n {
		if !strings.Contains(staging, "%s") {
			o.Observe(1, 2, fmt.Sprint("place", i), Identifier, staging, prod)
			continue
		}
		o.Observe(1, 2, fmt.Sprint("place", i), Identifier, fmt.Sprintf(staging, fmt.Sprintf("svc%c", 'a'+i)), fmt.Sprintf(prod, fmt.Sprintf("svc%c", 'a'+i)))
	}
}

func TestLearnTakesConsistentSubstitutionsInIdentifiers(t *testing.T) {
	for name, c := range map[string]struct{ staging, prod, word string }{
		"account ids":        {"arn:aws:iam::210987654321:role/%s", "arn:aws:iam::109876543210:role/%s", "210987654321"},
		"cluster names":      {"https://%s.blue.example.net", "https://%s.green.example.net", "blue"},
		"a word prod lacks":  {"https://%s.eaas.shop.example", "https://%s.shop.example", "eaas"},
		"vpc ids":            {"/%s/vpc-0a1b2c3d4e5f/ingress", "/%s/vpc-9f8e7d6c5b4a/ingress", "0a1b2c3d4e5f"},
		"one letter each":    {"lambda-%s-u-handler", "lambda-%s-v-handler", "u"},
		"generated suffixes": {"cloud-platform-%s-15b2b4a6af77", "cloud-platform-%s-97e6567cf808", "15b2b4a6af77"},
	} {
		t.Run(name, func(t *testing.T) {
			v := three()
			o := v.Observer()
			observe(o, 8, c.staging, c.prod)
			v.Learn(o)
			for _, w := range v.Words() {
				if w.Text == c.word && w.Env == 1 && w.Origin == "learned" && w.Evidence >= minAround && w.Example != "" {
					return
				}
			}
			t.Errorf("did not learn %q: %v", c.word, v.Words())
		})
	}
}

func TestLearnLeavesOrdinaryDifferencesAlone(t *testing.T) {
	for name, c := range map[string][2]string{
		"log levels":     {"%s-log-debug", "%s-log-info"},
		"instance types": {"%s-db.t3.small", "%s-db.m6i.large"},
		"versions":       {"registry.example/%s:1.4.2", "registry.example/%s:1.5.0"},
		"durations":      {"%s-timeout-5s", "%s-timeout-30s"},
		"switches":       {"%s-feature-true", "%s-feature-false"},
		"bare words":     {"blue", "green"},
		"replicas":       {"%s-replicas-1", "%s-replicas-6"},
	} {
		t.Run(name, func(t *testing.T) {
			v := three()
			before := len(v.Words())
			o := v.Observer()
			observe(o, 20, c[0], c[1])
			v.Learn(o)
			if got := v.Words(); len(got) != before {
				t.Errorf("learned from %v: %v", c, got)
			}
		})
	}
}

func TestLearnDoesNotTakeAnotherEnvironmentsWord(t *testing.T) {
	v := three()
	o := v.Observer()
	observe(o, 8, "%s.blue.example", "%s.staging.example") // prod contains staging's name everywhere: that is a leak, not a word
	v.Learn(o)
	for _, w := range v.Words() {
		if w.Env == 2 && w.Text == "staging" {
			t.Errorf("prod learned staging's name")
		}
	}
}

func TestStruckWordsBelongToNoEnvironment(t *testing.T) {
	v := New([]Env{{Name: "staging", Struck: []string{"stg"}}, {Name: "prod"}})
	if got, changed := v.Neutral(0, "orders-stg"); changed {
		t.Errorf("struck word was taken out: %q", got)
	}
}

func BenchmarkNeutralWithoutAWord(b *testing.B) {
	v := three()
	b.ReportAllocs()
	for b.Loop() {
		v.Neutral(1, "registry.shop.example/platform/otel-agent:0.104.0")
	}
}

func TestAnAccountIsLearnedAmongThreeEnvironments(t *testing.T) {
	v := New([]Env{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}})
	o := v.Observer()
	for e, account := range []string{"210287912431", "696911096973"} {
		for _, role := range []string{"backup", "orders", "reports", "search"} {
			o.Observe(2, e, role, Identifier, "arn:aws:iam::172025368201:role/"+role, "arn:aws:iam::"+account+":role/"+role)
		}
	}
	v.Learn(o)
	n := 0
	for _, w := range v.Words() {
		if w.Origin == "learned" {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%d words learned, want three: %+v", n, v.Words())
	}
}
