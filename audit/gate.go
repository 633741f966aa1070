package audit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// CriterionStatus is whether a criterion of a release is met.
type CriterionStatus string

// The statuses of a criterion.
const (
	Met     CriterionStatus = "met"
	NotMet  CriterionStatus = "not-met"
	Unknown CriterionStatus = "unknown" // the deciding fact was not observed
	Open    CriterionStatus = "open"    // a person has to confirm it
)

// Criterion is one criterion of a release with its evidence.
type Criterion struct {
	Name     string          `json:"name"`
	Status   CriterionStatus `json:"status"`
	Asks     string          `json:"asks"`              // what the criterion demands
	Evidence []string        `json:"evidence"`          // what was observed
	Confirm  string          `json:"confirm,omitempty"` // what a person has to do or to confirm
}

// Decision is the result of a gate.
type Decision string

// The decisions. One criterion that is not met outranks all that are unknown or open.
const (
	Go        Decision = "go"
	NoGo      Decision = "no-go"
	Undecided Decision = "undecided"
)

// Release describes the release that a gate decides on.
type Release struct {
	Gate      config.Gate
	Since     string // what findings are new since; "" for the baseline
	Snapshots []*snapshot.Snapshot
	Travelled time.Time         // when the run of the journeys began; zero without one
	SignOffs  map[string]string // signer by the name of the sign-off
	Now       time.Time
}

// mostEvidence is how many lines of evidence a criterion shows; the rest is counted.
const mostEvidence = 20

// Judge returns whether r and the release meet each criterion, in the order of docs/release.md.
func (r *Result) Judge(x Release) []Criterion {
	var out []Criterion
	add := func(asked bool, name, asks string, decide func(*Criterion)) {
		if !asked {
			return
		}
		c := Criterion{Name: name, Asks: asks, Status: Met}
		decide(&c)
		if n := len(c.Evidence) - mostEvidence; n > 0 {
			c.Evidence = append(c.Evidence[:mostEvidence], fmt.Sprintf("and %d more", n))
		}
		if c.Evidence == nil {
			c.Evidence = []string{}
		}
		out = append(out, c)
	}
	g := &x.Gate
	add(g.Complete, "complete", "every source of every environment was observed", r.judgeComplete)
	add(g.SnapshotAge > 0, "snapshot_age", fmt.Sprintf("no snapshot is older than %s", g.SnapshotAge), func(c *Criterion) { judgeAge(c, x) })
	add(g.NoNewMustFix, "no_new_must_fix", "no must-fix finding is new"+since(x.Since), r.judgeMustFix)
	add(g.NothingOverdue, "nothing_overdue", "no change waits longer for its promotion than is usual here", r.judgeOverdue)
	add(g.Tested != "", "tested_image", fmt.Sprintf("the images of %s are those that were tested in %s, by digest", g.Promoted, g.Tested), func(c *Criterion) { judgeImages(c, x) })
	add(g.Migrations, "migrations", "the same schema migrations are applied everywhere, but for those on their way to the reference", func(c *Criterion) { r.judgeMigrations(c, x) })
	add(g.Journeys, "journeys", "the journeys work and take as long as they may", func(c *Criterion) { r.judgeJourneys(c, x) })
	for _, name := range g.SignOffs {
		add(true, "sign_off "+name, name+" agrees", func(c *Criterion) {
			if who := x.SignOffs[name]; who != "" {
				c.Evidence = []string{"signed by " + who}
				return
			}
			c.Status, c.Confirm = Open, fmt.Sprintf("%s signs: --sign-off %s=WHO", name, name)
		})
	}
	return out
}

func since(label string) string {
	if label == "" {
		return " (neither waived nor in the baseline)"
	}
	return " since " + label
}

// DecideRelease returns the decision for a list of criteria.
func DecideRelease(list []Criterion) Decision {
	out := Go
	for i := range list {
		switch list[i].Status {
		case NotMet:
			return NoGo
		case Unknown, Open:
			out = Undecided
		}
	}
	return out
}

func (r *Result) judgeComplete(c *Criterion) {
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if o.Status != snapshot.Complete {
			c.Evidence = append(c.Evidence, fmt.Sprintf("%s: %s %s is %s: %s", o.Environment, o.Collector, o.Source, o.Status, strings.ReplaceAll(o.Error, "\n", "; ")))
		}
	}
	if r.Complete {
		c.Evidence = []string{fmt.Sprintf("%s %s read whole", names.Count(len(r.Outcomes), "source"), names.Verb(len(r.Outcomes), "was", "were"))}
		return
	}
	c.Status, c.Confirm = Unknown, "repair the sources (`envparity doctor` shows how) and take the snapshots again"
}

func judgeAge(c *Criterion, x Release) {
	for _, s := range x.Snapshots {
		age := x.Now.Sub(s.Taken)
		c.Evidence = append(c.Evidence, fmt.Sprintf("%s was observed at %s", s.Environment, s.Taken.UTC().Format(time.RFC3339)))
		if age > x.Gate.SnapshotAge {
			c.Status, c.Confirm = NotMet, "take the old snapshots again: `envparity snapshot --env NAME`"
		}
	}
	if len(x.Snapshots) == 0 {
		c.Status = Unknown
	}
}

// spelt describes a finding in a line.
func spelt(f *rules.Finding) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s: %s %s %s", f.Verdict, f.Fingerprint, f.Drift.Resource.Kind, f.Drift.Resource.Name, f.Drift.Path))
}

// against adds the findings because of which a criterion is not met.
func (r *Result) against(c *Criterion, match func(*rules.Finding) bool, confirm string) {
	for i := range r.Findings {
		if f := &r.Findings[i]; f.State == rules.New && match(f) {
			c.Evidence = append(c.Evidence, spelt(f))
			c.Status, c.Confirm = NotMet, confirm
		}
	}
}

func (r *Result) judgeMustFix(c *Criterion) {
	r.against(c, func(f *rules.Finding) bool { return f.Verdict == rules.MustFix }, "mend each, or waive it with an owner, a reason and an end (`envparity waive`)")
	if c.Status == Met {
		c.Evidence = []string{fmt.Sprintf("%d must-fix findings, none of them new", r.Summary.MustFix)}
	}
}

func (r *Result) judgeOverdue(c *Criterion) {
	r.against(c, func(f *rules.Finding) bool {
		return f.Verdict != rules.Acceptable && f.Drift.Story != nil && f.Drift.Story.Kind == drift.Overdue
	}, "promote each, or say why it waits")
	if c.Status != Met {
		return
	}
	if !r.History.Read {
		c.Status, c.Evidence, c.Confirm = Unknown, r.History.Notes, "audit in a full clone of the repository, or keep snapshots (`envparity check --keep`) of what is not in files"
		return
	}
	unknown := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.State != rules.New || f.Verdict == rules.Acceptable || f.Drift.Story != nil || f.Drift.Collector == journeys.CollectorName {
			continue
		}
		unknown++
		c.Evidence = append(c.Evidence, "no history: "+spelt(f))
	}
	if unknown > 0 {
		c.Status, c.Confirm = Unknown, names.Count(unknown, "finding")+" may wait for a promotion for longer than histories go back: confirm that none is overdue, or waive it"
		return
	}
	c.Evidence = []string{"the history of files and of stored snapshots shows none"}
}

// runAge is the greatest age of a run of the journeys if the gate sets none for snapshots.
const runAge = 24 * time.Hour

func (r *Result) judgeJourneys(c *Criterion, x Release) {
	if r.Journeys == nil {
		c.Status, c.Confirm = Unknown, "run the journeys and keep the run in the store (`envparity journeys --keep`), or give its file: --journeys run.json"
		return
	}
	if !x.Travelled.IsZero() {
		c.Evidence = append(c.Evidence, "run "+r.Journeys.RunID+" of "+x.Travelled.UTC().Format(time.RFC3339))
	}
	r.against(c, func(f *rules.Finding) bool {
		return f.Drift.Collector == journeys.CollectorName && f.Verdict != rules.Acceptable
	}, "look at the results of the journeys: `envparity journeys compare`")
	if c.Status != Met {
		return
	}
	for i := range r.Journeys.Journeys {
		j := &r.Journeys.Journeys[i]
		c.Evidence = append(c.Evidence, fmt.Sprintf("%s in %s: %s", j.Journey, j.Environment, j.Outcome))
		if j.Outcome == judge.NotComparable || j.Outcome == judge.Inconclusive {
			c.Status, c.Confirm = Unknown, "run more rounds, or mend what kept the journey from being measured"
		}
	}
	if most := cmp.Or(x.Gate.SnapshotAge, runAge); !x.Travelled.IsZero() && x.Now.Sub(x.Travelled) > most {
		c.Status, c.Confirm = Unknown, fmt.Sprintf("run the journeys again (`envparity journeys --keep`): the run is older than %s", most)
	}
	if !r.Journeys.Complete || len(r.Journeys.Journeys) == 0 {
		c.Status, c.Confirm = Unknown, "run all journeys to their end"
	}
}

// judgeMigrations looks for migrations that differ, among the findings of databases.
func (r *Result) judgeMigrations(c *Criterion, x Release) {
	r.against(c, func(f *rules.Finding) bool {
		return f.Verdict != rules.Acceptable && ofMigrations(f.Drift)
	}, "apply the missing migrations, and audit again")
	if c.Status != Met {
		return
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Verdict == rules.Acceptable && ofMigrations(f.Drift) {
			c.Evidence = append(c.Evidence, "on its way: "+spelt(f))
		}
	}
	for _, s := range x.Snapshots {
		n := 0
		for i := range s.Resources {
			if x := &s.Resources[i]; x.SourceType() == databases && x.Kind == snapshot.KindMigrations {
				n++
			}
		}
		c.Evidence = append(c.Evidence, fmt.Sprintf("%s: %s observed", s.Environment, names.Count(n, "list")+" of migrations"))
		if n == 0 {
			c.Status, c.Confirm = Unknown, "collect the database of each environment (collect \"database\"), or confirm by hand which migrations are applied"
		}
	}
}

// databases is the type of sources with lists of applied migrations.
const databases = "database"

// ofMigrations reports whether a drift is about the list of applied migrations, or about an object that one of them creates.
func ofMigrations(d *drift.Drift) bool {
	listed := func(r *drift.ResourceRef) bool { return r.Type == databases && r.Kind == snapshot.KindMigrations }
	return listed(&d.Resource) || d.Facts.Migration != "" || slices.ContainsFunc(d.Places, func(p drift.Place) bool { return listed(&p.Resource) })
}

// judgeImages compares the images of the promoted environment with those of the tested one.
func judgeImages(c *Criterion, x Release) {
	tested, promoted := imagesOf(x.Snapshots, x.Gate.Tested), imagesOf(x.Snapshots, x.Gate.Promoted)
	unsure := 0
	for _, name := range slices.Sorted(maps.Keys(promoted)) {
		a, b := tested[name], promoted[name]
		switch {
		case len(a) == 0:
			c.Status = NotMet
			c.Evidence = append(c.Evidence, fmt.Sprintf("%s runs in %s and not in %s", name, x.Gate.Promoted, x.Gate.Tested))
		case !slices.Equal(a, b):
			c.Status = NotMet
			c.Evidence = append(c.Evidence, fmt.Sprintf("%s: %s in %s, %s in %s", name, strings.Join(a, ", "), x.Gate.Tested, strings.Join(b, ", "), x.Gate.Promoted))
		case slices.ContainsFunc(b, func(v string) bool { return !strings.HasPrefix(v, "sha256:") }):
			unsure++
			c.Evidence = append(c.Evidence, fmt.Sprintf("%s: %s in both, which is a tag and may mean two images", name, strings.Join(b, ", ")))
		default:
			c.Evidence = append(c.Evidence, fmt.Sprintf("%s: %s in both", name, strings.Join(b, ", ")))
		}
	}
	switch {
	case c.Status == NotMet:
		c.Confirm = "promote what was tested, or test what is promoted"
	case len(promoted) == 0:
		c.Status, c.Confirm = Unknown, "no image was observed in "+x.Gate.Promoted+": confirm by hand which one runs"
	case unsure > 0:
		c.Status, c.Confirm = Unknown, "pin images by digest, or confirm that the tags were not moved"
	}
}

// imagesOf lists the digests, or else the tags, of each image of an environment, by the image's name without its registry.
func imagesOf(snaps []*snapshot.Snapshot, env string) map[string][]string {
	out := map[string][]string{}
	for _, s := range snaps {
		if s.Environment != env {
			continue
		}
		var open snapshot.Opener
		for i := range s.Resources {
			open.Reset()
			images(open.Open(&s.Resources[i]), func(text string) {
				name, version, ok := values.SplitImage(text)
				if !ok { // an expression: its image is unknown
					name, version = text, "latest"
				}
				if !slices.Contains(out[name], version) {
					out[name] = append(out[name], version)
				}
			})
		}
	}
	for name := range out {
		slices.Sort(out[name])
	}
	return out
}

// images calls fn with each text under a key "image".
func images(n *snapshot.Node, fn func(string)) {
	if n.Key == "image" && n.Kind == snapshot.String && n.Text != "" {
		fn(n.Text)
	}
	for i := range n.Children {
		images(&n.Children[i], fn)
	}
}
