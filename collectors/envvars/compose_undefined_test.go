package envvars_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/envvars"
	"github.com/envparity/envparity/snapshot"
)

func TestAnUndefinedVariableMakesItsOwnValueUnknownAndNoOther(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string // paths of unknown settings of web, with their lines
		known []string // paths of settings that are read
	}{
		"a required variable": {
			map[string]string{"compose.yaml": "services:\n  web:\n    image: shop:${V:?err}\n    restart: always\n"},
			[]string{"image compose.yaml:3"},
			[]string{"restart"},
		},
		"a port": {
			map[string]string{"compose.yaml": "services:\n  web:\n    image: shop\n    ports: ['${PORT}:80']\n"},
			[]string{"ports compose.yaml:4"},
			[]string{"image"},
		},
		"a port beside another": {
			map[string]string{"compose.yaml": "services:\n  web:\n    image: shop\n    ports: ['${PORT}:80', '8443:443']\n"},
			nil,
			[]string{"image", "ports.0.published"},
		},
		"numbers and sizes": {
			map[string]string{"compose.yaml": "services:\n  web:\n    image: shop\n    deploy:\n      replicas: ${N}\n      labels: {a: b}\n    mem_limit: ${MEM}m\n    healthcheck: {test: [CMD, \"true\"], interval: '${T}s'}\n"},
			[]string{"deploy.replicas compose.yaml:5", "mem_limit compose.yaml:7", "healthcheck.interval compose.yaml:8"},
			[]string{"image", "deploy.labels", "healthcheck.test"},
		},
		"below a merge key": {
			map[string]string{"compose.yaml": "x-all: &all\n  restart: always\n  mem_limit: ${MEM}\nservices:\n  web:\n    <<: *all\n    image: shop\n"},
			[]string{"mem_limit compose.yaml:3"},
			[]string{"image", "restart"},
		},
		"in a file that is laid over": {
			map[string]string{"compose.yaml": "services:\n  web:\n    image: shop\n", "compose.over.yaml": "services:\n  web:\n    cpus: ${CPUS}\n"},
			[]string{"cpus compose.over.yaml:3"},
			[]string{"image"},
		},
		"in an included file": {
			map[string]string{"compose.yaml": "include: [a/compose.yaml]\n", "a/compose.yaml": "services:\n  web:\n    image: shop\n    cpus: ${CPUS}\n"},
			[]string{"cpus a/compose.yaml:4"},
			[]string{"image"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			args := `compose = ["compose.yaml"]`
			if c.files["compose.over.yaml"] != "" {
				args = `compose = ["compose.yaml", "compose.over.yaml"]`
			}
			r := collectortest.Collect(t.Context(), t, envvars.Type(), lay(t, c.files), args)
			if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 2 {
				t.Fatalf("%+v", r)
			}
			web := &r.Resources[1]
			for _, w := range c.want {
				path, place, _ := strings.Cut(w, " ")
				n := web.Tree().Get(strings.Split(path, ".")...)
				if n == nil || n.Kind != snapshot.Unknown {
					t.Errorf("%s is %+v, want an unknown value", path, n)
				} else if src := web.SourceOf(n); fmt.Sprintf("%s:%d", src.File, src.Line) != place {
					t.Errorf("%s stands at %s:%d, want %s", path, src.File, src.Line, place)
				}
			}
			if list := web.Tree().Get("ports"); len(c.want) == 0 && list.Flags&snapshot.FlagPartial == 0 {
				t.Errorf("a list without one of its elements is not whole: %+v", list)
			}
			for _, path := range c.known {
				n := web.Tree()
				for step := range strings.SplitSeq(path, ".") {
					if n != nil && n.Kind == snapshot.List {
						n = &n.Children[0]
					} else if n != nil {
						n = n.Child(step)
					}
				}
				if n == nil || n.Kind == snapshot.Unknown {
					t.Errorf("%s is %+v, want it read", path, n)
				}
			}
		})
	}
}

func TestAServiceThatExtendsAnUndefinedValueIsNotWhole(t *testing.T) {
	dir := lay(t, map[string]string{
		"compose.yaml": "services:\n  web:\n    extends: {file: base.yaml, service: base}\n    image: shop\n",
		"base.yaml":    "services:\n  base:\n    restart: always\n    ports: ['${PORT}:80']\n",
	})
	r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, `compose = "compose.yaml"`)
	if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 2 {
		t.Fatalf("%+v", r)
	}
	web := r.Resources[1].Tree()
	if web.Flags&snapshot.FlagPartial == 0 || web.Get("restart") == nil {
		t.Errorf("%+v", web)
	}
}
