package workspace

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/rules/builtin"
	"github.com/envparity/envparity/tui/screen"
)

// ruleFile adds rules to a config file, formatted as a person would write them.
type ruleFile struct {
	w      *Workspace
	cfg    *config.Config
	newest func() (*audit.Result, audit.Options)
}

// PreviewRule implements screen.Rules. It loads the result as the next audit will.
func (r ruleFile) PreviewRule(n screen.NewRule) (screen.Change, error) {
	src, err := readFile(r.cfg.File)
	if err != nil {
		return screen.Change{}, err
	}
	if n.Reason == "" {
		n.Reason = "…"
	}
	out, _, err := r.edit(src, n)
	return added(r.cfg.File, src, out), err
}

// WriteRule implements screen.Rules.
func (r ruleFile) WriteRule(n screen.NewRule) (func() error, error) {
	before, err := readFile(r.cfg.File)
	if err != nil {
		return nil, err
	}
	out, _, err := r.edit(before, n)
	if err != nil {
		return nil, err
	}
	if err := r.w.keepAgreement(r.cfg, func() error { return writeWhole(r.cfg.File, out) }); err != nil {
		return nil, err
	}
	undo := takeBack(r.cfg.File, before, out, func(src []byte) ([]byte, error) { return removeRule(src, r.cfg.File, n.Name) })
	return func() error {
		now, err := config.Load(r.cfg.File, config.Options{CollectTypes: r.w.typeNames()})
		if err != nil {
			return undo()
		}
		return r.w.keepAgreement(now, undo)
	}, nil
}

// edit returns the config with the new rule, and the rules as the next audit will load them.
func (r ruleFile) edit(src []byte, n screen.NewRule) ([]byte, *rules.Set, error) {
	if _, diags := hclsyntax.ParseExpression([]byte(n.When), "when", hcl.InitialPos); diags.HasErrors() {
		return nil, nil, fmt.Errorf("the condition does not parse: %s", diags[0].Detail)
	}
	f, diags := hclwrite.ParseConfig(src, r.cfg.File, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, nil, fmt.Errorf("%w; mend the file first", diags)
	}
	if len(src) > 0 && src[len(src)-1] != '\n' {
		f.Body().AppendNewline()
	}
	f.Body().AppendNewline()
	b := f.Body().AppendNewBlock("rule", []string{n.Name}).Body()
	b.SetAttributeRaw("when", hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte(n.When)}})
	b.SetAttributeValue("verdict", cty.StringVal(string(n.Verdict)))
	b.SetAttributeValue("reason", cty.StringVal(n.Reason))
	if n.Owner != "" {
		b.SetAttributeValue("owner", cty.StringVal(n.Owner))
	}
	out := f.Bytes()
	cfg, err := config.Parse(out, r.cfg.File, r.cfg.Dir, config.Options{CollectTypes: r.w.typeNames()})
	if err != nil {
		return nil, nil, err
	}
	set, diags := rules.Load(cfg.Rules, cfg.Sources, builtin.FS(), rules.WithPolicies(cfg.Policies), rules.WithEnvironments(cfg.Names()...))
	if diags.HasErrors() {
		return nil, nil, fmt.Errorf("%s: %s", diags[0].Summary, diags[0].Detail)
	}
	return out, set, nil
}

// Decides implements screen.Rules. It judges the drifts of the newest audit by the rules with the new one.
func (r ruleFile) Decides(n screen.NewRule) ([]string, error) {
	src, err := readFile(r.cfg.File)
	if err != nil {
		return nil, err
	}
	if n.Reason == "" {
		n.Reason = "…"
	}
	_, set, err := r.edit(src, n)
	if err != nil {
		return nil, err
	}
	last, o := r.newest()
	if last == nil {
		return nil, nil
	}
	var drifts []drift.Drift
	seen := map[*drift.Drift]bool{}
	for i := range last.Findings {
		if d := last.Findings[i].Drift; !seen[d] {
			seen[d] = true
			drifts = append(drifts, *d)
		}
	}
	d := audit.Decisions{}
	if o.Decisions != nil {
		d = *o.Decisions
	}
	decided := map[string]bool{}
	for _, f := range set.Classify(drifts, d.Context(last, o.Now)) {
		if strings.HasSuffix(f.Rule, "/"+n.Name) {
			decided[f.Fingerprint] = true
		}
	}
	var out []string
	for i := range last.Findings {
		if fp := last.Findings[i].Fingerprint; decided[fp] {
			out = append(out, fp)
		}
	}
	return out, nil
}

func removeRule(src []byte, file, name string) ([]byte, error) {
	f, diags := hclwrite.ParseConfig(src, file, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	for _, b := range f.Body().Blocks() {
		if l := b.Labels(); b.Type() == "rule" && len(l) == 1 && l[0] == name {
			f.Body().RemoveBlock(b)
			return f.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("%s has no rule %q any more", file, name)
}

var notName = regexp.MustCompile(`[^a-z0-9]+`)

// Suggest implements screen.Rules. It suggests the same attribute of all resources of the kind.
func (r ruleFile) Suggest(f *rules.Finding) screen.NewRule {
	d := f.Drift
	conditions := []string{fmt.Sprintf("resource.kind == %q", d.Resource.Kind)}
	name := d.Resource.Kind
	if d.Path == "" {
		conditions = append(conditions, fmt.Sprintf("resource.name == %q", d.Resource.Name), fmt.Sprintf("drift.kind == %q", d.Kind))
		name += "-" + d.Resource.Name
	} else {
		leaf := d.Path
		if i := strings.LastIndexByte(leaf, '.'); i >= 0 && leaf[i+1:] != "value" {
			leaf = "**." + leaf[i+1:]
		}
		conditions = append(conditions, fmt.Sprintf("matches(drift.path, %q)", leaf))
		name += "-" + leaf
	}
	return screen.NewRule{
		Name: strings.Trim(notName.ReplaceAllString(strings.ToLower(name), "-"), "-"), When: strings.Join(conditions, " && "),
		Verdict: rules.Acceptable, Owner: f.Owner,
	}
}
