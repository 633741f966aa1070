package helm

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	commonutil "helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

type rendering struct {
	c        *collector
	in       collectors.Input
	problems *collectors.Problems
	chart    *chart.Chart
	values   map[string]any
	secrets  []string
	dir      string
}

// resources renders the chart twice: what differs between the two was made up (random passwords, dates) and is unknown.
func (r *rendering) resources(ctx context.Context) []snapshot.Resource {
	for _, s := range r.secrets {
		r.in.Sealer.Fingerprint(s) // so that no error tells them
	}
	if err := chartutil.ProcessDependencies(r.chart, r.values); err != nil {
		r.problems.Fail("chart %q: %v", r.c.chart, err)
		return nil
	}
	first, err := r.render(ctx)
	if err != nil {
		r.problems.Fail("chart %q does not render: %s", r.c.chart, shorten(err))
		return nil
	}
	again, err := r.render(ctx)
	if err != nil || ctx.Err() != nil {
		r.problems.Fail("chart %q: rendering was cut short", r.c.chart)
		return nil
	}
	var out []snapshot.Resource
	for _, name := range names(first) {
		docs := r.documents(name, first[name])
		var other []snapshot.Node
		if again[name] != first[name] {
			other = r.documents("", again[name])
		}
		for i := range docs {
			if i < len(other) {
				madeUp(&docs[i], &other[i])
			}
			r.in.Sealer.SealValues(&docs[i], r.secrets)
			for _, res := range kubernetes.Objects(docs[i], r.in.Sealer) {
				res.Source = snapshot.Source{File: path.Join(r.dir, strings.TrimPrefix(name, r.chart.Name()+"/"))}
				if r.c.git != nil {
					res.Source.Ref = r.c.git.Ref
				}
				out = append(out, res)
			}
		}
	}
	return out
}

func (r *rendering) render(ctx context.Context) (out map[string]string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the helm library gave up on it: %v", p)
		}
	}()
	caps := common.DefaultCapabilities.Copy()
	if r.c.kube != "" {
		v, err := common.ParseKubeVersion(r.c.kube)
		if err != nil {
			return nil, fmt.Errorf("kube_version %q: %w", r.c.kube, err)
		}
		caps.KubeVersion = *v
	}
	name := r.c.release
	if name == "" {
		name = r.chart.Name()
	}
	options := common.ReleaseOptions{Name: name, Namespace: r.c.namespace, Revision: 1, IsInstall: true}
	// Schemas may point into the network, and what does not fit one is the team's affair, not a difference.
	values, err := commonutil.ToRenderValuesWithSchemaValidation(r.chart, r.values, options, caps, true)
	if err != nil {
		return nil, err
	}
	out, err = engine.Engine{CustomTemplateFuncs: templateFunctions(ctx)}.Render(r.chart, values)
	if err != nil {
		return nil, err
	}
	for _, crd := range r.chart.CRDObjects() {
		out[crd.Filename] = string(crd.File.Data)
	}
	return out, nil
}

func names(rendered map[string]string) []string {
	var out []string
	for name := range rendered {
		if ext := path.Ext(name); (ext == ".yaml" || ext == ".yml" || ext == ".json") && !strings.HasPrefix(path.Base(name), "_") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// documents parses what a template rendered to, leaving tests out; name "" tells no problems.
func (r *rendering) documents(name, text string) []snapshot.Node {
	res := parse.YAML11([]byte(text))
	if name != "" {
		for _, p := range res.Problems {
			r.problems.At(path.Join(r.dir, strings.TrimPrefix(name, r.chart.Name()+"/")), 0, p.Lost, "rendered line %d: %s", p.Line, p.Text)
		}
	}
	var out []snapshot.Node
	for _, d := range res.Docs {
		if hook := d.Root.Get("metadata", "annotations", "helm.sh/hook"); hook != nil && strings.HasPrefix(hook.Text, "test") {
			continue
		}
		noLines(&d.Root)
		out = append(out, d.Root)
	}
	return out
}

// noLines drops lines, which count in a text nobody can open.
func noLines(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		noLines(&n.Children[i])
	}
}

// madeUp makes unknown what two renderings of one chart do not agree on.
func madeUp(a, b *snapshot.Node) {
	if a.Kind != b.Kind || len(a.Children) != len(b.Children) || a.Scalar() && a.Text != b.Text {
		*a = snapshot.Node{Key: a.Key, Kind: snapshot.Unknown, Text: "made up anew at each rendering"}
		return
	}
	for i := range a.Children {
		if a.Children[i].Key != b.Children[i].Key {
			continue
		}
		madeUp(&a.Children[i], &b.Children[i])
	}
}

func shorten(err error) string {
	text := err.Error()
	if len(text) > 1000 {
		text = text[:1000] + "…"
	}
	return text
}
