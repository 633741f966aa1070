// Package known finds the dialect of a type of source.
package known

import (
	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/diffing/dialect/aws"
	"github.com/envparity/envparity/diffing/dialect/envvars"
	"github.com/envparity/envparity/diffing/dialect/kubernetes"
	"github.com/envparity/envparity/diffing/dialect/terraform"
)

// Of returns the dialect of a type of source, dialect.Plain for an unknown type.
func Of(source string) dialect.Dialect {
	switch source {
	case "kubernetes", "helm":
		return kubernetes.Dialect{}
	case "terraform":
		return terraform.Dialect{}
	case "envvars":
		return envvars.Dialect{}
	case "aws":
		return aws.Dialect{}
	}
	return dialect.Plain{}
}
