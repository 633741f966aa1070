package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestArgumentsGoWithTheMajorVersionOfTheirModule(t *testing.T) {
	cache := func(ref string, more m) m {
		root := m{"source": "github.com/shop/modules//cache?ref=" + ref, "name": "cache"}
		for k, v := range more {
			root[k] = v
		}
		return root
	}
	for name, x := range map[string]struct {
		dev, staging, prod m
		want               []string
	}{
		"an upgrade renames an argument": {
			cache("v2.0", m{"space_id": "a"}), cache("v1.4", m{"space": "a"}), cache("v1.4", m{"space": "a"}),
			[]string{`changed module/cache source "github.com/shop/modules//cache?ref=v2.0" "github.com/shop/modules//cache?ref=v1.4" "github.com/shop/modules//cache?ref=v1.4" +2`},
		},
		"a minor version explains nothing": {
			cache("v1.5", m{"space_id": "a"}), cache("v1.4", nil), cache("v1.4", nil),
			[]string{
				`changed module/cache source "github.com/shop/modules//cache?ref=v1.5" "github.com/shop/modules//cache?ref=v1.4" "github.com/shop/modules//cache?ref=v1.4"`,
				`extra module/cache space_id "a" <absent> <absent>`,
			},
		},
		"one of the old version has it too": {
			cache("v2.0", m{"space_id": "a"}), cache("v1.4", m{"space_id": "a"}), cache("v1.4", nil),
			[]string{
				`changed module/cache source "github.com/shop/modules//cache?ref=v2.0" "github.com/shop/modules//cache?ref=v1.4" "github.com/shop/modules//cache?ref=v1.4"`,
				`extra module/cache space_id "a" "a" <absent>`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			at := func(env string, root m) *snapshot.Snapshot { return tfSnap(env, tf("module", "cache", root)) }
			r := compare(t, at("dev", x.dev), at("staging", x.staging), at("prod", x.prod))
			expect(t, r, x.want...)
			for i := range r.Drifts {
				for k := range r.Drifts[i].Places {
					own := r.Drifts[i].Places[k].Own
					if own == nil || own.Kind == r.Drifts[i].Kind || len(own.Places) > 0 {
						t.Errorf("a place of another kind than its head lost it: %+v", own)
					}
				}
			}
		})
	}
}

func TestAnExpressionGoesWithWhatItRefersTo(t *testing.T) {
	policies := func(text string) m { return m{"policies": expr(text)} }
	const two, one = "${merge(local.base, {cache = module.cache.arn})}", "${merge(local.base)}"
	cache := func(on bool) m {
		if on {
			return m{"name": "cache", "with_role": true}
		}
		return m{"name": "cache"}
	}
	for name, x := range map[string]struct {
		text [2]string
		on   bool
		want int
	}{
		"a switch makes one more":               {[2]string{two, one}, true, 1},
		"without a switch":                      {[2]string{two, one}, false, 1},
		"behind other braces":                   {[2]string{"${merge({a = local.a}, {cache = module.cache.arn})}", "${merge({a = local.a})}"}, true, 1},
		"a key in quotes is the same":           {[2]string{`${merge({"cache" = module.cache.arn})}`, "${merge({})}"}, true, 1},
		"a text in quotes is":                   {[2]string{`${merge(module.cache.arn, "a")}`, `${merge("b")}`}, true, 2},
		"the other way round":                   {[2]string{one, two}, true, 2},
		"a number differs too":                  {[2]string{"${merge(module.cache.arn, 3)}", "${merge(5)}"}, true, 2},
		"something else is referred to as well": {[2]string{"${merge(module.cache.arn, module.mail.arn)}", one}, true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, tfSnap("staging", tf("module", "role", policies(x.text[0])), tf("module", "cache", cache(x.on))),
				tfSnap("prod", tf("module", "role", policies(x.text[1])), tf("module", "cache", cache(false))))
			if len(r.Drifts) != x.want {
				t.Errorf("want %d: %s", x.want, brief(r))
			}
			if x.on && x.want == 1 && (len(r.Drifts[0].Places) != 1 || r.Drifts[0].Places[0].Own == nil || r.Drifts[0].Places[0].Own.Kind != drift.Changed) {
				t.Errorf("got %s", brief(r))
			}
		})
	}
}

// A policy exists because of a switch, and the switch because of its module's version. The result is the same on each run.
func TestACauseOfACauseIsOneCause(t *testing.T) {
	at := func(env, ref string, more m, text string) *snapshot.Snapshot {
		root := m{"source": "github.com/shop/modules//cache?ref=" + ref, "name": "cache"}
		for k, v := range more {
			root[k] = v
		}
		return tfSnap(env, tf("module", "cache", root), tf("module", "role", m{"policies": expr(text)}))
	}
	for range 50 {
		r := compare(t, at("staging", "v2.0", m{"enable_role": true, "space": "a"}, "${merge(local.base, {cache = module.cache.arn})}"),
			at("prod", "v1.4", nil, "${merge(local.base)}"))
		expect(t, r, `changed module/cache source "github.com/shop/modules//cache?ref=v2.0" "github.com/shop/modules//cache?ref=v1.4" +3`)
	}
}
