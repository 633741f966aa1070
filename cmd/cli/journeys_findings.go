package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/screen"
)

// decided is a judged run with its verdicts, and the environments they are about.
type decided struct {
	run      *journeys.Run
	judged   *journeys.Judged
	findings []rules.Finding
	envs     []string
}

// verdict is the word for a judgement: the rules' where they have one, with what people have decided.
func (d *decided) verdict(x *journeys.Judgement) string {
	f := new(screen.Travels).In(&audit.Result{Findings: d.findings}).Journey(x)
	word := screen.TravelVerdict(f, x)
	if f != nil && f.State != rules.New {
		word += " (" + string(f.State) + ")"
	}
	return word
}

// decide gives what a run shows its verdicts, by the team's rules, waivers and baseline as for every other drift. Without a config the
// built-in rules decide.
func (a *app) decide(cfg *config.Config, run *journeys.Run, j *journeys.Judged) (*decided, error) {
	if cfg == nil {
		cfg = &config.Config{}
	}
	d, err := audit.Decide(cfg)
	if err != nil {
		return nil, err
	}
	out := &decided{run: run, judged: j}
	envs := environmentsOf(cfg, run, j.Reference)
	out.findings = audit.Journeys(j, envs, d, a.clock())
	for i := range envs {
		out.envs = append(out.envs, envs[i].Name)
	}
	return out, nil
}

// environmentsOf are the config's where it knows all that a run went to, else the run's own: recordings and imports bring names of
// their own.
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

// findingLines prints verdict and fingerprint of what is not acceptable, so that it can be explained and waived.
func (a *app) findingLines(fs []rules.Finding) error {
	var b strings.Builder
	for i := range fs {
		f := &fs[i]
		if f.Verdict == rules.Acceptable && f.State != rules.Waived {
			continue
		}
		state := ""
		if f.State != rules.New {
			state = " (" + string(f.State) + ")"
		}
		line := fmt.Sprintf("  %-10s %s %s/%s %s%s", f.Verdict, f.Fingerprint, f.Drift.Resource.Kind, a.term.Clean(f.Drift.Resource.Name), a.term.Clean(f.Drift.Path), state)
		for _, l := range journeys.Fold(line, a.width()) {
			b.WriteString(l + "\n")
		}
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := fmt.Fprintf(a.out, "\nfindings\n%s", b.String())
	return err
}

// width is that of the terminal the report goes to, 0 when it goes elsewhere.
func (a *app) width() int {
	if a.term.Out {
		return a.term.Width
	}
	return 0
}

// stillFailing reports whether a finding fails the run: it is must-fix and nobody has accepted it.
func stillFailing(fs []rules.Finding) bool {
	for i := range fs {
		if audit.FailOnMustFix.Fails(&fs[i]) {
			return true
		}
	}
	return false
}
