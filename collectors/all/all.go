// Package all is the explicit list of collectors, a line each. Only the commands import it.
package all

import (
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/aws"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/collectors/dependencies"
	"github.com/envparity/envparity/collectors/envvars"
	"github.com/envparity/envparity/collectors/featureflags"
	"github.com/envparity/envparity/collectors/files"
	"github.com/envparity/envparity/collectors/helm"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/collectors/terraform"
)

// Types lists every collector in order of name.
func Types() []collectors.Type {
	return []collectors.Type{
		aws.Type(),
		database.Type(),
		dependencies.Type(),
		envvars.Type(),
		featureflags.Type(),
		files.Type(),
		helm.Type(),
		kubernetes.Type(),
		terraform.Type(),
	}
}
