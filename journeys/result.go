package journeys

import (
	"cmp"
	"slices"
	"time"
)

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

// Broken reports whether the request counts as an error.
func (s *StepSample) Broken() bool { return s.Error != "" || len(s.Failures) > 0 }

// Trouble is the first expectation that did not hold, else the error, "" for none.
func (s *StepSample) Trouble() string { return cmp.Or(append(slices.Clone(s.Failures), s.Error)...) }

// Journey returns the journey of a name, nil where the run has none.
func (r *Run) Journey(name string) *JourneyRun {
	for i := range r.Journeys {
		if r.Journeys[i].Name == name {
			return &r.Journeys[i]
		}
	}
	return nil
}

// Leak says which environment a value of an answer names although another environment gave the answer.
type Leak struct {
	Word string `json:"word"`
	Of   string `json:"of"` // the environment that it names
}

// AnswerFields is what the answers to one step had in common in one environment, learned over the rounds.
type AnswerFields struct {
	Environment string      `json:"env"`
	Rounds      int         `json:"rounds"` // answers looked at
	Statuses    map[int]int `json:"statuses"`
	Media       string      `json:"media,omitempty"` // what is not JSON is compared by what kind it is
	Fields      []Field     `json:"fields,omitempty"`
	Headers     []Field     `json:"headers,omitempty"`
	Bytes       [2]int64    `json:"bytes"` // smallest and largest body
	Cut         bool        `json:"cut,omitempty"`
	Named       bool        `json:"named,omitempty"` // the names of environments were looked for when the answers were there
}

// Field is one attribute of an answer.
type Field struct {
	Path     string   `json:"path"`
	Shape    string   `json:"shape,omitempty"` // its path with list elements as one, when that differs
	Kinds    []string `json:"kinds"`           // string, number, bool, null, list, object
	In       int      `json:"in"`              // answers that had it
	Volatile bool     `json:"volatile,omitempty"`
	Pattern  string   `json:"pattern,omitempty"` // uuid, time, …: compared by form
	Value    string   `json:"value,omitempty"`
	Hash     string   `json:"hash,omitempty"`
	Secret   bool     `json:"secret,omitempty"`   // Value is a fingerprint
	Own      string   `json:"own,omitempty"`      // hash of the value without the environment's own names, where it has any
	Leak     *Leak    `json:"leak,omitempty"`     // another environment that the value names
	Near     bool     `json:"near,omitempty"`     // a number, within the tolerance of all other environments' numbers
	Order    string   `json:"order,omitempty"`    // of a list: hash of its elements in their order; "" where that varies
	Members  string   `json:"members,omitempty"`  // of a list: hash of its elements whatever their order; "" where they vary
	Elements string   `json:"elements,omitempty"` // of a list: its elements in their order, for people
}

// CollectorName is what rules and reports know the drifts of journeys by.
const CollectorName = "journeys"
