package diffing

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// Two spellings that a program reads as one value are no difference. Two that it reads as two values are one.
func TestValuesAreComparedAsTheirReaderTakesThem(t *testing.T) {
	args := func(list ...any) snapshot.Resource {
		return res("Deployment", "x", m{"spec": m{"template": m{"spec": m{"containers": l{m{"name": "x", "args": list}}}}}})
	}
	flag := func(targeting m) snapshot.Resource {
		r := res("flag", "x", m{"targeting": targeting})
		r.Collector = "featureflags"
		return r
	}
	for name, c := range map[string]struct {
		staging, prod snapshot.Resource
		want          int
	}{
		"flags in another order":                     {args("--a=1", "--b", "--c=2"), args("--c=2", "--a=1", "--b"), 0},
		"words in another order":                     {args("migrate", "serve"), args("serve", "migrate"), 1},
		"flags with their value in the next element": {args("--a", "1", "--b", "2"), args("--b", "1", "--a", "2"), 1},
		"flags of another value":                     {args("--a=1", "--b=2"), args("--b=2", "--a=3"), 1},
		"weights of one share": {
			flag(m{"fractional": l{m{"var": "u"}, l{"on", 10}, l{"off", 90}}}), flag(m{"fractional": l{m{"var": "u"}, l{"on", 1}, l{"off", 9}}}), 0,
		},
		"no weights, and equal weights": {
			flag(m{"fractional": l{m{"var": "u"}, l{"on"}, l{"off"}}}), flag(m{"fractional": l{m{"var": "u"}, l{"on", 50}, l{"off", 50}}}), 0,
		},
		"a list that is looked into, in another order": {
			flag(m{"if": l{m{"in": l{m{"var": "c"}, l{"NO", "SE"}}}, "a", "b"}}), flag(m{"if": l{m{"in": l{m{"var": "c"}, l{"SE", "NO"}}}, "a", "b"}}), 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, snap("staging", c.staging), snap("prod", c.prod))
			if len(r.Drifts) != c.want {
				t.Errorf("%d drifts, want %d:\n%s", len(r.Drifts), c.want, brief(r))
			}
		})
	}
	r := compare(t, snap("staging", flag(m{"fractional": l{m{"var": "u"}, l{"on", 10}, l{"off", 90}}})), snap("prod", flag(m{"fractional": l{m{"var": "u"}, l{"on", 50}, l{"off", 50}}})))
	if len(r.Drifts) == 0 {
		t.Error("another share is no difference")
	}
}

func TestNOIsFalseForOneReaderAndTextForAnother(t *testing.T) {
	for name, c := range map[string]struct {
		staging, prod any
		want          string
	}{
		"quoted here and not there": {"NO", false, "type-changed"},
		"a letter":                  {true, "y", "type-changed"},
		"the same switch as text":   {"false", false, ""},
		"another switch as text":    {"true", false, "changed"},
		"two words":                 {"NO", "SE", "changed"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, d := range compare(t, snap("staging", res("ConfigMap", "x", m{"data": m{"COUNTRY": c.staging}})), snap("prod", res("ConfigMap", "x", m{"data": m{"COUNTRY": c.prod}}))).Drifts {
				got += string(d.Kind)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTextAndNumberOfOneSpellingAreTwoValuesWhereANumberIsReadOtherwise(t *testing.T) {
	file := func(value any) snapshot.Resource {
		r := res("file", "values.yaml", m{"python_version": value})
		r.Collector = "files"
		return r
	}
	for name, c := range map[string]struct {
		staging, prod any
		want          string
	}{
		"a version":        {"3.10", jsonNumber("3.10"), "type-changed"},
		"a postcode":       {"01234", jsonNumber("01234"), "type-changed"},
		"quotes on both":   {"3.10", "3.10", ""},
		"quotes on none":   {jsonNumber("3.10"), jsonNumber("3.10"), ""},
		"the same letters": {"8080", jsonNumber("8080"), ""},
	} {
		got := ""
		for _, d := range compare(t, snap("staging", file(c.staging)), snap("prod", file(c.prod))).Drifts {
			if d.Kind != "equivalent" {
				got += string(d.Kind)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
