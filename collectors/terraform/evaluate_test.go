package terraform

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// expressions are evaluated by OpenTofu and by this package; none needs more than its arguments and the variables of TestExpressions.
const expressions = `
1 + 2 * 3 ; 7 / 2 ; 7 % 4 ; -5 + 1 ; !true ; true && false || true ; 3 > 2 ; "a" == "a" ; 1 == "1" ; [1, 2] == [1, 2] ; null == null ; var.n != 3 ; 1.50 ; 0.1 + 0.2 ; 1e3 ; 100000000000000000000 ; 10 / 3
true ? "y" : "n" ; var.on ? var.s : "z" ; null ; "a${"b"}c" ; "$${x}" ; "%%{x}" ; "a\tb\n\"" ; "\u00e9" ; "x ${var.n} y ${true}" ; "%{ if var.on }yes%{ else }no%{ endif }" ; "%{ for x in var.l }${x},%{ endfor }" ; "${var.l[0]}"
[for x in var.l : upper(x)] ; [for i, x in var.l : "${i}-${x}"] ; {for k, v in var.m : v => k} ; {for x in var.l : substr(x, 0, 1) => x...} ; [for x in var.l : x if x != "bb"] ; [for k, v in var.m : k] ; [for o in var.os : o.a] ; {for o in var.os : o.n => o.a}
var.l[1] ; var.m["a"] ; var.m.a ; var.os[*].a ; var.os.*.n ; var.o.x.y ; var.l[length(var.l) - 1] ; [1, "a", true][1] ; {a = 1, "b c" = 2} ; {(var.s) = 1} ; var.n[*] ; null[*] ; var.o["x"].y
abs(-3) ; ceil(1.2) ; floor(-1.2) ; max(1, 3, 2) ; min(1, 3, 2) ; max([1, 5]...) ; parseint("ff", 16) ; parseint("-12", 10) ; signum(-3) ; pow(2, 10) ; pow(2, 0.5) ; log(16, 2) ; log(50, 10) ; sum([1, 2.5, 3]) ; sum(["1", 2])
chomp("a\n\n") ; format("%s-%03d-%.2f-%q", "a", 7, 1.5, "x") ; format("%v", [1, "a"]) ; format("%5s|%-5s|", "a", "b") ; format("%x", 255) ; format("%t", true) ; formatlist("%s-%s", ["a", "b"], "z") ; indent(2, "a\nb") ; join(",", ["a", "b"]) ; join("-", var.l)
lower("ÄB") ; upper("äb") ; title("hello world") ; strrev("abc") ; substr("hello", 1, 3) ; substr("hello", -3, -1) ; trim("?!x!?", "!?") ; trimprefix("abc", "a") ; trimsuffix("abc", "c") ; trimspace("  a\n") ; split(",", "a,b,,c") ; split(",", "") ; startswith("abc", "ab") ; endswith("abc", "bc") ; strcontains("abc", "bb")
regex("[a-z]+", "12ab3") ; regex("(\\d+)-(\\d+)", "1-2") ; regex("(?P<y>\\d+)", "x12") ; regexall("[a-z]", "a1b2") ; replace("a.b.c", ".", "-") ; replace("hello", "/l+/", "L") ; replace("ab", "/(a)(b)/", "$2$1") ; can(regex("x", "y"))
coalesce("", "b") ; coalesce(null, "", "c") ; coalesce(null, 2) ; coalesce("a") ; coalesce(false, true) ; coalescelist([], ["a"]) ; coalesce([], ["x"]) ; try(coalesce("", ""), "none") ; coalesce(1, "a")
alltrue([true, true]) ; alltrue([true, false]) ; alltrue([]) ; anytrue([false, true]) ; anytrue([]) ; chunklist(["a", "b", "c"], 2) ; compact(["a", "", null, "b"]) ; concat([1], ["a"], []) ; contains(["a", "b"], "b") ; contains([1, 2], 3) ; distinct(["a", "b", "a"]) ; element(["a", "b"], 3) ; element(["a", "b"], -1)
flatten([[1, [2]], [], [3]]) ; index(["a", "b"], "b") ; keys({b = 1, a = 2}) ; values({b = 1, a = 2}) ; length("héllo") ; length([1, 2]) ; length({a = 1}) ; length(var.m) ; length("👩‍👩‍👧") ; lookup({a = 1}, "a", 9) ; lookup({a = 1}, "b", 9) ; lookup(var.m, "zz", "d") ; matchkeys(["i1", "i2"], ["a", "b"], ["b"])
merge({a = 1, b = 2}, {b = 3}, null) ; merge({a = {x = 1}}, {a = {y = 2}}) ; merge() ; one([]) ; one(["a"]) ; range(3) ; range(1, 4) ; range(0, 1, 0.25) ; reverse(["a", "b"]) ; slice(["a", "b", "c"], 1, 2) ; sort(["b", "a", "C"]) ; transpose({a = ["1", "2"], b = ["2"]}) ; zipmap(["a", "b"], [1, 2])
setintersection(["a", "b"], ["b", "c"]) ; setunion(["b"], ["a"]) ; setsubtract(["a", "b"], ["a"]) ; setproduct(["a", "b"], [1, 2]) ; toset(["b", "a", "b"]) ; tolist(toset(["b", "a"])) ; tomap({a = 1, b = "x"}) ; tostring(5) ; tostring(true) ; tonumber("5.5") ; tobool("true") ; try(tonumber("x"), "no") ; tolist([1, "a"]) ; tostring(null)
jsonencode({b = 1, a = [true, null, "x<y"]}) ; jsondecode("{\"a\": [1, {\"b\": null}]}") ; jsondecode("1e3") ; csvdecode("a,b\n1,2\n") ; yamldecode("a: 1\nb: [x, true]\nc: 010\n") ; yamldecode("a: yes") ; yamlencode({a = 1, b = ["x", true]}) ; yamlencode("x") ; base64encode("héllo") ; base64decode("aMOpbGxv") ; urlencode("a b&c=/é") ; try(urldecode("a+b%26c"), "-")
textencodebase64("héllo", "UTF-16LE") ; textdecodebase64("aADpAA==", "UTF-16LE") ; base64sha256("x") ; base64sha512("x") ; base64gzip("x") != "" ; md5("x") ; sha1("x") ; sha256("x") ; sha512("x") ; uuidv5("dns", "example.com") ; uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x")
cidrhost("10.0.0.0/8", 300) ; cidrhost("10.0.0.0/24", -2) ; cidrhost("fd00::/64", 5) ; cidrnetmask("10.0.0.0/12") ; cidrsubnet("10.0.0.0/16", 8, 2) ; cidrsubnet("fd00::/48", 16, 10) ; cidrsubnets("10.0.0.0/16", 4, 4, 8) ; cidrcontains("10.0.0.0/8", "10.1.2.3")
timeadd("2024-01-01T00:00:00Z", "36h") ; formatdate("YYYY-MM-DD'T'hh:mm EEE", "2024-02-03T04:05:06Z") ; timecmp("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z") ; basename("/a/b.txt") ; dirname("/a/b.txt") ; dirname("b.txt") ; basename("a/") ; basename("") ; pathexpand("/x/y")
try(var.o.nothing, "default") ; can(var.o.nothing) ; nonsensitive(sensitive("x")) ; try(var.l[9], "none") ; can(tonumber("x")) ; issensitive("x") ; templatestring("a ${"$"}{x}", {x = 1}) != "" ; strcontains("", "") ; split("", "abc") ; join("", []) ; substr("", 0, 0)
file("note.txt") ; file("${path.module}/note.txt") ; fileexists("note.txt") ; fileexists("none.txt") ; filebase64("note.txt") ; trimspace(file("note.txt")) ; jsondecode(file("data.json")).a ; yamldecode(file("data.yaml")).list[1] ; filemd5("note.txt") ; filesha256("note.txt") ; templatefile("t.tpl", {name = "x", list = ["a", "b"]}) ; fileset(".", "*.txt") ; filebase64sha256("note.txt")
<<-EOT
    a
      b ${var.s}
  EOT
`

func expressionFiles() map[string]string {
	files := map[string]string{
		"note.txt": "hello\n", "data.json": `{"a": [1, 2]}`, "data.yaml": "list:\n- x\n- y\n", "t.tpl": "hi ${name}%{ for l in list } ${l}%{ endfor }\n",
		"vars.tf": `variable "n" { default = 3 }
variable "s" { default = "str" }
variable "on" { default = true }
variable "l" {
  type    = list(string)
  default = ["a", "bb", "c"]
}
variable "m" {
  type    = map(string)
  default = { a = "1", b = "2" }
}
variable "o" { default = { x = { y = "deep" } } }
variable "os" { default = [{ n = "one", a = 1 }, { n = "two", a = 2 }] }
`,
	}
	return files
}

// listed are the expressions one by one: between semicolons with spaces, and a heredoc at the end.
func listed() []string {
	var out []string
	single, heredoc, _ := strings.Cut(expressions, "<<-EOT")
	for _, line := range strings.Split(strings.TrimSpace(single), "\n") {
		for _, e := range strings.Split(line, " ; ") {
			out = append(out, strings.TrimSpace(e))
		}
	}
	return append(out, "<<-EOT"+heredoc)
}

// outputsOf is what OpenTofu says the outputs of a folder are, as JSON; nil where it refuses the configuration.
func outputsOf(t *testing.T, binary string, files map[string]string, args ...string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tofu(t, binary, dir, append([]string{"apply", "-auto-approve", "-input=false", "-no-color"}, args...)...)
	src, err := os.ReadFile(filepath.Join(dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Outputs map[string]struct{ Value json.RawMessage }
	}
	if err := json.Unmarshal(src, &state); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for name, o := range state.Outputs {
		out[name] = compacted(o.Value)
	}
	return out
}

func compacted(raw json.RawMessage) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	b, _ := json.Marshal(v)
	return string(b)
}

// decoded is the JSON of what a JSON string says in YAML, and so in JSON too.
func decoded(t *testing.T, text string) string {
	t.Helper()
	var inner string
	var v any
	if err := json.Unmarshal([]byte(text), &inner); err != nil {
		t.Fatalf("%s is no string: %v", text, err)
	}
	if err := yaml.Unmarshal([]byte(inner), &v); err != nil {
		t.Fatalf("%s is no YAML: %v", inner, err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// asJSON is a node as the state would have it.
func asJSON(n *snapshot.Node) string {
	var plain func(n *snapshot.Node) any
	plain = func(n *snapshot.Node) any {
		switch n.Kind {
		case snapshot.Map:
			m := map[string]any{}
			for i := range n.Children {
				m[n.Children[i].Key] = plain(&n.Children[i])
			}
			return m
		case snapshot.List:
			l := []any{}
			for i := range n.Children {
				l = append(l, plain(&n.Children[i]))
			}
			return l
		case snapshot.Bool:
			return n.Text == "true"
		case snapshot.Number:
			return json.RawMessage(n.Text)
		case snapshot.Null:
			return nil
		}
		return n.Text
	}
	b, _ := json.Marshal(plain(n))
	return compacted(b)
}

// leftAsText are functions whose calls are not evaluated, so that they stay text.
func leftAsText() []string {
	return []string{"base64gzip(", "templatestring(", "issensitive(", "pathexpand(", "textencodebase64(", "textdecodebase64(", "cidrcontains(", "filemd5(", "filesha256(", "templatefile(", "fileset(", "filebase64sha256("}
}

func TestExpressionsComeToWhatOpenTofuMakesOfThem(t *testing.T) {
	binary := real.Tofu(t)
	files := expressionFiles()
	var b strings.Builder
	list := listed()
	for i, e := range list {
		fmt.Fprintf(&b, "output \"e%03d\" {\n  value = %s\n}\n", i, e)
	}
	files["main.tf"] = b.String()
	want := outputsOf(t, binary, files)
	here := map[string]string{}
	for name, text := range files {
		here["m/"+name] = text
	}
	r := read(t, `config = "m"`, here)
	held := 0
	for i, e := range list {
		name := fmt.Sprintf("e%03d", i)
		n := find(t, r, "output", name).Tree().Child("value")
		got, text := asJSON(n), want[name]
		if strings.HasPrefix(e, "jsonencode(") || strings.HasPrefix(e, "yamlencode(") { // kept as the tree that the text means
			text = decoded(t, text)
		}
		if n.Kind == snapshot.Secret { // what may be a key is sealed
			continue
		}
		if text == "" {
			text = "null" // OpenTofu keeps no output that is null
		}
		open := n.Kind == snapshot.String && strings.HasPrefix(n.Text, "${") && got != text
		if open {
			expected := false
			for _, f := range leftAsText() {
				expected = expected || strings.Contains(e, f)
			}
			if !expected {
				t.Errorf("%s is not evaluated; OpenTofu says %s", e, text)
			}
			continue
		}
		if held++; got != text {
			t.Errorf("%s is %s; OpenTofu says %s", e, got, text)
		}
	}
	if held < 200 {
		t.Errorf("only %d of %d expressions were held against OpenTofu", held, len(list))
	}
}
