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

// placeText is one further place of a finding, ready for people.
type placeText struct {
	title   string // resource and path
	values  string // environment by environment, where they are not those of the finding
	sources string // where they stand
}

func (p placeText) String() string {
	out := p.title
	for _, more := range []string{p.values, p.sources} {
		if more != "" {
			out += "  " + more
		}
	}
	return out
}

// placesText says every further place of a finding in a line: the resource and path, the values where they are other ones, and where
// they stand.
func placesText(d *drift.Drift, envs []string) []string {
	out := make([]string, len(d.Places))
	for i := range d.Places {
		out[i] = placeTextOf(d, &d.Places[i], envs).String()
	}
	return out
}

func placeTextOf(d *drift.Drift, p *drift.Place, envs []string) placeText {
	out := placeText{title: resourceText(p.Resource)}
	if p.Path != "" {
		out.title += ": " + term.Line(p.Path)
	}
	if values := valuesText(p.Path, p.Sides, envs); values != valuesText(d.Path, d.Sides, envs) {
		out.values = values
	}
	var at []string
	for k := range p.Sides {
		s := &p.Sides[k]
		if src := sourceText(s.Source); s.State == drift.Present && src != "" && !slices.Contains(at, src) {
			at = append(at, src)
		}
	}
	out.sources = strings.Join(at, ", ")
	return out
}

// valuesText says all sides in one line: "dev: 1; staging, prod: 3".
func valuesText(path string, sides []drift.Side, envs []string) string {
	var parts []string
	for _, g := range groups(path, sides) {
		parts = append(parts, groupNames(g, envs)+": "+g.text)
	}
	return strings.Join(parts, "; ")
}

// groupNames lists the environments of a group.
func groupNames(g group, envs []string) string {
	in := make([]string, 0, len(g.envs))
	for _, e := range g.envs {
		if e < len(envs) {
			in = append(in, envs[e])
		}
	}
	return term.Line(strings.Join(in, ", "))
}
