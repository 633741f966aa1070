package snapshot

import (
	"reflect"
	"testing"
)

func TestAPathIsWrittenAsPeopleReadIt(t *testing.T) {
	for text, path := range map[string]Path{
		"": nil,
		"spec.template.spec.containers[name=api].image": {
			{Name: "spec"},
			{Name: "template"},
			{Name: "spec"},
			{Name: "containers"},
			{Kind: StepElement, Name: "name", Value: "api"},
			{Name: "image"},
		},
		`metadata.labels["app.kubernetes.io/name"]`: {{Name: "metadata"}, {Name: "labels"}, {Name: "app.kubernetes.io/name"}},
		`["odd key"].x`:                {{Name: "odd key"}, {Name: "x"}},
		"args[2]":                      {{Name: "args"}, {Kind: StepIndex, Index: 2}},
		"dnsNames[=shop.example]":      {{Name: "dnsNames"}, {Kind: StepElement, Value: "shop.example"}},
		`data["app.yaml"]:server.port`: {{Name: "data"}, {Name: "app.yaml"}, {Kind: StepInside}, {Name: "server"}, {Name: "port"}},
		`env[name="a]b"]`:              {{Name: "env"}, {Kind: StepElement, Name: "name", Value: "a]b"}},
		"ports[8080]":                  {{Name: "ports"}, {Kind: StepIndex, Index: 8080}},
		`m["8080"].x`:                  nil, // a key of digits needs no quotes: not the printed form
	} {
		got, err := ParsePath(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if text == `m["8080"].x` {
			continue
		}
		if len(got) != len(path) || (len(path) > 0 && !reflect.DeepEqual(got, path)) {
			t.Errorf("%q parsed as %#v", text, got)
		}
		if s := path.String(); s != text {
			t.Errorf("%#v printed as %q, want %q", path, s, text)
		}
	}
}

func TestABrokenPathIsRefusedWithThePlace(t *testing.T) {
	for _, text := range []string{".", "a.", "a..b", "a b", "a[", "a[]", "a[x]", "a[01]", `a["x`, `a["x"`, "a[n=", "a[n=]", "a]", "a[-1]", `a[""=x]`} {
		if p, err := ParsePath(text); err == nil {
			t.Errorf("%q was taken as %#v", text, p)
		}
	}
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"", "a.b", `a["x.y"][0]`, "a[n=v]:b", `a[=1:2].c`, `:a`, `["\u00e9"]`, "a[k=é b]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePath(text)
		if err != nil {
			return
		}
		printed := p.String()
		q, err := ParsePath(printed)
		if err != nil {
			t.Fatalf("%q printed as %q, which does not parse: %v", text, printed, err)
		}
		if !reflect.DeepEqual(p, q) {
			t.Fatalf("%q: %#v != %#v", text, p, q)
		}
	})
}

func FuzzPathOfAnyKeys(f *testing.F) {
	f.Add("spec", "name", "api", 3)
	f.Add("a.b", "", "x]y", 0)
	f.Add("\xff", "k k", "", 7)
	f.Fuzz(func(t *testing.T, key, name, value string, index int) {
		if index < 0 {
			index = -(index + 1)
		}
		p := Path{{Name: key}, {Kind: StepElement, Name: name, Value: value}, {Kind: StepIndex, Index: index}, {Kind: StepInside}, {Name: key}}
		q, err := ParsePath(p.String())
		if err != nil || !reflect.DeepEqual(p, q) {
			t.Fatalf("%#v printed as %q, read as %#v (%v)", p, p.String(), q, err)
		}
	})
}
