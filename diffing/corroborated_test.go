package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
)

// A name of another environment that all environments have is a leak only if something beside it shows so.
func TestANameThatAllEnvironmentsHaveIsALeakOnlyWithASign(t *testing.T) {
	three := []string{"dev", "staging", "prod"}
	two := []string{"staging", "prod"}
	for name, c := range map[string]struct {
		envs []string
		root func(env string) m
		want string // path of the leak, "" for none
	}{
		"a name that begins as its own names do": {two, func(env string) m {
			return m{"table": "github-repos-" + env + "-state", "thing": "github-repos-staging-lock"}
		}, "thing"},
		"the same without such names":        {two, func(string) m { return m{"thing": "github-repos-staging-lock"} }, ""},
		"what is called after the reference": {two, func(env string) m { return m{"table": "shop-" + env + "-state", "thing": "shop-prod-assets"} }, ""},
		"a sentence": {two, func(env string) m {
			return m{"table": "shop-" + env + "-x", "description": "see shop-staging-x for more of it"}
		}, ""},
		"a reference to a ConfigMap by its name": {two, func(string) m { return m{"envFrom": l{m{"configMapRef": m{"name": "orders-staging"}}}} }, "envFrom[0].configMapRef.name"},
		"a claim":                                {two, func(string) m { return m{"persistentVolumeClaim": m{"claimName": "data-staging"}} }, "persistentVolumeClaim.claimName"},
		"a name that refers to nothing":          {two, func(string) m { return m{"port": m{"name": "x-staging"}} }, ""},
		"an argument of a command":               {two, func(string) m { return m{"args": l{"--bucket=uploads-staging"}} }, "args[0]"},
		"an argument that names no owner":        {two, func(string) m { return m{"args": l{"--title=uploads-staging"}} }, ""},
		"a bucket for mail is a bucket":          {two, func(string) m { return m{"EMAIL_BUCKET": "shop-staging-mail"} }, "EMAIL_BUCKET"},
		"a contact that all share":               {two, func(string) m { return m{"email": "team-staging@shop.example"} }, ""},
		"a contact where others have their own": {three, func(env string) m {
			if env == "prod" {
				env = "staging"
			}
			return m{"channel": "#shop-" + env + "-alerts"}
		}, "channel"},
		"a framework's mode that is another's in the reference": {three, func(env string) m {
			if env == "prod" {
				env = "dev"
			}
			return m{"SPRING_PROFILES_ACTIVE": env}
		}, "SPRING_PROFILES_ACTIVE"},
		"the mode production outside the reference": {three, func(env string) m {
			return m{"NODE_ENV": map[string]string{"dev": "development", "staging": "production", "prod": "production"}[env]}
		}, ""},
		"a plan that is called after an environment": {two, func(string) m { return m{"redis_plan": "redis-staging"} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var r *drift.Result
			if len(c.envs) == 2 {
				r = compare(t, snap(c.envs[0], res("Thing", "x", c.root(c.envs[0]))), snap(c.envs[1], res("Thing", "x", c.root(c.envs[1]))))
			} else {
				r = compare(t, snap(c.envs[0], res("Thing", "x", c.root(c.envs[0]))), snap(c.envs[1], res("Thing", "x", c.root(c.envs[1]))), snap(c.envs[2], res("Thing", "x", c.root(c.envs[2]))))
			}
			got := ""
			for i := range r.Drifts {
				if r.Drifts[i].Kind == drift.Leaked {
					got += r.Drifts[i].Path
				}
			}
			if got != c.want {
				t.Errorf("leaks at %q, want %q:\n%s", got, c.want, brief(r))
			}
		})
	}
}
