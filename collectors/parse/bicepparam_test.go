package parse_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// shape writes a tree on one line.
func shape(n *snapshot.Node) string {
	var b strings.Builder
	switch n.Kind {
	case snapshot.Map:
		for i := range n.Children {
			b.WriteString(" " + n.Children[i].Key + "=" + shape(&n.Children[i]))
		}
		return "{" + strings.TrimPrefix(b.String(), " ") + "}"
	case snapshot.List:
		for i := range n.Children {
			b.WriteString(" " + shape(&n.Children[i]))
		}
		return "[" + strings.TrimPrefix(b.String(), " ") + "]"
	case snapshot.Unknown:
		return "?" + n.Text
	case snapshot.Null:
		return "null"
	case snapshot.String:
		return "'" + n.Text + "'"
	}
	return n.Text
}

func TestBicepParameters(t *testing.T) {
	for name, c := range map[string]struct {
		text, want, problem string
	}{
		"scalars":                           {"using './main.bicep'\n\nparam a = 'x'\nparam n = -3\nparam on = true\nparam nothing = null\n", "{a='x' n=-3 nothing=null on=true using='./main.bicep'}", ""},
		"objects and lists, line by line":   {"param o = {\n  a: 1\n  'b-c': ['x', 'y']\n  d: {\n    e: false // why\n  }\n}\n", "{o={a=1 b-c=['x' 'y'] d={e=false}}}", ""},
		"on one line":                       {"param o = { a: 1, b: [1, 2] }", "{o={a=1 b=[1 2]}}", ""},
		"a list, line by line":              {"param l = [\n  'x'\n  {\n    a: 1\n  }\n]\n", "{l=['x' {a=1}]}", ""},
		"an empty list and an empty object": {"param l = []\nparam o = {}\n", "{l=[] o={}}", ""},
		"escapes":                           {`param a = 'it\'s \\ \$ \u{20AC}'`, `{a='it's \ $ €'}`, ""},
		"a text of several lines":           {"param a = '''\nline ${x}\n  'two' '''\nparam b = 1\n", "{a='line ${x}\n  'two' ' b=1}", ""},
		"variables of the file":             {"var env = 'prod'\nparam name = 'shop-${env}-x'\nparam copy = env\n", "{copy='prod' name='shop-prod-x'}", ""},
		"what the file does not say":        {"param name = 'shop-${other}'\n", "{name='shop-${other}'}", ""},
		"what only Bicep works out":         {"param a = readEnvironmentVariable('A', 'x')\nparam b = [for i in range(0, 2): i]\nparam c = x ? 1 : 2\nparam d = 1\n", "{a=?readEnvironmentVariable('A', 'x') b=?[for i in range(0, 2): i] c=?x ? 1 : 2 d=1}", ""},
		"a call over several lines":         {"param a = az.getSecret(\n  'x',\n  'y'\n)\nparam b = 2\n", "{a=?az.getSecret(\n  'x',\n  'y'\n) b=2}", ""},
		"comments":                          {"/* using\n none */\n// param a = 1\n#disable-next-line no-unused\nparam b = 2 /* x */\n", "{b=2}", ""},
		"what is none of it":                {"param a = 1\nresource x 'y' = 2\nparam b = 2\n", "{a=1 b=2}", "neither a param nor a var"},
		"a param without a value":           {"param a\nparam b = 2\n", "{b=2}", "without a name and a value"},
	} {
		t.Run(name, func(t *testing.T) {
			r := parse.Text(parse.FormatBicep, []byte(c.text))
			if len(r.Docs) != 1 {
				t.Fatalf("%+v", r)
			}
			if got := shape(&r.Docs[0].Root); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
			var problems []string
			for _, p := range r.Problems {
				problems = append(problems, p.Text)
			}
			if all := strings.Join(problems, "; "); (c.problem == "") != (all == "") || !strings.Contains(all, c.problem) {
				t.Errorf("problems %q, want %q", all, c.problem)
			}
			if c.problem != "" && (!r.Lost() || r.Docs[0].Root.Flags&snapshot.FlagPartial == 0) {
				t.Error("what was not read may have set anything, and is not marked")
			}
		})
	}
}

func TestBicepParametersStandOnTheirLines(t *testing.T) {
	r := parse.Text(parse.FormatBicep, []byte("using 'm'\n\nparam o = {\n  a: 1\n  b: '''\nx\n'''\n}\nparam c = 1\n"))
	root := &r.Docs[0].Root
	for path, want := range map[string]int32{"o": 3, "o.a": 4, "o.b": 5, "c": 9} {
		if n := root.Get(strings.Split(path, ".")...); n == nil || n.Line != want {
			t.Errorf("%s: %+v, want line %d", path, n, want)
		}
	}
}

func FuzzBicepParameters(f *testing.F) {
	f.Add([]byte("param a = {\n b: [1, 'x${y}']\n}\nvar c = '''x'''\n"))
	f.Fuzz(func(_ *testing.T, src []byte) { parse.Text(parse.FormatBicep, src) })
}
