package parse_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/collectors/parse/envfile"
	"github.com/envparity/envparity/snapshot"
)

// show writes a tree in one line: {a@1:"x" b@2:[1 true]}.
func show(n *snapshot.Node) string {
	var b strings.Builder
	var walk func(n *snapshot.Node)
	walk = func(n *snapshot.Node) {
		switch n.Kind {
		case snapshot.Map:
			b.WriteByte('{')
			for i := range n.Children {
				if i > 0 {
					b.WriteByte(' ')
				}
				fmt.Fprintf(&b, "%s@%d:", n.Children[i].Key, n.Children[i].Line)
				walk(&n.Children[i])
			}
			b.WriteByte('}')
		case snapshot.List:
			b.WriteByte('[')
			for i := range n.Children {
				if i > 0 {
					b.WriteByte(' ')
				}
				walk(&n.Children[i])
			}
			b.WriteByte(']')
		case snapshot.String:
			fmt.Fprintf(&b, "%q", n.Text)
		case snapshot.Null:
			b.WriteString("null")
		case snapshot.Unknown:
			b.WriteString("?" + n.Text)
		default:
			b.WriteString(n.Text)
		}
	}
	walk(n)
	return b.String()
}

func TestTextKeepsTypesAndLines(t *testing.T) {
	for name, c := range map[string]struct {
		format parse.Format
		in     string
		want   []string // documents
		told   []string // "line text", prefixes; "!" marks lost
	}{
		"yaml scalars keep their type":              {parse.FormatYAML, "a: 1\nb: '1'\nc: true\nd: ~\ne:\nf: 1.50\ng: 2020-01-01\n", []string{`{a@1:1 b@2:"1" c@3:true d@4:null e@5:null f@6:1.50 g@7:"2020-01-01"}`}, nil},
		"yaml of many documents counts lines on":    {parse.FormatYAML, "---\na: 1\n---\n# only a comment\n---\nb:\n  - x\n  - y: 2\n", []string{`{a@2:1}`, `{b@6:["x" {y@8:2}]}`}, nil},
		"yaml with a broken document loses only it": {parse.FormatYAML, "a: 1\n---\nb: [1\nc: 2\n---\nd: 3\n", []string{`{a@1:1}`, `{d@6:3}`}, []string{"!3 not valid yaml"}},
		"yaml marker inside a block scalar ends it": {parse.FormatYAML, "a: |\n  x\n  --- y\n---\nb: 1\n", []string{`{a@1:"x\n--- y\n"}`, `{b@5:1}`}, nil},
		"yaml directives belong to what follows":    {parse.FormatYAML, "%YAML 1.1\n---\na: 1\n...\n%YAML 1.1\n---\nb: 2\n", []string{`{a@3:1}`, `{b@7:2}`}, nil},
		"yaml merge keys are resolved":              {parse.FormatYAML, "base: &b\n  x: 1\n  y: 2\nuse:\n  <<: *b\n  y: 3\nboth:\n  <<: [*b, {z: 9, x: 8}]\n", []string{`{base@1:{x@2:1 y@3:2} both@7:{x@2:1 y@3:2 z@8:9} use@4:{x@2:1 y@6:3}}`}, nil},
		"yaml aliases stand for their anchor":       {parse.FormatYAML, "a: &x [1, 2]\nb: *x\nc: &s text\nd: *s\n", []string{`{a@1:[1 2] b@2:[1 2] c@3:"text" d@4:"text"}`}, nil},
		"yaml duplicate keys are told":              {parse.FormatYAML, "a: 1\nb: 2\na: 3\n", []string{`{a@3:3 b@2:2}`}, []string{`3 key "a" is given twice, first on line 1`}},
		"yaml tags that are not standard stay":      {parse.FormatYAML, "a: !Ref Bucket\n", []string{`{a@1:"!Ref Bucket"}`}, nil},
		"yaml tags of lists and maps stay":          {parse.FormatYAML, "a: !And [x, y]\nb: !M\n  k: 1\nc: !!seq [1]\nd: ! [2]\ne: [!In [3]]\n", []string{`{a@1:{!@1:"!And" !items@1:["x" "y"]} b@2:{!@2:"!M" k@3:1} c@4:[1] d@5:[2] e@6:[{!@6:"!In" !items@6:[3]}]}`}, nil},
		"yaml text under a tag keeps its spaces":    {parse.FormatYAML, "a: !Sub |\n  x\nb: !Sub \"x \"\nc: !Nil\n", []string{`{a@1:"!Sub x\n" b@3:"!Sub x " c@4:"!Nil"}`}, nil},
		"yaml cut off by indentation is refused":    {parse.FormatYAML, "  level: debug\n  host: a\nretries: 3\n---\nb: 1\n", []string{`{b@5:1}`}, []string{"!3 not valid yaml"}},
		"yaml cut off by a closed map is refused":   {parse.FormatYAML, "{a: 1}\nb: 2\n", nil, []string{"!2 not valid yaml"}},
		"yaml with one brace too many is refused":   {parse.FormatYAML, "{\"a\":1}}\n", nil, []string{"!1 not valid yaml"}},
		"yaml that is two lines of JSON is refused": {parse.FormatYAML, "{\"a\":1}\n{\"a\":2}\n", nil, []string{"!2 not valid yaml"}},
		"yaml list cut off is refused":              {parse.FormatYAML, " - a\n- b\n", nil, []string{"!2 not valid yaml"}},
		"yaml words cut off by a comment":           {parse.FormatYAML, "word # c\nword2\n", nil, []string{"!2 not valid yaml"}},
		"yaml text behind an end is refused":        {parse.FormatYAML, "a: 1\n... b: 2\n---\nc: 1\n", []string{`{c@4:1}`}, []string{"!2 not valid yaml"}},
		"yaml comments behind an end are none":      {parse.FormatYAML, "a: 1\n... # b\n", []string{`{a@1:1}`}, nil},
		"yaml of no indentation in a block scalar":  {parse.FormatYAML, "--- >\nline1\n", nil, []string{"!2 not valid yaml"}},
		"yaml that says version 1.2":                {parse.FormatYAML, "# c\n%YAML 1.2\n---\na: &x 1\n", []string{`{a@4:1}`}, nil},
		"yaml that says version 3 is refused":       {parse.FormatYAML, "%YAML 3.0\n---\na: 1\n", nil, []string{"!1 not valid yaml"}},
		"yaml with slashes escaped":                 {parse.FormatYAML, "a: &x \"x\\/y\\\\/\"\nb: \"\\/\"\nc: ^\\/x\n", []string{`{a@1:"x/y\\/" b@2:"/" c@3:"^\\/x"}`}, nil},
		"yaml with slashes escaped, read quickly":   {parse.FormatYAML, "a: \"x\\/y\"\n", []string{`{a@1:"x/y"}`}, nil},
		"yaml that contains itself is refused":      {parse.FormatYAML, "a: &a\n  b: *a\n", nil, []string{"!2 "}},
		"yaml keys that are maps are told":          {parse.FormatYAML, "? {a: 1}\n: x\nb: 1\n", []string{`{b@3:1}`}, []string{"!1 a key that is itself"}},
		"yaml that is not UTF-8 is unknown there":   {parse.FormatYAML, "a: ok\nb: \"caf\xe9\"\n", []string{`{a@1:"ok" b@2:?not valid UTF-8}`}, []string{"!2 byte 0xe9"}},
		"yaml with a byte order mark":               {parse.FormatYAML, "\xef\xbb\xbfa: 1\r\nb: 2\r\n", []string{`{a@1:1 b@2:2}`}, nil},
		"yaml that Rails fills in first":            {parse.FormatYAML, "<%\n  x = 1\n%>\na: <%= ENV[\"A\"] %>\nb: 2\n", []string{`{a@4:"<%= ENV[\"A\"] %>" b@5:2}`}, nil},
		"yaml that is a template is told as one":    {parse.FormatYAML, "a: {{ .Values.a }}\nb: {{ .Values.b }}\n---\nc: 1\n", []string{`{c@4:1}`}, []string{"!1 a template"}},
		"files of git-crypt are ciphertext":         {parse.FormatYAML, "\x00GITCRYPT\x00\xb7", nil, []string{"!0 encrypted by git-crypt, not read"}},
		"json keeps numbers as written":             {parse.FormatJSON, "{\n \"b\": 1.0,\n \"a\": [1e3,\n null, \"x\"]\n}\n", []string{`{a@3:[1e3 null "x"] b@2:1.0}`}, nil},
		"json duplicate keys are told":              {parse.FormatJSON, "{\"a\": 1,\n\"a\": 2}", []string{`{a@2:2}`}, []string{`2 key "a" is given twice`}},
		"json cut in half is lost":                  {parse.FormatJSON, "{\"a\": {\n\"b\": ", nil, []string{"!2 not valid json: it ends"}},
		"json with a wrong byte names the line":     {parse.FormatJSON, "{\"a\": 1,\n x}", nil, []string{"!2 not valid json"}},
		"json values in a row":                      {parse.FormatJSON, "{\"a\":1}\n{\"b\":2}\n", []string{`{a@1:1}`, `{b@2:2}`}, nil},
		"toml tables, arrays and dotted keys":       {parse.FormatTOML, "a = 1\n[t]\nb.c = \"x\"\n[[l]]\nn = 1\n[[l]]\nn = 2\nm = { k = true, v = [1, 2.5] }\n", []string{`{a@1:1 l@4:[{n@5:1} {m@8:{k@8:true v@8:[1 2.5]} n@7:2}] t@2:{b@3:{c@3:"x"}}}`}, nil},
		"toml broken keeps what stands before":      {parse.FormatTOML, "a = 1\nb = = 2\n", []string{`{a@1:1}`}, []string{"!2 not valid toml"}},
		"hcl blocks, labels and expressions":        {parse.FormatHCL, "a = 1\nresource \"x\" \"y\" {\n  n = var.z\n  t = \"p-${var.e}\"\n  o = { k = \"v\", \"q r\" = [1, foo()] }\n  b {\n    c = true\n  }\n}\n", []string{`{a@1:1 resource@2:{x@2:{y@2:{b@6:[{c@7:true}] n@3:?var.z o@5:{k@5:"v" q r@5:[1 ?foo()]} t@4:?"p-${var.e}"}}}}`}, nil},
		"hcl broken is told with its line":          {parse.FormatHCL, "a = 1\nb = \n", []string{`*`}, []string{"!2 not valid hcl"}},
		"properties escapes and continuations":      {parse.FormatProp, "# c\na.b = x\nc:1\nd e\\\n   f\ng=\\u0041\\n\n", []string{`{a.b@2:"x" c@3:"1" d@4:"ef" g@6:"A\n"}`}, nil},
		"ini sections and repeated keys":            {parse.FormatINI, "g = 1\n[s]\na = x\na = y\n; c\n[t]\nb: \"q\"\nbad line\n", []string{`{g@1:"1" s@2:{a@3:["x" "y"]} t@6:{b@7:"q"}}`}, []string{"!8 a line that is neither"}},
		"dotenv quotes, export and comments":        {parse.FormatEnv, "# c\nexport A=1\nB='x # y'\nC=\"l1\nl2\\n\" # c\nD=v # c\nE=a#b\nF=\nG: yam\n", []string{`{A@2:"1" B@3:"x # y" C@4:"l1\nl2\n" D@6:"v" E@7:"a#b" F@8:"" G@9:"yam"}`}, nil},
		"dotenv references":                         {parse.FormatEnv, "H=db\nU=http://${H}:$H/\nV=${NO:-dflt}\nW=x${NO}y\nX='$H'\nY=\\$H\nZ=a$\n", []string{`{H@1:"db" U@2:"http://db:db/" V@3:"dflt" W@4:?x${NO}y X@5:"$H" Y@6:?programs read this value in different ways Z@7:"a$"}`}, nil},
		"dotenv value that begins with #":           {parse.FormatEnv, "COLOR=#ff0000\nC=v # c\n", []string{`{C@2:"v" COLOR@1:"#ff0000"}`}, nil},
		"dotenv single quote that is escaped":       {parse.FormatEnv, "A='it\\'s ok'\nB='line one\nthis is \\'quoted\\'\none more line'\nC=x\n", []string{`{A@1:?programs read this value in different ways B@2:?programs read this value in different ways C@5:"x"}`}, nil},
		"dotenv of Docker keeps quotes":             {parse.EnvFormat(envfile.Docker), "A='x' \nB=$X\nC\n", []string{`{A@1:"'x' " B@2:"$X" C@3:?taken from the surroundings}`}, nil},
		"dotenv of Python":                          {parse.EnvFormat(envfile.Python), "A='it\\'s ok'\nB='line one\nthis is \\'quoted\\'\none more line'\nC=x\n", []string{`{A@1:"it's ok" B@2:"line one\nthis is 'quoted'\none more line" C@5:"x"}`}, nil},
		"dotenv that its program refuses":           {parse.EnvFormat(envfile.Docker), "A=1\nB X=2\n", []string{`{}`}, []string{"!2 a variable's name with a space"}},
		"dotenv keeps a stray space in a key":       {parse.FormatEnv, "FLAG_X =true\nB=1\nC=2\n", []string{`{B@2:"1" C@3:"2" FLAG_X @1:"true"}`}, nil},
		"dotenv written with spaces throughout":     {parse.FormatEnv, "A = 1\nB = 2\n", []string{`{A@1:"1" B@2:"2"}`}, nil},
		"dotenv lines without = are told":           {parse.FormatEnv, "A=1\nFLAG\nthis is prose\n", []string{`{A@1:"1" FLAG@2:?no value in the file}`}, []string{`2 "FLAG" has no "="`, "!3 a line that is not"}},
		"dotenv quote that does not end":            {parse.FormatEnv, "A=\"x\nB=1\n", []string{`{A@1:? B@2:"1"}`}, []string{`!1 the quoted value of "A" does not end`}},
	} {
		t.Run(name, func(t *testing.T) {
			res := parse.Text(c.format, []byte(c.in))
			var docs, told []string
			for i := range res.Docs {
				docs = append(docs, show(&res.Docs[i].Root))
			}
			for _, p := range res.Problems {
				if p.Note {
					continue
				}
				mark := ""
				if p.Lost {
					mark = "!"
				}
				told = append(told, fmt.Sprintf("%s%d %s", mark, p.Line, p.Text))
			}
			if len(docs) != len(c.want) {
				t.Fatalf("documents %q, want %q (told %q)", docs, c.want, told)
			}
			for i := range docs {
				if c.want[i] != "*" && docs[i] != c.want[i] {
					t.Errorf("document %d:\n got %s\nwant %s", i, docs[i], c.want[i])
				}
			}
			if len(told) < len(c.told) || (len(c.told) == 0 && len(told) > 0) {
				t.Fatalf("told %q, want %q", told, c.told)
			}
			for i := range c.told {
				if !strings.HasPrefix(told[i], c.told[i]) {
					t.Errorf("told %q, want %q", told[i], c.told[i])
				}
			}
		})
	}
}

func TestAliasBombsAreRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [", i, i)
		for range 9 {
			fmt.Fprintf(&b, "*a%d, ", i-1)
		}
		b.WriteString("]\n")
	}
	b.WriteString("---\nok: 1\n")
	res := parse.YAML([]byte(b.String()))
	if !res.Lost() || !strings.Contains(res.Problems[0].Text, "aliases") || res.Problems[0].Line == 0 {
		t.Fatalf("problems: %+v", res.Problems)
	}
	if len(res.Docs) != 1 || res.Docs[0].Root.Child("ok") == nil {
		t.Fatalf("the document behind the bomb was lost: %+v", res.Docs)
	}
}

func TestNestingWithoutBottomIsRefused(t *testing.T) {
	for _, f := range parse.Formats() {
		for _, in := range []string{strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 100_000), "a = " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000)} {
			res := parse.Text(f, []byte(in))
			for i := range res.Docs {
				if d := depth(&res.Docs[i].Root); d > 300 {
					t.Errorf("%s: depth %d", f, d)
				}
			}
		}
	}
}

func depth(n *snapshot.Node) int {
	d := 0
	for i := range n.Children {
		d = max(d, depth(&n.Children[i]))
	}
	return d + 1
}

func TestADocumentOfManyMegabytesIsRefusedAndTheRestRead(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	big := make([]byte, 0, 210<<20)
	big = append(big, "a: 1\n---\nblob: |\n"...)
	for len(big) < 200<<20 {
		big = append(big, "  0123456789012345678901234567890123456789012345678901234567890123456789\n"...)
	}
	big = append(big, "---\nb: 2\n"...)
	res := parse.YAML(big)
	if len(res.Docs) != 2 || !res.Lost() || res.Problems[0].Line != 2 {
		t.Fatalf("%d documents, problems %+v", len(res.Docs), res.Problems)
	}
}

func TestManyDocumentsAreReadInOrderOnAllCores(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "---\nn: %d\nname: x\n", i)
	}
	res := parse.YAML([]byte(b.String()))
	if len(res.Docs) != 20_000 || len(res.Problems) != 0 {
		t.Fatalf("%d documents, %v", len(res.Docs), res.Problems)
	}
	for i := range res.Docs {
		n := res.Docs[i].Root.Child("n")
		if n.Text != fmt.Sprint(i) || int(n.Line) != 3*i+2 {
			t.Fatalf("document %d: %s on line %d", i, n.Text, n.Line)
		}
	}
}

func TestDetectKnowsFilesByTheirName(t *testing.T) {
	for name, want := range map[string]parse.Format{
		"a/b.yaml": parse.FormatYAML, "B.YML": parse.FormatYAML, ".env": parse.FormatEnv, ".env.staging": parse.FormatEnv, "prod.env": parse.FormatEnv,
		"x.tfvars": parse.FormatHCL, "main.tf": parse.FormatHCL, "app.properties": parse.FormatProp, "README.md": parse.None, "environment": parse.None,
	} {
		if got := parse.Detect(name); got != want {
			t.Errorf("Detect(%q) = %q, want %q", name, got, want)
		}
	}
}

// check holds what every tree must hold, whatever the text was.
func check(t *testing.T, src []byte, res *parse.Result) {
	t.Helper()
	lines := strings.Count(string(src), "\n") + 2
	var walk func(n *snapshot.Node, depth int)
	walk = func(n *snapshot.Node, depth int) {
		if depth > 300 || int(n.Line) > lines || n.Line < 0 {
			t.Fatalf("depth %d, line %d of %d", depth, n.Line, lines)
		}
		for i := range n.Children {
			c := &n.Children[i]
			if n.Kind == snapshot.Map && i > 0 && n.Children[i-1].Key >= c.Key {
				t.Fatalf("keys out of order: %q, %q", n.Children[i-1].Key, c.Key)
			}
			if n.Kind == snapshot.List && c.Key != "" {
				t.Fatalf("a list element has key %q", c.Key)
			}
			walk(c, depth+1)
		}
		if n.Scalar() && len(n.Children) > 0 || n.Kind == snapshot.Absent {
			t.Fatalf("kind %d with %d children", n.Kind, len(n.Children))
		}
	}
	for i := range res.Docs {
		walk(&res.Docs[i].Root, 0)
	}
	for _, p := range res.Problems {
		if p.Line < 0 || p.Line > lines {
			t.Fatalf("problem on line %d of %d: %s", p.Line, lines, p.Text)
		}
	}
}

func FuzzText(f *testing.F) {
	for i, s := range []string{"a: &x [1]\nb: *x\n<<: {c: 1}\n---\n!t d", `{"a":[1,{"b":null}]}`, "a=1\n[t]\nb=[{c=1}]\n[[l]]\nx.y=1", "a \"b\" {\n c = d.e\n}\nf = [1,{g=1}]", "a\\\n=b\n!c\n\\u00zz", "[s]\na=1\na=2\n  x", "A=\"b${C:-${D}}\"\nexport E='\n'", "\xff\xfea\x00:\x00", "a = 1e999999999\nb = \"${1e999999999}\""} {
		f.Add(i, []byte(s))
	}
	f.Fuzz(func(t *testing.T, n int, src []byte) {
		all := parse.Formats()
		format := all[((n%len(all))+len(all))%len(all)]
		res := parse.Text(format, src)
		if !strings.Contains(string(src), "\x00") { // UTF-16 has lines of its own
			check(t, src, &res)
		}
	})
}

func BenchmarkYAML(b *testing.B) {
	src, err := os.ReadFile(os.Getenv("PARSE_BENCH_FILE"))
	if err != nil {
		var s strings.Builder
		for i := range 2000 {
			fmt.Fprintf(&s, "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-%d\n  labels: {app: app-%d, tier: web}\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n        - name: api\n          image: registry.example/app-%d:1.2.3\n          env:\n            - name: LOG_LEVEL\n              value: info\n", i, i, i)
		}
		src = []byte(s.String())
	}
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		parse.YAML(src)
	}
}
