package diffing

import (
	"fmt"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestAReferenceToWhatTheEnvironmentDoesNotHave(t *testing.T) {
	pods := func(label string) m {
		return m{"spec": m{"template": m{"metadata": m{"labels": m{"app": label}}, "spec": m{
			"containers": l{m{"name": "web", "volumeMounts": l{m{"name": "conf", "mountPath": "/etc/web"}}}}, "volumes": l{m{"name": "conf"}, m{"name": "data"}},
		}}}}
	}
	mounts := func(volume string) m {
		return m{"spec": m{"template": m{"spec": m{
			"containers": l{m{"name": "web", "volumeMounts": l{m{"name": volume, "mountPath": "/etc/web"}}}}, "volumes": l{m{"name": "conf"}},
		}}}}
	}
	for name, c := range map[string]struct {
		kind          string
		staging, prod m
		want          string // what prod does not have
	}{
		"a Service's selector":             {"Service", m{"spec": m{"selector": m{"app": "web"}}}, m{"spec": m{"selector": m{"app": "webb"}}}, "pod with app=webb"},
		"a budget's selector":              {"PodDisruptionBudget", m{"spec": m{"selector": m{"matchLabels": m{"app": "web"}}}}, m{"spec": m{"selector": m{"matchLabels": m{"app": "wbe"}}}}, "pod with app=wbe"},
		"a policy's selector":              {"NetworkPolicy", m{"spec": m{"podSelector": m{"matchLabels": m{"app": "web"}}}}, m{"spec": m{"podSelector": m{"matchLabels": m{"app": "weeb"}}}}, "pod with app=weeb"},
		"an autoscaler's target":           {"HorizontalPodAutoscaler", m{"spec": m{"scaleTargetRef": m{"kind": "Deployment", "name": "web"}}}, m{"spec": m{"scaleTargetRef": m{"kind": "Deployment", "name": "webb"}}}, "Deployment webb"},
		"a backend":                        {"Ingress", m{"spec": m{"defaultBackend": m{"service": m{"name": "web"}}}}, m{"spec": m{"defaultBackend": m{"service": m{"name": "web-svc"}}}}, "Service web-svc"},
		"a mount":                          {"StatefulSet", mounts("conf"), mounts("config"), "volume config"},
		"a target that is there":           {"HorizontalPodAutoscaler", m{"spec": m{"scaleTargetRef": m{"kind": "Deployment", "name": "web"}}}, m{"spec": m{"scaleTargetRef": m{"kind": "Deployment", "name": "api"}}}, ""},
		"a kind that was not read":         {"HorizontalPodAutoscaler", m{"spec": m{"scaleTargetRef": m{"kind": "Rollout", "name": "web"}}}, m{"spec": m{"scaleTargetRef": m{"kind": "Rollout", "name": "webb"}}}, ""},
		"a target that no environment has": {"Ingress", m{"spec": m{"defaultBackend": m{"service": m{"name": "a"}}}}, m{"spec": m{"defaultBackend": m{"service": m{"name": "b"}}}}, ""},
		"an expression":                    {"Ingress", m{"spec": m{"defaultBackend": m{"service": m{"name": "web"}}}}, m{"spec": m{"defaultBackend": m{"service": m{"name": "${SERVICE}"}}}}, ""},
		"a selector with expressions":      {"PodDisruptionBudget", m{"spec": m{"selector": m{"matchExpressions": l{m{"key": "a"}}, "matchLabels": m{"app": "web"}}}}, m{"spec": m{"selector": m{"matchExpressions": l{m{"key": "a"}}, "matchLabels": m{"app": "wbe"}}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			env := func(name string, tree m) *snapshot.Snapshot {
				return snap(name, res("Deployment", "web", pods("web")), res("Deployment", "api", pods("api")), res("Service", "web", m{"spec": m{"selector": m{"app": "web"}}}), res(c.kind, "x", tree))
			}
			got := ""
			for _, d := range compare(t, env("staging", c.staging), env("prod", c.prod)).Drifts {
				if x := d.Facts.Dangling["prod"]; x != "" {
					got = x
				}
				if len(d.Facts.Dangling) > 1 {
					t.Error(fmt.Sprint(d.Facts.Dangling))
				}
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
