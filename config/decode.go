package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// environmentName matches valid names of environments and members, which become part of file names.
var environmentName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// decoder reads the top level of one file and collects all mistakes.
type decoder struct {
	config  *Config
	options Options
	diags   hcl.Diagnostics

	gateBlock *hclsyntax.Block // nil without one
}

// topLevel returns the labels of each top-level block, nil if the block's own reader checks them: package rules reads policies, and a keymap has
// at most one.
func topLevel() map[string][]string {
	return map[string][]string{
		"environment": {"name"},
		"collect":     {"type"},
		"rule":        {"name"},
		"match":       {"kind"},
		"journey":     {"name"},
		"policy":      nil,
		"history":     nil,
		"notify":      {},
		"store":       nil,
		"gate":        nil,
		"keymap":      nil,
	}
}

func (d *decoder) errorf(subject hcl.Range, summary, format string, args ...any) {
	d.diags = d.diags.Append(&hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(format, args...),
		Subject:  subject.Ptr(),
	})
}

func (d *decoder) body(body *hclsyntax.Body) {
	d.attributes(body)
	known := topLevel()
	names := make([]string, 0, len(known))
	for n := range known {
		names = append(names, n)
	}
	slices.Sort(names)
	var collects []*hclsyntax.Block
	for _, b := range body.Blocks {
		want, ok := known[b.Type]
		switch {
		case !ok:
			d.errorf(b.TypeRange, "Unknown block", "There is no block %q.%s", b.Type, didYouMean(b.Type, names))
			continue
		case want != nil && len(b.Labels) != len(want):
			d.errorf(b.DefRange(), "Wrong labels", "A block %q takes %s.", b.Type, labelText(b.Type, want))
			continue
		}
		switch b.Type {
		case "environment":
			d.environment(b)
		case "collect":
			collects = append(collects, b) // after all environments are known
		case "rule":
			d.config.Rules = append(d.config.Rules, b.AsHCLBlock())
		case "match":
			d.match(b)
		case "journey":
			d.config.Journeys = append(d.config.Journeys, Journey{Name: b.Labels[0], Body: b.Body, Range: b.DefRange()})
		case "policy":
			d.config.Policies = append(d.config.Policies, b.AsHCLBlock())
		case "keymap":
			d.keymap(b)
		case "history":
			d.history(b)
		case "notify":
			d.notify(b)
		case "store":
			d.store(b)
		case "gate":
			d.gate(b)
		}
	}
	d.reference(body)
	for _, b := range collects {
		d.collect(b)
	}
	d.matches()
	d.gateEnvironments()
}

func labelText(block string, want []string) string {
	if len(want) == 0 {
		return "no label"
	}
	return fmt.Sprintf("one label, its %s: %s %q { … }", want[0], block, strings.ToUpper(want[0]))
}

// attributes reads the attributes outside all blocks.
func (d *decoder) attributes(body *hclsyntax.Body) {
	targets := map[string]*string{"project": &d.config.Project, "waivers": &d.config.Waivers, "baseline": &d.config.Baseline, "snapshots": &d.config.Snapshots, "store": &d.config.Store.At}
	names := []string{"project", "waivers", "baseline", "snapshots", "store", "history"}
	attrs := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, a := range body.Attributes {
		attrs = append(attrs, a)
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	for _, a := range attrs {
		if a.Name == "history" {
			read := true
			d.diags = append(d.diags, gohcl.DecodeExpression(a.Expr, bounded(nil), &read)...)
			d.config.History.Off = !read
			continue
		}
		target, ok := targets[a.Name]
		if !ok {
			d.errorf(a.NameRange, "Unknown attribute", "There is no attribute %q here.%s", a.Name, didYouMean(a.Name, names))
			continue
		}
		d.diags = append(d.diags, gohcl.DecodeExpression(a.Expr, bounded(nil), target)...)
	}
}

// history reads a block such as `history { authors = true }`.
func (d *decoder) history(b *hclsyntax.Block) {
	var h struct {
		Authors *bool `hcl:"authors,optional"`
	}
	if len(b.Labels) > 0 {
		d.errorf(b.DefRange(), "Wrong labels", "A block \"history\" takes no label: history { authors = true }")
		return
	}
	d.diags = append(d.diags, gohcl.DecodeBody(b.Body, bounded(nil), &h)...)
	d.config.History.Authors = h.Authors
}

// store reads a block such as `store { at = "s3://shop/parity" }`.
func (d *decoder) store(b *hclsyntax.Block) {
	var s struct {
		At   string `hcl:"at,optional"`
		Keep bool   `hcl:"keep,optional"`
	}
	if len(b.Labels) > 0 {
		d.errorf(b.DefRange(), "Wrong labels", "A block \"store\" takes no label: store { at = \"s3://BUCKET/PREFIX\" }")
		return
	}
	if d.config.Store.At != "" {
		d.errorf(b.DefRange(), "Two stores", "The store is set twice: write one `store = …` or one block.")
	}
	d.diags = append(d.diags, gohcl.DecodeBody(b.Body, bounded(nil), &s)...)
	d.config.Store = Store(s)
}

// collectHead is the attributes of every collect block, of any type.
type collectHead struct {
	As      string   `hcl:"as,optional"`
	Only    []string `hcl:"only,optional"`
	Timeout string   `hcl:"timeout,optional"`
	Remain  hcl.Body `hcl:",remain"`
}

func (d *decoder) collect(b *hclsyntax.Block) {
	typ := b.Labels[0]
	if known := d.options.CollectTypes; len(known) > 0 && !slices.Contains(known, typ) {
		d.errorf(b.LabelRanges[0], "Unknown collector", "There is no collector %q.%s", typ, didYouMean(typ, known))
		return
	}
	var head collectHead
	diags := gohcl.DecodeBody(b.Body, bounded(nil), &head)
	d.diags = append(d.diags, diags...)
	if diags.HasErrors() {
		return
	}
	c := Collect{Type: typ, As: head.As, Only: head.Only, Body: head.Remain, Range: b.DefRange()}
	if c.As == "" {
		c.As = typ
	}
	for _, name := range head.Only {
		d.only(b, name)
	}
	if head.Timeout != "" {
		t, err := time.ParseDuration(head.Timeout)
		if err != nil || t <= 0 {
			d.errorf(attributeRange(b, "timeout"), "Not a duration", "%q is not a positive duration; write one such as \"30s\" or \"2m\".", head.Timeout)
		}
		c.Timeout = t
	}
	d.config.Collects = append(d.config.Collects, c)
}

// only checks one entry of a block's only: an environment, or a member of one as "prod/eu".
func (d *decoder) only(b *hclsyntax.Block, entry string) {
	name, member, ofMember := strings.Cut(entry, "/")
	env := d.config.Environment(name)
	switch {
	case env == nil:
		d.errorf(attributeRange(b, "only"), "Unknown environment", "There is no environment %q.%s", name, didYouMean(name, d.config.Names()))
	case ofMember && !slices.ContainsFunc(env.Members, func(m Member) bool { return m.Name == member }):
		list := make([]string, len(env.Members))
		for i, m := range env.Members {
			list[i] = m.Name
		}
		d.errorf(attributeRange(b, "only"), "Unknown member", "The environment %q has no member %q.%s", name, member, didYouMean(member, list))
	}
}

func (d *decoder) match(b *hclsyntax.Block) {
	var m struct {
		Names map[string]string `hcl:"names"`
	}
	diags := gohcl.DecodeBody(b.Body, bounded(nil), &m)
	d.diags = append(d.diags, diags...)
	if !diags.HasErrors() {
		d.config.Matches = append(d.config.Matches, Match{Kind: b.Labels[0], Names: m.Names, Range: b.DefRange()})
	}
}

func (d *decoder) matches() {
	for _, m := range d.config.Matches {
		names := make([]string, 0, len(m.Names))
		for env := range m.Names {
			names = append(names, env)
		}
		slices.Sort(names)
		for _, env := range names {
			if d.config.Environment(env) == nil {
				d.errorf(m.Range, "Unknown environment", "There is no environment %q.%s", env, didYouMean(env, d.config.Names()))
			}
		}
		if len(m.Names) < 2 {
			d.errorf(m.Range, "Nothing to match", "A match block names one resource in two environments or more.")
		}
	}
}

// attributeRange returns the range of the attribute name of b, or of b's head.
func attributeRange(b *hclsyntax.Block, name string) hcl.Range {
	if a, ok := b.Body.Attributes[name]; ok {
		return a.SrcRange
	}
	return b.DefRange()
}
