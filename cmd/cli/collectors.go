package cli

import "github.com/envparity/envparity/collectors"

// collectorTypes are the collectors built in.
func collectorTypes() []collectors.Type { return nil }
