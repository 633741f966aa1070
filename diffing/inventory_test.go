package diffing

import (
	"fmt"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestTheSameDriftInEntriesOfOneInventoryIsOneFinding(t *testing.T) {
	file := func(root m) snapshot.Resource {
		r := res("file", "values", root)
		r.Collector = "files"
		return r
	}
	accounts := func(n int, more ...string) m {
		out := m{}
		for i := range n {
			out[fmt.Sprintf("svc-%c", 'a'+i)] = m{"role": "viewer", "note": "n"}
		}
		for _, name := range more {
			out[name] = m{"role": "editor", "note": "m", "until": "2027"}
		}
		return m{"projects": m{"accounts": out}}
	}
	doors := func(n int, more ...m) m {
		out := l{}
		for i := range n {
			out = append(out, m{"name": fmt.Sprintf("door-%c", 'a'+i), "backend": "pool", "mode": "Prevention"})
		}
		for _, d := range more {
			out = append(out, d)
		}
		return m{"doors": out}
	}
	for name, x := range map[string]struct {
		staging, prod m
		want          []string
	}{
		"entries of a map": {
			accounts(8, "zebra", "yak", "xerus"), accounts(8),
			[]string{`extra file/values projects.accounts.xerus {3} <absent> +2`},
		},
		"two are two": {
			accounts(8, "zebra", "yak"), accounts(8),
			[]string{`extra file/values projects.accounts.yak {3} <absent>`, `extra file/values projects.accounts.zebra {3} <absent>`},
		},
		"few entries are settings": {
			accounts(2, "zebra", "yak", "xerus"), accounts(2),
			[]string{`extra file/values projects.accounts.xerus {3} <absent>`, `extra file/values projects.accounts.yak {3} <absent>`, `extra file/values projects.accounts.zebra {3} <absent>`},
		},
		"sections are settings, many as they are": {
			m{"chart": m{"a": m{"on": 1}, "b": m{"host": 1}, "c": m{"size": 1}, "d": m{"port": 1}, "e": m{"tag": 1}, "f": m{"ttl": 1}, "g": m{"user": 1}, "h": m{"path": 1}}},
			m{"chart": m{"a": m{"on": 1}, "b": m{"host": 1}, "c": m{"size": 1}, "d": m{"port": 1}, "e": m{"tag": 1}}},
			[]string{`extra file/values chart.f {1} <absent>`, `extra file/values chart.g {1} <absent>`, `extra file/values chart.h {1} <absent>`},
		},
		"elements of a list": {
			doors(8), doors(8, m{"name": "front", "backend": "b", "mode": "Detection"}, m{"name": "back", "backend": "c", "mode": "Detection"}, m{"name": "side", "backend": "d", "mode": "Detection"}),
			[]string{`missing file/values doors[name=back] <absent> {3} +2`},
		},
		"the same of several entries": {
			doors(8, m{"name": "front", "backend": "b", "mode": "Off", "cookie": "x"}, m{"name": "back", "backend": "c", "mode": "Off", "cookie": "y"}, m{"name": "side", "backend": "d", "mode": "Off", "cookie": "z"}),
			doors(8, m{"name": "front", "backend": "b", "mode": "Off"}, m{"name": "back", "backend": "c", "mode": "Off"}, m{"name": "side", "backend": "d", "mode": "Off"}),
			[]string{`extra file/values doors[name=back].cookie "y" <absent> +2`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, compare(t, snap("staging", file(x.staging)), snap("prod", file(x.prod))), x.want...)
		})
	}
}

func TestOneElementThatSeveralListsLackIsOneFinding(t *testing.T) {
	app := func(name string, clusters ...string) snapshot.Resource {
		list := l{}
		for _, c := range clusters {
			list = append(list, m{"cluster": c, "dir": c})
		}
		return res("ApplicationSet", name, m{"spec": m{"elements": list}})
	}
	r := compare(t,
		snap("staging", app("a", "x", "y"), app("b", "x", "y"), app("c", "y", "x")),
		snap("prod", app("a", "x"), app("b", "x"), app("c", "x")),
	)
	expect(t, r, `extra ApplicationSet/a spec.elements[1] {2} <absent> +2`)
}
