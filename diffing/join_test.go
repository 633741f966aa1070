package diffing

import (
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestDriftsThatTwoWaysGroupAreOneFinding(t *testing.T) {
	env := func(pairs ...string) m {
		list := l{}
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, m{"name": pairs[i], "value": pairs[i+1]})
		}
		return m{"env": list}
	}
	file := func(root m) snapshot.Resource {
		r := res("file", "values", root)
		r.Collector = "files"
		return r
	}
	queues := func(names ...string) []snapshot.Resource {
		var list []snapshot.Resource
		for i, n := range names {
			list = append(list, tf("module", n, m{"delay": i * 7, "name": n}))
		}
		return list
	}
	lock := func(folder, version string) snapshot.Resource {
		r := tf("provider", "hashicorp/aws", m{"version": version})
		r.Scope = folder
		return r
	}
	common := tf("module", "base", m{"size": 1})
	for name, x := range map[string]struct {
		staging, prod []snapshot.Resource
		want          []string
	}{
		"lookups of another environment's": {
			[]snapshot.Resource{tf("data.vault_secret", "a", m{"name": "orders-prod-key"}), tf("data.vault_secret", "b", m{"name": "mail-prod-key"}), tf("data.vault_secret", "c", m{"name": "search-prod-key"})},
			[]snapshot.Resource{tf("data.vault_secret", "a", m{"name": "orders-key"}), tf("data.vault_secret", "b", m{"name": "mail-key"}), tf("data.vault_secret", "c", m{"name": "search-key"})},
			[]string{`leaked data.vault_secret/a name "orders-prod-key" "orders-key" +2`},
		},
		"one tag on several things": {
			[]snapshot.Resource{tf("aws_sqs_queue", "q", m{"tags": m{"Environment": "staging"}}), tf("aws_s3_bucket", "b", m{"tags": m{"Environment": "staging"}})},
			[]snapshot.Resource{tf("aws_sqs_queue", "q", m{"tags": m{"Environment": "staging"}}), tf("aws_s3_bucket", "b", m{"tags": m{"Environment": "staging"}})},
			[]string{`leaked aws_s3_bucket/b tags.Environment "staging" "staging" +1`},
		},
		"a variable and the switch that it is": {
			[]snapshot.Resource{tf("variable", "gateway_waf_enabled", m{"value": false}), tf("module", "gateway", m{"waf_enabled": false}), tf("variable", "cache", m{"value": m{"autoscale": m{"enabled": false}}}), tf("module", "redis", m{"autoscale": m{"enabled": false}})},
			[]snapshot.Resource{tf("variable", "gateway_waf_enabled", m{"value": true}), tf("module", "gateway", m{"waf_enabled": true}), tf("variable", "cache", m{"value": m{"autoscale": m{"enabled": true}}}), tf("module", "redis", m{"autoscale": m{"enabled": true}})},
			[]string{`changed module/gateway waf_enabled "false" "true" +1`, `changed module/redis autoscale.enabled "false" "true" +1`},
		},
		"a variable and the element that it adds": {
			[]snapshot.Resource{tf("variable", "db", m{"value": m{"capabilities": l{"a"}}}), tf("module", "mongo", m{"capabilities": l{"a"}, "geo": l{}})},
			[]snapshot.Resource{tf("variable", "db", m{"value": m{"capabilities": l{"a", "EnableServerless"}}}), tf("module", "mongo", m{"capabilities": l{"a", "EnableServerless"}, "geo": l{}})},
			[]string{`missing module/mongo capabilities[=EnableServerless] <absent> "EnableServerless" +1`},
		},
		"a variable and a switch of another name": {
			[]snapshot.Resource{tf("variable", "gateway_waf_enabled", m{"value": false}), tf("module", "gateway", m{"logs_enabled": false})},
			[]snapshot.Resource{tf("variable", "gateway_waf_enabled", m{"value": true}), tf("module", "gateway", m{"logs_enabled": true})},
			[]string{`changed module/gateway logs_enabled "false" "true"`, `changed variable/gateway_waf_enabled value "false" "true"`},
		},
		"what one switch brings": {
			[]snapshot.Resource{tf("aws_iam_role", "a", m{"count": 1}), tf("aws_lambda_function", "b", m{"count": 1}), tf("module", "c", m{"count": 2}), tf("module", "d", m{"count": 0})},
			[]snapshot.Resource{tf("aws_iam_role", "a", m{"count": 0}), tf("aws_lambda_function", "b", m{"count": 0}), tf("module", "c", m{"count": 0}), tf("module", "d", m{"count": 1})},
			[]string{`changed aws_iam_role/a count "1" "0" +1`, `changed module/c count "2" "0"`, `changed module/d count "0" "1"`},
		},
		"one provider in two lock files": {
			[]snapshot.Resource{lock("a", "5.73.0"), lock("b", "5.78.0")},
			[]snapshot.Resource{lock("a", "5.100.0"), lock("b", "5.91.0")},
			[]string{`changed provider/hashicorp/aws version "5.73.0" "5.100.0" +1`},
		},
		"a value here and where it comes from there": {
			[]snapshot.Resource{file(m{"env": m{"DB_USER": m{"value": "me"}, "PORT": m{"value": "80"}}})},
			[]snapshot.Resource{file(m{"env": m{"DB_USER": m{"secret": m{"name": "db", "key": "user"}}, "PORT": m{"value": "80"}}})},
			[]string{`missing file/values env.DB_USER.secret <absent> {2} +1`},
		},
		"arguments of one block": {
			[]snapshot.Resource{tf("module", "db", m{"name": "x", "backup_window": "5", "storage_type": "gp3", "port": 9})},
			[]snapshot.Resource{tf("module", "db", m{"name": "x"})},
			[]string{`extra module/db backup_window "5" <absent> +2`},
		},
		"two arguments are two": {
			[]snapshot.Resource{tf("module", "db", m{"name": "x", "backup_window": "5", "storage_type": "gp3"})},
			[]snapshot.Resource{tf("module", "db", m{"name": "x"})},
			[]string{`extra module/db backup_window "5" <absent>`, `extra module/db storage_type "gp3" <absent>`},
		},
		"settings that begin alike": {
			[]snapshot.Resource{file(m{"mail": m{"templateOne": "a", "templateTwo": "b", "templateSix": "c", "from": "d"}})},
			[]snapshot.Resource{file(m{"mail": m{"to": "e"}, "x": 1})},
			[]string{`extra file/values mail.from "d" <absent>`, `extra file/values mail.templateOne "a" <absent> +2`, `missing file/values mail.to <absent> "e"`, `missing file/values x <absent> "1"`},
		},
		"variables of one family": {
			[]snapshot.Resource{res("Deployment", "shop", env("MAIL_API_KEY_ID", "1", "MAIL_API_URL", "u", "PORT", "80"))},
			[]snapshot.Resource{res("Deployment", "shop", env("PORT", "80"))},
			[]string{`extra Deployment/shop env[name=MAIL_API_KEY_ID] {2} <absent> +1`},
		},
		"five variables that one has": {
			[]snapshot.Resource{res("Deployment", "shop", env("COLOUR", "1", "TASTE", "2", "WEIGHT", "3", "HEIGHT", "4", "SMELL", "5", "PORT", "80"))},
			[]snapshot.Resource{res("Deployment", "shop", env("PORT", "80"))},
			[]string{`extra Deployment/shop env[name=COLOUR] {2} <absent> +4`},
		},
		"what a switch brings": {
			[]snapshot.Resource{file(m{"redis": m{"enabled": true, "image": "redis:7", "master": m{"size": 3}}, "mail": m{"enabled": false, "from": "x"}})},
			[]snapshot.Resource{file(m{"redis": m{"enabled": false}, "mail": m{"enabled": true}})},
			[]string{`changed file/values mail.enabled "false" "true"`, `extra file/values mail.from "x" <absent>`, `changed file/values redis.enabled "true" "false" +2`},
		},
		"what is asked for and what is allowed": {
			[]snapshot.Resource{res("Deployment", "shop", m{"resources": m{"limits": m{"memory": "2Gi"}, "requests": m{"memory": "1Gi", "cpu": "1"}}})},
			[]snapshot.Resource{res("Deployment", "shop", m{"resources": m{"limits": m{"memory": "1Gi"}, "requests": m{"memory": "512Mi", "cpu": "2"}}})},
			[]string{`changed Deployment/shop resources.limits.memory "2Gi" "1Gi" +1`, `changed Deployment/shop resources.requests.cpu "1" "2"`},
		},
		"values of a list that were replaced": {
			[]snapshot.Resource{tf("aws_sns_topic_subscription", "s", m{"events": l{"CREATED", "DELETED", "BOTH"}})},
			[]snapshot.Resource{tf("aws_sns_topic_subscription", "s", m{"events": l{"PLACEHOLDER", "BOTH"}})},
			[]string{`extra aws_sns_topic_subscription/s events[=CREATED] "CREATED" <absent> +2`},
		},
		"a variable with the value of an argument": {
			[]snapshot.Resource{tf("module", "db", m{"parameter_set": "postgres16"}), tf("variable", "family", m{"default": "postgres16"})},
			[]snapshot.Resource{tf("module", "db", m{"parameter_set": "postgres14"}), tf("variable", "family", m{"default": "postgres14"})},
			[]string{`changed module/db parameter_set "postgres16" "postgres14" +1`},
		},
		"a family of parameters, its variable and the version": {
			[]snapshot.Resource{tf("module", "db", m{"db_engine_version": "16.4", "rds_family": "postgres16"}), tf("variable", "rds-family", m{"default": "postgres16"})},
			[]snapshot.Resource{tf("module", "db", m{"db_engine_version": "14.2", "rds_family": "postgres14"}), tf("variable", "rds-family", m{"default": "postgres14"})},
			[]string{`changed module/db db_engine_version "16.4" "14.2" +2`},
		},
		"switches of one upgrade": {
			[]snapshot.Resource{tf("module", "db", m{"allow_major_version_upgrade": true, "prepare_for_major_upgrade": "yes", "x": 1})},
			[]snapshot.Resource{tf("module", "db", m{"allow_major_version_upgrade": false, "prepare_for_major_upgrade": "no", "x": 1})},
			[]string{`changed module/db allow_major_version_upgrade "true" "false" +1`},
		},
		"one setting of several entries": {
			[]snapshot.Resource{file(m{"apps": l{m{"name": "a", "off": l{"r1"}, "x": 1}, m{"name": "b", "off": l{"r2", "r3"}, "y": 2}, m{"name": "c", "off": l{"r1"}}}})},
			[]snapshot.Resource{file(m{"apps": l{m{"name": "a", "off": l{}}, m{"name": "b", "off": l{}}, m{"name": "c", "off": l{}}}})},
			[]string{`extra file/values apps[name=a].off[=r1] "r1" <absent> +3`, `extra file/values apps[name=a].x "1" <absent>`, `extra file/values apps[name=b].y "2" <absent>`},
		},
		"switches are no family": {
			[]snapshot.Resource{res("Deployment", "shop", env("ENABLE_MAIL", "1", "ENABLE_PAYMENT", "1", "PORT", "80"))},
			[]snapshot.Resource{res("Deployment", "shop", env("PORT", "80"))},
			[]string{`extra Deployment/shop env[name=ENABLE_MAIL] {2} <absent>`, `extra Deployment/shop env[name=ENABLE_PAYMENT] {2} <absent>`},
		},
		"one stand-in": {
			[]snapshot.Resource{res("ConfigMap", "shop", m{"mailId": "changeme", "payId": "changeme", "tag": "TODO"})},
			[]snapshot.Resource{res("ConfigMap", "shop", m{"mailId": "f4a1", "payId": "77b", "tag": "9c2"})},
			[]string{`changed ConfigMap/shop mailId "changeme" "f4a1" +1`, `changed ConfigMap/shop tag "TODO" "9c2"`},
		},
		"a canary of each service": {
			[]snapshot.Resource{res("Service", "api-canary", m{"port": 1}), res("Service", "cart-canary", m{"port": 2}), res("Service", "web-canary", m{"port": 3}), res("Service", "x", m{"a": 1})},
			[]snapshot.Resource{res("Service", "x", m{"a": 1})},
			[]string{`extra Service/api-canary  {1} <absent> +2`},
		},
		"files that are not there": {
			[]snapshot.Resource{{Collector: "files", Kind: "file", Name: "a.tfvars", Root: treeOf("", m{"a": 1})}, {Collector: "files", Kind: "file", Name: "z.json", Root: treeOf("", m{"b": "c"})}, file(m{"q": 1})},
			[]snapshot.Resource{file(m{"q": 1})},
			[]string{`extra file/a.tfvars  {1} <absent> +1`},
		},
		"one host that leaks": {
			[]snapshot.Resource{res("ConfigMap", "shop", m{"dbHost": "db.staging.shop.example", "dbUrl": "pg://db.staging.shop.example/orders", "mailHost": "mail.staging.shop.example"})},
			[]snapshot.Resource{res("ConfigMap", "shop", m{"dbHost": "db.staging.shop.example", "dbUrl": "pg://db.staging.shop.example/prices", "mailHost": "mail.staging.shop.example"}), res("ConfigMap", "own", m{"apiHost": "api.prod.shop.example"})},
			[]string{`missing ConfigMap/own  <absent> {1}`, `leaked ConfigMap/shop dbHost "db.staging.shop.example" "db.staging.shop.example" +1`, `leaked ConfigMap/shop mailHost "mail.staging.shop.example" "mail.staging.shop.example"`},
		},
		"resources that differ in their middle word": {
			append(queues("event_hmpps_queue", "event_plp_queue", "event_moj_queue", "event_store"), common),
			[]snapshot.Resource{common},
			[]string{`extra module/event_hmpps_queue  {2} <absent> +2`, `extra module/event_store  {2} <absent>`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			at := func(e string, list []snapshot.Resource) *snapshot.Snapshot {
				s := snap(e, list...)
				for _, c := range []string{"terraform", "files"} {
					s.Outcomes = append(s.Outcomes, snapshot.Outcome{Collector: c, Status: snapshot.Complete})
				}
				return s
			}
			expect(t, compare(t, at("staging", x.staging), at("prod", x.prod)), x.want...)
		})
	}
}

func TestTheObjectsOfAComponentThatAnEnvironmentDoesNotRunAreOneFinding(t *testing.T) {
	type object struct{ kind, name, file string }
	at := func(env string, list ...object) *snapshot.Snapshot {
		s := snap(env)
		for i, o := range list {
			r := res(o.kind, o.name, m{"n": i + 7})
			r.Source.File = env + "/" + o.file
			s.Resources = append(s.Resources, r)
		}
		return s
	}
	web := object{"Deployment", "web", "web/web.yaml"}
	queue := object{"Queue", "orders", "queues/orders.yaml"}
	mail := []object{{"Deployment", "mail-web", "mail/web.yaml"}, {"Deployment", "mail-worker", "mail/worker.yaml"}, {"Queue", "mail-queue", "mail/queue.yaml"}}
	pdf := []object{{"Deployment", "pdf", "pdf/deploy.yaml"}, {"Queue", "pdf-queue", "pdf/queue.yaml"}}
	ftp := []object{{"Deployment", "ftp", "ftp/deploy.yaml"}, {"Queue", "ftp-queue", "ftp/queue.yaml"}}
	for name, c := range map[string]struct {
		dev, prod []object
		want      []string
	}{
		"one folder": {append(mail, web, queue), []object{web, queue}, []string{"extra Deployment/mail-web {1} <absent> +2"}},
		"three folders with queues that are named alike": {
			append(append(append(mail, pdf...), ftp...), web, queue),
			[]object{web, queue},
			[]string{"extra Deployment/ftp {1} <absent> +1", "extra Deployment/mail-web {1} <absent> +2", "extra Deployment/pdf {1} <absent> +1"},
		},
		"a folder of which the other uses something": {
			append(mail, web, queue),
			[]object{web, queue, mail[0]},
			[]string{"extra Deployment/mail-worker {1} <absent>", "extra Queue/mail-queue {1} <absent>"},
		},
		"one name in files of a folder that all have": {
			[]object{web, queue, {"Deployment", "pdf", "web/pdf.yaml"}, {"Service", "pdf", "web/pdf-service.yaml"}, {"Service", "xml", "web/xml-service.yaml"}},
			[]object{web, queue},
			[]string{"extra Deployment/pdf {1} <absent> +1", "extra Service/xml {1} <absent>"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, at("dev", c.dev...), at("prod", c.prod...))
			var got []string
			for i := range r.Drifts {
				if r.Drifts[i].Kind == drift.Extra {
					got = append(got, strings.Join(strings.Fields(shown(&r.Drifts[i])), " "))
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestALeakStandsAtTheLineThatHasToBeEdited(t *testing.T) {
	at := func(env, zone string) *snapshot.Snapshot {
		variable, local := tf("variable", "public_zone", m{"value": zone}), tf("local", "config", m{"public_zone": zone})
		variable.Source.File, local.Source.File = env+".tfvars", "locals.tf"
		return snap(env, local, variable)
	}
	r := compare(t, at("dev", "dev.shop.example"), at("staging", "staging.shop.example"), at("prod", "dev.shop.example"))
	if got := strings.TrimSpace(brief(r)); len(r.Drifts) != 1 || r.Drifts[0].Resource.Kind != "variable" || len(r.Drifts[0].Places) != 1 {
		t.Errorf("got %s", got)
	}
}
