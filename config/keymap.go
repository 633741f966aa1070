package config

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Keymap is one `keymap` block: other keys for the terminal program's actions. The terminal program knows the screens and actions, and reports a
// mistake with Config.Fault.
type Keymap struct {
	Screen  string // "" for every screen that has the action
	Actions []KeyAction
	Range   hcl.Range
}

// KeyAction is one action with its keys; none removes its keys.
type KeyAction struct {
	Name  string
	Keys  []string
	Range hcl.Range
}

// maxKeys bounds the keys of one action; nobody remembers more.
const maxKeys = 16

func (d *decoder) keymap(b *hclsyntax.Block) {
	m := Keymap{Range: b.DefRange()}
	if len(b.Labels) > 1 {
		d.errorf(b.DefRange(), "Wrong labels", "A block \"keymap\" takes no label, or the name of one screen: keymap \"findings\" { … }")
		return
	}
	if len(b.Labels) == 1 {
		m.Screen = b.Labels[0]
	}
	for _, other := range d.config.Keymaps {
		if other.Screen == m.Screen {
			d.errorf(b.DefRange(), "Keys given twice", "The keys of this screen are given in line %d already.", other.Range.Start.Line)
		}
	}
	for _, inner := range b.Body.Blocks {
		d.errorf(inner.TypeRange, "Unknown block", "A keymap holds actions and their keys: %s = \"x\"", inner.Type)
	}
	attrs := make([]*hclsyntax.Attribute, 0, len(b.Body.Attributes))
	for _, a := range b.Body.Attributes {
		attrs = append(attrs, a)
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	for _, a := range attrs {
		v, diags := a.Expr.Value(bounded(nil))
		if diags.HasErrors() {
			d.diags = append(d.diags, diags...)
			continue
		}
		keys, err := keyList(v)
		if err != nil {
			d.errorf(a.Expr.Range(), "Not a key", "%v; write a key such as \"x\" or \"ctrl+x\", or a list of them.", err)
			continue
		}
		m.Actions = append(m.Actions, KeyAction{a.Name, keys, a.SrcRange})
	}
	d.config.Keymaps = append(d.config.Keymaps, m)
}

func keyList(v cty.Value) ([]string, error) {
	if v.IsNull() || !v.IsWhollyKnown() {
		return nil, fmt.Errorf("this has no value")
	}
	if v.Type() == cty.String {
		return []string{v.AsString()}, nil
	}
	if !v.CanIterateElements() || v.Type().IsMapType() || v.Type().IsObjectType() {
		return nil, fmt.Errorf("this is a %s", v.Type().FriendlyName())
	}
	keys := []string{}
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		if e.Type() != cty.String || e.IsNull() {
			return nil, fmt.Errorf("the list holds a %s", e.Type().FriendlyName())
		}
		keys = append(keys, e.AsString())
	}
	if len(keys) > maxKeys {
		return nil, fmt.Errorf("an action has at most %d keys, this has %d", maxKeys, len(keys))
	}
	return keys, nil
}

// Fault returns an error that quotes a place in the config, for a mistake that another package found.
func (c *Config) Fault(at hcl.Range, summary, detail string) error {
	return &Error{Files: c.Sources, Diags: hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: at.Ptr()}}}
}
