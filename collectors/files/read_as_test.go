package files_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/files"
	"github.com/envparity/envparity/snapshot"
)

// said writes a tree on one line.
func said(n *snapshot.Node) string {
	var b strings.Builder
	switch n.Kind {
	case snapshot.Map:
		for i := range n.Children {
			b.WriteString(" " + n.Children[i].Key + "=" + said(&n.Children[i]))
		}
		return "{" + strings.TrimPrefix(b.String(), " ") + "}"
	case snapshot.List:
		for i := range n.Children {
			b.WriteString(" " + said(&n.Children[i]))
		}
		return "[" + strings.TrimPrefix(b.String(), " ") + "]"
	}
	return n.Text
}

func TestDocumentsHoldUnderTheirProfiles(t *testing.T) {
	on := func(expression, rest string) string {
		return "---\nspring:\n  config:\n    activate:\n      on-profile: " + expression + "\n" + rest
	}
	for name, c := range map[string]struct{ text, want string }{
		"a document over those above it":         {"a: 1\nb: 1\n" + on("prod", "a: 2\n") + on("dev", "a: 3\n"), "{a=2 b=1}"},
		"the last one counts":                    {on("prod", "a: 1\nl: [1, 2]\n") + on("prod", "a: 2\nl: [3]\n"), "{a=2 l=[3]}"},
		"maps are merged":                        {"m:\n  a: 1\n  b: 1\n" + on("prod", "m:\n  b: 2\n"), "{m={a=1 b=2}}"},
		"one of several profiles":                {"a: 1\n" + on(`"dev | prod"`, "a: 2\n"), "{a=2}"},
		"a list of profiles":                     {"a: 1\n" + on("[dev, prod]", "a: 2\n"), "{a=2}"},
		"profiles with commas":                   {"a: 1\n" + on(`"dev,prod"`, "a: 2\n"), "{a=2}"},
		"all but one":                            {"a: 1\n" + on(`"!dev"`, "a: 2\n"), "{a=2}"},
		"not this one":                           {"a: 1\n" + on(`"!prod"`, "a: 2\n"), "{a=1}"},
		"two at once":                            {"a: 1\n" + on(`"prod & cloud"`, "a: 2\n"), "{a=1}"},
		"parentheses":                            {"a: 1\n" + on(`"prod & (cloud | !test)"`, "a: 2\n"), "{a=2}"},
		"before Spring Boot 2.4":                 {"a: 1\n---\nspring:\n  profiles: prod\na: 2\n", "{a=2}"},
		"in one word":                            {"a: 1\n---\nspring.config.activate.on-profile: prod\na: 2\n", "{a=2}"},
		"other settings of Spring stay":          {"spring:\n  x: 1\n" + on("prod", "a: 2\n"), "{a=2 spring={x=1}}"},
		"spring.profiles with settings below it": {"spring:\n  profiles:\n    active: dev\n" + on("prod", "a: 2\n"), "{a=2 spring={profiles={active=dev}}}"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "application.yml", c.text)
			r := collectortest.Collect(t.Context(), t, files.Type(), dir, "path = \"application.yml\"\nprofile = \"prod\"")
			if len(r.Resources) != 1 || r.Outcome.Status != snapshot.Complete {
				t.Fatalf("%+v", r)
			}
			if got := said(r.Resources[0].Tree()); got != c.want || r.Resources[0].Name != "application.yml" {
				t.Errorf("%s: %s, want %s", r.Resources[0].Name, got, c.want)
			}
		})
	}
	dir := t.TempDir()
	write(t, dir, "application.yml", on("dev", "a: 1\n"))
	if r := collectortest.Collect(t.Context(), t, files.Type(), dir, "path = \"application.yml\"\nprofile = \"prod\""); r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, `no document of it holds under the profile "prod"`) {
		t.Errorf("%+v", r.Outcome)
	}
}

func TestAKeyChoosesAnElement(t *testing.T) {
	const text = "spec:\n  generators:\n  - git: {repo: x}\n  - matrix:\n      generators:\n      - list:\n          elements:\n          - env: dev\n            url: a\n          - env: prod.eu\n            url: b\n"
	for key, want := range map[string]string{
		"spec.generators.matrix.generators.list.elements[env=dev]":     "{env=dev url=a}",
		"spec.generators.matrix.generators.list.elements[env=prod.eu]": "{env=prod.eu url=b}",
		"spec.generators.git": "{repo=x}",
		"spec.generators.matrix.generators.list.elements[env=qa]": "",
		"spec.generators.none": "",
	} {
		dir := t.TempDir()
		write(t, dir, "apps.yaml", text)
		r := collectortest.Collect(t.Context(), t, files.Type(), dir, "path = \"apps.yaml\"\nkey = \""+key+"\"")
		if (want == "") != (r.Outcome.Status == snapshot.Failed) {
			t.Errorf("%s: %+v", key, r.Outcome)
		}
		if want != "" && (len(r.Resources) != 1 || said(r.Resources[0].Tree()) != want) {
			t.Errorf("%s: %+v", key, r.Resources)
		}
	}
}

func TestATransformIsApplied(t *testing.T) {
	const base = `<configuration><add key="a" value="1"/><add key="b" value="2"/><web debug="true" mode="x"><inner n="1"/></web><gone x="1"/></configuration>`
	for name, c := range map[string]struct{ elements, want string }{
		"attributes of the element that a key names":    {`<add key="a" value="9" xdt:Transform="SetAttributes" xdt:Locator="Match(key)"/>`, `{configuration={add=[{key=a value=9} {key=b value=2}] gone={x=1} web={debug=true inner={n=1} mode=x}}}`},
		"one attribute of those that are given":         {`<add key="a" value="9" more="m" xdt:Transform="SetAttributes(value)" xdt:Locator="Match(key)"/>`, `{configuration={add=[{key=a value=9} {key=b value=2}] gone={x=1} web={debug=true inner={n=1} mode=x}}}`},
		"an attribute is removed":                       {`<web xdt:Transform="RemoveAttributes(debug)"/>`, `{configuration={add=[{key=a value=1} {key=b value=2}] gone={x=1} web={inner={n=1} mode=x}}}`},
		"an element is removed":                         {`<gone xdt:Transform="Remove"/>`, `{configuration={add=[{key=a value=1} {key=b value=2}] web={debug=true inner={n=1} mode=x}}}`},
		"one of two is removed":                         {`<add xdt:Transform="Remove" xdt:Locator="Condition(@key='a')"/>`, `{configuration={add={key=b value=2} gone={x=1} web={debug=true inner={n=1} mode=x}}}`},
		"all of them are removed":                       {`<add xdt:Transform="RemoveAll"/>`, `{configuration={gone={x=1} web={debug=true inner={n=1} mode=x}}}`},
		"an element is inserted":                        {`<add key="c" value="3" xdt:Transform="Insert"/>`, `{configuration={add=[{key=a value=1} {key=b value=2} {key=c value=3}] gone={x=1} web={debug=true inner={n=1} mode=x}}}`},
		"an element that is missing":                    {`<add key="c" value="3" xdt:Transform="InsertIfMissing" xdt:Locator="Match(key)"/><add key="a" value="9" xdt:Transform="InsertIfMissing" xdt:Locator="Match(key)"/>`, `{configuration={add=[{key=a value=1} {key=b value=2} {key=c value=3}] gone={x=1} web={debug=true inner={n=1} mode=x}}}`},
		"an element is replaced with all that is in it": {`<web mode="y" xdt:Transform="Replace"><other n="2"/></web>`, `{configuration={add=[{key=a value=1} {key=b value=2}] gone={x=1} web={mode=y other={n=2}}}}`},
		"an element further in":                         {`<web><inner n="7" xdt:Transform="SetAttributes"/></web>`, `{configuration={add=[{key=a value=1} {key=b value=2}] gone={x=1} web={debug=true inner={n=7} mode=x}}}`},
		"an element that is not there":                  {`<none xdt:Transform="Remove"/>`, `{configuration={add=[{key=a value=1} {key=b value=2}] gone={x=1} web={debug=true inner={n=1} mode=x}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "Web.config", base)
			write(t, dir, "Web.Staging.config", `<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">`+c.elements+`</configuration>`)
			r := collectortest.Collect(t.Context(), t, files.Type(), dir, "path = \"Web.Staging.config\"\ndefaults = \"Web.config\"")
			if len(r.Resources) != 1 || r.Outcome.Status != snapshot.Complete {
				t.Fatalf("%+v", r.Outcome)
			}
			if got := said(r.Resources[0].Tree()); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
	dir := t.TempDir()
	write(t, dir, "Web.config", base)
	write(t, dir, "Web.Staging.config", `<configuration xmlns:xdt="x"><web xdt:Transform="Replace" xdt:Locator="XPath(//web)"/></configuration>`)
	if r := collectortest.Collect(t.Context(), t, files.Type(), dir, "path = \"Web.Staging.config\"\ndefaults = \"Web.config\""); r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "XPath(//web) is not supported") {
		t.Errorf("%+v", r.Outcome)
	}
}
