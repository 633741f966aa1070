package workspace

import (
	"path/filepath"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/importers/hurl"
)

// stepsFrom reads the steps of `from = "checkout.hurl"`.
func stepsFrom(dir string) func(string, hcl.Range) ([]journeys.Step, hcl.Diagnostics) {
	return func(file string, at hcl.Range) ([]journeys.Step, hcl.Diagnostics) {
		path := file
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		fail := func(summary string, err error) hcl.Diagnostics {
			return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: err.Error() + ".", Subject: at.Ptr()}}
		}
		src, err := confine.Own(path, bounds.Config)
		if err != nil {
			return nil, fail("Steps cannot be read", err)
		}
		steps, err := hurl.Parse(file, src)
		if err != nil {
			return nil, fail("Not the part of Hurl that is understood", err)
		}
		return steps, nil
	}
}
