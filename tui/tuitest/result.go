package tuitest

import (
	"fmt"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Now is the date of every audit built here.
func Now() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) }

// Envs are the environments of every audit built here; the last one is the reference.
func Envs() []string { return []string{"dev", "staging", "prod"} }

// Empty returns a complete audit that found nothing.
func Empty() *audit.Result {
	r := &audit.Result{Project: "shop", GeneratedAt: Now(), Reference: "prod", Complete: true}
	purposes := map[string]string{"dev": "where features are written", "staging": "where releases are tried", "prod": "where customers are"}
	for _, e := range Envs() {
		r.Environments = append(r.Environments, config.Environment{Name: e, Purpose: purposes[e], Reference: e == "prod", Protected: e == "prod"})
		for _, c := range []string{"kubernetes", "terraform", "envvars"} {
			r.Outcomes = append(r.Outcomes, audit.Outcome{Environment: e, Outcome: snapshot.Outcome{
				Collector: c, Source: "deploy/" + c + "/" + e, Status: snapshot.Complete, Resources: 40, Took: 41 * time.Millisecond,
			}})
		}
	}
	r.Summary = audit.Summary{Compared: 12345, Identical: 11000, Equivalent: 900}
	for _, e := range Envs()[:2] {
		r.Scores = append(r.Scores, rules.Score{Environment: e, Reference: "prod", Value: 0.97})
		for i, p := range snapshot.Pillars()[:4] {
			r.Scores = append(r.Scores, rules.Score{Environment: e, Reference: "prod", Pillar: p, Value: 1 - float64(i)*0.06})
		}
	}
	return r
}

// Shop returns a small believable audit with a finding of every kind.
func Shop() *audit.Result {
	r := Empty()
	r.Findings = shopFindings()
	count(r)
	for i := range r.Findings {
		d := r.Findings[i].Drift
		row := drift.Row{Resource: d.Resource, Pillar: d.Pillar}
		for j := range d.Sides {
			c := drift.RowCell{State: d.Sides[j].State}
			if j != 2 && (d.Sides[j].State != d.Sides[2].State || d.Sides[j].Class != d.Sides[2].Class) {
				c.Drifts = 1
			}
			row.Cells = append(row.Cells, c)
		}
		r.Grid = append(r.Grid, row)
	}
	r.Vocabulary = []drift.Word{
		{Environment: "staging", Word: "stg", Origin: "configured"},
		{Environment: "staging", Word: "210987654321", Origin: "learned", Evidence: 212, Example: "arn:aws:iam::210987654321:role/orders"},
	}
	return r
}

// Partial returns Shop with one source cut short and one failed.
func Partial() *audit.Result {
	r := Shop()
	r.Complete = false
	r.Outcomes[1].Status, r.Outcomes[1].Error = snapshot.Partial, "infra/dev.tfstate:12: the state ends in the middle of a resource"
	r.Outcomes[6].Status, r.Outcomes[6].Resources = snapshot.Failed, 0
	r.Outcomes[6].Error = "deploy/kubernetes/prod: dial tcp 10.0.0.1:6443: connection refused\ncheck that the cluster can be reached, or give `only`"
	r.Summary.Unknown = 420
	return r
}

// Huge returns an audit of n findings.
func Huge(n int) *audit.Result {
	r := Empty()
	r.Findings = make([]rules.Finding, 0, n)
	drifts := make([]drift.Drift, n)
	kinds := []drift.Kind{drift.Changed, drift.Missing, drift.Changed, drift.Extra, drift.Changed, drift.TypeChanged}
	types := []string{"Deployment", "Service", "ConfigMap", "aws_db_instance", "package", "flag"}
	attrs := []string{"spec.replicas", "spec.template.spec.containers[name=api].image", "data.LOG_LEVEL", "instance_class", "version", "default"}
	owners := []string{"payments", "search", "", "platform", "orders"}
	for i := range n {
		v := rules.Acceptable
		switch {
		case i < n/50:
			v = rules.MustFix
		case i < n/5:
			v = rules.ShouldFix
		}
		k := i * 7919 % 6
		d := &drifts[i]
		*d = drift.Drift{
			Kind: kinds[k], Pillar: snapshot.Pillars()[k%4], Collector: "kubernetes", Path: attrs[k], Confident: 1, Split: "prod alone",
			Resource: drift.ResourceRef{Kind: types[k], Name: fmt.Sprintf("service-%05d", i/3), ID: fmt.Sprint(i)},
		}
		d.Sides = []drift.Side{
			Value(fmt.Sprintf("value-%d", i%97), 0, "deploy/dev.yaml", i%400+1),
			Value(fmt.Sprintf("value-%d", i%97), 0, "deploy/staging.yaml", i%400+1),
			Value(fmt.Sprintf("other-%d", i%89), 1, "deploy/prod.yaml", i%400+1),
		}
		if d.Kind == drift.Missing {
			d.Sides[0] = Absent()
		}
		if d.Kind == drift.Extra {
			d.Sides[2] = Absent()
		}
		r.Findings = append(r.Findings, rules.Finding{
			Fingerprint: fmt.Sprintf("%016x", uint64(i+1)*0x9E3779B97F4A7C15), Drift: d, Verdict: v, State: rules.New,
			Rule: "builtin/" + types[k], Reason: "A reason that a person can read.", Hint: "Do something about it.", Owner: owners[i%5],
		})
	}
	count(r)
	return r
}

func count(r *audit.Result) {
	s := &r.Summary
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.State == rules.Waived:
			s.Waived++
		case f.Verdict == rules.MustFix:
			s.MustFix++
		case f.Verdict == rules.ShouldFix:
			s.ShouldFix++
		default:
			s.Acceptable++
		}
		if f.State == rules.Known {
			s.Known++
		}
	}
}

// Value is a side that holds a string.
func Value(text string, class int, file string, line int) drift.Side {
	return drift.Side{
		State: drift.Present, Node: &snapshot.Node{Kind: snapshot.String, Text: text}, Text: text, Class: class,
		Source: snapshot.Source{File: file, Line: line},
	}
}

// Tree is a side that holds a structured value.
func Tree(n snapshot.Node, class int, file string, line int) drift.Side {
	return drift.Side{State: drift.Present, Node: &n, Class: class, Source: snapshot.Source{File: file, Line: line}}
}

// Sealed is a side that holds a secret.
func Sealed(class int, file string) drift.Side {
	text := fmt.Sprintf("hmac:%032x", class+1)
	return drift.Side{
		State: drift.Present, Node: &snapshot.Node{Kind: snapshot.Secret, Text: text, Flags: snapshot.FlagSensitive}, Text: text, Class: class,
		Source: snapshot.Source{File: file, Line: 3},
	}
}

// Absent is a side that has nothing.
func Absent() drift.Side { return drift.Side{State: drift.AbsentState, Class: -1} }

// Unknown is a side that was not observed.
func Unknown(why string) drift.Side {
	return drift.Side{State: drift.UnknownState, Class: -1, Why: why}
}
