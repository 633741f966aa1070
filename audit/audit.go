package audit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/history/remarks"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Options are the settings of an audit besides its snapshots and config.
type Options struct {
	Now       time.Time // the audit's date
	All       bool      // keep equivalent drifts
	Decisions *Decisions

	// Journeys is the result of a run of the journeys, see ForAudit; nil without a run. It is not changed.
	Journeys *judge.Judged

	// History finds how differences came about, as history.Trace does; nil for no stories.
	History func(history.Input) (*history.Result, error)

	// Stored does the same from stored snapshots, for differences without an answer in the repository's history, as history.Recall does; nil for
	// no stories. It may return nil. now are the snapshots of this audit.
	Stored func(now []*snapshot.Snapshot, in history.Input) (*history.Result, error)

	// Remarks returns a function that finds comments beside values in their files, as remarks.Reader does; nil for none.
	Remarks func() func(remarks.Place) string

	// Frozen leaves out how long collecting took, so that the same observations always give the same result.
	Frozen bool

	// Without switches off heuristics of the comparison, see diffing.Heuristics. It is for measurements.
	Without heuristic.Off
}

// WithoutRepository returns o for snapshots of another time or of a plan, without the repository's history, the comments in its files and the
// stored snapshots, which are of today.
func (o Options) WithoutRepository() Options {
	o.History, o.Stored, o.Remarks = nil, nil, nil
	return o
}

// Audit compares the snapshots and classifies the differences. It is pure: the same input gives the same result. It leaves out environments of
// cfg without a snapshot, unless there is no snapshot at all.
func Audit(snaps []*snapshot.Snapshot, cfg *config.Config, o Options) *Result {
	r := &Result{Project: cfg.Project, GeneratedAt: o.Now.UTC(), Complete: true}
	r.Environments = environments(snaps, cfg)
	for _, e := range r.Environments {
		if e.Reference {
			r.Reference = e.Name
		}
	}
	r.outcomes(snaps, o.Frozen)
	r.keys(snaps)

	var matches []diffing.Match
	for _, m := range cfg.Matches {
		matches = append(matches, diffing.Match{Kind: m.Kind, Names: m.Names})
	}
	d := diffing.Compare(sidesOf(r.Environments), snaps, diffing.Options{KeepEquivalent: o.All, Matches: matches, Without: o.Without})
	r.blanks(d.Blanks)
	r.Vocabulary, r.Equivalent, r.Grid = d.Vocabulary, d.Equivalent, d.Grid
	r.Coverage.Unknown = d.Doubts
	r.Summary = Summary{Compared: d.Counts.Compared, Identical: d.Counts.Identical, Equivalent: d.Counts.Equivalent, Unknown: d.Counts.Unknown}
	r.stories(d, snaps, cfg, o)
	r.remarks(d, o)
	r.travelled(o.Journeys, d)
	decided := o.Decisions.Rules.Run(d.Drifts, o.Decisions.Context(r, o.Now))
	r.Findings, r.Problems, r.Fixed = decided.Findings, decided.Problems, decided.Fixed
	r.assess(d.Drifts)
	r.Baseline = o.Decisions.Baseline != nil
	for _, fp := range r.Fixed {
		if e := o.Decisions.Baseline.Entry(fp); e != nil {
			r.Gone = append(r.Gone, *e)
		}
	}
	r.Matched = decided.Matched
	r.Scores = rules.Scores(d.Cells, r.Findings, sidesOf(r.Environments), r.failed()...)
	r.Fidelity = fidelity(snaps, r.Reference)
	r.tables(snaps)
	r.cover(cfg)
	if r.Coverage.Small {
		r.Scores = nil
	}
	r.count()
	return r
}

// failed lists the collectors that yielded nothing, for scores.
func (r *Result) failed() []rules.Failed {
	var out []rules.Failed
	for _, o := range r.Outcomes {
		if o.Status == snapshot.Failed {
			out = append(out, rules.Failed{Environment: o.Environment, Collector: o.Collector})
		}
	}
	return out
}

// unseen lists the collectors that failed somewhere, and that of the journeys unless they were run.
func (r *Result) unseen() []string {
	var out []string
	ran := false
	for _, o := range r.Outcomes {
		ran = ran || o.Collector == journeys.CollectorName
		if o.Status == snapshot.Failed {
			out = append(out, o.Collector)
		}
	}
	if !ran {
		out = append(out, journeys.CollectorName)
	}
	return out
}

// Context returns the input for rules besides the drifts of r.
func (d *Decisions) Context(r *Result, now time.Time) rules.Context {
	return rules.Context{
		Environments: sidesOf(r.Environments), Now: now, Waivers: d.Waivers, Baseline: d.Baseline, Owners: d.Owners, Unseen: r.unseen(),
	}
}

// environments returns the environments of cfg that have a snapshot, in cfg's order.
func environments(snaps []*snapshot.Snapshot, cfg *config.Config) []config.Environment {
	var envs []config.Environment
	for _, e := range cfg.Environments {
		if slices.ContainsFunc(snaps, func(s *snapshot.Snapshot) bool { return s.Environment == e.Name }) {
			envs = append(envs, e)
		}
	}
	if len(envs) > 0 && !slices.ContainsFunc(envs, func(e config.Environment) bool { return e.Reference }) {
		names := make([]string, len(envs))
		for i := range envs {
			names[i] = envs[i].Name
		}
		envs[config.DefaultReference(names)].Reference = true
	}
	return envs
}

// sidesOf returns the environments in the form for comparing.
func sidesOf(envs []config.Environment) []drift.Environment {
	out := make([]drift.Environment, len(envs))
	for i, e := range envs {
		vars := make(map[string]string, len(e.Vars))
		for k, v := range e.Vars {
			switch v.(type) {
			case string, float64, bool:
				vars[k] = fmt.Sprint(v)
			}
		}
		out[i] = drift.Environment{
			Name: e.Name, Reference: e.Reference, Vocabulary: e.Vocabulary, Struck: e.Struck, Ephemeral: e.Ephemeral, Vars: vars, Members: memberWords(&e),
		}
	}
	return out
}

// memberWords returns the words by which each member of e names itself besides its name: the texts of its vars that no other member has.
func memberWords(e *config.Environment) map[string][]string {
	count := map[string]int{}
	for _, m := range e.Members {
		for _, v := range m.Vars {
			if text, ok := v.(string); ok {
				count[strings.ToLower(text)]++
			}
		}
	}
	out := make(map[string][]string, len(e.Members))
	for _, m := range e.Members {
		for _, v := range m.Vars {
			if text, ok := v.(string); ok && count[strings.ToLower(text)] == 1 {
				out[m.Name] = append(out[m.Name], text)
			}
		}
		slices.Sort(out[m.Name])
	}
	return out
}

func (r *Result) outcomes(snaps []*snapshot.Snapshot, frozen bool) {
	for _, e := range r.Environments {
		for _, s := range snaps {
			if s.Environment != e.Name {
				continue
			}
			for _, o := range s.Outcomes {
				if frozen {
					o.Took = 0
				}
				r.Outcomes = append(r.Outcomes, Outcome{Environment: e.Name, Outcome: o})
				if o.Status != snapshot.Complete {
					r.Complete = false
				}
			}
		}
	}
}

// blanks reports files that are empty in one environment and not in another. Comparing treats their content as unknown.
func (r *Result) blanks(list []drift.Blank) {
	for _, b := range list {
		for i := range r.Outcomes {
			o := &r.Outcomes[i]
			if o.Environment != b.Environment || !slices.Contains(o.Blank, b.File) ||
				b.Member != "" && o.Member != "" && o.Member != b.Member {
				continue
			}
			why := fmt.Sprintf("%s:1: the file is empty and that of %s is not, so its content is unknown; if it is empty on purpose, say so in a comment", b.File, b.Against)
			if slices.Contains(strings.Split(o.Error, "\n"), why) {
				continue
			}
			o.Error = strings.TrimPrefix(o.Error+"\n"+why, "\n")
			if o.Status == snapshot.Complete {
				o.Status = snapshot.Partial
			}
			r.Complete = false
		}
	}
}

// keys reports snapshots whose secrets were sealed with another key than the reference's. Those secrets cannot be compared, so nobody knows if
// two are shared.
func (r *Result) keys(snaps []*snapshot.Snapshot) {
	key := ""
	for _, s := range snaps {
		if s.Environment == r.Reference && s.Key != "" {
			key = s.Key
		}
	}
	for _, s := range snaps {
		if key == "" || s.Key == "" || s.Key == key {
			continue
		}
		r.Complete = false
		r.Outcomes = append(r.Outcomes, Outcome{Environment: s.Environment, Outcome: snapshot.Outcome{
			Collector: "secrets", Source: "fingerprints", Status: snapshot.Partial,
			Error: fmt.Sprintf("sealed with another key than the secrets of %s, so whether they share any is not known; take the snapshots with one %s", r.Reference, KeyVariable),
		}})
	}
}

// count fills the summary's numbers of findings: by verdict, and the waived and known ones of all.
func (r *Result) count() {
	r.Summary.MustFix, r.Summary.ShouldFix, r.Summary.Acceptable, r.Summary.Waived, r.Summary.Known = 0, 0, 0, 0, 0
	for i := range r.Findings {
		f := &r.Findings[i]
		switch f.Verdict {
		case rules.MustFix:
			r.Summary.MustFix++
		case rules.ShouldFix:
			r.Summary.ShouldFix++
		default:
			r.Summary.Acceptable++
		}
		switch f.State {
		case rules.Waived:
			r.Summary.Waived++
		case rules.Known:
			r.Summary.Known++
		}
	}
}

// Keep drops the findings for which keep is false, and counts again. Scores stay those of all findings.
func (r *Result) Keep(keep func(*rules.Finding) bool) {
	r.Findings = slices.DeleteFunc(r.Findings, func(f rules.Finding) bool { return !keep(&f) })
	r.count()
}

// Find returns the finding whose fingerprint begins with prefix. The error says that there is none, or names the several.
func (r *Result) Find(prefix string) (*rules.Finding, error) {
	if len(prefix) < 4 {
		return nil, fmt.Errorf("%q is too short for a fingerprint: give its first 4 characters or more", prefix)
	}
	var found []*rules.Finding
	for i := range r.Findings {
		if strings.HasPrefix(r.Findings[i].Fingerprint, prefix) {
			found = append(found, &r.Findings[i])
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("no finding %q; `envparity check` shows the fingerprints of all", prefix)
	}
	var names []string
	for _, f := range found[:min(len(found), 5)] {
		names = append(names, f.Fingerprint)
	}
	return nil, fmt.Errorf("%q begins %d fingerprints (%s); give more of it", prefix, len(found), strings.Join(names, ", "))
}
