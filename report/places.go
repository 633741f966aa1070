package report

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/snapshot"
)

// mostNamed is how many places a line names before it trails off.
const mostNamed = 3

// otherPlaces says in how many more places a finding is, and names a few: what they are called where they are attributes of the same
// resource, else their resources.
func otherPlaces(d *drift.Drift) string {
	text := "in " + plural(len(d.Places), "more place", "more places")
	var named []string
	for i := range d.Places {
		p := &d.Places[i]
		name := p.Resource.Name
		if p.Path != "" && p.Resource.Name == d.Resource.Name && p.Resource.Kind == d.Resource.Kind {
			name = called(p.Path)
		}
		if name != "" && !slices.Contains(named, name) {
			named = append(named, name)
		}
	}
	if len(named) > mostNamed {
		named = append(named[:mostNamed], "…")
	}
	if len(named) == 0 {
		return text
	}
	return text + ": " + strings.Join(named, ", ")
}

// called is the last part of a path: the setting that it leads to.
func called(path string) string {
	p, err := snapshot.ParsePath(path)
	if err != nil || len(p) == 0 {
		return path
	}
	last := p[len(p)-1]
	switch {
	case last.Kind == snapshot.StepElement:
		return last.Value
	case last.Kind == snapshot.StepKey:
		return last.Name
	}
	return path
}

// placesText says every further place of a finding in a line: the resource and path, and where the values stand.
func placesText(d *drift.Drift) []string {
	out := make([]string, len(d.Places))
	for i := range d.Places {
		p := &d.Places[i]
		text := resourceText(p.Resource)
		if p.Path != "" {
			text += ": " + term.Line(p.Path)
		}
		var at []string
		for k := range p.Sides {
			s := &p.Sides[k]
			if src := sourceText(s.Source); s.State == drift.Present && src != "" && !slices.Contains(at, src) {
				at = append(at, src)
			}
		}
		if len(at) > 0 {
			text += "  " + strings.Join(at, ", ")
		}
		out[i] = text
	}
	return out
}
