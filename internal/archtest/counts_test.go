package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// neverOne lists the messages that write a number before a plural noun though the number is no limit of the program, and why it is never one.
var neverOne = map[string]string{
	"secrets were sealed with %d keys (%s): whether systems of two keys share a secret or a database cannot be known; run the fleet with one ENVPARITY_KEY": "of one nothing has to be said",
	"the configs of %d systems have %d bytes, and a ConfigMap takes %d: put the fleet's folder into an image, and give `--folder`":                          "more than the limit",
	"it printed more than %d bytes":                                                                        "the limit of the caller",
	"%d %s members have %d different values":                                                               "there are more than two values",
	"lists %d of %d kinds":                                                                                 "the kinds of a cluster, which are dozens",
	"%d processes have this name; give the id of one":                                                      "for one there is nothing to say",
	"%s: holds %d documents, so no defaults are laid under it":                                             "for one they are",
	"%s publishes %d ports, at most %d are read; leave the file out, or publish fewer":                     "more than the limit",
	"%s has %d characters, and a comment takes %d: write it without --all":                                 "more than the limit",
	"config file %q has %d bytes, at most %d are read":                                                     "more than the limit",
	"It has %d bytes, and at most %d are allowed. Split the rule.":                                         "more than the limit",
	"journey %q ended in an error %d times in a row":                                                       "as many as are allowed, which are several",
	"journey %q ended in an error %d of %d times":                                                          "ten or more",
	"%s; %s; alone it would count, among %d comparisons it does not yet":                                   "among one it would count",
	"%q begins %d fingerprints (%s); give more of it":                                                      "of one nothing has to be said",
	"%s has %d sources that %s could be a plan of; name one with `as` and write %s:NAME=%s (there are %s)": "of one nothing has to be said",
	"left out %q, where %d systems have environments of their own; `--system %s` takes one of them":        "of one nothing has to be said",
	"%d systems have their environments in %q (%s, …); say which one: `envparity --system %s`, or `envparity init --system %s` to write it down": "of one nothing has to be said",
	"%d of %d %s members against %d others":                                        "the others are more than the few, which are several",
	"%s %s, and %s (%d bytes) that nothing has used for a day":                     "no document is of one byte",
	"%s (%d bytes) %s with the first run a day from now":                           "no document is of one byte",
	"%s: %s, %d damaged; %s (%d bytes), of which %d (%d bytes) are used by none\n": "no document is of one byte",
	"kept %s/%s (%d bytes)":                                                        "no document is of one byte",
	"kept %s (%d bytes)":                                                           "no document is of one byte",
	"%s/%s (%d bytes)":                                                             "no document is of one byte",
	"not read: %d bytes of %s":                                                     "it is for no reader: the text is hashed",
}

// counted is a number before a plural noun: "%d files", "%d more files", "%d of %d files".
var counted = regexp.MustCompile(`%d (?:(?:more|further|other|different|equal) )?([a-z]+s)\b`)

// notPlural are words that end as a plural does.
var notPlural = map[string]bool{"is": true, "was": true, "has": true, "as": true, "ms": true, "this": true, "does": true, "versus": true, "less": true}

// ordinal ends a text in which the number after it counts nothing: "page 3".
var ordinal = regexp.MustCompile(`\b(?:page|line|round|step|try) $`)

// limit is how the project calls numbers that are fixed: a message about one never says 1.
var limit = regexp.MustCompile(`^(?:bounds\.[A-Z]\w*|(?:max|min|most|least|few)[A-Z]\w*|(?:max|min|most|least)|\w+(?:Most|Least|Max)|[\w.]*\.(?:limit|[mM]ax[A-Z]\w*)|Max\w+|gitlog\.Max\w+)$`)

// TestNumbersBeforePluralNounsAreWrittenByTheHelper goes over all messages with a number before a noun in the plural. Of one thing such a message is
// wrong, so it has to use names.Count, names.Of or report's and screen's like, unless the number is a limit of the program or never one.
func TestNumbersBeforePluralNounsAreWrittenByTheHelper(t *testing.T) {
	used := map[string]bool{}
	seen := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, "../../"))
		if d.IsDir() && (strings.HasPrefix(name, "fixtures") || strings.HasPrefix(name, "tools") || d.Name() == "testdata" || d.Name() == ".git" || strings.HasSuffix(d.Name(), "test")) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, src, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			for i, a := range call.Args {
				lit, ok := a.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					continue
				}
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					continue
				}
				for _, m := range counted.FindAllStringSubmatchIndex(text, -1) {
					if notPlural[text[m[2]:m[3]]] || ordinal.MatchString(text[:m[0]]) {
						continue
					}
					seen++
					arg := i + 1 + verbs(text[:m[0]])
					if arg < len(call.Args) && fixed(src, fset, call.Args[arg]) {
						continue
					}
					if used[text] = true; neverOne[text] == "" {
						t.Errorf("%s: %q is wrong for one: write it with names.Count, names.Of or names.Verb", fset.Position(lit.Pos()), text)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 40 {
		t.Errorf("only %d messages with numbers were found: the test looks at too little", seen)
	}
	for text := range neverOne {
		if !used[text] {
			t.Errorf("%q is written no more: take it off the list", text)
		}
	}
}

// verbs counts the arguments that a format takes.
func verbs(format string) int {
	return len(regexp.MustCompile(`%[-+# 0]*[0-9.*]*[a-zA-Z]`).FindAllString(strings.ReplaceAll(format, "%%", ""), -1))
}

// fixed reports whether an argument is a limit of the program, by its name, or a number as written.
func fixed(src []byte, fset *token.FileSet, e ast.Expr) bool {
	if l, ok := e.(*ast.BasicLit); ok {
		return l.Kind == token.INT && l.Value != "1"
	}
	text := string(src[fset.Position(e.Pos()).Offset:fset.Position(e.End()).Offset])
	return limit.MatchString(text)
}
