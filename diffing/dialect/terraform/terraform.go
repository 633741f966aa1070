// Package terraform is the dialect of Terraform: code, state and plans.
package terraform

import (
	"strings"

	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/snapshot"
)

// Dialect is what is known of Terraform.
type Dialect struct{ dialect.Plain }

// Default is true for null, which stands for an argument that is left out, and for an empty value in a resource. Whether a state has null, an
// empty text, list or map there depends on the provider's version and on refreshes, not on the resource. A variable, a local or an output is
// empty on purpose.
func (Dialect) Default(kind string, _ []string, n *snapshot.Node) bool {
	switch n.Kind {
	case snapshot.Null:
		return true
	case snapshot.List, snapshot.Map:
		return len(n.Children) == 0 && made(kind)
	case snapshot.String:
		return n.Text == "" && made(kind)
	}
	return false
}

// made reports whether a resource of this kind belongs to a provider, and is not a value of the code.
func made(kind string) bool { return strings.Contains(kind, "_") && kind != "provider_config" }

// ReadsText is true: Terraform converts between texts and numbers as the provider's schema asks.
func (Dialect) ReadsText(string) bool { return true }

// Code is true.
func (Dialect) Code() bool { return true }

// Address is the address of a resource within its module, "var.name" for a variable.
func (Dialect) Address(kind, name string) string {
	if kind == "variable" {
		kind = "var"
	}
	return kind + "." + name
}
