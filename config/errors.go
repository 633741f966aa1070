package config

import (
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/snapshot/secret"
)

// errorWidth is the width of error texts in columns, on any terminal, because logs have no width.
const errorWidth = 100

// Error is the mistakes in a config. Its text quotes the source line of every diagnostic, with stars
// for what may be a secret.
type Error struct {
	Summary string // for an error without a line
	Diags   hcl.Diagnostics
	Files   map[string]*hcl.File
}

// Error renders all diagnostics, each with its file, line and source.
func (e *Error) Error() string {
	if len(e.Diags) == 0 {
		return e.Summary
	}
	var b strings.Builder
	if e.Summary != "" {
		b.WriteString(e.Summary + "\n\n")
	}
	w := hcl.NewDiagnosticTextWriter(&b, e.masked(), errorWidth, false)
	for _, d := range e.Diags {
		shown := *d
		if d.Expression != nil && !namesOnly(d.Expression) {
			shown.Expression = nil // the writer quotes the values of its variables
		}
		// A strings.Builder does not fail.
		_ = w.WriteDiagnostic(&shown)
	}
	return clipped(strings.TrimRight(b.String(), "\n"))
}

// masked returns the files with a star for each byte of what may be a secret, so that a quoted line shows none.
func (e *Error) masked() map[string]*hcl.File {
	stars := func(s string) string { return strings.Repeat("*", len(s)) }
	out := make(map[string]*hcl.File, len(e.Files))
	for name, f := range e.Files {
		text, _ := secret.Replace(string(f.Bytes), secret.Config, stars)
		text = secret.ReplaceRandom(text, stars)
		shown := *f
		shown.Bytes = []byte(text)
		if len(text) != len(f.Bytes) { // places in the text no longer fit: quote nothing
			shown.Bytes = nil
		}
		out[name] = &shown
	}
	return out
}

// namesOnly reports whether an expression has no variables but the name of the environment.
func namesOnly(e hcl.Expression) bool {
	for _, v := range e.Variables() {
		if len(v) != 2 || v.RootName() != "env" {
			return false
		}
		if a, ok := v[1].(hcl.TraverseAttr); !ok || a.Name != "name" {
			return false
		}
	}
	return true
}

// longLine is the greatest part of a source line, in bytes, that an error quotes.
const longLine = 400

// clipped shortens very long lines.
func clipped(text string) string {
	if len(text) <= longLine {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if len(l) > longLine {
			lines[i] = strings.ToValidUTF8(l[:longLine], "") + "…"
		}
	}
	return strings.Join(lines, "\n")
}

// Nearest returns the most similar candidate, or "" if none is close.
func Nearest(given string, candidates []string) string {
	best, bestDist := "", 3
	if len(given) > 8 {
		bestDist = 4
	}
	for _, c := range candidates {
		if d := levenshtein.Distance(strings.ToLower(given), strings.ToLower(c), nil); d < bestDist && d < len(given) {
			best, bestDist = c, d
		}
	}
	return best
}

// didYouMean returns ` Did you mean "x"?`, or the list of candidates, or "".
func didYouMean(given string, candidates []string) string {
	if n := Nearest(given, candidates); n != "" {
		return ` Did you mean "` + n + `"?`
	}
	if len(candidates) == 0 {
		return ""
	}
	return " There are: " + strings.Join(candidates, ", ") + "."
}
