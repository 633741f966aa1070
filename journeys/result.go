package journeys

import "time"

// Schema names the format of run files.
const Schema = "envparity.journeys/v1"

// ReportSchema names the format in which a run is reported with its judgement.
const ReportSchema = "envparity.journeys-report/v1"

// Run is all that was measured: raw samples, never only percentiles. It holds no secret and no body.
type Run struct {
	Schema    string       `json:"schema"`
	RunID     string       `json:"run_id"`
	Label     string       `json:"label,omitempty"`
	StartedAt time.Time    `json:"started_at"`
	Took      Nanos        `json:"took_ns"`
	Tool      string       `json:"tool"`
	Origin    string       `json:"origin"` // "run", "smoke", "replay", or the format it was imported from
	Seed      uint64       `json:"seed"`
	Client    Client       `json:"client"`
	Targets   []TargetInfo `json:"targets"`
	Journeys  []JourneyRun `json:"journeys"`
	Problems  []string     `json:"problems,omitempty"` // what could not be measured, and why
	Notes     []string     `json:"notes,omitempty"`
	Requests  int          `json:"requests"`
}

// Nanos is a duration in whole nanoseconds.
type Nanos = time.Duration

// Client is the machine that measured; runs of two machines compare only as ratios.
type Client struct {
	OS        string  `json:"os"`
	Arch      string  `json:"arch"`
	CPUs      int     `json:"cpus"`
	Go        string  `json:"go"`
	HostHash  string  `json:"host_hash,omitempty"` // tells machines apart without naming them
	CPUShare  float64 `json:"cpu_share"`           // of all CPUs, spent by this process while it measured
	MaxJitter Nanos   `json:"max_jitter_ns"`       // the longest a timer came late between requests
}

// TargetInfo is what a run keeps of a Target.
type TargetInfo struct {
	Name      string `json:"name"`
	Reference bool   `json:"reference,omitempty"`
	Protected bool   `json:"protected,omitempty"`
	BaseURL   string `json:"base_url,omitempty"`
	RTT       Nanos  `json:"rtt_ns,omitempty"` // the shortest TCP connect seen: about one round trip

	ExpectedRatio float64 `json:"expected_ratio,omitempty"` // documented for all journeys
	RatioReason   string  `json:"ratio_reason,omitempty"`

	Traces   string `json:"traces,omitempty"` // address of a trace, with {{id}} where its id stands
	Stopped  string `json:"stopped,omitempty"`
	Recorded bool   `json:"recorded,omitempty"` // no environment: what a capture says was answered then
}

// JourneyRun is one journey in all environments.
type JourneyRun struct {
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Source      string    `json:"source,omitempty"` // file:line
	Connections ConnMode  `json:"connections,omitempty"`
	Rounds      int       `json:"rounds"`
	Paired      bool      `json:"paired"`                // samples of one round were taken next to one another
	Rate        float64   `json:"rate,omitempty"`        // arrivals per second: the open model
	Concurrency int       `json:"concurrency,omitempty"` // visits under way
	Ramp        Nanos     `json:"ramp_ns,omitempty"`     // the time in which the load grew
	Steps       []StepRun `json:"steps"`
	Allow       []Allow   `json:"allow,omitempty"`
	Limits      *Limits   `json:"limits,omitempty"`
	Samples     []Sample  `json:"samples"`
	Refused     []Refusal `json:"refused,omitempty"`
}

// StepRun describes a step and what its answers had in common.
type StepRun struct {
	Name    string         `json:"name"`
	Request string         `json:"request"` // with {{holes}}, never filled in
	Level   Level          `json:"level,omitempty"`
	Within  float64        `json:"tolerance,omitempty"` // relative, for numbers in answers
	Allow   []Allow        `json:"allow,omitempty"`
	Answers []AnswerFields `json:"answers,omitempty"` // one an environment
	Source  string         `json:"source,omitempty"`  // file:line
}

// Refusal says why a journey was not run somewhere.
type Refusal struct {
	Environment string `json:"environment"`
	Step        string `json:"step"`
	Why         string `json:"why"`
}

// Sample is one journey in one environment in one round.
type Sample struct {
	Environment string       `json:"env"`
	Round       int          `json:"round"` // from 1; warm-up rounds are 0 and below
	Warmup      bool         `json:"warmup,omitempty"`
	Order       int          `json:"order"`    // this environment's place in the round
	Start       Nanos        `json:"start_ns"` // since the run began
	Total       Nanos        `json:"total_ns"` // sum of the steps; with a rate, counted from the scheduled moment
	Wall        Nanos        `json:"wall_ns"`  // with think times and waiting for the rate limit
	Late        Nanos        `json:"late_ns,omitempty"`
	Failed      bool         `json:"failed,omitempty"` // its time is no latency
	Mixed       bool         `json:"mixed,omitempty"`  // a warm sample that had to open a connection
	Setup       bool         `json:"setup,omitempty"`  // it failed because of the config: nothing is said of the environment
	Steps       []StepSample `json:"steps"`
}

// StepSample is one request.
type StepSample struct {
	Step      string   `json:"step"`
	Hop       int      `json:"hop,omitempty"` // redirects followed before this one
	Status    int      `json:"status,omitempty"`
	Total     Nanos    `json:"total_ns"`
	Phases    Phases   `json:"phases"`
	FirstByte Nanos    `json:"first_byte_ns"`
	Early     int      `json:"early_hints,omitempty"` // 1xx answers before the final one
	Reused    bool     `json:"reused,omitempty"`
	Resent    int      `json:"resent,omitempty"` // times the transport sent it again on a new connection, the kept one being dead
	Proto     string   `json:"proto,omitempty"`
	TLS       string   `json:"tls,omitempty"`
	Remote    string   `json:"remote,omitempty"`
	Encoding  string   `json:"encoding,omitempty"`
	WireBytes int64    `json:"wire_bytes"`
	BodyBytes int64    `json:"body_bytes"`
	BodyHash  string   `json:"body_hash,omitempty"`
	Server    []Timing `json:"server_timing,omitempty"`
	Age       string   `json:"age,omitempty"`
	Cache     string   `json:"cache,omitempty"` // X-Cache, CF-Cache-Status and their like
	Via       string   `json:"via,omitempty"`
	Failures  []string `json:"failures,omitempty"` // expectations that did not hold
	Error     string   `json:"error,omitempty"`    // no answer, or one that could not be read
	Stream    Stream   `json:"stream,omitempty"`   // timed to its first message, on a connection of its own
	Trace     string   `json:"trace,omitempty"`    // id of its trace: what the answer names, else what was sent
	At        Nanos    `json:"at_ns,omitempty"`    // when it was sent, since the run began
}

// Timing is one entry of a Server-Timing header.
type Timing struct {
	Name string `json:"name"`
	Took Nanos  `json:"took_ns"`
	Desc string `json:"desc,omitempty"`
}

// Phases are the parts of one request; they add up to its total. On a reused connection DNS, Connect and TLS are zero.
type Phases struct {
	Blocked Nanos `json:"blocked_ns"` // waiting for a connection, and what no other phase explains
	DNS     Nanos `json:"dns_ns"`
	Connect Nanos `json:"connect_ns"` // TCP alone: about one round trip
	TLS     Nanos `json:"tls_ns"`
	Send    Nanos `json:"send_ns"`
	Wait    Nanos `json:"wait_ns"` // from the request sent to the first byte of the final answer
	Receive Nanos `json:"receive_ns"`
}

// bad reports whether the request counts as an error.
func (s *StepSample) bad() bool { return s.Error != "" || len(s.Failures) > 0 }
