package rules

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
)

// Owners finds the owner of a finding: by the resource's labels, by CODEOWNERS and the file of its definition, and at last by the config. The
// zero value uses the usual labels only.
type Owners struct {
	Labels     []string    // label keys that name an owner, best first; the usual ones by default
	Codeowners *Codeowners // nil for none
	Default    string
}

// ownerLabels lists the usual label and tag keys for a team's name.
func ownerLabels() []string {
	return []string{
		"owner", "team", "app.kubernetes.io/owner", "app.kubernetes.io/team", "owned-by", "team_name", "team-name", "squad", "maintainer",
		"cloud-platform.justice.gov.uk/team-name", "cloud-platform.justice.gov.uk/owner", "backstage.io/owner", "service-owner", "contact",
	}
}

// Of returns the owner of a drift's place, "" if it has none.
func (o *Owners) Of(res *drift.ResourceRef, sides []drift.Side) string {
	keys := ownerLabels()
	if o != nil && len(o.Labels) > 0 {
		keys = o.Labels
	}
	if len(res.Labels) > 0 {
		for _, want := range keys {
			for k, v := range res.Labels {
				if strings.EqualFold(k, want) && v != "" {
					return v
				}
			}
		}
	}
	if o == nil {
		return ""
	}
	if o.Codeowners != nil {
		for i := len(sides) - 1; i >= 0; i-- {
			if file := sides[i].Source.File; file != "" {
				if owners := o.Codeowners.Of(file); len(owners) > 0 {
					return strings.Join(owners, " ")
				}
			}
		}
	}
	return o.Default
}

func (f *facts) ownerName() string {
	if !f.ownerOK {
		f.owner, f.ownerOK = f.run.owners.Of(f.res, f.sides), true
	}
	return f.owner
}

// CodeownersFiles lists the paths where the code hosts expect a repository's CODEOWNERS, in their order.
func CodeownersFiles() []string {
	return []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"}
}

// Codeowners is a CODEOWNERS file with the rules of GitHub and GitLab: the last line that matches a file decides.
type Codeowners struct{ lines []codeownersLine }

type codeownersLine struct {
	parts    []string
	anchored bool // the pattern has a slash before its end: it is relative to the root
	folder   bool // the pattern ends in a slash: all below it
	owners   []string
}

// ParseCodeowners reads a CODEOWNERS file. It skips lines that it cannot read, as the hosts do.
func ParseCodeowners(src []byte) *Codeowners {
	c := &Codeowners{}
	var section []string
	for line := range strings.Lines(string(src)) {
		if i := strings.Index(line, " #"); i >= 0 {
			line = line[:i]
		}
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' || strings.HasPrefix(line, "^[") { // a GitLab section, whose owners apply to lines without their own
			section = nil
			if _, rest, ok := strings.Cut(line, "]"); ok {
				section = slices.DeleteFunc(strings.Fields(rest), func(s string) bool { return !strings.Contains(s, "@") })
			}
			continue
		}
		fields := strings.Fields(strings.ReplaceAll(line, `\ `, "\x00"))
		for i := range fields {
			fields[i] = strings.ReplaceAll(fields[i], "\x00", " ")
		}
		c.lines = append(c.lines, codeownersOf(fields, section))
	}
	return c
}

func codeownersOf(fields, section []string) codeownersLine {
	pattern := fields[0]
	l := codeownersLine{owners: fields[1:], folder: strings.HasSuffix(pattern, "/")}
	if len(l.owners) == 0 {
		l.owners = section
	}
	trimmed := strings.TrimSuffix(pattern, "/")
	l.anchored = strings.Contains(trimmed, "/")
	l.parts = strings.Split(strings.TrimPrefix(trimmed, "/"), "/")
	return l
}

// Of returns the owners of file, a slash-separated path from the repository's root; nil for nobody.
func (c *Codeowners) Of(file string) []string {
	parts := strings.Split(strings.TrimPrefix(strings.ReplaceAll(file, `\`, "/"), "./"), "/")
	for i := len(c.lines) - 1; i >= 0; i-- {
		if c.lines[i].matches(parts) {
			return c.lines[i].owners
		}
	}
	return nil
}

// matches follows .gitignore: a pattern also matches everything below the path that it names.
func (l *codeownersLine) matches(file []string) bool {
	g := pathGlob{parts: l.parts}
	if !l.anchored {
		g.parts = append([]string{"**"}, g.parts...)
	}
	below := pathGlob{parts: append(slices.Clone(g.parts), "*", "**")}
	if last := l.parts[len(l.parts)-1]; last == "*" && l.anchored && !l.folder {
		return g.match(file) // docs/* does not descend
	}
	return !l.folder && g.match(file) || below.match(file)
}
