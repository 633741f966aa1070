package screen

import (
	"strings"
	"time"

	"github.com/envparity/envparity/rules"
)

// DecisionKind says what was decided.
type DecisionKind uint8

// The decisions.
const (
	Undecided DecisionKind = iota
	Accepted               // a waiver was written
	Ruled                  // a rule was written
	LeftAlone              // looked at and left as it is, for now
)

// Decision is what was decided of a finding in this session.
type Decision struct {
	Kind    DecisionKind
	Reason  string
	Owner   string
	Expires time.Time
	Rule    string // the rule that was made
	batch   int
}

// Batch is one decision on one or more findings: the unit of undo.
type Batch struct {
	Kind         DecisionKind
	Fingerprints []string
	What         string       // for people: "accepted 3 findings"
	Undo         func() error // nil when nothing was written
	id           int
}

// Decisions is what was decided in this session, and the way back.
type Decisions struct {
	by      map[string]Decision
	batches []Batch
	next    int
	version int
}

// NewDecisions returns an empty set, with findings that an earlier session left.
func NewDecisions(left []string) *Decisions {
	d := &Decisions{by: map[string]Decision{}}
	for _, fp := range left {
		d.by[fp] = Decision{Kind: LeftAlone}
	}
	return d
}

// Version changes with every decision and every undo.
func (d *Decisions) Version() int { return d.version }

// Of returns what was decided of a finding.
func (d *Decisions) Of(fingerprint string) Decision { return d.by[fingerprint] }

// Decided reports whether f needs no more thought: accepted or ruled now, or waived before.
func (d *Decisions) Decided(f *rules.Finding) bool {
	k := d.by[f.Fingerprint].Kind
	return f.State == rules.Waived || k == Accepted || k == Ruled
}

// Add records a batch.
func (d *Decisions) Add(b Batch, what Decision) {
	d.next++
	d.version++
	b.id = d.next
	what.Kind, what.batch = b.Kind, b.id
	for _, fp := range b.Fingerprints {
		d.by[fp] = what
	}
	d.batches = append(d.batches, b)
}

// Last returns the newest batch, and false when there is none to undo.
func (d *Decisions) Last() (Batch, bool) {
	if len(d.batches) == 0 {
		return Batch{}, false
	}
	return d.batches[len(d.batches)-1], true
}

// Drop forgets the newest batch, after it was undone.
func (d *Decisions) Drop() {
	b, ok := d.Last()
	if !ok {
		return
	}
	d.batches = d.batches[:len(d.batches)-1]
	d.version++
	for _, fp := range b.Fingerprints {
		if d.by[fp].batch == b.id {
			delete(d.by, fp)
		}
	}
}

// Waiting counts the findings accepted or made rules of in this session that an audit has not heard of yet.
func (d *Decisions) Waiting(findings []rules.Finding) int {
	n := 0
	if len(d.batches) == 0 {
		return 0
	}
	for i := range findings {
		f := &findings[i]
		switch dec := d.by[f.Fingerprint]; dec.Kind {
		case Accepted:
			if f.State != rules.Waived {
				n++
			}
		case Ruled:
			if f.Rule != dec.Rule && !strings.HasSuffix(f.Rule, "/"+dec.Rule) {
				n++
			}
		default:
		}
	}
	return n
}

// Count returns how many findings have a decision of kind k.
func (d *Decisions) Count(k DecisionKind) int {
	n := 0
	for _, dec := range d.by {
		if dec.Kind == k {
			n++
		}
	}
	return n
}

// LeftOnes lists the findings left for now.
func (d *Decisions) LeftOnes() []string {
	var out []string
	for fp, dec := range d.by {
		if dec.Kind == LeftAlone {
			out = append(out, fp)
		}
	}
	return out
}
