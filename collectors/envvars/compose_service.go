package envvars

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// settings returns a resource for each service with the settings that decide its behaviour besides variables: image, command, ports, volumes,
// healthcheck, limits. The attributes are those of the Compose specification, in its long form. Paths are relative to the folder of the audit.
func (r *composeReader) settings(project *types.Project, roots []string, guessed bool) ([]snapshot.Resource, error) {
	text, err := (&types.Project{Services: bare(project.Services)}).MarshalYAML()
	if err != nil {
		return nil, fmt.Errorf("the project cannot be written out: %w", err)
	}
	docs := parse.YAML(text).Docs
	var out []snapshot.Resource
	for _, name := range project.ServiceNames() {
		if r.service != "" && name != r.service || len(docs) == 0 {
			continue
		}
		tree := docs[0].Root.Get("services", name)
		if tree == nil {
			continue
		}
		res := snapshot.Resource{Kind: snapshot.KindService, Name: name, Pillar: snapshot.Infrastructure, Labels: labelsOf(project.Services[name])}
		res.Source.File, res.Source.Line = r.places.service(name)
		if r.spec.Git != nil {
			res.Source.Ref = r.spec.Git.Ref
		}
		res.Root = *tree
		res.Root.Key, res.Root.Line = "", 0
		localise(&res.Root, roots)
		for i := range res.Root.Children {
			r.places.attribute(&res, &res.Root.Children[i], name, guessed)
		}
		r.fill(&res)
		out = append(out, res)
	}
	return out, nil
}

// bare returns the services without their variables, which are a resource of their own.
func bare(services types.Services) types.Services {
	out := types.Services{}
	for name, s := range services {
		s.Environment, s.EnvFiles, s.LabelFiles = nil, nil, nil
		out[name] = s
	}
	return out
}

func labelsOf(s types.ServiceConfig) map[string]string {
	if len(s.Labels) == 0 {
		return nil
	}
	return s.Labels
}

// localise makes absolute paths below one of roots relative, and marks a value with an unresolved reference as unknown.
func localise(n *snapshot.Node, roots []string) {
	if n.Kind == snapshot.String {
		for _, root := range roots {
			if rest, ok := strings.CutPrefix(n.Text, root); ok && (rest == "" || rest[0] == '/') {
				n.Text = "." + rest
				break
			}
		}
		if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(n.Text, home+"/") {
			n.Text = "~" + strings.TrimPrefix(n.Text, home)
		}
		if strings.Contains(n.Text, "${") {
			n.Kind = snapshot.Unknown
		}
	}
	for i := range n.Children {
		localise(&n.Children[i], roots)
	}
}

// attribute sets the file and lines of the values of a service's attribute: those of the last file that has it. If the files that references are
// resolved from were not read whole, a value with a reference is unknown.
func (p *composePlaces) attribute(r *snapshot.Resource, n *snapshot.Node, service string, guessed bool) {
	for _, d := range slices.Backward(p.docs) {
		written := d.root.Get("services", service, n.Key)
		if written == nil {
			continue
		}
		file := p.number(r, d.file)
		at(n, parse.Untagged(written), file)
		if guessed && refers(written) {
			*n = snapshot.Node{Key: n.Key, Kind: snapshot.Unknown, Text: "resolved from a file that was not read whole", Line: n.Line, File: n.File}
		}
		return
	}
	at(n, nil, 0)
	if guessed {
		n.Kind, n.Text, n.Children = snapshot.Unknown, "resolved from a file that was not read whole", nil
	}
}

// number returns the number of a file among those of r, which has it afterwards.
func (p *composePlaces) number(r *snapshot.Resource, file string) int16 {
	if file == r.Source.File {
		return 0
	}
	i := slices.Index(r.Files, file)
	if i < 0 {
		i = len(r.Files)
		r.Files = append(r.Files, file)
	}
	return int16(i + 1) //nolint:gosec // a project has few files
}

// at gives n and all nodes below it the lines in written, as far as both have the same form; below that, the nearest line above.
func at(n, written *snapshot.Node, file int16) {
	line := int32(0)
	if written != nil {
		line = written.Line
	}
	var set func(n, written *snapshot.Node, line int32)
	set = func(n, written *snapshot.Node, line int32) {
		if written != nil && written.Line > 0 {
			line = written.Line
		}
		n.Line, n.File = line, file
		for i := range n.Children {
			c := &n.Children[i]
			var inner *snapshot.Node
			switch {
			case written == nil || written.Kind != n.Kind:
			case n.Kind == snapshot.Map:
				inner = written.Child(c.Key)
			case len(written.Children) == len(n.Children):
				inner = &written.Children[i]
			}
			set(c, inner, line)
		}
	}
	set(n, written, line)
}

// refers reports whether a node at or below n contains a reference.
func refers(n *snapshot.Node) bool {
	return strings.Contains(n.Text, "$") || slices.ContainsFunc(n.Children, func(c snapshot.Node) bool { return refers(&c) })
}
