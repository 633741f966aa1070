package cli

import (
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/all"
)

// collectorTypes are the collectors built in.
func collectorTypes() []collectors.Type { return all.Types() }
