package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sourceWord is a type of source, or a kind of resource that only one type has.
var sourceWord = regexp.MustCompile(`^(kubernetes|helm|terraform|envvars|featureflags|Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|CronJob|Ingress|Service|` +
	`ConfigMap|HorizontalPodAutoscaler|ScaledObject|Rollout|Namespace|ApplicationSet|(aws|azurerm|google)_\w*|module|variable|output|local|data\.)$`)

// namesSource lists the files under diffing and rules that name a type of source or a kind all the same, and why.
var namesSource = map[string]string{
	"diffing/tree/flags.go":       "the operators of a flag's targeting, until flags have a dialect",
	"diffing/tree/slips.go":       "Terraform refuses a name it does not know, no question to a dialect yet",
	"diffing/tree/mixed.go":       "the kinds of principals in an IAM policy, which stand in its text whatever carries it",
	"diffing/place/place.go":      "the kinds of three clouds, whose states and references say where a secret is kept",
	"diffing/leaks/place.go":      "the words of attributes' names, of which one is also the name of a block of Terraform",
	"diffing/vocabulary/match.go": "the labels of reserved domains, of which one is also the name of a block of Terraform",
	"diffing/scaled.go":           "who scales a workload is read from objects of several kinds, a shape of its own and no question to a dialect yet",
}

// TestNobodyButADialectNamesATypeOfSource holds what a type means in diffing/dialect: a comparison that asks for "terraform" by name
// breaks with the first source that is something alike.
func TestNobodyButADialectNamesATypeOfSource(t *testing.T) {
	used := map[string]bool{}
	for _, root := range []string{"diffing", "rules"} {
		err := filepath.WalkDir(filepath.Join("../..", root), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			file := filepath.ToSlash(strings.TrimPrefix(filepath.ToSlash(path), "../../"))
			if d.IsDir() && file == "diffing/dialect" {
				return fs.SkipDir
			}
			if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return nil
			}
			for _, found := range sourceWords(t, path) {
				if namesSource[file] == "" {
					t.Errorf("%s:%s; ask a dialect, or list the file here with a reason", file, found)
				}
				used[file] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for file := range namesSource {
		if !used[file] {
			t.Errorf("%s names no type of source any more: take it off the list", file)
		}
	}
}

func sourceWords(t *testing.T, path string) []string {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		if s, err := strconv.Unquote(lit.Value); err == nil && sourceWord.MatchString(s) {
			found = append(found, strconv.Itoa(fset.Position(lit.Pos()).Line)+" names "+lit.Value)
		}
		return true
	})
	return found
}
