package rules

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/envparity/envparity/names"
)

// BaselineSchema is the format name and version written into every baseline file.
const BaselineSchema = "envparity.baseline/v1"

// Baseline records the known findings, so that only new ones fail a check. It contains no values.
type Baseline struct {
	Schema   string          `json:"schema"`
	Project  string          `json:"project,omitempty"`
	Written  time.Time       `json:"written"`
	Findings []BaselineEntry `json:"findings"` // sorted by fingerprint
}

// BaselineEntry is one place of a known finding. Kind, Resource and Path are for people who read the file's history.
type BaselineEntry struct {
	Fingerprint string  `json:"fingerprint"`
	Verdict     Verdict `json:"verdict"`
	Values      string  `json:"values,omitempty"` // digest
	Kind        string  `json:"kind,omitempty"`
	Collector   string  `json:"collector,omitempty"` // the collector that an audit needs before the finding can count as fixed
	Resource    string  `json:"resource,omitempty"`
	Path        string  `json:"path,omitempty"`
}

// NewBaseline records findings as known, each place by itself. now is the date for the file.
func NewBaseline(project string, findings []Finding, now time.Time) *Baseline {
	b := &Baseline{Schema: BaselineSchema, Project: project, Written: now.UTC().Truncate(time.Second)}
	for i := range findings {
		f := &findings[i]
		digest := ""
		if !measured(f.Drift) {
			digest = ValuesDigest(f.Drift)
		}
		for k, fp := range findingPrints(f) {
			res, path, kind := f.Drift.Resource, f.Drift.Path, f.Drift.Kind
			if k > 0 {
				p := &f.Drift.Places[k-1]
				res, path, kind = p.Resource, p.Path, p.Of(f.Drift).Kind
			}
			b.Findings = append(b.Findings, BaselineEntry{
				Fingerprint: fp, Verdict: f.Verdict, Values: digest, Kind: string(kind), Collector: f.Drift.Collector, Resource: res.Kind + "/" + res.Name, Path: path,
			})
		}
	}
	b.order()
	return b
}

// findingPrints returns the fingerprints of all places, the finding's own first.
func findingPrints(f *Finding) []string {
	if len(f.Drift.Places) == 0 {
		return []string{f.Fingerprint}
	}
	out := PlaceFingerprints(f.Drift)
	out[0] = f.Fingerprint
	return out
}

// Encode returns the file as canonical JSON: the same bytes for the same findings.
func (b *Baseline) Encode() ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	return buf.Bytes(), nil
}

// ReadBaseline reads a baseline file. name is the file's name for errors.
func ReadBaseline(src []byte, name string) (*Baseline, error) {
	var b Baseline
	if err := json.Unmarshal(src, &b); err != nil {
		var at *json.SyntaxError
		if errors.As(err, &at) {
			return nil, fmt.Errorf("%s:%d: not a baseline: %w; write it anew with `envparity baseline write`", name, 1+bytes.Count(src[:min(int(at.Offset), len(src))], []byte("\n")), err)
		}
		return nil, fmt.Errorf("%s: not a baseline: %w; write it anew with `envparity baseline write`", name, err)
	}
	if b.Schema != BaselineSchema {
		return nil, fmt.Errorf("%s: its schema is %q, and this version reads %q; write it anew with `envparity baseline write`", name, b.Schema, BaselineSchema)
	}
	for i, f := range b.Findings {
		if f.Fingerprint == "" || f.Verdict.Rank() == 2 && f.Verdict != Acceptable {
			return nil, fmt.Errorf("%s: finding %d has fingerprint %q and verdict %q; write the file anew with `envparity baseline write`", name, i+1, f.Fingerprint, f.Verdict)
		}
	}
	b.order()
	return &b, nil
}

// order sorts the entries by fingerprint. A merge of two branches can leave two entries of one finding. Then the milder one stays, so that a
// check reports what became worse.
func (b *Baseline) order() {
	slices.SortStableFunc(b.Findings, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.Fingerprint, y.Fingerprint), -cmp.Compare(x.Verdict.Rank(), y.Verdict.Rank()))
	})
	b.Findings = slices.CompactFunc(b.Findings, func(x, y BaselineEntry) bool { return x.Fingerprint == y.Fingerprint })
}

// apply marks known findings and returns the fingerprints that are gone. A finding is known only if all its places are, and none has become
// worse. Findings of collectors in unseen are not gone.
func (b *Baseline) apply(findings []Finding, unseen []string) []string {
	if b == nil {
		return nil
	}
	known := make(map[string]*BaselineEntry, len(b.Findings))
	for i := range b.Findings {
		known[b.Findings[i].Fingerprint] = &b.Findings[i]
	}
	seen := make(map[string]bool, len(b.Findings))
	for i := range findings {
		b.mark(&findings[i], known, seen)
	}
	var fixed []string
	for i := range b.Findings {
		if fp := b.Findings[i].Fingerprint; !seen[fp] && !slices.Contains(unseen, b.Findings[i].Collector) {
			fixed = append(fixed, fp)
		}
	}
	return fixed
}

func (b *Baseline) mark(f *Finding, known map[string]*BaselineEntry, seen map[string]bool) {
	var entry *BaselineEntry
	missing, worse := 0, Verdict("")
	prints := findingPrints(f)
	for _, fp := range prints {
		seen[fp] = true
		e := known[fp]
		if e == nil {
			missing++
			continue
		}
		if e.Verdict.Rank() > f.Verdict.Rank() {
			worse = e.Verdict
		}
		entry = e
	}
	switch {
	case entry == nil:
		return
	case f.State == Waived:
	case worse != "":
		f.Notes = append(f.Notes, fmt.Sprintf("it was %s in the baseline", worse))
	case missing > 0:
		f.Notes = append(f.Notes, fmt.Sprintf("%s %s not in the baseline", names.Of(missing, len(prints), "place"), names.Verb(missing, "is", "are")))
	default:
		f.State = Known
	}
	f.BaselineState = Unchanged
	if worse != "" || missing > 0 {
		f.BaselineState = Updated
	}
	if missing == 0 && entry.Values != "" && entry.Values != ValuesDigest(f.Drift) {
		f.Notes = append(f.Notes, "changed since the baseline")
		f.BaselineState = Updated
	}
}

// Entry returns the baseline's entry of a fingerprint, or nil: for listing what was fixed.
func (b *Baseline) Entry(fingerprint string) *BaselineEntry {
	if b == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(b.Findings, fingerprint, func(e BaselineEntry, fp string) int { return cmp.Compare(e.Fingerprint, fp) })
	if !ok {
		return nil
	}
	return &b.Findings[i]
}
