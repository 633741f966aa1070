//go:build suites

package envfile_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	composeenv "github.com/compose-spec/compose-go/v2/dotenv"

	"github.com/envparity/envparity/collectors/parse/envfile"
	"github.com/envparity/envparity/fixtures/suites"
)

// dotCase is a text with what its project makes of it: nil for a text that it refuses.
type dotCase struct {
	name, text string
	want       map[string]string
}

// holdCases reads each case in a dialect and holds the variables against the project's.
func holdCases(t *testing.T, d envfile.Dialect, cases []dotCase, known ...string) {
	t.Helper()
	var y suites.Tally
	for _, c := range cases {
		f := envfile.Read(d, c.text)
		got := map[string]string{}
		unknown := false
		for _, v := range f.Variables {
			got[v.Name] = v.Value
			unknown = unknown || v.Unknown != ""
		}
		switch {
		case unknown:
			y.Left++ // it asks for the surroundings of the program, which nobody knows here
		case c.want == nil && len(f.Problems) > 0, c.want != nil && fmt.Sprint(got) == fmt.Sprint(c.want):
			y.Right++
		case c.want != nil && len(f.Problems) > 0:
			y.Refused++
		default:
			y.Wrongly(fmt.Sprintf("%s: %q is read as %q, want %q", c.name, c.text, got, c.want))
		}
	}
	y.Report(t, known...)
}

// TestSuiteDotenvOfNode reads the files of motdotla/dotenv's tests as its own code in the clone does.
func TestSuiteDotenvOfNode(t *testing.T) {
	dir := suites.Dir(t, "motdotla/dotenv")
	files, err := filepath.Glob(filepath.Join(dir, "tests", ".env*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var cases []dotCase
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out := program(t, nil, "node", "-e", `const d=require(process.argv[1]); process.stdout.write(JSON.stringify(d.parse(require("fs").readFileSync(process.argv[2]))))`, filepath.Join(dir, "lib", "main.js"), f)
		c := dotCase{name: filepath.Base(f), text: string(src)}
		if err := json.Unmarshal(out, &c.want); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	holdCases(t, envfile.Node, cases)
}

// program runs one of the projects' own, and returns what it prints.
func program(t *testing.T, env []string, name string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not here, and the suite's own code runs in it", name)
	}
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// pythonCases prints the texts of the tests' tables with what the clone's own reader makes of each.
const pythonCases = `
import ast, io, json, sys
from dotenv import dotenv_values
out = []
for path in sys.argv[1:]:
    for node in ast.walk(ast.parse(open(path).read())):
        if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "parametrize"): continue
        for table in node.args[1:]:
            for row in getattr(table, "elts", []):
                first = row.elts[0] if isinstance(row, ast.Tuple) and row.elts else row
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and "=" in first.value:
                    out.append([first.value, dotenv_values(stream=io.StringIO(first.value))])
print(json.dumps(out))
`

func TestSuiteDotenvOfPython(t *testing.T) {
	dir := suites.Dir(t, "theskumar/python-dotenv")
	out := program(t, []string{"PYTHONPATH=" + filepath.Join(dir, "src")}, "python3", "-c", pythonCases, filepath.Join(dir, "tests", "test_parser.py"), filepath.Join(dir, "tests", "test_main.py"))
	var rows [][2]json.RawMessage
	if err := json.Unmarshal(out, &rows); err != nil || len(rows) < 20 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var cases []dotCase
	for i, r := range rows {
		c := dotCase{name: fmt.Sprintf("table/%d", i), want: map[string]string{}}
		var values map[string]*string
		if json.Unmarshal(r[0], &c.text) != nil || json.Unmarshal(r[1], &values) != nil {
			t.Fatalf("%s", r)
		}
		for k, v := range values {
			if v != nil { // a name without a value sets nothing
				c.want[k] = *v
			}
		}
		cases = append(cases, c)
	}
	// The mark of byte order is taken off by the clone, which is newer than the release 1.2.2 that is followed here.
	holdCases(t, envfile.Python, cases, "table/38", "table/39")
}

var (
	rubyCase = regexp.MustCompile(`(?s)expect\(env\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)\)\s*\.to eql\((.*?)\)\n`)
	rubyPair = regexp.MustCompile(`(?s)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*=>\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`)
)

// TestSuiteDotenvOfRuby reads the cases of bkeepers/dotenv's specification of its parser that are written as text and table.
func TestSuiteDotenvOfRuby(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(suites.Dir(t, "bkeepers/dotenv"), "spec", "dotenv", "parser_spec.rb"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []dotCase
	for _, example := range strings.Split(string(src), "\n  it ")[1:] {
		if strings.Contains(example, "ENV[") {
			continue // of the surroundings
		}
		if strings.Contains(example, "#{") {
			continue // the text is put together when the example runs
		}
		for i, m := range rubyCase.FindAllStringSubmatch(example, -1) {
			name, _, _ := strings.Cut(strings.TrimPrefix(example, `"`), `"`)
			c := dotCase{name: fmt.Sprintf("%s/%d", name, i), text: ruby(m[1]), want: map[string]string{}}
			for _, p := range rubyPair.FindAllStringSubmatch(m[2], -1) {
				c.want[ruby(p[1])] = ruby(p[2])
			}
			cases = append(cases, c)
		}
	}
	if len(cases) < 30 {
		t.Fatalf("%d cases", len(cases))
	}
	holdCases(t, envfile.Ruby, cases)
}

// ruby is the text that a literal stands for.
func ruby(literal string) string {
	body := literal[1 : len(literal)-1]
	if literal[0] == '\'' {
		return strings.NewReplacer(`\\`, `\`, `\'`, `'`).Replace(body)
	}
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 == len(body) {
			b.WriteByte(body[i])
			continue
		}
		i++
		if to, ok := map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'v': "\v", 'f': "\f", '0': "\x00"}[body[i]]; ok {
			b.WriteString(to)
		} else {
			b.WriteByte(body[i])
		}
	}
	return b.String()
}

// goCases are the calls of parseAndCompare in the tests of a project in Go.
func goCases(t *testing.T, file string) []dotCase {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []dotCase
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 4 {
			return true
		}
		if id, ok := call.Fun.(*ast.Ident); !ok || id.Name != "parseAndCompare" {
			return true
		}
		var texts []string
		for _, a := range call.Args[1:] {
			if lit, ok := a.(*ast.BasicLit); ok {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					texts = append(texts, s)
				}
			}
		}
		if len(texts) == 3 {
			out = append(out, dotCase{name: fmt.Sprintf("parseAndCompare/%d", len(out)), text: texts[0], want: map[string]string{texts[1]: texts[2]}})
		}
		return true
	})
	if len(out) < 20 {
		t.Fatalf("%d cases in %s", len(out), file)
	}
	return out
}

// fixtures are the files of a project, with what compose-go, which is linked, makes of them.
func fixtures(t *testing.T, dir string) []dotCase {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.env"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var out []dotCase
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		want, err := composeenv.ParseWithLookup(strings.NewReader(string(src)), func(string) (string, bool) { return "", false })
		if err != nil {
			want = nil
		}
		out = append(out, dotCase{name: filepath.Base(f), text: string(src), want: want})
	}
	return out
}

func TestSuiteDotenvOfCompose(t *testing.T) {
	dir := filepath.Join(suites.Dir(t, "compose-spec/compose-go"), "dotenv")
	holdCases(t, envfile.Compose, append(goCases(t, filepath.Join(dir, "godotenv_test.go")), fixtures(t, filepath.Join(dir, "fixtures"))...))
}

// TestSuiteDotenvOfGo reads the cases of joho/godotenv as compose does, whose reader began as a copy of it. It has no dialect of its own.
// It takes the backslash off before any character in double quotes; compose off those of an escape alone.
func TestSuiteDotenvOfGo(t *testing.T) {
	dir := suites.Dir(t, "joho/godotenv")
	holdCases(t, envfile.Compose, append(goCases(t, filepath.Join(dir, "godotenv_test.go")), fixtures(t, filepath.Join(dir, "fixtures"))...),
		"parseAndCompare/31", "parseAndCompare/32", "parseAndCompare/33")
}
