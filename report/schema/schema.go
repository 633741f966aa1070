// Package schema holds the published JSON Schemas of the reports, and nothing else.
package schema

import _ "embed"

//go:embed report-v1.json
var reportV1 []byte

// ReportV1 returns the JSON Schema of envparity.report/v1.
func ReportV1() []byte { return append([]byte(nil), reportV1...) }

//go:embed doctor-v1.json
var doctorV1 []byte

// DoctorV1 returns the JSON Schema of envparity.doctor/v1.
func DoctorV1() []byte { return append([]byte(nil), doctorV1...) }

//go:embed history-v1.json
var historyV1 []byte

// HistoryV1 returns the JSON Schema of envparity.history/v1.
func HistoryV1() []byte { return append([]byte(nil), historyV1...) }

//go:embed trend-v1.json
var trendV1 []byte

// TrendV1 returns the JSON Schema of envparity.trend/v1.
func TrendV1() []byte { return append([]byte(nil), trendV1...) }

//go:embed gate-v1.json
var gateV1 []byte

// GateV1 returns the JSON Schema of envparity.gate/v1.
func GateV1() []byte { return append([]byte(nil), gateV1...) }

//go:embed fleet-v1.json
var fleetV1 []byte

// FleetV1 returns the JSON Schema of envparity.fleet/v1.
func FleetV1() []byte { return append([]byte(nil), fleetV1...) }
