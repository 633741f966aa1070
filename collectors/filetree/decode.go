package filetree

import (
	"fmt"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// Attributes are the expressions of `path`, `exclude` and `git` in a collect block, as gohcl hands them over.
type Attributes struct {
	Path, Exclude, Git hcl.Expression
}

// Decode evaluates the attributes. It does no I/O.
func Decode(a Attributes, ectx *hcl.EvalContext) (Spec, hcl.Diagnostics) {
	var s Spec
	var diags hcl.Diagnostics
	s.Patterns = Strings("path", a.Path, ectx, &diags)
	s.Exclude = Strings("exclude", a.Exclude, ectx, &diags)
	for _, p := range append(append([]string(nil), s.Patterns...), s.Exclude...) {
		if !doublestar.ValidatePattern(p) {
			diags = append(diags, problem(a.Path, "Not a valid glob", fmt.Sprintf("%q is not a valid glob: look for an unclosed [ or {.", p)))
		}
	}
	if Given(a.Git, ectx) {
		v, d := a.Git.Value(ectx)
		diags = append(diags, d...)
		if !d.HasErrors() {
			s.Git = decodeGit(v, a.Git, &diags)
		}
	}
	return s, diags
}

// Given reports whether an optional attribute was written (and is not null).
func Given(e hcl.Expression, ectx *hcl.EvalContext) bool {
	if e == nil {
		return false
	}
	v, diags := e.Value(ectx)
	return diags.HasErrors() || !v.IsNull()
}

// Strings evaluates an optional attribute that is a string or a list of strings.
func Strings(name string, e hcl.Expression, ectx *hcl.EvalContext, diags *hcl.Diagnostics) []string {
	if e == nil {
		return nil
	}
	v, d := e.Value(ectx)
	*diags = append(*diags, d...)
	if d.HasErrors() || v.IsNull() {
		return nil
	}
	wrong := func() []string {
		*diags = append(*diags, problem(e, "Unsuitable value", fmt.Sprintf("%q must be a string or a list of strings.", name)))
		return nil
	}
	if !v.IsWhollyKnown() {
		return wrong()
	}
	if v.Type() == cty.String {
		if v.AsString() == "" {
			*diags = append(*diags, problem(e, "Empty value", fmt.Sprintf("%q must not be empty.", name)))
			return nil
		}
		return []string{v.AsString()}
	}
	if !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
		return wrong()
	}
	var out []string
	for it := v.ElementIterator(); it.Next(); {
		_, x := it.Element()
		if x.IsNull() || x.Type() != cty.String || x.AsString() == "" {
			return wrong()
		}
		out = append(out, x.AsString())
	}
	return out
}

func decodeGit(v cty.Value, e hcl.Expression, diags *hcl.Diagnostics) *Git {
	wrong := func(detail string) *Git {
		*diags = append(*diags, problem(e, "Unsuitable git", detail))
		return nil
	}
	if !v.Type().IsObjectType() || !v.IsWhollyKnown() {
		return wrong(`Write git = { repo = "path/to/clone", ref = "v1.2.3" }.`)
	}
	g := &Git{Repo: "."}
	for it := v.ElementIterator(); it.Next(); {
		k, x := it.Element()
		if x.IsNull() || x.Type() != cty.String {
			return wrong(fmt.Sprintf("%q must be a string.", k.AsString()))
		}
		switch k.AsString() {
		case "repo":
			g.Repo = x.AsString()
		case "ref":
			g.Ref = x.AsString()
		default:
			return wrong(fmt.Sprintf("git knows repo and ref, not %q.", k.AsString()))
		}
	}
	if g.Ref == "" || g.Ref[0] == '-' {
		return wrong(`git needs ref, a branch, tag or commit: { repo = "path/to/clone", ref = "v1.2.3" }.`)
	}
	return g
}

func problem(e hcl.Expression, summary, detail string) *hcl.Diagnostic {
	r := e.Range()
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &r}
}
