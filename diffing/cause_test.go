package diffing

import (
	"fmt"
	"testing"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// tf makes a Terraform resource in a separate file.
func tf(kind, name string, root m) snapshot.Resource {
	r := res(kind, name, root)
	r.Collector, r.Source.File = "terraform", kind+"."+name+".tf"
	return r
}

func tfSnap(env string, list ...snapshot.Resource) *snapshot.Snapshot {
	s := snap(env, list...)
	s.Outcomes[0].Collector = "terraform"
	return s
}

func TestWhatGoesWithAMissingResourceIsOneFindingWithIt(t *testing.T) {
	queue := tf("module", "letters", m{"sqs_name": "letters"})
	policy := tf("aws_sqs_queue_policy", "letters", m{"queue_url": "${module.letters.sqs_id}"})
	secret := tf("kubernetes_secret", "letters", m{"data": m{"url": "${module.letters.sqs_id}"}})
	unrelated := tf("module", "other", m{"name": "x"})
	irsa := func(more bool) snapshot.Resource {
		policies := m{"base": "${module.base.policy_arn}"}
		if more {
			policies["letters"] = "${module.letters.policy_arn}"
			policies["wild"] = "literal"
		}
		return tf("module", "irsa", m{"role_policy_arns": policies})
	}
	r := compare(t, tfSnap("staging", irsa(true), queue, policy, secret, unrelated), tfSnap("prod", irsa(false)))
	expect(t, r,
		`extra module/irsa role_policy_arns.wild "literal" <absent>`, // what goes with nothing stays by itself
		`extra module/letters  {1} <absent> +3`,
		`extra module/other  {1} <absent>`)
}

func TestAnotherPresenceIsAnotherCause(t *testing.T) {
	queue := tf("module", "letters", m{"sqs_name": "letters"})
	policy := tf("aws_sqs_queue_policy", "letters", m{"queue_url": "${module.letters.sqs_id}"})
	r := compare(t, tfSnap("dev", queue), tfSnap("staging", queue, policy), tfSnap("prod"))
	if len(r.Drifts) != 2 {
		t.Error(brief(r))
	}
}

func TestLeaksOfOneOtherEnvironmentInManyPlacesAreOneFinding(t *testing.T) {
	system := func(env, says string, n int) *snapshot.Snapshot {
		s := snap(env)
		for i := range n {
			s.Resources = append(s.Resources, res("Topic", fmt.Sprintf("t%d", i), m{"topicArn": fmt.Sprintf("arn:aws:sns:eu-west-2:754256621582:topic%d-%s", i, says), "n": i}))
		}
		return s
	}
	at := func(n int, qa, prod string) *drift.Result {
		return Compare(environments("dev", "qa", "prod"), []*snapshot.Snapshot{system("dev", "dev", n), system("qa", qa, n), system("prod", prod, n)}, Options{})
	}
	if r := at(3, "dev", "prod"); len(r.Drifts) != 1 || len(r.Drifts[0].Places) != 2 {
		t.Errorf("leaks in three places are one finding:\n%s", brief(r))
	}
	if r := at(2, "dev", "prod"); len(r.Drifts) != 2 {
		t.Errorf("leaks in two places are two findings:\n%s", brief(r))
	}
	if r := at(3, "qa", "dev"); len(r.Drifts) != 3 {
		t.Errorf("leaks in the reference are not grouped:\n%s", brief(r))
	}
	if r := at(3, "prod", "prod"); len(r.Drifts) != 3 {
		t.Errorf("leaks of the reference are not grouped:\n%s", brief(r))
	}
}

func TestALeakInASealedValue(t *testing.T) {
	sealer := snapshot.NewSealer([]byte("k"))
	v := vocabulary.New([]vocabulary.Env{{Name: "dev"}, {Name: "preprod"}, {Name: "prod", Reference: true}})
	sealer.KeepWords(v.SealedWords)
	at := func(env, key, value string) *snapshot.Snapshot {
		r := res("Secret", "s", m{})
		r.Root.Children = []snapshot.Node{{Key: "data", Kind: snapshot.Map, Children: []snapshot.Node{sealer.Seal(key, value, 3)}}}
		return snap(env, r)
	}
	r := compare(t, at("dev", "bucket", "reports-dev"), at("preprod", "bucket", "reports-dev/landing/shop-preprod"), at("prod", "bucket", "reports-prod"))
	if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Leaked || r.Drifts[0].Sides[1].Word != "dev" || r.Drifts[0].Sides[1].WordOf != "dev" {
		t.Errorf("preprod writes to dev's bucket:\n%s", brief(r))
	}
	r = compare(t, at("dev", "bucket", "reports-dev"), at("preprod", "bucket", "reports-preprod"), at("prod", "bucket", "reports-prod"))
	if len(r.Drifts) != 0 {
		t.Errorf("each has its own:\n%s", brief(r))
	}
	r = compare(t, at("dev", "password", "reports-dev"), at("preprod", "password", "for-dev"), at("prod", "password", "other"))
	if len(r.Drifts) != 0 {
		t.Errorf("of a password nothing is known:\n%s", brief(r))
	}
}

func TestAllEnvironmentsNameOneThatDoesNotExist(t *testing.T) {
	at := func(env, key, value string) *snapshot.Snapshot { return snap(env, res("D", "d", m{key: value})) }
	for _, c := range []struct {
		key, value string
		reported   bool
	}{
		{"application_insights_instance", "dev", true},
		{"telemetry", "staging", true},
		{"NODE_ENV", "development", false},
		{"branch", "dev", false},
		{"description", "dev", false},
		{"colour", "red", false},
	} {
		r := compare(t, at("test", c.key, c.value), at("training", c.key, c.value), at("prod", c.key, c.value))
		if reported := len(r.Drifts) == 1 && r.Drifts[0].Kind == drift.Shared; reported != c.reported {
			t.Errorf("%s = %s: reported %v\n%s", c.key, c.value, reported, brief(r))
		}
	}
}

func TestConnectionStringsAreComparedOptionByOption(t *testing.T) {
	at := func(env, url string) *snapshot.Snapshot { return snap(env, res("D", "d", m{"url": url})) }
	for _, c := range []struct {
		staging, prod string
		want          []string
	}{
		{
			"postgres://app@db.staging.shop.example/shop?pool_size=5&sslmode=disable", "postgres://app@db.prod.shop.example/shop?pool_size=50&sslmode=disable",
			[]string{`changed D/d url:pool_size "5" "50"`},
		},
		{"postgres://db.staging.shop.example/shop?a=1&b=2", "postgres://db.prod.shop.example/shop?b=2&a=1", nil},
		{"postgres://db.staging.shop.example/shop", "postgres://db.prod.shop.example/shop?sslmode=require", []string{`missing D/d url:sslmode <absent> "require"`}},
		{
			"postgres://one.example/shop?x=1", "postgres://two.example/shop?x=2",
			[]string{`changed D/d url "postgres://one.example/shop" "postgres://two.example/shop"`, `changed D/d url:x "1" "2"`},
		},
		{"redis://db.prod.shop.example/0?ttl=1", "redis://db.prod.shop.example/0?ttl=2", []string{`leaked D/d url "redis://db.prod.shop.example/0" "redis://db.prod.shop.example/0"`, `changed D/d url:ttl "1" "2"`}},
	} {
		t.Run(c.staging, func(t *testing.T) { expect(t, compare(t, at("staging", c.staging), at("prod", c.prod)), c.want...) })
	}
}

func TestOneReleaseOfManyImagesIsOneFinding(t *testing.T) {
	at := func(env string, tags ...string) *snapshot.Snapshot {
		s := snap(env)
		for i, tag := range tags {
			name := string(rune('a' + i))
			s.Resources = append(s.Resources, res("Deployment", name, m{"image": "registry.example/" + name + ":" + tag}))
		}
		return s
	}
	r := compare(t, at("staging", "1.5.0", "1.5.0", "1.5.0", "2.0.0"), at("prod", "1.4.2", "1.4.2", "1.4.2", "1.9.0"))
	expect(t, r, `changed Deployment/a image "registry.example/a:1.5.0" "registry.example/a:1.4.2" +2`, `changed Deployment/d image "registry.example/d:2.0.0" "registry.example/d:1.9.0"`)
}

func TestOneUpgradeOfALockFileIsOneFinding(t *testing.T) {
	provider := func(name, version string) snapshot.Resource { return res("provider", name, m{"version": version}) }
	r := compare(t, snap("staging", provider("aws", "5.87.0"), provider("tls", "4.0.6"), provider("time", "0.13.1")),
		snap("prod", provider("aws", "6.27.0"), provider("tls", "4.1.0"), provider("time", "0.12.1")))
	expect(t, r, `changed provider/aws version "5.87.0" "6.27.0" +1`, `changed provider/time version "0.13.1" "0.12.1"`)
	r = compare(t, snap("staging", provider("aa", "2.1.0"), provider("aws", "5.87.0"), provider("tls", "4.0.6")), snap("prod", provider("aa", "2.1.1"), provider("aws", "6.27.0"), provider("tls", "4.1.0")))
	expect(t, r, `changed provider/aws version "5.87.0" "6.27.0" +2`) // the major version is what a reader has to see
}

func TestOneExpressionIsNotOneSecret(t *testing.T) {
	at := func(env string, flags snapshot.Flags) *snapshot.Snapshot {
		r := res("D", "d", m{"x": "y"})
		r.Root.Children = append(r.Root.Children, snapshot.Node{Key: "zeal", Kind: snapshot.Secret, Text: "hmac:aa", Flags: snapshot.FlagSensitive | flags})
		return snap(env, r)
	}
	if r := compare(t, at("staging", 0), at("prod", 0)); len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Shared {
		t.Errorf("one secret in two:\n%s", brief(r))
	}
	if r := compare(t, at("staging", snapshot.FlagOpen), at("prod", snapshot.FlagOpen)); len(r.Drifts) != 0 {
		t.Errorf("one expression in two:\n%s", brief(r))
	}
}

func TestASecretOfTwoIsSharedWhateverAThirdHas(t *testing.T) {
	at := func(env string, v any) *snapshot.Snapshot { return snap(env, res("D", "d", m{"password": v})) }
	for name, c := range map[string]struct {
		staging, prod any
		want          drift.Kind
	}{
		"one secret":  {sealed("k8Jf02mXq9"), sealed("k8Jf02mXq9"), drift.Shared},
		"two secrets": {sealed("k8Jf02mXq9"), sealed("pQ71nvZ44e"), drift.Changed},
	} {
		r := compare(t, at("dev", "local"), at("staging", c.staging), at("prod", c.prod))
		if len(r.Drifts) != 1 || r.Drifts[0].Kind != c.want {
			t.Errorf("%s: %s", name, brief(r))
		}
	}
}

func TestTheSettingThatNamesTheEnvironment(t *testing.T) {
	at := func(env, key, value string) *snapshot.Snapshot { return snap(env, res("D", "d", m{key: value})) }
	for _, c := range []struct {
		key              string
		dev, stage, prod string
		reported         bool
	}{
		{"oms_env", "staging", "staging", "prod", true},
		{"oms_env", "nonprod", "nonprod", "prod", false},
		{"oms_env", "nonprod", "prod", "prod", true},
		{"urlFromEnv", "AZP_URL", "AZP_URL", "AZP_URL", false},
		{"env", "standard", "standard", "standard", false},
		{"env", "uat", "uat", "uat", true},
		{"SENTRY_ENVIRONMENT", "acme", "acme", "acme", true},
		{"SENTRY_ENVIRONMENT_NAME", "acme", "acme", "acme", true},
		{"compute_environment_type", "SPOT", "SPOT", "SPOT", false}, // a kind of thing of that name
		{"organizationURLFromEnv", "AZP_URL", "AZP_URL", "AZP_URL", false},
	} {
		r := compare(t, at("dev", c.key, c.dev), at("staging", c.key, c.stage), at("prod", c.key, c.prod))
		reported := len(r.Drifts) > 0 && (r.Drifts[0].Kind == drift.Shared || r.Drifts[0].Kind == drift.Leaked)
		if reported != c.reported {
			t.Errorf("%s of %s, %s and %s: reported %v\n%s", c.key, c.dev, c.stage, c.prod, reported, brief(r))
		}
	}
}

func TestOneUpgradeIsOneFinding(t *testing.T) {
	at := func(env, version, family string) *snapshot.Snapshot {
		return tfSnap(env, tf("module", "rds", m{"db_engine_version": version, "rds_family": family}))
	}
	expect(t, compare(t, at("staging", "16.4", "postgres16"), at("prod", "15.2", "postgres15")), `changed module/rds db_engine_version "16.4" "15.2" +1`)
	r := compare(t, at("staging", "16.4", "postgres15"), at("prod", "15.2", "postgres14"))
	if len(r.Drifts) != 2 {
		t.Errorf("a family of another version is a separate finding:\n%s", brief(r))
	}
}

func TestAStatementOfAnotherNameIsTheSameStatement(t *testing.T) {
	at := func(env, sid string, actions l) *snapshot.Snapshot {
		return tfSnap(env, tf("data.aws_iam_policy_document", "d", m{"statement": l{
			m{"sid": "Base", "actions": l{"s3:ListBucket"}, "resources": l{"*"}}, m{"sid": sid, "actions": actions, "resources": l{"a", "b", "c"}},
		}}))
	}
	r := compare(t, at("staging", "Queue", l{"sqs:*"}), at("prod", "Events", l{"sqs:*"}))
	if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Changed || snapshot.LastName(r.Drifts[0].Path) != "sid" {
		t.Error(brief(r))
	}
	r = compare(t, at("staging", "Queue", l{"sqs:*"}), at("prod", "Topics", l{"sns:a", "sns:b", "sns:c", "sns:d"}))
	if len(r.Drifts) < 2 {
		t.Errorf("unlike statements stay apart:\n%s", brief(r))
	}
}

func TestThePlanOfAServiceNamesNoEnvironment(t *testing.T) {
	at := func(env, plan string) *snapshot.Snapshot { return snap(env, res("D", "d", m{"redis_plan_name": plan})) }
	r := compare(t, at("dev", "redis-dev"), at("staging", "redis-dev"), at("prod", "redis-3node-large"))
	if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Changed {
		t.Error(brief(r))
	}
}

func TestAKindThatAnEnvironmentDoesNotHaveAtAllIsOneFinding(t *testing.T) {
	var both, more []snapshot.Resource
	for _, name := range []string{"a", "b", "c"} {
		both = append(both, res("Deployment", name, m{"n": name}))
		more = append(more, res("HorizontalPodAutoscaler", name, m{"max": name}))
	}
	r := compare(t, snap("dev", both...), snap("staging", both...), snap("prod", append(more, both...)...))
	expect(t, r, `missing HorizontalPodAutoscaler/a  <absent> <absent> {1} +2`)
	one := res("HorizontalPodAutoscaler", "other", m{"max": "x", "min": "y"})
	r = compare(t, snap("dev", both...), snap("staging", append(both, one)...), snap("prod", append(more, both...)...))
	if len(r.Drifts) < 3 {
		t.Errorf("staging has one, so each that it lacks is a separate finding:\n%s", brief(r))
	}
}

func TestOneLabelOnManyThingsIsOneFinding(t *testing.T) {
	at := func(env string, labels m) *snapshot.Snapshot {
		return snap(env, res("Deployment", "a", m{"metadata": m{"labels": labels}, "spec": m{"selector": m{"matchLabels": labels}}}), res("Service", "a", m{"metadata": m{"labels": labels}, "spec": m{"selector": labels}}))
	}
	r := compare(t, at("staging", m{"app": "a"}), at("prod", m{"app": "a", "criticality": "high"}))
	expect(t, r, `missing Deployment/a metadata.labels.criticality <absent> "high" +3`)
}

func TestTheEntriesThatAListLacksAreOneFinding(t *testing.T) {
	at := func(env string, list l) *snapshot.Snapshot {
		return snap(env, res("AppProject", "p", m{"spec": m{"destinations": list}}))
	}
	entry := func(ns string) m { return m{"namespace": ns, "server": "https://k"} }
	r := compare(t, at("staging", l{entry("a"), entry("b"), entry("c")}), at("prod", l{entry("a")}))
	expect(t, r, `extra AppProject/p spec.destinations[namespace=b] {2} <absent> +1`)
}

func TestAReferenceToAGeneratedNameIsNoDrift(t *testing.T) {
	at := func(env, key, name string) *snapshot.Snapshot {
		return snap(env, res("Deployment", "a", m{"env": l{m{"name": "X", "valueFrom": m{key: m{"name": name}}}}}))
	}
	r := compare(t, at("staging", "configMapKeyRef", "vars-6bkb467626"), at("prod", "configMapKeyRef", "vars-2kgttbd7t6"))
	expect(t, r)
	r = compare(t, at("staging", "configMapKeyRef", "vars-6bkb467626"), at("prod", "configMapKeyRef", "other-2kgttbd7t6"))
	if len(r.Drifts) != 1 {
		t.Error(brief(r))
	}
}

// Only dev has the switch on, so only dev has the role.
func TestWhatASwitchMakesGoesWithIt(t *testing.T) {
	registry := func(role bool) snapshot.Resource {
		root := m{"name": "shop"}
		if role {
			root["enable_irsa"] = true
		}
		return tf("module", "registry", root)
	}
	role := tf("module", "role", m{"policies": m{"registry": "${module.registry.irsa_policy_arn}"}})
	other := tf("module", "mail", m{"to": "${module.registry.name}", "x": 1})
	r := compare(t, tfSnap("dev", registry(true), role), tfSnap("staging", registry(false), other), tfSnap("prod", registry(false), other))
	expect(t, r, `missing module/mail  <absent> {2} {2}`, `extra module/registry enable_irsa "true" <absent> <absent> +1`)
}

// One list is in two places, in another order. The arguments of a program are read in order.
func TestTheOrderOfASetIsNoOtherChange(t *testing.T) {
	for key, want := range map[string]int{"hosts": 1, "args": 2} {
		at := func(env string, with bool) *snapshot.Snapshot {
			one, two := m{"x": 1}, m{"x": 1}
			if with {
				one[key], two[key] = l{"a", "b", "c", "d"}, l{"a", "b", "d", "c"}
			}
			return snap(env, res("Deployment", "one", one), res("Deployment", "two", two))
		}
		if r := compare(t, at("staging", false), at("prod", true)); len(r.Drifts) != want {
			t.Errorf("%s: %s", key, brief(r))
		}
	}
}
