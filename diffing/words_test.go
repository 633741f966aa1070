package diffing

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// services makes n Deployments that name their environment in a namespace, a host and a queue. extra returns further attributes.
func services(env string, n int, extra func(i int) m) *snapshot.Snapshot {
	s := snap(env)
	for i := range n {
		name := fmt.Sprintf("svc%d", i)
		root := m{
			"metadata": m{"namespace": "shop-" + env, "name": name},
			"host":     name + "." + env + ".shop.example", "queue": "arn:aws:sqs:eu-west-1:" + account(env) + ":" + name,
		}
		for k, v := range extra(i) {
			root[k] = v
		}
		r := res("Deployment", name, root)
		r.Scope = "shop-" + env
		s.Resources = append(s.Resources, r)
	}
	return s
}

func account(env string) string {
	h := 0
	for _, c := range env {
		h = h*31 + int(c)
	}
	return fmt.Sprintf("%012d", 100000000000+h%900000000)
}

// A value that differs everywhere in the same way need not be a word of the environment.
func TestLearningKeepsToWordsOfTheEnvironment(t *testing.T) {
	for name, v := range map[string][2]any{
		"a log level":           {"debug", "info"},
		"an instance class":     {"t3.small", "m6i.large"},
		"replicas":              {1, 6},
		"a switch":              {"true", "false"},
		"a tag":                 {"1.4.2", "1.5.0"},
		"an image tag":          {"registry.example/app:1.4.2", "registry.example/app:1.5.0"},
		"a timeout":             {"5s", "30s"},
		"an ordinary word test": {"test", "login"},
		"an ordinary word main": {"main", "release"},
		"a size":                {"db.t4g.small", "db.m6g.2xlarge"},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t,
				services("staging", 200, func(int) m { return m{"x": v[0]} }),
				services("prod", 200, func(int) m { return m{"x": v[1]} }))
			if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Changed || len(r.Drifts[0].Places) != 199 {
				t.Errorf("want one change in 200 places:\n%s", brief(r))
			}
			for _, w := range r.Vocabulary {
				if w.Word == fmt.Sprint(v[0]) || w.Word == fmt.Sprint(v[1]) {
					t.Errorf("learned %+v", w)
				}
			}
		})
	}
}

// The word of an environment does not always mean the environment.
func TestWhatIsNoLeak(t *testing.T) {
	same := func(x m) (*snapshot.Snapshot, *snapshot.Snapshot, *snapshot.Snapshot) {
		f := func(i int) m {
			if i == 0 {
				return x
			}
			return nil
		}
		return services("dev", 5, f), services("staging", 5, f), services("prod", 5, f)
	}
	for name, x := range map[string]m{
		"a table named staging_area":           {"table": "staging_area"},
		"a description":                        {"description": "Copied from the staging environment before the tests"},
		"a team":                               {"team_name": "shop-dev"},
		"a slack channel":                      {"slack-channel": "alerts-staging"},
		"a framework's mode":                   {"NODE_ENV": "production"},
		"a certificate issuer":                 {"issuerRef": m{"name": "letsencrypt-prod"}},
		"a list that names all":                {"hosts": "a.dev.shop.example,a.staging.shop.example,a.prod.shop.example"},
		"a key of code":                        {"env": l{m{"name": "SR_PROD_BACKEND_URL", "value": "x"}}},
		"the build that production runs":       {"image": "registry.shop.example/app:prod-4f1c2", "tag": "prod-4f1c2"},
		"Azure's own":                          {"issuerUrl": "https://uksouth.oic.prod-aks.azure.com/531ff96d"},
		"a registry":                           {"image": "registry.shop.example/app:1.0"},
		"the environment after this one":       {"next_environment": "staging"},
		"a device":                             {"path": "/dev/shm/cache"},
		"a device among other settings":        {"host": "db0 volume=/dev/sdf", "mount": "-v /dev/shm:/dev/shm"},
		"a part of the repository":             {"source": "../../staging/modules/queue"},
		"a link to a document":                 {"value": "https://wiki.example/staging/shop/page"},
		"an ordinary word at the beginning":    {"host": "stage-hands.shop.example"},
		"a setting that is no name of a place": {"args": l{"MODE=staging"}},
		"an account of one, with a word's id":  {"arn": "arn:aws:iam::aws:policy/ReadOnly"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b, c := same(x)
			if r := compare(t, a, b, c); len(r.Drifts) > 0 {
				t.Error(brief(r))
			}
		})
	}
}

func TestAnEnvironmentHasOneSpellingAtOnePlace(t *testing.T) {
	for name, c := range map[string]struct {
		dev, prod string
		leaks     bool
	}{
		"it calls itself otherwise":                  {"crown-dev.gov.example", "find-crown-development.gov.example", false},
		"it calls itself by the word":                {"crown-development.gov.example", "find-crown-development.gov.example", true},
		"it does not name itself":                    {"crown.gov.example", "find-crown-development.gov.example", true},
		"prod has the name by which it calls itself": {"crown-dev.gov.example", "find-crown-dev.gov.example", true},
	} {
		at := func(env, v string) *snapshot.Snapshot { return snap(env, res("D", "d", m{"host_name": v})) }
		r := compare(t, at("dev", c.dev), at("prod", c.prod))
		leaks := false
		for i := range r.Drifts {
			leaks = leaks || r.Drifts[i].Kind == drift.Leaked
		}
		if leaks != c.leaks {
			t.Errorf("%s: %s", name, brief(r))
		}
	}
}

func TestLeaks(t *testing.T) {
	for name, c := range map[string]struct {
		key               string
		dev, staging, pro any
		path, who, word   string
	}{
		"the odd one out":                 {"bucket", "data-dev", "data-staging", "data-dev", "bucket", "prod", "dev"},
		"identical in all, a known stem":  {"upstream", "svc1.staging.shop.example", "svc1.staging.shop.example", "svc1.staging.shop.example", "upstream", "dev", "staging"},
		"another's account":               {"role", "arn:aws:iam::" + account("dev") + ":role/x", "arn:aws:iam::" + account("staging") + ":role/x", "arn:aws:iam::" + account("staging") + ":role/x", "role", "prod", account("staging")},
		"the name of the environment":     {"environment", "dev", "dev", "prod", "environment", "staging", "dev"},
		"the name after a prefix":         {"NEXT_PUBLIC_ENVIRONMENT", "dev", "dev", "dev", "NEXT_PUBLIC_ENVIRONMENT", "prod", "dev"},
		"beside a reference":              {"key", "/${local.app}/dev/key", "/${local.app}/dev/key", "/${local.app}/prod/key", "key", "staging", "dev"},
		"a reference":                     {"source_ip", "${net-dev}", "${net-dev}", "${net-prod}", "source_ip", "staging", "dev"},
		"a part of a path of keys":        {"value", "staging/shop/key", "staging/shop/key", "staging/shop/key", "value", "prod", "staging"},
		"the name of a secret":            {"k8s_secret_name", "orders-staging-hook", "orders-staging-hook", "orders-staging-hook", "k8s_secret_name", "prod", "staging"},
		"where a secret is kept":          {"secretKeyRef", m{"key": "tracing-stage"}, m{"key": "tracing-stage"}, m{"key": "tracing-stage"}, "secretKeyRef.key", "prod", "stage"},
		"the last word of a bucket":       {"bucket", "reports-stage", "reports-stage", "reports-stage", "bucket", "prod", "stage"},
		"a variable in a list":            {"literals", l{"APP_ENV=staging"}, l{"APP_ENV=staging"}, l{"APP_ENV=staging"}, "literals[0]", "prod", "staging"},
		"a label of a host":               {"ingressHost", "shop.stage.apps.example", "shop.stage.apps.example", "shop.stage.apps.example", "ingressHost", "prod", "stage"},
		"the first label of a host":       {"apiUrl", "https://stage.api.shop.example", "https://stage.api.shop.example", "https://stage.api.shop.example", "apiUrl", "prod", "stage"},
		"a part of a path in an ARN":      {"valueFrom", "arn:aws:ssm:eu-west-1:1:parameter/dev/shop/key", "arn:aws:ssm:eu-west-1:1:parameter/dev/shop/key", "arn:aws:ssm:eu-west-1:1:parameter/dev/shop/key", "valueFrom", "prod", "dev"},
		"a project":                       {"project_id", "a083gt-dev", "a083gt-dev", "a083gt-dev", "project_id", "prod", "dev"},
		"where state is kept":             {"backend", m{"key": "shop.tfstate.stage"}, m{"key": "shop.tfstate.stage"}, m{"key": "shop.tfstate.stage"}, "backend.key", "prod", "stage"},
		"prose, where one is the odd one": {"message", "Shop dev is down, go and see", "Shop staging is down, go and see", "Shop staging is down, go and see", "message", "prod", "staging"},
	} {
		t.Run(name, func(t *testing.T) {
			f := func(v any) func(int) m {
				return func(i int) m {
					if i == 0 {
						return m{c.key: v}
					}
					return nil
				}
			}
			r := compare(t, services("dev", 6, f(c.dev)), services("staging", 6, f(c.staging)), services("prod", 6, f(c.pro)))
			if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Leaked || r.Drifts[0].Path != c.path {
				t.Fatal(brief(r))
			}
			for e, name := range []string{"dev", "staging", "prod"} {
				if s := r.Drifts[0].Sides[e]; name == c.who && s.Word != c.word {
					t.Errorf("%s contains %q of %q, want %q", name, s.Word, s.WordOf, c.word)
				}
			}
		})
	}
}

func TestALeakInAKey(t *testing.T) {
	at := func(env, key string) *snapshot.Snapshot {
		return snap(env, res("Queue", "q", m{"queues": m{key: "same"}}))
	}
	r := compare(t, at("dev", "team-dev-audit"), at("preprod", "team-dev-audit"), at("prod", "team-prod-audit"))
	expect(t, r, `leaked Queue/q queues.team-prod-audit "team-dev-audit" "team-dev-audit" "team-prod-audit"`)
}

func TestALeakInWhatOnlyOneHas(t *testing.T) {
	dev, staging, prod := services("dev", 5, func(int) m { return nil }), services("staging", 5, func(int) m { return nil }), services("prod", 5, func(int) m { return nil })
	prod.Resources = append(prod.Resources, res("Binding", "extra", m{"namespace": "shop-dev", "n": 1}))
	r := compare(t, dev, staging, prod)
	expect(t, r, `missing Binding/extra  <absent> <absent> {2}`, `leaked Binding/extra namespace <absent> <absent> "shop-dev"`)
}

func TestTheEnvironmentsOfACertificateAuthorityAreNoLeak(t *testing.T) {
	at := func(env, issuer string) *snapshot.Snapshot {
		return snap(env, res("Ingress", "shop", m{"metadata": m{"annotations": m{"cert-manager.io/cluster-issuer": issuer}}}))
	}
	expect(t, compare(t, at("staging", "letsencrypt-prod"), at("prod", "letsencrypt-prod")))
	r := compare(t, at("staging", "letsencrypt-staging"), at("prod", "letsencrypt-staging"))
	if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Leaked || r.Drifts[0].Sides[1].WordOf != "staging" {
		t.Error("certificates that no browser trusts, in the reference: " + brief(r))
	}
	company := func(env string) *snapshot.Snapshot {
		return snap(env, res("Service", "shop", m{"url": "https://db.prod.acme.example"}), res("Queue", "q", m{"url": "https://q." + env + ".acme.example"}))
	}
	r = compare(t, company("staging"), company("prod"))
	if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Leaked {
		t.Error("a company of that name is no authority: " + brief(r))
	}
}

func TestTheSourceOfDataThatIsBroughtOverIsNoLeak(t *testing.T) {
	at := func(env string, root m) *snapshot.Snapshot {
		return snap(env, res("values", "shop", root), res("Queue", "q", m{"url": "https://q." + env + ".shop.example"}))
	}
	secrets := m{"url": "https://q.staging.shop.example"}
	expect(t, compare(t, at("staging", m{"n": 1}), at("prod", m{"n": 1, "databaseRestore": secrets})), `missing values/shop databaseRestore <absent> {1}`)
	expect(t, compare(t, at("staging", m{"n": 1}), at("prod", m{"n": 1, "database": secrets})),
		`missing values/shop database <absent> {1}`, `leaked values/shop database.url <absent> "https://q.staging.shop.example"`)
}

func brief(r *drift.Result) string {
	var b strings.Builder
	for i := range r.Drifts {
		fmt.Fprintln(&b, shown(&r.Drifts[i]))
	}
	return b.String()
}

// A system that was copied to another environment, with that environment's own words, has no drift.
func TestRenamingTheWordsConsistentlyIsOnlyEquivalent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pairs := [][2]string{{"staging", "prod"}, {"dev", "prod"}, {"preprod", "prod"}, {"uat", "live"}, {"stage", "production"}}
		p := rapid.SampledFrom(pairs).Draw(t, "names")
		shapes := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
			"orders-%s", "%s.shop.example", "arn:aws:s3:::shop-%s-data/*", "https://api.%s.shop.example/v1", "%s/orders", "postgres://db.%s.internal:5432/orders",
			"/shop/%s/key", "shop_%s_db", "eks-%s-1",
		}), 1, 6, rapid.ID[string]).Draw(t, "shapes")
		n := rapid.IntRange(1, 8).Draw(t, "resources")
		make := func(env string) *snapshot.Snapshot {
			s := snap(env)
			for i := range n {
				root := m{"fixed": "same"}
				for k, shape := range shapes {
					root[fmt.Sprintf("k%d", k)] = fmt.Sprintf(shape, env)
				}
				r := res("Thing", fmt.Sprintf("thing%d-%s", i, env), root)
				r.Scope = "ns-" + env
				s.Resources = append(s.Resources, r)
			}
			return s
		}
		r := Compare([]drift.Environment{{Name: p[0]}, {Name: p[1], Reference: true}}, []*snapshot.Snapshot{make(p[0]), make(p[1])}, Options{})
		if len(r.Drifts) > 0 || r.Counts.Equivalent == 0 {
			t.Fatal(written(r))
		}
	})
}

func TestAWordThatTheReferenceLacks(t *testing.T) {
	for staging, prod := range map[string]string{
		"https://staging.shop.example/x": "https://shop.example/x", "staging.shop.example": "shop.example", "orders-staging.shop.example": "orders.shop.example",
		"orders-staging": "orders", "user@staging.shop.example": "user@shop.example", "s3://staging-data/x": "s3://data/x", "/shop/staging/key": "/shop/key",
		"STAGING - Mailing List": "Mailing List", "NotificationCanadaCastaging": "NotificationCanadaCaproduction",
	} {
		r := compare(t, snap("staging", res("D", "d", m{"x": staging})), snap("prod", res("D", "d", m{"x": prod})))
		if len(r.Drifts) > 0 || r.Counts.Equivalent != 1 {
			t.Errorf("%q and %q: %s", staging, prod, brief(r))
		}
	}
}

func TestAWordInCapitalsInATextForPeopleIsAName(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		leak bool
	}{
		"in capitals":     {"SHOP STAGING - 3 new errors in the last minutes.", true},
		"in small":        {"as it was in staging before the release", false},
		"beside its own":  {"promoted from STAGING to PROD", false},
		"all in capitals": {"STAGING IS LATE", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := Compare(environments("staging", "prod"), []*snapshot.Snapshot{
				snap("staging", res("Alert", "errors", m{"message": c.text})), snap("prod", res("Alert", "errors", m{"message": c.text})),
			}, Options{})
			if leak := len(got.Drifts) == 1 && got.Drifts[0].Kind == drift.Leaked; leak != c.leak {
				t.Errorf("leaked is %v, want %v: %v", leak, c.leak, got.Drifts)
			}
		})
	}
}

// The name that a data source of a cloud looks up is an identifier, in any cloud.
func TestANameLookedUpInACloud(t *testing.T) {
	for kind, want := range map[string]int{"data.azurerm_key_vault_secret": 1, "data.google_secret_manager_secret": 1, "data.aws_ssm_parameter": 1, "output": 0} {
		at := func(env string) *snapshot.Snapshot { return snap(env, res(kind, "s", m{"name": "token-endpoint-dev"})) }
		r := compare(t, at("dev"), at("staging"), at("prod"))
		if len(r.Drifts) != want || want > 0 && r.Drifts[0].Kind != drift.Leaked {
			t.Errorf("%s: %s", kind, brief(r))
		}
	}
}

// Each environment has another generated id as a key.
func TestGeneratedKeysMeetByTheirForm(t *testing.T) {
	at := func(env, id, says string) *snapshot.Snapshot {
		return snap(env, res("Alerts", "a", m{"clusters": m{id: says}}))
	}
	r := compare(t, at("staging", "cp-5a7bff7c5fe871ef-001", "staging cluster node 1"), at("prod", "cp-8174bd3acc2d2327-001", "prod cluster node 1"))
	expect(t, r)
	r = compare(t, at("staging", "cp-5a7bff7c5fe871ef-001", "cluster node 1"), at("prod", "cluster-8174bd3acc2d2327-001", "cluster node 1"))
	if len(r.Drifts) == 0 {
		t.Error("another name is none of a machine's")
	}
}
