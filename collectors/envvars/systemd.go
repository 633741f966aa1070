package envvars

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// systemd reads the variables of units as systemd does: the unit's file, then its drop-ins (NAME.service.d/*.conf) in order of their names, in
// any folder; then the files of EnvironmentFile=, which win over all of Environment=.
type systemd struct {
	spec    filetree.Spec
	service string
}

func (c *systemd) Source() string { return c.spec.String() }

func (c *systemd) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	files := map[string][]unitFile{}
	var order []string
	for _, f := range c.spec.Find(ctx, in, &problems) {
		u := unitFile{File: f, name: path.Base(f.Path)}
		if dir := path.Base(path.Dir(f.Path)); strings.HasSuffix(dir, ".d") {
			u.name, u.dropIn = strings.TrimSuffix(dir, ".d"), true
		}
		if files[u.name] == nil {
			order = append(order, u.name)
		}
		files[u.name] = append(files[u.name], u)
	}
	slices.Sort(order)
	var resources []snapshot.Resource
	for _, name := range order {
		u := unit{in: in, git: c.spec.Git, problems: &problems, vars: map[string]snapshot.Node{}}
		u.collect(ctx, files[name])
		shown := strings.TrimSuffix(name, ".service")
		if c.service != "" && len(order) == 1 {
			shown = c.service
		}
		r := resource(shown, "", u.root(), snapshot.Source{})
		if len(u.files) > 0 {
			r.Source.File, r.Source.Line, r.Files = u.files[0], 1, u.files[1:]
		}
		resources = append(resources, r)
	}
	return resources, problems.Outcome(len(resources))
}

// unitFile is a unit's file or one of its drop-ins.
type unitFile struct {
	filetree.File
	name   string
	dropIn bool
}

// rank is the position of a file's folder in systemd's search path. An administrator's file hides a package's.
func (f unitFile) rank() int {
	for i, dir := range []string{"etc", "run"} {
		if strings.HasPrefix(f.Path, dir+"/") || strings.Contains(f.Path, "/"+dir+"/") {
			return i
		}
	}
	return 2
}

// inForce drops the files that are hidden by another of the same name, and puts the rest in the order in which systemd reads them.
func inForce(files []unitFile) []unitFile {
	slices.SortStableFunc(files, func(a, b unitFile) int {
		if a.dropIn != b.dropIn {
			if a.dropIn {
				return 1
			}
			return -1
		}
		if d := strings.Compare(path.Base(a.Path), path.Base(b.Path)); d != 0 {
			return d
		}
		return a.rank() - b.rank()
	})
	return slices.CompactFunc(files, func(a, b unitFile) bool { return a.dropIn == b.dropIn && path.Base(a.Path) == path.Base(b.Path) })
}

// collect reads the files of one unit.
func (u *unit) collect(ctx context.Context, files []unitFile) {
	for _, f := range inForce(files) {
		src, err := f.Read()
		if err != nil {
			u.problems.At(f.Path, 0, true, "cannot be read: %v", err)
			u.lost = true
			continue
		}
		src, faults := parse.UTF8(src)
		for _, p := range faults {
			u.problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
		}
		u.read(f.File, string(src))
	}
	for _, e := range u.envFiles {
		u.include(ctx, e)
	}
	for _, name := range u.pass {
		if _, ok := u.vars[name]; !ok {
			u.vars[name] = snapshot.Node{Key: name, Kind: snapshot.Unknown, Text: "passed on from the service manager"}
		}
	}
	for _, name := range u.unset {
		delete(u.vars, name)
	}
}
