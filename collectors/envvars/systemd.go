package envvars

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// systemd reads Environment= and EnvironmentFile= of unit files; drop-ins (NAME.service.d/*.conf) add to their unit.
type systemd struct {
	spec    filetree.Spec
	service string
}

func (c *systemd) Source() string { return c.spec.String() }

func (c *systemd) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	units := map[string]*unit{}
	var order []string
	for _, f := range c.spec.Find(ctx, in, &problems) {
		name := path.Base(f.Path)
		if dir := path.Base(path.Dir(f.Path)); strings.HasSuffix(dir, ".d") {
			name = strings.TrimSuffix(dir, ".d")
		}
		u := units[name]
		if u == nil {
			u = &unit{vars: map[string]snapshot.Node{}}
			units[name] = u
			order = append(order, name)
		}
		src, err := f.Read()
		if err != nil {
			problems.At(f.Path, 0, true, "cannot be read: %v", err)
			u.lost = true
			continue
		}
		src, faults := parse.UTF8(src)
		for _, p := range faults {
			problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
		}
		u.read(ctx, in, f, string(src), c.spec.Git, &problems)
	}
	slices.Sort(order)
	var resources []snapshot.Resource
	for _, name := range order {
		shown := strings.TrimSuffix(name, ".service")
		if c.service != "" && len(order) == 1 {
			shown = c.service
		}
		r := resource(shown, "", units[name].root(), snapshot.Source{})
		if u := units[name]; len(u.files) > 0 {
			r.Source.File, r.Source.Line, r.Files = u.files[0], 1, u.files[1:]
		}
		resources = append(resources, r)
	}
	return resources, problems.Outcome(len(resources))
}

type unit struct {
	vars  map[string]snapshot.Node
	files []string // the first is the resource's own
	lost  bool     // something that may set variables was not read
}

func (u *unit) file(name string) int16 {
	i := slices.Index(u.files, name)
	if i < 0 {
		u.files = append(u.files, name)
		i = len(u.files) - 1
	}
	return int16(i)
}

func (u *unit) root() snapshot.Node {
	root := snapshot.Node{Kind: snapshot.Map}
	if u.lost {
		root.Flags |= snapshot.FlagPartial
	}
	for _, n := range u.vars {
		root.Children = append(root.Children, n)
	}
	slices.SortFunc(root.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
	return root
}

func (u *unit) read(ctx context.Context, in collectors.Input, f filetree.File, src string, git *filetree.Git, problems *collectors.Problems) {
	at := u.file(f.Path)
	lines := strings.Split(src, "\n")
	for i := 0; i < len(lines); i++ {
		line := i + 1
		l := strings.TrimSpace(lines[i])
		for strings.HasSuffix(l, `\`) && i+1 < len(lines) {
			i++
			l = strings.TrimSuffix(l, `\`) + " " + strings.TrimSpace(lines[i])
		}
		key, value, _ := strings.Cut(l, "=")
		switch strings.TrimSpace(key) {
		case "Environment":
			if strings.TrimSpace(value) == "" { // an empty assignment resets the list
				clear(u.vars)
			}
			for _, word := range words(value) {
				name, v, ok := strings.Cut(word, "=")
				if !ok {
					problems.At(f.Path, line, true, "an Environment= entry that is not NAME=value")
					u.lost = true
					continue
				}
				n := scalar(name, v)
				n.Line, n.File = int32(line), at
				u.vars[name] = n
			}
		case "EnvironmentFile":
			u.include(ctx, in, f, line, strings.TrimSpace(value), git, problems)
		}
	}
}

func (u *unit) include(ctx context.Context, in collectors.Input, f filetree.File, line int, value string, git *filetree.Git, problems *collectors.Problems) {
	optional := strings.HasPrefix(value, "-")
	value = strings.TrimPrefix(value, "-")
	if value == "" {
		return
	}
	if strings.Contains(value, "%") {
		problems.At(f.Path, line, true, "EnvironmentFile=%s has a specifier that only systemd can resolve", value)
		u.lost = true
		return
	}
	var local collectors.Problems
	pattern := value
	if !filepath.IsAbs(value) {
		pattern = path.Join(path.Dir(f.Path), value)
	}
	found := filetree.Spec{Patterns: []string{pattern}, Git: git}.Find(ctx, in, &local)
	if o := local.Outcome(0); len(o.Gaps) > 0 { // it is there and cannot be read
		u.lost = true
		for _, g := range o.Gaps {
			problems.Gap(g)
		}
	} else if len(found) == 0 && !optional {
		problems.At(f.Path, line, true, "EnvironmentFile=%s is not there", value)
		u.lost = true
	}
	for _, e := range found {
		src, err := e.Read()
		if err != nil {
			problems.At(e.Path, 0, true, "cannot be read: %v", err)
			u.lost = true
			continue
		}
		res := parse.Dotenv(src)
		for _, p := range res.Problems {
			problems.At(e.Path, p.Line, p.Lost, "%s", p.Text)
		}
		u.lost = u.lost || res.Lost()
		at := u.file(e.Path)
		for _, d := range res.Docs {
			for _, n := range d.Root.Children {
				n.File = at
				u.vars[n.Key] = n
			}
		}
	}
}

// words splits as systemd does: white space separates, quotes group, a backslash escapes.
func words(s string) []string {
	var out []string
	var cur strings.Builder
	open, started := byte(0), false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s) && open != '\'':
			i++
			cur.WriteByte(s[i])
			started = true
		case open != 0 && c == open:
			open = 0
		case open == 0 && (c == '"' || c == '\''):
			open, started = c, true
		case open == 0 && (c == ' ' || c == '\t'):
			if started {
				out = append(out, cur.String())
				cur.Reset()
				started = false
			}
		default:
			cur.WriteByte(c)
			started = true
		}
	}
	if started {
		out = append(out, cur.String())
	}
	return out
}
