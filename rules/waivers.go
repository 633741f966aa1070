package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/nesting"
	"github.com/envparity/envparity/names"
)

// Waivers are a person's decisions that findings are acceptable for a while, from envparity.waivers.hcl:
//
//	waiver "db-size" {
//	  fingerprint = "9f2c…"            # or when = <condition>, as in a rule
//	  owner       = "@data"
//	  reason      = "Load tests run in the performance environment."
//	  expires     = "2026-12-31"       # the last day on which it is valid
//	}
//
// A fingerprint may come with places, the number of places that it covers, and values, a digest of the values at the time; and with collector, if
// not every audit has its findings: journeys.
type Waivers struct {
	list []*waiver
	file string
}

type waiver struct {
	ref         WaiverRef
	fingerprint string
	condition   func(*facts) bool
	places      int
	values      string
	collector   string
	broken      string // why it can never be valid
}

// ByFingerprint returns the reason of each waiver of one finding, by the finding's fingerprint. A waiver with a condition has none.
func (ws *Waivers) ByFingerprint() map[string]string {
	out := map[string]string{}
	for _, w := range ws.list {
		if w.fingerprint != "" {
			out[w.fingerprint] = w.ref.Reason
		}
	}
	return out
}

// tooWide bounds a waiver: it should hide at most one in tooWide of all findings.
const tooWide = 20

// aboutToExpire is how long before its end a waiver is reported.
const aboutToExpire = 14 * 24 * time.Hour

// LoadWaivers reads a waiver file. Every mistake is a diagnostic. The Waivers are usable all the same: a waiver with a mistake, such as an
// invalid date, waives nothing.
func LoadWaivers(src []byte, filename string, environments ...string) (*Waivers, hcl.Diagnostics) {
	w := &Waivers{file: filename}
	if diags := nesting.HCL(src, filename); diags.HasErrors() {
		return w, diags
	}
	f, diags := hclsyntax.ParseConfig(src, filename, hcl.InitialPos)
	if f == nil || diags.HasErrors() {
		return w, diags
	}
	l := &loader{c: newCompiler(), sources: map[string]*hcl.File{filename: f}, environments: environments}
	body, ok := f.Body.(*hclsyntax.Body)
	if !ok {
		return w, diags
	}
	for _, a := range body.Attributes {
		l.diags = append(l.diags, problem(a.SrcRange, "Unknown attribute", `A waiver file holds blocks of the form waiver "NAME" { … }.`))
	}
	seen := map[string]hcl.Range{}
	for _, b := range body.Blocks {
		if b.Type != "waiver" || len(b.Labels) != 1 {
			l.diags = append(l.diags, problem(b.DefRange(), "Unknown block", `A waiver file holds blocks of the form waiver "NAME" { … }.`))
			continue
		}
		if before, twice := seen[b.Labels[0]]; twice {
			l.diags = append(l.diags, problem(b.DefRange(), "Two waivers of one name", fmt.Sprintf("%q is also at line %d. Rename one.", b.Labels[0], before.Start.Line)))
		}
		seen[b.Labels[0]] = b.DefRange()
		w.list = append(w.list, l.waiver(b.AsHCLBlock()))
	}
	return w, append(diags, l.diags...)
}

func (l *loader) waiver(b *hcl.Block) *waiver {
	out := &waiver{ref: WaiverRef{Name: b.Labels[0], File: b.DefRange.Filename, Line: b.DefRange.Start.Line}}
	before := len(l.diags)
	attrs, _ := l.attributes(b, "waiver", map[string]bool{"fingerprint": false, "when": false, "owner": true, "reason": true, "expires": true, "places": false, "values": false, "collector": false})
	for name, to := range map[string]*string{"owner": &out.ref.Owner, "reason": &out.ref.Reason, "fingerprint": &out.fingerprint, "values": &out.values, "collector": &out.collector} {
		if a := attrs[name]; a != nil {
			*to = strings.TrimSpace(l.text(a))
		}
	}
	for _, must := range []string{"owner", "reason", "expires"} {
		if attrs[must] == nil {
			l.diags = append(l.diags, problem(b.DefRange, "Missing "+must, fmt.Sprintf("The waiver %q needs %s = \"…\".", b.Labels[0], must)))
		} else if must != "expires" && l.text(attrs[must]) == "" && len(l.diags) == before {
			l.diags = append(l.diags, problem(attrs[must].Expr.Range(), "Empty "+must, fmt.Sprintf("The waiver %q needs a %s with some text.", b.Labels[0], must)))
		}
	}
	l.waiverDate(out, attrs["expires"])
	l.waiverTarget(out, b, attrs)
	if len(l.diags) > before {
		out.broken = l.diags[before].Detail
	}
	return out
}

func (l *loader) waiverDate(out *waiver, a *hcl.Attribute) {
	if a == nil {
		return
	}
	s := l.text(a)
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		l.diags = append(l.diags, problem(a.Expr.Range(), "Not a date", fmt.Sprintf("%q is no date, so the waiver does not hold. Write it as 2026-12-31.", s)))
		return
	}
	out.ref.Expires = day
}

func (l *loader) waiverTarget(out *waiver, b *hcl.Block, attrs hcl.Attributes) {
	when, places := attrs["when"], attrs["places"]
	if (when == nil) == (attrs["fingerprint"] == nil) {
		l.diags = append(l.diags, problem(b.DefRange, "Waiver of nothing", fmt.Sprintf("The waiver %q needs either fingerprint = \"…\" or when = ….", b.Labels[0])))
		return
	}
	if when != nil {
		r := &Rule{}
		l.when(r, when)
		out.condition = r.condition
	}
	out.places = 1
	if places != nil {
		out.places = l.count(places)
	}
}

// holds reports whether the waiver is valid on the day of now.
func (w *waiver) holds(now time.Time) bool {
	return w.broken == "" && !w.ref.Expires.IsZero() && now.Before(w.ref.Expires.AddDate(0, 0, 1))
}

// apply waives findings, and returns the problems of the waivers themselves.
func (ws *Waivers) apply(findings []Finding, s *Set, r *run, unseen []string) []string {
	if ws == nil || len(ws.list) == 0 {
		return nil
	}
	matched := make([]int, len(ws.list))
	byPrint := map[string][]int{}
	var conditional []int
	for i, w := range ws.list {
		if w.condition != nil {
			conditional = append(conditional, i)
		} else {
			byPrint[w.fingerprint] = append(byPrint[w.fingerprint], i)
		}
	}
	f := &facts{run: r}
	var problems []string
	for i := range findings {
		for _, k := range ws.candidates(&findings[i], f, byPrint, conditional, &problems) {
			matched[k]++
			if ws.list[k].waive(&findings[i], r.now) {
				break
			}
		}
	}
	for i, w := range ws.list {
		problems = append(problems, w.problems(matched[i], len(findings), r.now, slices.Contains(unseen, w.collector))...)
	}
	return problems
}

// candidates lists the waivers that match a finding, in the file's order.
func (ws *Waivers) candidates(x *Finding, f *facts, byPrint map[string][]int, conditional []int, problems *[]string) []int {
	var out []int
	out = append(out, byPrint[x.Fingerprint]...)
	if len(byPrint) > 0 && len(x.Drift.Places) > 0 {
		for _, p := range PlaceFingerprints(x.Drift) {
			if p != x.Fingerprint {
				out = append(out, byPrint[p]...)
			}
		}
	}
	for _, k := range conditional {
		w := ws.list[k]
		if w.coversAll(x.Drift, f) {
			out = append(out, k)
		}
		if f.err != nil {
			*problems = append(*problems, fmt.Sprintf("waiver %q (%s:%d) failed to evaluate and waives nothing where it does: %v", w.ref.Name, w.ref.File, w.ref.Line, f.err))
			f.err = nil
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// coversAll reports whether the condition is true for each place of the drift. Otherwise it does not waive the finding.
func (w *waiver) coversAll(d *drift.Drift, f *facts) bool {
	f.point(d, nil)
	if w.condition == nil || !w.condition(f) || f.err != nil {
		return false
	}
	for i := range d.Places {
		f.point(d, &d.Places[i])
		if !w.condition(f) || f.err != nil {
			return false
		}
	}
	return true
}

// waive applies w to a finding and reports whether w is valid.
func (w *waiver) waive(x *Finding, now time.Time) bool {
	ref := w.ref
	ref.Expired = !w.holds(now)
	if x.Waiver == nil || !ref.Expired {
		x.Waiver = &ref
	}
	if ref.Expired {
		x.Notes = append(x.Notes, fmt.Sprintf("waiver %s no longer holds: %s", ref.Name, w.why()))
		return false
	}
	if n := 1 + len(x.Drift.Places); w.condition == nil && n > w.places {
		x.Notes = append(x.Notes, fmt.Sprintf("waiver %s was given for %s, so it does not hold; waive it anew to cover all", ref.Name, names.Of(w.places, n, "place")))
		return false
	}
	if w.values != "" && w.values != ValuesDigest(x.Drift) {
		x.Notes = append(x.Notes, "changed since it was waived")
	}
	x.Notes = append(x.Notes, fmt.Sprintf("without the waiver: %s by %s", x.Verdict, x.Rule))
	x.State, x.Verdict, x.Rule, x.Reason = Waived, Acceptable, "waiver/"+ref.Name, ref.Reason
	if ref.Owner != "" {
		x.Owner = ref.Owner
	}
	x.Hint = "Look at it again before " + ref.Expires.Format(time.DateOnly) + "."
	return true
}

func (w *waiver) why() string {
	if w.broken != "" {
		return w.broken
	}
	return "it expired on " + w.ref.Expires.Format(time.DateOnly)
}

// problems reports a waiver that is broken, expired, about to expire, unmatched or too wide.
func (w *waiver) problems(matched, all int, now time.Time, unseen bool) []string {
	at := fmt.Sprintf("waiver %q (%s:%d)", w.ref.Name, w.ref.File, w.ref.Line)
	var out []string
	switch end := w.ref.Expires.AddDate(0, 0, 1); {
	case w.broken != "":
		out = append(out, fmt.Sprintf("%s waives nothing: %s", at, w.broken))
	case !w.holds(now):
		out = append(out, fmt.Sprintf("%s expired on %s; decide anew, or remove it", at, w.ref.Expires.Format(time.DateOnly)))
	case end.Sub(now) <= aboutToExpire:
		out = append(out, fmt.Sprintf("%s expires on %s; %s should decide anew", at, w.ref.Expires.Format(time.DateOnly), w.ref.Owner))
	}
	if matched == 0 && !unseen {
		out = append(out, at+" matches no finding; remove it, or see whether its fingerprint or condition is still right")
	}
	if matched > 1 && matched*tooWide > all {
		out = append(out, fmt.Sprintf("%s is too wide: it hides %s, more than a twentieth; narrow it, or write a rule", at, names.Of(matched, all, "finding")))
	}
	return out
}
