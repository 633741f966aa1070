package terraform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// kindDrift is the kind of a difference that `plan -refresh-only` finds between an environment and its own state.
const kindDrift = "drift"

// refresh asks the providers for the real resources and adds a resource for each that differs from the state. It plans with -refresh-only in a
// mirror of the working directory, takes no lock and writes neither state nor lock file. terraform-exec has no such plan, so refresh calls the
// program itself. If it fails, the state stays as it was read, and drift is unknown.
func (c *workspace) refresh(ctx context.Context, r *reader, dir string) {
	plan, err := c.refreshPlan(ctx, r.in, dir)
	if err != nil {
		why := r.in.Sealer.SealText(fmt.Sprintf("%s: it is unknown whether it equals its state: %v", c.Source(), err))
		r.problems.Gap(snapshot.Gap{Kind: kindDrift, Why: why})
		return
	}
	d := document{reader: r, file: filetree.File{Path: c.Source()}}
	d.drift(plan)
}

// refreshPlan returns the plan as JSON.
func (c *workspace) refreshPlan(ctx context.Context, in collectors.Input, dir string) (plan []byte, err error) {
	binary, err := c.find()
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "envparity-terraform-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	work, err := mirror(tmp, dir)
	if err != nil {
		return nil, err
	}
	p := program{binary: binary, dir: work, env: refreshEnv(os.Environ(), tmp)}
	args := []string{"init", "-input=false", "-no-color", "-get=true", "-upgrade=false"}
	for _, b := range c.backend {
		if !strings.Contains(b, "=") && !filepath.IsAbs(b) {
			b = filepath.Join(dir, b)
		}
		args = append(args, "-backend-config="+b)
	}
	if _, err := p.run(ctx, args...); err != nil {
		return nil, fmt.Errorf("it could not be initialised: %w", reason(ctx, err))
	}
	if c.name != "" {
		if _, err := p.run(ctx, "workspace", "select", "-no-color", c.name); err != nil {
			return nil, fmt.Errorf("workspace %q could not be selected: %w", c.name, reason(ctx, err))
		}
	}
	file := filepath.Join(tmp, "plan")
	args = []string{"plan", "-refresh-only", "-lock=false", "-input=false", "-no-color", "-out=" + file}
	for _, v := range c.varFiles {
		if !filepath.IsAbs(v) {
			v = filepath.Join(in.Dir, v)
		}
		args = append(args, "-var-file="+v)
	}
	if _, err := p.run(ctx, args...); err != nil {
		return nil, fmt.Errorf("it could not be planned: %w", reason(ctx, err))
	}
	plan, err = p.run(ctx, "show", "-json", file)
	if err != nil {
		return nil, fmt.Errorf("the plan could not be read: %w", reason(ctx, err))
	}
	return plan, nil
}

// refreshEnv returns the process environment, with variables and credentials, but without variables that would change the action or the place of
// data.
func refreshEnv(environ []string, tmp string) []string {
	out := slices.DeleteFunc(slices.Clone(environ), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return name == "TF_WORKSPACE" || name == "TF_DATA_DIR" || name == "TF_INPUT" || strings.HasPrefix(name, "TF_CLI_ARGS") || strings.HasPrefix(name, "TF_LOG")
	})
	return append(out, "TF_DATA_DIR="+filepath.Join(tmp, "data"), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")
}

// program runs one binary in one folder.
type program struct {
	binary, dir string
	env         []string
}

const maxAnswer = bounds.TerraformOutput

func (p program) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, p.binary, args...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = p.dir, p.env, 500*time.Millisecond
	ownGroup(cmd)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		if said.Len() > 0 {
			err = errors.New(said.String())
		}
		return nil, err
	}
	if out.Len() > maxAnswer {
		return nil, fmt.Errorf("%d MB are too large for a plan", out.Len()>>20)
	}
	return out.Bytes(), nil
}

// drift reads what a refresh-only plan found to have changed outside Terraform.
func (d *document) drift(plan []byte) {
	res := parse.JSON(plan)
	if len(res.Docs) != 1 || res.Lost() {
		d.problems.Gap(snapshot.Gap{Kind: kindDrift, Why: d.file.Path + ": the plan that was printed is not JSON"})
		return
	}
	root := &res.Docs[0].Root
	var changed []string
	if list := root.Child("resource_drift"); list != nil {
		for i := range list.Children {
			if address := d.drifted(&list.Children[i]); address != "" {
				changed = append(changed, address)
			}
		}
	}
	if outs := root.Child("output_changes"); outs != nil {
		for i := range outs.Children {
			if address := d.driftedOutput(&outs.Children[i]); address != "" {
				changed = append(changed, address)
			}
		}
	}
	if len(changed) == 0 {
		d.problems.Note("%s: everything equals the state", d.file.Path)
		return
	}
	slices.Sort(changed)
	shown := strings.Join(changed[:min(len(changed), 10)], ", ")
	if len(changed) > 10 {
		shown += ", …"
	}
	d.problems.Note("%s: differs from the state in %s: %s", d.file.Path, names.Count(len(changed), "place"), shown)
}

func (d *document) drifted(r *snapshot.Node) string {
	change := r.Child("change")
	kind, name := text(r, "type"), text(r, "name")
	before, after := change.Child("before"), change.Child("after")
	if kind == "" || name == "" || before == nil || before.Kind != snapshot.Map || text(r, "mode") == "data" {
		return ""
	}
	sealMask(d.in.Sealer, before, change.Child("before_sensitive"))
	was := d.managed(kind, name, text(r, "module_address"), indexKey(r.Child("index")), before)
	noLines(&was.Root)
	root := snapshot.Node{Kind: snapshot.Map}
	if after == nil || after.Kind != snapshot.Map {
		root.Children = []snapshot.Node{{Key: "gone", Kind: snapshot.Bool, Text: "true"}}
		return d.addDrift(&was, root)
	}
	sealMask(d.in.Sealer, after, change.Child("after_sensitive"))
	is := d.managed(kind, name, text(r, "module_address"), indexKey(r.Child("index")), after)
	noLines(&is.Root)
	changes(&root, &was.Root, &is.Root)
	if len(root.Children) == 0 {
		return "" // only unimportant ones: dates, etags
	}
	return d.addDrift(&was, root)
}

func (d *document) driftedOutput(o *snapshot.Node) string {
	if acts := o.Child("actions"); acts == nil || len(acts.Children) == 1 && acts.Children[0].Text == "no-op" {
		return ""
	}
	was, is := snapshot.Node{Kind: snapshot.Map}, snapshot.Node{Kind: snapshot.Map}
	for _, side := range []struct {
		into      *snapshot.Node
		key, mask string
	}{{&was, "before", "before_sensitive"}, {&is, "after", "after_sensitive"}} {
		if v := o.Child(side.key); v != nil && v.Kind != snapshot.Null {
			sealMask(d.in.Sealer, v, o.Child(side.mask))
			v.Key = "value"
			noLines(v)
			side.into.Children = []snapshot.Node{*v}
		}
	}
	root := snapshot.Node{Kind: snapshot.Map}
	changes(&root, &was, &is)
	if len(root.Children) == 0 {
		return ""
	}
	r := d.output(o.Key, &snapshot.Node{Kind: snapshot.Null}, 0)
	return d.addDrift(&r, root)
}

func (d *document) addDrift(of *snapshot.Resource, root snapshot.Node) string {
	r := *of
	r.Kind, r.Name, r.Root, r.Labels, r.Source.Line = kindDrift, of.Kind+"."+of.Name, root, nil, 0
	d.out = append(d.out, r)
	return of.Source.Address
}

// changes adds to root, by attribute, the value in the state and the real one. It compares the attributes of a Map one by one.
func changes(root, was, is *snapshot.Node) {
	at := func(key string, a, b *snapshot.Node) {
		if a != nil && b != nil && a.Kind == snapshot.Map && b.Kind == snapshot.Map {
			below := snapshot.Node{Key: key, Kind: snapshot.Map}
			if changes(&below, a, b); len(below.Children) > 0 {
				root.Children = append(root.Children, below)
			}
			return
		}
		if same(a, b) {
			return
		}
		pair := snapshot.Node{Key: key, Kind: snapshot.Map}
		for _, side := range []struct {
			key string
			n   *snapshot.Node
		}{{"now", b}, {"state", a}} {
			if side.n != nil {
				n := *side.n
				n.Key = side.key
				pair.Children = append(pair.Children, n)
			}
		}
		root.Children = append(root.Children, pair)
	}
	i, j := 0, 0
	for i < len(was.Children) || j < len(is.Children) {
		switch {
		case j >= len(is.Children) || i < len(was.Children) && was.Children[i].Key < is.Children[j].Key:
			at(was.Children[i].Key, &was.Children[i], nil)
			i++
		case i >= len(was.Children) || was.Children[i].Key > is.Children[j].Key:
			at(is.Children[j].Key, nil, &is.Children[j])
			j++
		default:
			at(was.Children[i].Key, &was.Children[i], &is.Children[j])
			i++
			j++
		}
	}
}

// same reports whether two values are equal. null equals a missing value.
func same(a, b *snapshot.Node) bool {
	if a == nil || a.Kind == snapshot.Null {
		return b == nil || b.Kind == snapshot.Null
	}
	if b == nil || a.Kind != b.Kind || a.Text != b.Text || len(a.Children) != len(b.Children) {
		return false
	}
	for i := range a.Children {
		if a.Children[i].Key != b.Children[i].Key || !same(&a.Children[i], &b.Children[i]) {
			return false
		}
	}
	return true
}

func noLines(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		noLines(&n.Children[i])
	}
}
