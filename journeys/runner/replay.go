package runner

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/redact"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
)

// RecordedName is the environment that answers found in a capture belong to.
const RecordedName = "recorded"

// Recorded is one request that was captured, with the answer it got then.
type Recorded struct {
	At       time.Time
	Took     time.Duration
	Endpoint string // what it is judged under: "GET /cart/{}"
	Method   string
	URL      string // its host is replaced by the target's
	Header   http.Header
	Status   int // 0: no answer was captured
	Answer   http.Header
	Body     []byte
}

// ReplayOptions say how captured traffic is sent.
type ReplayOptions struct {
	Options
	Speed       float64 // multiple of the recorded pace; 0: 1
	MaxRequests int     // 0: DefaultReplay
	InFlight    int     // requests under way at once; 0: 32
}

// DefaultReplay bounds a replay that nobody bounded.
const DefaultReplay = 10_000

// Replay sends captured reading traffic to one or two targets at its recorded pace and returns a run in which every endpoint is a
// journey; what was recorded is one more environment. The first target is held against the second where there is one, else
// against the recording. Only GET, HEAD and OPTIONS are sent, never a credential of the capture, and nothing whose path
// looks like it changes something.
func Replay(ctx context.Context, targets []journeys.Target, next func() (*Recorded, error), o ReplayOptions) (*journeys.Run, error) {
	for i := range targets {
		if err := Check(&targets[i]); err != nil {
			return nil, err
		}
	}
	if o.Speed <= 0 {
		o.Speed = 1
	}
	if o.MaxRequests == 0 {
		o.MaxRequests = DefaultReplay
	}
	if o.InFlight == 0 {
		o.InFlight = 32
	}
	r := newRunner(&Plan{Targets: targets}, o.Options, "replay")
	defer r.close()
	if err := r.needSecrets(); err != nil {
		return nil, err
	}
	cpu := cpuTime()
	p := &replay{runner: r, o: o, targets: targets, journeys: map[string]*journeys.JourneyRun{}, skipped: map[string]int{}}
	err := p.all(ctx, next)
	p.wrap()
	r.finish(cpu)
	r.run.Targets = append(r.run.Targets, journeys.TargetInfo{Name: RecordedName, Recorded: true, Reference: len(targets) == 1})
	for i := range r.run.Targets {
		r.run.Targets[i].Reference = len(targets) == 1 && r.run.Targets[i].Name == RecordedName || len(targets) > 1 && r.run.Targets[i].Name == targets[1].Name
	}
	if ctx.Err() != nil {
		err = fmt.Errorf("replay stopped before the end: %w", ctx.Err())
	}
	return r.run, err
}

// replay is the state of one.
type replay struct {
	*runner
	o        ReplayOptions
	targets  []journeys.Target
	mu       sync.Mutex
	journeys map[string]*journeys.JourneyRun
	skipped  map[string]int
	late     time.Duration
	opened   int // connections, the time for which is not counted
	differ   map[string]map[string]int
}

func (p *replay) all(ctx context.Context, next func() (*Recorded, error)) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	slots := make(chan struct{}, p.o.InFlight)
	var first time.Time
	begin := time.Now()
	for sent := 0; ; {
		rec, err := next()
		if err != nil || rec == nil {
			return err
		}
		if why := Unfit(rec); why != "" {
			p.mu.Lock()
			p.skipped[why]++
			p.mu.Unlock()
			continue
		}
		if sent == p.o.MaxRequests {
			p.problem("stopped after %s, the capture has more: raise --max-requests", names.Count(sent, "request"))
			return nil
		}
		if first.IsZero() {
			first = rec.At
		}
		due := begin.Add(time.Duration(float64(rec.At.Sub(first)) / p.o.Speed))
		if !p.sleepUntil(ctx, due) || p.allStopped() {
			return nil
		}
		sent++
		order := rand.New(rand.NewPCG(p.o.Seed, uint64(sent))).Perm(len(p.targets))
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		wg.Go(func() {
			defer func() { <-slots }()
			p.one(ctx, rec, sent, order, due)
		})
	}
}

// Unfit says why a captured request is not sent, "" when it is.
func Unfit(rec *Recorded) string {
	switch {
	case !safeMethod(rec.Method):
		return "they are not GET, HEAD or OPTIONS"
	case riskyPath(rec.URL) != "":
		return "their path looks like it changes something"
	case carriesCredential(rec.URL):
		return "their URL carries a credential"
	}
	return ""
}

// carriesCredential reports whether a URL holds what opens something, by the name of a parameter or by its look.
func carriesCredential(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || redact.SensitiveValue(u.Path) {
		return true
	}
	for name, vals := range u.Query() {
		for _, v := range vals {
			if v != "" && redact.SensitiveName(name) || redact.SensitiveValue(v) {
				return true
			}
		}
	}
	return false
}

func (p *replay) allStopped() bool {
	for _, l := range p.lanes {
		if !l.halted() {
			return false
		}
	}
	return true
}

func (p *replay) differs(env, what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.differ == nil {
		p.differ = map[string]map[string]int{}
	}
	if p.differ[env] == nil {
		p.differ[env] = map[string]int{}
	}
	p.differ[env][what]++
}

func (p *replay) journey(endpoint string) *journeys.JourneyRun {
	p.mu.Lock()
	defer p.mu.Unlock()
	j := p.journeys[endpoint]
	if j == nil {
		j = &journeys.JourneyRun{Name: endpoint, Connections: journeys.Warm, Paired: true, Samples: []journeys.Sample{}, Steps: []journeys.StepRun{{Name: endpoint, Request: endpoint, Level: journeys.ByShape}}}
		p.journeys[endpoint] = j
	}
	return j
}

// step makes of a captured request one of ours: its path and query, and the headers that are nobody's.
func (p *replay) step(rec *Recorded) (*journeys.Journey, *journeys.Step) {
	s := &journeys.Step{Name: rec.Endpoint, Method: rec.Method, URL: journeys.Lit("/"), Expect: journeys.Expect{Status: []journeys.StatusRange{{From: 100, To: 599}}}}
	if u, err := url.Parse(rec.URL); err == nil {
		target := u.EscapedPath()
		if u.RawQuery != "" {
			target += "?" + u.RawQuery
		}
		s.URL = journeys.Lit("/" + strings.TrimLeft(target, "/"))
	}
	for _, k := range []string{"Accept", "Accept-Language", "X-Requested-With"} {
		if v := rec.Header.Get(k); v != "" && len(v) < 500 {
			s.Headers = append(s.Headers, journeys.Pair{Name: k, Value: journeys.Lit(v)})
		}
	}
	return &journeys.Journey{Name: rec.Endpoint, Connections: journeys.Warm, Steps: []journeys.Step{*s}}, s
}

// wrap puts the journeys into the run, most frequent first.
func (p *replay) wrap() {
	var order []string
	for n := range p.journeys {
		order = append(order, n)
	}
	sort.Slice(order, func(a, b int) bool {
		if x, y := p.journeys[order[a]].Rounds, p.journeys[order[b]].Rounds; x != y {
			return x > y
		}
		return order[a] < order[b]
	})
	for _, n := range order {
		j := p.journeys[n]
		sort.SliceStable(j.Samples, func(a, b int) bool { return j.Samples[a].Round < j.Samples[b].Round })
		described := &journeys.Journey{Name: n, Steps: []journeys.Step{{Name: n, URL: journeys.Lit(n)}}}
		if d := p.answers.Steps(described, append(p.targetNames(), RecordedName)); len(d) == 1 {
			j.Steps[0].Answers = d[0].Answers
		}
		p.run.Journeys = append(p.run.Journeys, *j)
	}
	for _, why := range slices.Sorted(maps.Keys(p.skipped)) {
		p.run.Notes = append(p.run.Notes, fmt.Sprintf("%s not sent: %s", names.Count(p.skipped[why], "captured request"), why))
	}
	for env, m := range p.differ {
		for _, what := range slices.Sorted(maps.Keys(m)) {
			p.run.Notes = append(p.run.Notes, p.red.Clean(fmt.Sprintf("%s of %s with another status than recorded: %s", names.Count(m[what], "answer"), env, what)))
		}
	}
	sort.Strings(p.run.Notes)
	if p.opened > 0 {
		p.run.Notes = append(p.run.Notes, fmt.Sprintf("%s had to open a connection; the time for that is not counted, recorded times do not hold it either", names.Count(p.opened, "request")))
	}
	if p.late > 50*time.Millisecond {
		p.run.Notes = append(p.run.Notes, fmt.Sprintf("requests went out up to %s later than their recorded pace: the pace was not kept", words.Round(p.late)))
	}
}

func origin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// noJar keeps no cookies: captured requests stand alone.
type noJar struct{}

func (noJar) SetCookies(*url.URL, []*http.Cookie) {}
func (noJar) Cookies(*url.URL) []*http.Cookie     { return nil }

// newRunner makes the state that running and replaying share.
func newRunner(p *Plan, o Options, origin string) *runner {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Seed == 0 {
		o.Seed = uint64(time.Now().UnixNano())
	}
	if o.Secrets == nil {
		o.Secrets = fromProcess
	}
	r := &runner{
		o: o, files: confine.New(confine.Top(o.Dir)), plan: p, began: time.Now(), rnd: rand.New(rand.NewPCG(o.Seed, 0x6a6f75726e6579)),
		lanes: map[string]*lane{}, naming: answers.NewNaming(o.Environments, p.Targets),
		run: &journeys.Run{
			Schema: journeys.Schema, Targets: []journeys.TargetInfo{}, Journeys: []journeys.JourneyRun{}, RunID: randomHex(8), Label: o.Label, StartedAt: o.Now().UTC(), Tool: "envparity " + o.Version, Origin: origin, Seed: o.Seed,
			Client:   journeys.Client{OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: runtime.NumCPU(), Go: runtime.Version(), HostHash: hostHash()},
			Problems: append([]string(nil), p.Problems...),
			Notes:    append([]string(nil), p.Notes...),
		},
	}
	r.answers = answers.NewObserver(&r.red, r.naming, o.Seal, r.note)
	for i := range p.Targets {
		t := &p.Targets[i]
		r.lanes[t.Name] = &lane{t: t, limit: limiter{every: interval(rate(t))}, rts: map[string]*http.Transport{}}
	}
	return r
}
