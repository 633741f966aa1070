// Package schema holds the published JSON Schema of the report, and nothing else.
package schema

import _ "embed"

//go:embed report-v1.json
var reportV1 []byte

// ReportV1 returns the JSON Schema of envparity.report/v1.
func ReportV1() []byte { return append([]byte(nil), reportV1...) }
