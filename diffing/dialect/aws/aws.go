// Package aws is the dialect of resources from the API of AWS.
package aws

import (
	"strings"

	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/snapshot"
)

// Dialect is what is known of resources read from AWS.
type Dialect struct{ dialect.Plain }

// ReadsText is true for parameters, which hold text only.
func (Dialect) ReadsText(kind string) bool {
	return kind == "aws_ssm_parameter" || kind == snapshot.KindEnvironment
}

// Entries is true for resources, which have tags.
func (Dialect) Entries(kind string) bool { return strings.Contains(kind, "_") }
