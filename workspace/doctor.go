package workspace

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/report"
)

// certificateEnds is how long before the end of a host's certificate a check warns. Authorities with automatic renewal have renewed it more than
// two weeks before.
const certificateEnds = 14 * 24 * time.Hour

// Doctor checks every source of the config, the hosts of its journeys, and the parts of this machine that an audit needs. It does only what was
// agreed to.
func (w *Workspace) Doctor(ctx context.Context, r Request) (*report.Doctor, error) {
	cfg, err := w.Load()
	if err != nil {
		return nil, err
	}
	envs, err := some(cfg, r.Environments)
	if err != nil {
		return nil, err
	}
	may, err := w.Permission(cfg)
	if err != nil {
		return nil, err
	}
	if _, err := audit.Decide(cfg); err != nil { // rules, waivers and baseline
		return nil, err
	}
	d := &report.Doctor{Project: cfg.Project, Config: filepath.ToSlash(cfg.File), Sources: []report.DoctorSource{}}
	d.Machine = doctorChecks(w.machine(ctx, cfg, may)) // before the key is created
	sealer, err := w.Sealer()
	if err != nil {
		return nil, err
	}
	checked, err := audit.Examine(ctx, cfg, w.Types, audit.CollectOptions{Only: envs, Deadline: r.Timeout, Sealer: sealer, Getenv: w.Getenv, Refuse: may.Refuse})
	if err != nil {
		return nil, err
	}
	hosts, err := w.hosts(ctx, cfg, envs, may)
	if err != nil {
		return nil, err
	}
	for i := range cfg.Environments {
		name := cfg.Environments[i].Name
		for _, c := range checked {
			if c.Job.Environment == name {
				d.Sources = append(d.Sources, doctorSource(name, c.Job.Member, c.Job.Type, c.Job.Name, c.Source, c.Took, c.Checks))
			}
		}
		for _, h := range hosts {
			if h.environment == name {
				d.Sources = append(d.Sources, doctorSource(name, "", "journeys", "journeys", h.address, h.took, h.checks))
			}
		}
	}
	return d, nil
}

// doctorSource makes the report's entry of a source.
func doctorSource(environment, member, typ, name, source string, took time.Duration, checks []collectors.Check) report.DoctorSource {
	out := report.DoctorSource{Environment: environment, Member: member, Type: typ, Source: source, TookMS: took.Milliseconds(), Checks: doctorChecks(checks)}
	if name != typ {
		out.Collector = name
	}
	out.Status = report.Worst(out.Checks)
	return out
}

func doctorChecks(checks []collectors.Check) []report.DoctorCheck {
	out := make([]report.DoctorCheck, len(checks))
	for i, c := range checks {
		out[i] = report.DoctorCheck{Check: c.Name, Status: string(c.Status), Seen: c.Seen, Fix: c.Fix}
	}
	return out
}

// some reduces a list of environments to those in the config, nil for all of them.
func some(cfg *config.Config, envs []string) ([]string, error) {
	for _, e := range envs {
		if cfg.Environment(e) == nil {
			return nil, fmt.Errorf("unknown environment %q in `--env`, must be one of %s", e, strings.Join(cfg.Names(), ", "))
		}
	}
	return envs, nil
}

// machine checks the parts of this machine that an audit needs.
func (w *Workspace) machine(ctx context.Context, cfg *config.Config, may *Permission) []collectors.Check {
	var out collectors.Checks
	audit.CheckKey(w.Getenv, &out)
	may.check(cfg, &out)
	checkHistory(ctx, cfg, &out)
	return out
}

// check reports what was agreed to.
func (p *Permission) check(cfg *config.Config, out *collectors.Checks) {
	switch n := len(p.Needs); {
	case cfg.Discovered:
		out.OK("trust", "there is no config: nothing is run, sent or read outside the repository")
	case n == 0:
		out.OK("trust", "nothing has to be agreed to: the config only reads its repository")
	case p.offline:
		out.OK("trust", "--offline leaves out what would be run or sent")
	case p.Agreed:
		out.OK("trust", "what the config runs, asks and reads outside the repository was agreed to")
	case p.changed:
		out.Warn("trust", "`envparity trust` shows what changed, and allows it", "the config, or what it runs, has changed since it was agreed to")
	default:
		out.Warn("trust", "`envparity trust` shows what, and allows it", "the config would do more than read its repository, and nobody on this machine has agreed to it")
	}
}

// checkHistory reports how much history there is for stories.
func checkHistory(ctx context.Context, cfg *config.Config, out *collectors.Checks) {
	if cfg.History.Off {
		out.OK("history", "the config reads none")
		return
	}
	repo, err := gitlog.Open(ctx, cfg.Dir)
	if err != nil {
		out.Warn("history", "keep the config in a repository, and check it out in full (`git fetch --unshallow`; actions/checkout: fetch-depth: 0)", "%v", err)
		return
	}
	defer repo.Close()
	n, err := repo.Depth(ctx)
	switch {
	case err != nil:
		out.Warn("history", "see that `git log` works here", "%v", err)
	case n == 1:
		out.Warn("history", "check the repository out in full (actions/checkout: fetch-depth: 0)", "one commit, which shows no change")
	default:
		out.OK("history", "%s", names.Count(n, "commit"))
	}
}

// host is one host that journeys reach in one environment.
type host struct {
	environment, address string
	took                 time.Duration
	checks               []collectors.Check
}

// hosts opens a connection to each host that journeys reach, without a request, because a request has effects.
func (w *Workspace) hosts(ctx context.Context, cfg *config.Config, envs []string, may *Permission) ([]host, error) {
	if len(cfg.Journeys) == 0 {
		return nil, nil
	}
	in, err := w.LoadJourneys()
	if err != nil {
		return nil, err
	}
	var out []host
	var wg sync.WaitGroup
	var ask []func()
	for i := range in.Targets {
		t := &in.Targets[i]
		if len(envs) > 0 && !slices.Contains(envs, t.Name) {
			continue
		}
		if t.BaseURL == "" {
			var c collectors.Checks
			c.Fail("reach", fmt.Sprintf("environment %q has no base_url, so no journey runs there", t.Name), "add base_url to its environment block, or name the journeys' environments in only")
			out = append(out, host{environment: t.Name, address: "no host", checks: c})
			continue
		}
		for _, address := range append([]string{t.BaseURL}, t.Hosts...) {
			shown := withoutUser(address)
			at := len(out)
			out = append(out, host{environment: t.Name, address: shown})
			if why := mayReach(cfg, t, may); why != "" {
				out[at].checks = []collectors.Check{{Name: "trust", Status: collectors.CheckNotAsked, Seen: "would ask " + shown, Fix: why}}
				continue
			}
			ask = append(ask, func() {
				begun := time.Now()
				out[at].checks = reach(ctx, t, address, begun)
				out[at].took = time.Since(begun)
			})
		}
	}
	for _, f := range ask {
		wg.Go(f)
	}
	wg.Wait()
	return out, nil
}

// mayReach returns why an environment's hosts may not be reached, "" if they may.
func mayReach(cfg *config.Config, t *journeys.Target, may *Permission) string {
	for _, n := range targetNeeds(cfg, t, "", nil) {
		if why := may.Refuse(n); why != "" {
			return why
		}
	}
	return ""
}

func reach(ctx context.Context, t *journeys.Target, address string, now time.Time) []collectors.Check {
	var out collectors.Checks
	if !strings.Contains(address, "://") { // a further host is written without a scheme
		address = "https://" + address
	}
	r, err := runner.Reach(ctx, t, address)
	if err != nil {
		out.Fail("reach", err.Error(), "see that base_url, hosts and proxy of the environment are right, that this machine can reach them (VPN, firewall), and that it trusts the certificate (tls { ca = … })")
		return out
	}
	if r.TLS == "" {
		out.OK("reach", "%s takes connections, without encryption", r.Address)
		return out
	}
	out.OK("reach", "%s takes connections by %s", r.Address, r.TLS)
	end := r.Ends.UTC().Format(time.DateOnly)
	if r.Ends.Sub(now) < certificateEnds {
		out.Warn("identity", "renew the certificate of the server", "its certificate ends on %s", end)
	} else {
		out.OK("identity", "its certificate holds until %s", end)
	}
	return out
}
