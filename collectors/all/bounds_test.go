package all_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// doubling is n lines, each of which names the one before twice; the verbs are the line's number, and twice that of the one before.
func doubling(first, line string, n int) string {
	out := first
	for i := range n {
		out += fmt.Sprintf(line, i+1, i, i)
	}
	return out
}

// bomb is a YAML text whose aliases stand for a billion values.
func bomb() string {
	out := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 9 {
		out += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	return out
}

// manyServices is n services of a compose file that share an env file.
func manyServices(n int) string {
	out := ""
	for i := range n {
		out += fmt.Sprintf("  s%d: {image: x, env_file: a.env}\n", i)
	}
	return out
}

// circle is n properties of a pom.xml, each of which names all others.
func circle(n int) string {
	out := ""
	for i := range n {
		out += fmt.Sprintf("<p%d>", i)
		for k := range n {
			if k != i {
				out += fmt.Sprintf("${p%d}", k)
			}
		}
		out += fmt.Sprintf("</p%d>", i)
	}
	return out
}

func indented(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n"+by) + "\n"
}

// greedy are sources that make much of little text, and what is said of each.
func greedy() map[string]struct {
	stranger
	want string
} {
	type source = struct {
		stranger
		want string
	}
	out := map[string]source{}
	overlay := func(name, text, want string, files map[string]string) {
		all := map[string]string{"k/kustomization.yaml": "resources: [app.yaml]\n" + text, "k/app.yaml": deploymentOf}
		for file, text := range files {
			all["k/"+file] = text
		}
		out["kustomize: "+name] = source{stranger{"kubernetes", `kustomize = "k"`, all}, want}
	}
	const aliases, copies = "aliases stand for more than", "copies of parts of objects"
	overlay("aliases in the kustomization", "commonAnnotations:\n"+indented(bomb(), "  "), aliases, nil)
	overlay("aliases in a patch", "patches: [{path: p.yaml}]\n", aliases, map[string]string{"p.yaml": deploymentOf + bomb()})
	overlay("aliases in a patch of another name", "patches: [{path: p.txt}]\n", aliases, map[string]string{"p.txt": deploymentOf + bomb()})
	overlay("aliases in a patch written out", "patches:\n- patch: |\n"+indented(deploymentOf+bomb(), "    "), aliases, nil)
	overlay("aliases in an object without an ending", "", aliases, map[string]string{"kustomization.yaml": "resources: [app]\n", "app": deploymentOf + bomb()})
	overlay("aliases in operations", "patches: [{path: p, target: {kind: Deployment}}]\n", aliases, map[string]string{"p": "- op: add\n  path: /x\n  value:\n" + indented(bomb(), "    ")})
	overlay("copies into itself", "patches:\n- target: {kind: Deployment}\n  patch: |\n"+doubling("    - {op: add, path: /spec/x, value: {a: x}}\n", "    - {op: copy, from: /spec/x, path: /spec/x/k%[1]d}\n", 40), copies, nil)
	replaced := doubling("", "- source: {kind: Deployment, name: a, fieldPath: spec}\n  targets: [{select: {kind: Deployment}, fieldPaths: [spec.x%[1]d], options: {create: true}}]\n", 40)
	overlay("replacements into their source", "replacements:\n"+replaced, copies, nil)
	overlay("replacements of a file", "replacements: [{path: r.yaml}]\n", copies, map[string]string{"r.yaml": replaced})
	overlay("replacements of a plugin", "transformers: [t.yaml]\n", copies, map[string]string{"t.yaml": "apiVersion: builtin\nkind: ReplacementTransformer\nmetadata: {name: x}\nreplacements:\n" + replaced})

	compose := func(name, text, want string, files map[string]string) {
		all := map[string]string{"c/compose.yaml": text}
		for file, text := range files {
			all["c/"+file] = text
		}
		out["compose: "+name] = source{stranger{"envvars", `compose = "c/compose.yaml"`, all}, want}
	}
	compose("aliases", indented(bomb(), "")+"services: {a: {image: x, command: *a9}}\n", "aliases that expand to more than", nil)
	compose("ports", "services: {a: {image: x, ports: ['1-65535:1-65535']}}\n", "publishes 65535 ports", nil)
	compose("ports of a variable", "services: {a: {image: x, ports: ['${P}:${P}']}}\n", "publishes 65535 ports", map[string]string{".env": "P=1-65535\n"})
	compose("variables", "services: {a: {image: '${A60}'}}\n", "references multiply", map[string]string{".env": doubling("A0=xxxxxxxxxx\n", "A%d=${A%d}${A%d}\n", 60)})

	for _, dialect := range []string{"compose", "vite", "ruby", "python", "shell"} {
		out["variables of "+dialect] = source{stranger{"envvars", "file = \"a.env\"\ndialect = \"" + dialect + "\"", map[string]string{"a.env": doubling("A0=xxxxxxxxxx\n", "A%d=${A%d}${A%d}\n", 60)}}, "references multiply"}
		many := "A=" + strings.Repeat("x", 60_000) + "\nB=${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}\n"
		for i := range 100 {
			many += fmt.Sprintf("C%d=${B}\n", i)
		}
		out["variables of many lines of "+dialect] = source{stranger{"envvars", "file = \"a.env\"\ndialect = \"" + dialect + "\"", map[string]string{"a.env": many}}, "references multiply"}
	}

	variable := doubling("A0=xxxxxxxxxx\n", "A%d=${A%d}${A%d}\n", 60)
	wide := func(ref string, times, lines int) string {
		out := ""
		for i := range lines {
			out += fmt.Sprintf("      V%d: '%s'\n", i, strings.Repeat(ref, times))
		}
		return out
	}
	big := map[string]string{".env": "BIG=" + strings.Repeat("x", 60_000) + "\n"}
	compose("variables of an env file", "services: {a: {image: x, env_file: a.env}}\n", "references multiply", map[string]string{"a.env": variable})
	compose("variables of the env file of an include", "include: [{path: b.yaml, env_file: a.env}]\n", "references multiply", map[string]string{"a.env": variable, "b.yaml": "services: {b: {image: x}}\n"})
	compose("variables of two env files", "services: {a: {image: x, env_file: [a.env, b.env]}}\n", "references multiply", map[string]string{
		"a.env": doubling("A0=xxxxxxxxxx\n", "A%d=${A%d}${A%d}\n", 14), "b.env": "B=" + strings.Repeat("${A14}", 100) + "\n",
	})
	compose("an env file of many services", "services:\n"+manyServices(150), "references multiply", map[string]string{"a.env": "A=" + strings.Repeat("x", 500_000) + "\n"})
	compose("one value of many references", "services:\n  a:\n    image: x\n    environment:\n"+wide("${BIG}", 1000, 1), "references multiply", big)
	compose("many values of some references", "services:\n  a:\n    image: x\n    environment:\n"+wide("${BIG}", 10, 100), "references multiply", big)
	compose("many values of defaults", "services:\n  a:\n    image: x\n    environment:\n"+wide("${NONE:-${BIG}}", 10, 100), "references multiply", big)
	compose("labels of many references", "services:\n  a:\n    image: x\n    labels:\n"+wide("${BIG}", 10, 100), "references multiply", big)

	hocon := func(name, text string) {
		out["files: HOCON, "+name] = source{stranger{"files", `path = "application.conf"`, map[string]string{"application.conf": text}}, "substitutions multiply"}
	}
	hocon("values", doubling("a0 = xxxxxxxxxx\n", "a%d = ${a%d}${a%d}\n", 60))
	hocon("values of objects", doubling("a0.v = xxxxxxxxxx\n", "a%d { v = \"${a%d.v} ${a%d.v}\" }\n", 60)+doubling("b0.v = xxxxxxxxxx\n", "b%d.v = ${b%d.v} ${b%d.v}\n", 60))
	hocon("values in lists", doubling("a0 = xxxxxxxxxx\n", "a%[1]d = ${a%[2]d}${a%[2]d}\n", 16)+"l = ["+strings.Repeat("${a16}, ", 1000)+"]\n")
	hocon("many values of some", doubling("a0 = xxxxxxxxxx\n", "a%[1]d = ${a%[2]d}${a%[2]d}\n", 14)+doubling("", "b%[1]d = ${a14}\n", 1000))
	hocon("objects", doubling("a0 { x = 1, y = 2 }\n", "a%[1]d = ${a%[2]d} { l%[1]d = 1 }\n", 1000))
	hocon("lists in objects", "l { l = ["+strings.Repeat("1,", 3000)+"] }\n"+doubling("", "o%[1]d = ${l} { x = 1 }\n", 200))

	pom := func(name, properties, version string, files map[string]string) {
		all := map[string]string{"m/pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>b</artifactId><version>1</version>" + properties +
			"<dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>" + version + "</version></dependency></dependencies></project>"}
		for file, text := range files {
			all[file] = text
		}
		out["dependencies: pom.xml, "+name] = source{stranger{"dependencies", `path = "m"`, all}, "properties multiply"}
	}
	doubled := doubling("<p0>xxxxxxxxxx</p0>", "<p%d>${p%d}${p%d}</p%[1]d>", 40)
	pom("properties", "<properties>"+doubled+"</properties>", "${p40}", nil)
	pom("properties of nothing", "<properties>"+strings.Replace(doubled, "xxxxxxxxxx", "", 1)+"</properties>", "${p40}", nil)
	pom("properties of a profile", "<profiles><profile><activation><activeByDefault>true</activeByDefault></activation><properties>"+doubled+"</properties></profile></profiles>", "${p40}", nil)
	pom("properties of a parent", "<parent><groupId>a</groupId><artifactId>p</artifactId><version>1</version><relativePath>up/pom.xml</relativePath></parent>", "${p40}", map[string]string{
		"m/up/pom.xml": "<project><groupId>a</groupId><artifactId>p</artifactId><version>1</version><packaging>pom</packaging><properties>" + doubled + "</properties></project>",
	})
	pom("properties that name one another in a circle", "<properties>"+circle(24)+"</properties>", "${p0}", nil)

	chart := func(name, text, want string) {
		out["helm: "+name] = source{stranger{"helm", "chart = \"h\"\nvalues = \"h/values.yaml\"", map[string]string{
			"h/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "h/values.yaml": "a: 1\nmany: 2000000000\n",
			"h/templates/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: h}\ndata: {A: '" + text + "'}\n",
		}}, want}
	}
	const makes = "makes more than a chart holds"
	chart("loops in loops", "{{ range until 100000 }}{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}{{ end }}", makes)
	chart("a long loop", "{{ range until (int .Values.many) }}{{ end }}", makes)
	chart("steps", "{{ range untilStep 0 2000000000 1 }}{{ end }}", makes)
	chart("a sequence", "{{ seq 1 1 2000000000 }}", makes)
	chart("repeat", "{{ repeat 2000000000 `x` }}", makes)
	chart("repeat beyond any memory", "{{ repeat 900000000000000 `x` }}", makes)
	chart("random text", "{{ randAlphaNum 2000000000 }}", makes)
	chart("random bytes", "{{ randBytes 2000000000 }}", makes)
	chart("indent", "{{ indent 2000000000 `x` }}", makes)
	chart("printf", "{{ printf `%999999999s` `x` }}", "printf with a width")
	chart("printf with a computed width", "{{ printf `%*s` 999999999 `x` }}", "printf with a width")
	chart("text that doubles", "{{ $x := `xxxxxxxxxx` }}"+strings.Repeat("{{ $x = print $x $x }}", 60), makes)
	chart("text that doubles in a format", "{{ $x := `xxxxxxxxxx` }}"+strings.Repeat("{{ $x = printf `%s%s` $x $x }}", 60), makes)
	chart("lists that double", "{{ $x := list 1 2 }}"+strings.Repeat("{{ $x = concat $x $x }}", 60), makes)
	chart("lists in lists", "{{ $x := list 1 2 }}"+strings.Repeat("{{ $x = list $x $x }}", 60)+"{{ toJson $x }}", makes)
	chart("replace", "{{ $x := repeat 10000 `a` }}{{ replace `a` $x $x }}", makes)
	chart("regexReplaceAll", "{{ $x := repeat 10000 `a` }}{{ regexReplaceAll `a` $x $x }}", makes)
	chart("a map in itself", "{{ $d := dict }}{{ $_ := set $d `a` $d }}{{ print $d }}", "puts a map into itself")
	chart("a map in one that it holds", "{{ $d := dict }}{{ $e := dict `d` $d }}{{ $_ := set $d `e` (list $e) }}{{ print $d }}", "puts a map into itself")
	chart("a map merged into itself", "{{ $d := dict }}{{ $_ := merge $d (dict `d` $d) }}{{ print $d }}", "puts a map into itself")
	chart("a template that calls itself", "{{ define `f` }}{{ include `f` . }}{{ end }}{{ include `f` . }}", "does not render")

	code := func(name, text, want string) {
		out["terraform: "+name] = source{stranger{"terraform", `config = "t"`, map[string]string{"t/main.tf": "locals {\n  s = \"" + strings.Repeat("a", 100_000) + "\"\n}\nresource \"a\" \"b\" {\n  v = " + text + "\n}\n", "t/bomb.yaml": bomb()}}, want}
	}
	const evaluated = "an expression is not evaluated"
	code("loops in loops", "[for a in range(1000): [for b in range(1000): [for c in range(1000): a]]]", evaluated)
	code("join", "join(local.s, range(1000))", evaluated)
	code("aliases", `yamldecode(file("bomb.yaml"))`, "yamldecode of a text whose aliases")
	code("deep lists", strings.Repeat("[", 1000)+strings.Repeat("]", 1000), "nested more than 200 levels deep")
	code("splats", "local.s"+strings.Repeat("[*]", 3000), "nested too deep")
	code("a text of many parts", `"`+strings.Repeat("%[1]s", 50_000)+`"`, "a text of too many parts")
	out["terraform: defaults"] = source{stranger{"terraform", `config = "t"`, map[string]string{"t/main.tf": "variable \"v\" {\n  type = list(object({ a = optional(list(string), [" +
		strings.Repeat(`"x",`, 1000) + "]) }))\n  default = [" + strings.Repeat("{},", 1000) + "]\n}\n"}}, "its defaults fill in"}

	out["files: aliases"] = source{stranger{"files", `path = "a.yaml"`, map[string]string{"a.yaml": bomb()}}, "aliases that expand to more than"}
	out["files: deep"] = source{stranger{"files", `path = "a.json"`, map[string]string{"a.json": strings.Repeat("[", 100_000)}}, "nested"}
	out["files: loops in loops"] = source{stranger{"files", `path = "a.hcl"`, map[string]string{"a.hcl": "v = [for a in [" + strings.Repeat("1,", 1000) + "]: [for b in [" + strings.Repeat("1,", 1000) + "]: a]]\n"}}, evaluated}
	return out
}

// TestWhatMakesMuchOfLittleTextIsAGap reads sources that would fill the memory or never end. The test ends, which is half of what it holds;
// the outcome names what was not read, which is the other half.
func TestWhatMakesMuchOfLittleTextIsAGap(t *testing.T) {
	for name, s := range greedy() {
		t.Run(name, func(t *testing.T) {
			repo := layStranger(t, t.TempDir(), s.stranger, "", "")
			r := collectOne(t, repo, s.typ, s.config)
			if r.Outcome.Status == snapshot.Complete || !strings.Contains(r.Outcome.Error, s.want) {
				t.Errorf("%s: %.600s\nwant %q", r.Outcome.Status, r.Outcome.Error, s.want)
			}
			if text := collectortest.Bytes(t, r); len(text) > bounds.ExpandedFile+1<<20 { // the values that are read up to the bound, and their names
				t.Errorf("%d MB came of it", len(text)>>20)
			}
		})
	}
}
