package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// file is one source file of the module, tests left out.
type file struct {
	path   string // from the module's root, with slashes
	syntax *ast.File
	fset   *token.FileSet
}

// files parses the Go files at and below dir.
func files(t *testing.T, dir string) []file {
	t.Helper()
	var out []file
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); n == "testdata" || n == "components" || path != root && strings.HasPrefix(n, ".") && n != ".." {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution|parser.ParseComments)
		out = append(out, file{filepath.ToSlash(rel), syntax, fset})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func hasFunc(f *ast.File, name string) bool {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == name {
			return true
		}
	}
	return false
}

// calls reports each use of pkg.name in f, by the package's own name.
func calls(f file, pkg, name string, each func(line int)) {
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == name {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == pkg {
				each(f.fset.Position(s.Pos()).Line)
			}
		}
		return true
	})
}

func TestOnlyMainEndsTheProcess(t *testing.T) {
	for _, f := range files(t, ".") {
		if f.syntax.Name.Name == "main" {
			continue
		}
		calls(f, "os", "Exit", func(line int) {
			t.Errorf("%s:%d: os.Exit: return an error, cmd/cli/exit.go knows its code", f.path, line)
		})
	}
}

// Every request of the program passes the one transport that binds credentials to their host.
func TestOnlyTheGuardBuildsClients(t *testing.T) {
	for _, f := range files(t, ".") {
		if strings.HasPrefix(f.path, "internal/httpguard/") || strings.HasPrefix(f.path, "fixtures/") || strings.HasPrefix(f.path, "tools/") {
			continue
		}
		for _, name := range []string{"DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm"} {
			for _, pkg := range []string{"http", "remote"} {
				if pkg == "remote" && name != "DefaultTransport" {
					continue
				}
				calls(f, pkg, name, func(line int) {
					t.Errorf("%s:%d: %s.%s: send requests through internal/httpguard", f.path, line, pkg, name)
				})
			}
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			c, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			s, ok := c.Type.(*ast.SelectorExpr)
			if !ok || s.Sel.Name != "Client" && s.Sel.Name != "Transport" {
				return true
			}
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "http" {
				t.Errorf("%s:%d: http.%s: build it with internal/httpguard", f.path, f.fset.Position(c.Pos()).Line, s.Sel.Name)
			}
			return true
		})
	}
}

func TestDiffingAndRulesKnowNoClockAndNoProcess(t *testing.T) {
	for _, dir := range []string{"diffing", "rules", "snapshot"} {
		for _, f := range files(t, dir) {
			for _, c := range [][2]string{{"time", "Now"}, {"time", "Since"}, {"os", "Getenv"}, {"os", "LookupEnv"}} {
				calls(f, c[0], c[1], func(line int) {
					t.Errorf("%s:%d: %s.%s: the same input must give the same bytes; pass it in", f.path, line, c[0], c[1])
				})
			}
		}
	}
}

func TestNothingHappensByBeingImported(t *testing.T) {
	for _, f := range files(t, ".") {
		if hasFunc(f.syntax, "init") {
			t.Errorf("%s has a func init", f.path)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said, all := map[string]bool{}, map[string]bool{}
	for _, f := range files(t, ".") {
		dir := filepath.Dir(f.path)
		all[dir] = true
		if f.syntax.Doc != nil && len(f.syntax.Doc.Text()) > 40 {
			said[dir] = true
		}
	}
	for dir := range all {
		if !said[dir] {
			t.Errorf("package %s has no comment that says what it is for", dir)
		}
	}
}
