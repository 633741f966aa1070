package diffing

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestArgumentsThatNameAnotherEnvironmentAreReportedThoughAllHaveThem(t *testing.T) {
	for name, c := range map[string]struct {
		spec m
		want string
	}{
		"a script":          {m{"command": l{"/bin/sh", "-c", "exec /app/server --db-host=db.staging.shop.example --port=8080"}}, "leaked spec.command[2]"},
		"values of a chart": {m{"extraArgs": l{"--kafka-brokers=kafka-0.staging.shop.example:9092", "--log-level=info"}}, "leaked spec.extraArgs[0]"},
		"a hook":            {m{"lifecycle": m{"preStop": m{"exec": m{"command": l{"curl", "-X", "POST", "https://lb.staging.shop.example/drain"}}}}}, "leaked spec.lifecycle.preStop.exec.command[3]"},
		"after its flag":    {m{"args": l{"serve", "--db", "db.staging.shop.example", "--level", "info"}}, "leaked spec.args[2]"},
		"its own":           {m{"args": l{"serve", "--db", "db.prod.shop.example", "--level", "info"}}, ""},
		"a file":            {m{"args": l{"serve", "conf.staging.yaml"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			with := func(env string) *snapshot.Snapshot {
				return snap(env, res("Deployment", "api", m{"metadata": m{"name": "api"}, "spec": c.spec}))
			}
			var got []string
			for _, d := range compare(t, with("staging"), with("prod")).Drifts {
				if d.Sides[1].Word != "" {
					got = append(got, string(d.Kind)+" "+strings.SplitN(d.Path, "=", 2)[0])
				}
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("%q, want %q", s, c.want)
			}
		})
	}
}
