package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/diffing/causes"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/workspace"
)

// fill puts into a record what an audit came to.
func fill(out *fleet.Record, s *workspace.Session, version string) {
	r := s.Result
	kept := r.Record(workspace.JudgedBy(s.Config, version))
	out.Project, out.At, out.Environments, out.Reference, out.Judged, out.Scores = kept.Project, kept.At.UTC(), kept.Environments, kept.Reference, kept.Judged, kept.Scores
	out.Counts = fleet.Counts{MustFix: kept.Counts.MustFix, ShouldFix: kept.Counts.ShouldFix, Acceptable: kept.Counts.Acceptable, Waived: kept.Counts.Waived, Known: kept.Counts.Known}
	out.Status = fleet.Complete
	if !r.Complete || len(s.Stale) > 0 {
		out.Status, out.Why = fleet.Partial, unobserved(s)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Verdict != rules.Acceptable {
			out.Findings = append(out.Findings, findingOf(r, f))
		}
		if f.Waiver != nil {
			waived(out, f)
		}
	}
	slices.SortFunc(out.Waivers, func(a, b fleet.Waiver) int { return strings.Compare(a.Name+"\x00"+a.Expires, b.Name+"\x00"+b.Expires) })
	sealed(out, s.Snapshots)
}

// unobserved says what was not observed, a line for each source.
func unobserved(s *workspace.Session) []string {
	var out []string
	for i := range s.Result.Outcomes {
		o := &s.Result.Outcomes[i]
		if o.Status == snapshot.Complete {
			continue
		}
		text := fmt.Sprintf("%s, %s %s: %s", o.Environment, o.Collector, o.Source, o.Status)
		if lines, _ := term.CleanLines(o.Error, 1, longestWhy); len(lines) > 0 && lines[0] != "" {
			text += ": " + lines[0]
		}
		out = append(out, text)
	}
	out = append(out, s.Stale...)
	if n := len(out); n > mostWhy {
		out = append(out[:mostWhy-1:mostWhy-1], fmt.Sprintf("and %d more", n-mostWhy+1))
	}
	for i := range out {
		out[i] = term.Clean(out[i], longestWhy)
	}
	return out
}

func findingOf(r *audit.Result, f *rules.Finding) fleet.Finding {
	d := f.Drift
	out := fleet.Finding{
		Fingerprint: f.Fingerprint, Verdict: string(f.Verdict), State: string(f.State), Kind: string(d.Kind), Pillar: string(d.Pillar), Resource: d.Resource.Kind + " " + d.Resource.Name,
		Path: d.Path, About: causes.About(d), Rule: f.Rule, Reason: f.Reason, Hint: f.Hint, Owner: f.Owner, Places: len(d.Places) + 1, Environments: []string{},
	}
	if d.Path == "" {
		out.About = out.Resource // of a whole resource its name is all that makes it the same one
	}
	for i := range d.Sides {
		if i < len(r.Environments) && d.Sides[i].State != drift.UnknownState {
			out.Environments = append(out.Environments, r.Environments[i].Name)
		}
	}
	return out
}

// waived adds the finding to its waiver.
func waived(out *fleet.Record, f *rules.Finding) {
	w := f.Waiver
	next := fleet.Waiver{Name: w.Name, Owner: w.Owner, Reason: w.Reason, Expired: w.Expired, Findings: []string{f.Fingerprint}}
	if w.Expired {
		next.Findings = []string{} // it accepts nothing any more
	}
	if !w.Expires.IsZero() {
		next.Expires = w.Expires.Format(time.DateOnly)
	}
	i := slices.IndexFunc(out.Waivers, func(x fleet.Waiver) bool { return x.Name == next.Name && x.Expires == next.Expires })
	if i < 0 {
		out.Waivers = append(out.Waivers, next)
		return
	}
	out.Waivers[i].Findings = append(out.Waivers[i].Findings, next.Findings...)
}
