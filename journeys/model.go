package journeys

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Journey is one user flow: steps in order, run once a round in each environment.
type Journey struct {
	Name        string
	Description string
	Only        []string // environments; empty for all
	Rounds      int      // 0: DefaultRounds
	Warmup      int      // rounds discarded before; -1: DefaultWarmup
	Connections ConnMode
	Protocol    Protocol
	Think       time.Duration // between steps, never timed
	Timeout     time.Duration // of one request; 0: DefaultTimeout
	Load        Load
	Headers     []Pair
	Compare     Compare
	Allow       []Allow
	Limits      Limits
	Steps       []Step
	Cleanup     []Step // run after the steps of every round, untimed, whatever happened
	File        string
	Line        int
}

// Defaults and limits.
const (
	SmokeRounds    = 6  // the least with which an interval exists
	DefaultRounds  = 20 // tells a ratio of 2 from an allowed 1.5 in five of six cases
	DefaultWarmup  = 1
	DefaultTimeout = 30 * time.Second
	DefaultFloor   = 5 * time.Millisecond // differences of medians below it matter to nobody
	DefaultRatio   = 1.25                 // allowed where the team has documented nothing
	MaxRedirects   = 10
	MaxBody        = 8 << 20 // bytes of an answer that are compared; the rest is read and counted
)

// ConnMode says on which connections requests travel. The two are never mixed in one sample.
type ConnMode string

// The modes. Warm reuses connections, so that names, TCP and TLS cost nothing; Cold opens new ones for every round.
const (
	Warm ConnMode = "warm"
	Cold ConnMode = "cold"
)

// Protocol pins the HTTP version, "" for what the server prefers.
type Protocol string

// The protocols.
const (
	HTTP1 Protocol = "http/1.1"
	HTTP2 Protocol = "h2"
	H2C   Protocol = "h2c"
)

// Effect says what a step that is not a GET, HEAD or OPTIONS does. A protected environment asks for it.
type Effect string

// The effects.
const (
	NoEffect   Effect = ""
	Login      Effect = "login"      // opens a session
	Idempotent Effect = "idempotent" // the same afterwards, however often it is sent
	Write      Effect = "write"      // leaves something behind; needs a cleanup
)

// Step is one request and what is made of its answer.
type Step struct {
	Name      string
	Method    string
	URL       Text // a path below the environment's base URL, or a whole URL
	Query     []Pair
	Headers   []Pair
	JSON      any // nil, or a tree of map[string]any, []any, Text, string, float64, bool, nil inside
	HasJSON   bool
	Form      []Pair
	Multipart []FormPart
	Body      Text
	MediaType string
	Basic     *Basic
	Bearer    Text
	Stream    Stream // the answer has no end: the step is over with its first message
	Send      Text   // to a WebSocket, once it is open
	Redirects int    // hops to follow, each timed as a step of its own; 0 for none
	Timeout   time.Duration
	Think     time.Duration
	Effect    Effect
	Harmless  string // why a path that looks like it changes something does not
	Capture   []Capture
	Expect    Expect
	Compare   Compare
	Allow     []Allow
	File      string
	Line      int
}

// Pair is a name and a value with holes.
type Pair struct {
	Name  string
	Value Text
}

// FormPart is one part of a multipart body: a value, or a file.
type FormPart struct {
	Name      string
	Value     Text
	File      string
	MediaType string
}

// Basic is HTTP basic authentication.
type Basic struct{ User, Password Text }

// Expect is what must hold of an answer in every environment.
type Expect struct {
	Status   []StatusRange // empty: below 400
	Headers  []HeaderExpect
	Contains []Text
	JSON     []JSONExpect
	Asserts  []Text // in the language of package asserts
	Within   time.Duration
}

// StatusRange is an inclusive range: 200..200, 200..299.
type StatusRange struct{ From, To int }

// HeaderExpect wants a header to contain a text; "" wants it to be there.
type HeaderExpect struct{ Name, Contains string }

// JSONExpect wants the value at a path to equal something, or, with a nil Equals, to be there.
type JSONExpect struct {
	Path   Path
	Equals any
	Exists bool
}

// Level says how closely answers are compared.
type Level string

// The levels, each including those before it.
const (
	ByStatus Level = "status"
	ByShape  Level = "shape"  // types, keys, nullability; the default
	ByValue  Level = "stable" // and the values that do not vary inside one environment
	Exactly  Level = "exact"  // and the bytes
	NoLevel  Level = ""
)

// Compare says how the answers of a step, or of all steps, are compared.
type Compare struct {
	Level     Level
	Ignore    []string          // paths, in the form items[].id; a leading **. matches at any depth
	Keys      map[string]string // list path → the field by which its elements meet
	Headers   []string          // besides content-type
	Tolerance float64           // relative, for numbers
	Unordered []string          // lists whose order does not matter, written as in Ignore
}

// Allow is what the team has documented for one environment: it may take Ratio times the reference's time.
type Allow struct {
	Environment string        `json:"environment"`
	Ratio       float64       `json:"ratio,omitempty"`  // 0: not given
	Faster      float64       `json:"faster,omitempty"` // a ratio below which being fast is suspicious; 0: 1/DefaultFaster
	Floor       time.Duration `json:"floor_ns,omitempty"`
	P95Ratio    float64       `json:"p95_ratio,omitempty"`  // of the slowest answers; 0: as Ratio
	ErrorRate   float64       `json:"error_rate,omitempty"` // share of visits that may fail
	Reason      string        `json:"reason,omitempty"`
	Documented  bool          `json:"documented,omitempty"`
}

// DefaultFaster is how many times as fast as the reference an environment may be before it is a finding: an empty database
// answers quickly.
const DefaultFaster = 3.0

// Source is where the config has the journey, as file:line.
func (j *Journey) Source() string { return source(j.File, j.Line) }

// Source is where the config has the step, as file:line.
func (s *Step) Source() string { return source(s.File, s.Line) }

func source(file string, line int) string {
	if file == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// Stream says that an answer has no end that a step could wait for: the step is over with the first message. It travels on a connection of
// its own, which is part of its time on warm connections too.
type Stream string

// The streams.
const (
	NoStream  Stream = ""
	Events    Stream = "events"    // server-sent events: the first one that has data
	WebSocket Stream = "websocket" // the first message after the upgrade, and after what the step sends
)

// ParseStatus reads "200", "2xx" or "200-204".
func ParseStatus(s string) (StatusRange, error) {
	if len(s) == 3 && strings.EqualFold(s[1:], "xx") && s[0] >= '1' && s[0] <= '5' {
		n := int(s[0]-'0') * 100
		return StatusRange{n, n + 99}, nil
	}
	a, b, isRange := strings.Cut(s, "-")
	lo, err := strconv.Atoi(a)
	hi := lo
	if err == nil && isRange {
		hi, err = strconv.Atoi(b)
	}
	if err != nil || lo < 100 || hi > 599 || hi < lo {
		return StatusRange{}, fmt.Errorf("%q is not a status: write 200, \"2xx\" or \"200-204\"", s)
	}
	return StatusRange{lo, hi}, nil
}
