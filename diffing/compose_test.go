package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestServicesOfComposeProjectsMeet(t *testing.T) {
	service := func(name string, root m) snapshot.Resource {
		r := res(snapshot.KindService, name, root)
		r.Collector = "envvars"
		return r
	}
	variables := func(name string) snapshot.Resource {
		r := res(snapshot.KindEnvironment, name, m{"PORT": "1"})
		r.Collector = "envvars"
		return r
	}
	at := func(env string, list ...snapshot.Resource) *snapshot.Snapshot {
		s := snap(env, list...)
		s.Outcomes = []snapshot.Outcome{{Collector: "envvars", Status: snapshot.Complete}}
		return s
	}
	mount := func(target, source string) m { return m{"target": target, "source": source, "type": "bind"} }
	t.Run("a default is no difference", func(t *testing.T) {
		expect(t, compare(t, at("staging", service("web", m{"image": "a", "restart": "no", "read_only": false})), at("prod", service("web", m{"image": "a"}))))
	})
	t.Run("anything else is one", func(t *testing.T) {
		expect(t, compare(t, at("staging", service("web", m{"image": "a", "restart": "always"})), at("prod", service("web", m{"image": "a"}))), `extra service/web restart "always" <absent>`)
	})
	t.Run("volumes are two if they are mounted in two places", func(t *testing.T) {
		expect(t, compare(t, at("staging", service("web", m{"volumes": l{mount("/app", "."), mount("/etc/x", "./x")}})), at("prod", service("web", m{"volumes": l{mount("/etc/x", "./x")}}))),
			`extra service/web volumes[target=/app] {3} <absent>`)
	})
	t.Run("a service and its variables are missing for one cause", func(t *testing.T) {
		expect(t, compare(t, at("staging", service("web", m{"image": "a"}), variables("web"), service("mail", m{"image": "b"}), variables("mail")), at("prod", service("web", m{"image": "a"}), variables("web"))),
			`extra environment/mail  {1} <absent> +1`)
	})
	t.Run("where no compose project was read, none of its services is missing", func(t *testing.T) {
		r := compare(t, at("staging", service("web", m{"image": "a"}), variables("web")), at("prod", variables("web")))
		for i := range r.Drifts {
			if r.Drifts[i].Sides[1].State == drift.AbsentState {
				t.Error(brief(r))
			}
		}
	})
}
