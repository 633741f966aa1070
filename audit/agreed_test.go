package audit_test

import "github.com/envparity/envparity/collectors"

// agreed lets a config do all that it names.
func agreed(collectors.Need) string { return "" }
