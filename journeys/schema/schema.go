// Package schema holds the published JSON Schemas of journeys, and nothing else.
package schema

import _ "embed"

//go:embed journeys-v1.json
var journeysV1 []byte

//go:embed journeys-report-v1.json
var reportV1 []byte

// JourneysV1 returns the JSON Schema of envparity.journeys/v1, a run file.
func JourneysV1() []byte { return append([]byte(nil), journeysV1...) }

// ReportV1 returns the JSON Schema of envparity.journeys-report/v1, what `journeys --format json` prints.
func ReportV1() []byte { return append([]byte(nil), reportV1...) }
