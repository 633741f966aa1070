package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestANameIsMisspeltIfOneOtherNameIsNearlyTheSameAndHoldsAValueOfTheSameSort(t *testing.T) {
	for name, c := range map[string]struct {
		staging, prod m
		want          int // misspelt keys
	}{
		"another number":                   {m{"MAX_CONNECTIONS": "100"}, m{"MAX_CONNECTION": "400"}, 1},
		"another address":                  {m{"UPSTREAM_HOST": "a.staging.x.example"}, m{"UPSTREAM_HOSTS": "b.prod.x.example"}, 1},
		"the same short value":             {m{"RETRY_COUNT": "3"}, m{"RETRY_COUNTS": "3"}, 1},
		"a letter left out":                {m{"REQUEST_TIMEOUT": "30s"}, m{"REQUEST_TIMOUT": "60s"}, 1},
		"values of two sorts":              {m{"RETRY_COUNT": "3"}, m{"RETRY_COUNTS": "a/b/c"}, 0},
		"two near twins":                   {m{"RETRY_COUNT": "3"}, m{"RETRY_COUNTS": "3", "RETRY_COUNTY": "4"}, 0},
		"numbered names":                   {m{"REPLICA1_HOST": "a.x.example"}, m{"REPLICA2_HOST": "b.x.example"}, 0},
		"short words are other words":      {m{"MAX_RATE": "3"}, m{"MIN_RATE": "3"}, 0},
		"both in one environment":          {m{"RETRY_COUNT": "3", "RETRY_COUNTS": "3"}, m{"RETRY_COUNT": "3"}, 0},
		"an environment's word is no slip": {m{"staging_HOSTS": "a.x.example"}, m{"prod_HOSTS": "b.x.example"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := 0
			r := compare(t, snap("staging", res("ConfigMap", "x", m{"data": c.staging})), snap("prod", res("ConfigMap", "x", m{"data": c.prod})))
			for i := range r.Drifts {
				if r.Drifts[i].Kind == drift.Misspelt {
					got++
				}
			}
			if got != c.want {
				t.Errorf("%d misspelt keys, want %d:\n%s", got, c.want, brief(r))
			}
		})
	}
}

func TestSpringReadsSeveralSpellingsOfAKeyAsOne(t *testing.T) {
	for name, c := range map[string]struct {
		file          string
		staging, prod m
		want          string
	}{
		"another spelling":                  {"application.properties", m{"a.pool-size": 1}, m{"a.poolSize": 1}, ""},
		"another spelling inside":           {"application-x.yml", m{"a": m{"pool_size": 1}}, m{"a": m{"poolsize": 1}}, ""},
		"another spelling of another value": {"application.yml", m{"a": m{"pool-size": 1}}, m{"a": m{"poolSize": 2}}, "changed"},
		"a file of another program":         {"settings.yml", m{"a": m{"pool-size": 1}}, m{"a": m{"poolSize": 1}}, "misspelt"},
	} {
		t.Run(name, func(t *testing.T) {
			file := func(root m) snapshot.Resource {
				r := res("file", c.file, root)
				r.Collector = "files"
				return r
			}
			got := ""
			for _, d := range compare(t, snap("staging", file(c.staging)), snap("prod", file(c.prod))).Drifts {
				got += string(d.Kind)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAMisspeltVariableOfAContainerMeetsItsTwinThoughTheValuesDiffer(t *testing.T) {
	with := func(env, name, value string) *snapshot.Snapshot {
		return snap(env, res("Deployment", "api", m{"spec": m{"containers": l{m{"name": "api", "env": l{m{"name": name, "value": value}, m{"name": "PORT", "value": "80"}}}}}}))
	}
	for name, c := range map[string]struct {
		key, value string
		misspelt   bool
	}{
		"another value":         {"GRPC_DEDALINE", "20s", true},
		"the same value":        {"GRPC_DEDALINE", "5s", true},
		"a value of other sort": {"GRPC_DEDALINE", "https://grpc.example", false},
		"another name":          {"GRPC_HEADER", "20s", false},
	} {
		found := false
		for _, d := range compare(t, with("staging", "GRPC_DEADLINE", "5s"), with("prod", c.key, c.value)).Drifts {
			found = found || d.Kind == drift.Misspelt
		}
		if found != c.misspelt {
			t.Errorf("%s: misspelt %v", name, found)
		}
	}
}

func TestAHostOfAnEnvironmentIsNoMisspeltName(t *testing.T) {
	at := func(env, key string) *snapshot.Snapshot {
		return snap(env, res("file", "routes.json", m{key: m{"port": 80, "paths": "/files"}, "z": 1}))
	}
	for name, c := range map[string]struct {
		dev, prod string
		want      int // misspelt keys
	}{
		"a host of one's own":            {"files-api.dev.shop.org", "files.api.shop.org", 0},
		"of another domain":              {"files-api.dev.shop.org", "files.api.mail.org", 0},
		"a host that names nobody":       {"files-api.shop.org", "files.api.shop.org", 1},
		"a property of the environment":  {"files-api.dev.pool_size", "files.api.pool_size", 1},
		"a name of the dev with a slip":  {"dev_filess", "prod_files", 1},
		"a host without the own word, 2": {"files-api.v1.shop.org", "files.api.v1.shop.org", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := 0
			r := compare(t, at("dev", c.dev), at("prod", c.prod))
			for i := range r.Drifts {
				if r.Drifts[i].Kind == drift.Misspelt {
					got++
				}
			}
			if got != c.want {
				t.Errorf("%d misspelt keys, want %d:\n%s", got, c.want, brief(r))
			}
		})
	}
}

func TestSpringReadsSeveralSpellingsOfAVariableAsOne(t *testing.T) {
	pod := func(env, profile, name string) *snapshot.Snapshot {
		return snap(env, res("Deployment", "shop", m{"env": l{m{"name": profile, "value": "web"}, m{"name": name, "value": "http://mail:8080"}}}))
	}
	for name, c := range map[string]struct {
		profile, staging, prod string
		want                   string
	}{
		"another spelling":              {"spring.profiles.active", "web.mailEndpoint", "web.mail-endpoint", ""},
		"in the form of a shell":        {"SPRING_PROFILES_ACTIVE", "WEB_MAILENDPOINT", "web.mail-endpoint", ""},
		"another name":                  {"spring.profiles.active", "web.mail-endpoint", "web.mail-endpoints", "misspelt"},
		"variables of another program":  {"PROFILES", "web.mailEndpoint", "web.mail-endpoint", "misspelt"},
		"of a program with such a word": {"offspring.size", "web.mailEndpoint", "web.mail-endpoint", "misspelt"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, d := range compare(t, pod("staging", c.profile, c.staging), pod("prod", c.profile, c.prod)).Drifts {
				got += string(d.Kind)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
