package workspace

import (
	"slices"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/screen"
)

// Decided is a judged run with its verdicts and its environments.
type Decided struct {
	Run          *journeys.Run
	Judged       *judge.Judged
	Findings     []rules.Finding
	Environments []string // in the order of the findings' sides
	Prefix       string   // the config's folder within the repository
	envs         []config.Environment
	project      string
	baseline     bool
	now          time.Time
}

// Result returns the run in the form for report formats. unmet is what fails it besides findings.
func (d *Decided) Result(complete bool, unmet []string) *audit.Result {
	r := audit.OfJourneys(d.project, d.Judged, d.Findings, d.envs, d.baseline, complete, d.now)
	r.Unmet = unmet
	return r
}

// Verdict returns the word for a judgement: the rules' verdict if there is one, with people's decisions.
func (d *Decided) Verdict(x *judge.Judgement) string {
	f := new(screen.Travels).In(&audit.Result{Findings: d.Findings}).Journey(x)
	word := screen.TravelVerdict(f, x)
	if f != nil && f.State != rules.New {
		word += " (" + string(f.State) + ")"
	}
	return word
}

// DecideJourneys gives the findings of a run their verdicts, by the team's rules, waivers and baseline as for every other drift. Without a config
// only the built-in rules decide.
func (w *Workspace) DecideJourneys(cfg *config.Config, run *journeys.Run, j *judge.Judged) (*Decided, error) {
	if cfg == nil {
		cfg = &config.Config{}
	}
	d, err := audit.Decide(cfg)
	if err != nil {
		return nil, err
	}
	out := &Decided{Run: run, Judged: j, project: cfg.Project, Prefix: config.InRepository(cfg.Dir), baseline: d.Baseline != nil, now: w.Clock()}
	envs := environmentsOf(cfg, run, j.Reference)
	out.envs = envs
	out.Findings = audit.Journeys(j, envs, d, w.Clock())
	for i := range envs {
		out.Environments = append(out.Environments, envs[i].Name)
	}
	return out, nil
}

// environmentsOf returns the config's environments if it has all of the run's, else the run's own, because recordings and imports may have other
// names.
func environmentsOf(cfg *config.Config, run *journeys.Run, reference string) []config.Environment {
	envs, all := slices.Clone(cfg.Environments), true
	for i := range run.Targets {
		all = all && cfg.Environment(run.Targets[i].Name) != nil
	}
	if !all {
		envs = nil
		for i := range run.Targets {
			e := config.Environment{Name: run.Targets[i].Name}
			if known := cfg.Environment(e.Name); known != nil {
				e = *known
			}
			envs = append(envs, e)
		}
	}
	for i := range envs {
		envs[i].Reference = envs[i].Name == reference
	}
	return envs
}
