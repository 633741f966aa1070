package cli

import (
	"context"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/snapshot"
)

// collectorTypes are the collectors built in.
func collectorTypes() []collectors.Type {
	types := all.Types()
	for _, name := range []string{"terraform", "featureflags", "dependencies"} {
		if slices.Contains(typeNames(types), name) {
			continue
		}
		types = append(types, collectors.Type{Name: name, Make: func(hcl.Body, *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
			return absent{}, nil
		}})
	}
	return types
}

// absent stands where a collector is still to come.
type absent struct{}

func (absent) Source() string { return "" }

func (absent) Collect(context.Context, collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	return nil, snapshot.Outcome{Status: snapshot.Failed, Error: "this collector is not built yet"}
}
