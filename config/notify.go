package config

import (
	"regexp"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Notify is one `notify` block: a webhook for the messages of a check.
type Notify struct {
	Webhook string // the process variable with its address
	Format  string // NotifyJSON or NotifySlack
	Range   hcl.Range
}

// The forms of a notice.
const (
	NotifyJSON  = "json"
	NotifySlack = "slack"
)

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// notify reads a block such as `notify { webhook = secret("SHOP_WEBHOOK") }`. Anybody with a webhook's address can write to it, so the address is
// never in the config.
func (d *decoder) notify(b *hclsyntax.Block) {
	var n struct {
		Webhook hcl.Expression `hcl:"webhook"`
		Format  string         `hcl:"format,optional"`
	}
	diags := gohcl.DecodeBody(b.Body, bounded(nil), &n)
	d.diags = append(d.diags, diags...)
	if diags.HasErrors() {
		return
	}
	out := Notify{Format: n.Format, Range: b.DefRange()}
	switch n.Format {
	case "":
		out.Format = NotifyJSON
	case NotifyJSON, NotifySlack:
	default:
		d.errorf(b.Body.Attributes["format"].Expr.Range(), "Unknown format", "The format of a notice is %q or %q.", NotifyJSON, NotifySlack)
	}
	name, ok := secretOf(n.Webhook)
	if !ok {
		d.errorf(n.Webhook.Range(), "Not a secret", "The address of a webhook is a secret, which the config only names: write webhook = secret(\"SHOP_WEBHOOK\"), and set the variable where the check runs.")
		return
	}
	out.Webhook = name
	d.config.Notify = append(d.config.Notify, out)
}

// secretOf returns the variable that an expression secret("NAME") names.
func secretOf(e hcl.Expression) (string, bool) {
	call, diags := hcl.ExprCall(e)
	if diags.HasErrors() || call.Name != "secret" || len(call.Arguments) != 1 {
		return "", false
	}
	v, diags := call.Arguments[0].Value(nil)
	if diags.HasErrors() || v.IsNull() || !v.IsKnown() || v.Type() != cty.String || !variableName.MatchString(v.AsString()) {
		return "", false
	}
	return v.AsString(), true
}
