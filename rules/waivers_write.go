package rules

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/drift"
)

// NewWaiver is a waiver to be written.
type NewWaiver struct {
	Name        string // "" for the finding's
	Fingerprint string
	Owner       string
	Reason      string
	Expires     time.Time // the last day on which the waiver is valid
	Places      int       // of the finding; 0 or 1 for one
	Values      string    // digest of the values at the time
	Collector   string    // for findings that not every audit has; "" for others
}

// journeysType is the type of drifts of journeys, which run apart from audits.
const journeysType = "journeys"

// measured reports whether the values of a drift are times. They differ each time, so a change of them means nothing.
func measured(d *drift.Drift) bool {
	return d.Resource.Type == journeysType && d.Resource.Kind == "journey"
}

// WaiverFor fills in the finding's fingerprint, places, values and a name.
func WaiverFor(f *Finding) NewWaiver {
	w := NewWaiver{Name: WaiverName(f.Drift), Fingerprint: f.Fingerprint, Places: 1 + len(f.Drift.Places), Values: ValuesDigest(f.Drift)}
	if f.Drift.Resource.Type == journeysType {
		w.Collector = f.Drift.Collector
	}
	if measured(f.Drift) {
		w.Values = ""
	}
	return w
}

// AddWaiver returns the waiver file src with w in it. It renews the block that already waives the fingerprint, or adds a block at the end.
// Comments, order and layout of everything else stay.
func AddWaiver(src []byte, filename string, w NewWaiver) ([]byte, error) {
	switch {
	case w.Fingerprint == "":
		return nil, errors.New("a waiver needs the fingerprint of a finding; `envparity check` shows them")
	case w.Owner == "":
		return nil, errors.New("a waiver needs an owner: who decides anew when it ends (--owner)")
	case w.Reason == "":
		return nil, errors.New("a waiver needs a reason (--reason)")
	case w.Expires.IsZero():
		return nil, errors.New("a waiver needs its last day (--expires 2026-12-31)")
	}
	f, err := parseForWriting(src, filename)
	if err != nil {
		return nil, err
	}
	if b := findWaiver(f, w.Fingerprint); b != nil {
		w.fill(b.Body())
		return f.Bytes(), nil
	}
	if len(src) > 0 {
		if src[len(src)-1] != '\n' {
			f.Body().AppendNewline()
		}
		f.Body().AppendNewline()
	}
	w.fill(f.Body().AppendNewBlock("waiver", []string{freeName(f, w.Name)}).Body())
	return hclwrite.Format(f.Bytes()), nil
}

// RemoveWaiver returns the file without the waiver of a fingerprint, or of the only one with that beginning, for undo and `waive --remove`.
func RemoveWaiver(src []byte, filename, fingerprint string) ([]byte, error) {
	f, err := parseForWriting(src, filename)
	if err != nil {
		return nil, err
	}
	b, err := waiverOf(f, filename, fingerprint)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, fmt.Errorf("%s: no waiver has the fingerprint %q", filename, fingerprint)
	}
	f.Body().RemoveBlock(b)
	return f.Bytes(), nil
}

func parseForWriting(src []byte, filename string) (*hclwrite.File, error) {
	f, diags := hclwrite.ParseConfig(src, filename, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, fmt.Errorf("%w; mend the file first", diags)
	}
	return f, nil
}

// waiverOf finds a waiver block by its fingerprint or the beginning of it, nil for none. It returns an error if several have that beginning.
func waiverOf(f *hclwrite.File, filename, fingerprint string) (*hclwrite.Block, error) {
	if b := findWaiver(f, fingerprint); b != nil || fingerprint == "" {
		return b, nil
	}
	var found *hclwrite.Block
	for _, b := range f.Body().Blocks() {
		a := b.Body().GetAttribute("fingerprint")
		if b.Type() != "waiver" || a == nil {
			continue
		}
		for _, t := range a.Expr().BuildTokens(nil) {
			if !strings.HasPrefix(string(t.Bytes), fingerprint) {
				continue
			}
			if found != nil {
				return nil, fmt.Errorf("%s: several waivers have a fingerprint that begins with %q", filename, fingerprint)
			}
			found = b
		}
	}
	return found, nil
}

// findWaiver finds a waiver block by its literal fingerprint.
func findWaiver(f *hclwrite.File, fingerprint string) *hclwrite.Block {
	for _, b := range f.Body().Blocks() {
		if a := b.Body().GetAttribute("fingerprint"); b.Type() == "waiver" && a != nil {
			for _, t := range a.Expr().BuildTokens(nil) {
				if string(t.Bytes) == fingerprint {
					return b
				}
			}
		}
	}
	return nil
}

func freeName(f *hclwrite.File, name string) string {
	if name == "" {
		name = "finding"
	}
	taken := map[string]bool{}
	for _, b := range f.Body().Blocks() {
		if l := b.Labels(); len(l) > 0 {
			taken[l[0]] = true
		}
	}
	out := name
	for n := 2; taken[out]; n++ {
		out = fmt.Sprintf("%s-%d", name, n)
	}
	return out
}

func (w *NewWaiver) fill(b *hclwrite.Body) {
	b.SetAttributeValue("fingerprint", cty.StringVal(w.Fingerprint))
	b.SetAttributeValue("owner", cty.StringVal(w.Owner))
	b.SetAttributeValue("reason", cty.StringVal(w.Reason))
	b.SetAttributeValue("expires", cty.StringVal(w.Expires.Format(time.DateOnly)))
	switch {
	case w.Places > 1:
		b.SetAttributeValue("places", cty.NumberIntVal(int64(w.Places)))
	case b.GetAttribute("places") != nil:
		b.RemoveAttribute("places")
	}
	if w.Values != "" {
		b.SetAttributeValue("values", cty.StringVal(w.Values))
	}
	if w.Collector != "" {
		b.SetAttributeValue("collector", cty.StringVal(w.Collector))
	}
}
