package helm

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
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
	stood    map[string]int // names that replace sealed ones
}

// resources renders the chart twice. What differs between the renderings is random or a date, and is unknown.
func (r *rendering) resources(ctx context.Context) []snapshot.Resource {
	for _, s := range r.secrets {
		r.in.Sealer.Fingerprint(s) // so that no error contains them
	}
	if err := chartutil.ProcessDependencies(r.chart, r.values); err != nil {
		r.problems.Fail("chart %q: %v", r.c.chart, err)
		return nil
	}
	first, err := r.render(ctx)
	if err != nil {
		r.problems.Fail("chart %q does not render: %s", r.c.chart, r.message(ctx, err))
		return nil
	}
	again, err := r.render(ctx)
	if err != nil || ctx.Err() != nil {
		r.problems.Fail("chart %q: rendering was cut short", r.c.chart)
		return nil
	}
	stand, with := r.withStandIns(ctx)
	if ctx.Err() != nil {
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
		var standing []snapshot.Node
		if with[name] != first[name] {
			standing = r.documents("", with[name])
		}
		for i := range docs {
			if i < len(other) {
				madeUp(&docs[i], &other[i])
			}
			if with != nil && with[name] != first[name] {
				if len(standing) == len(docs) {
					stand.seal(r.in.Sealer, &docs[i], &standing[i])
				} else { // a sensitive value decides which documents there are
					stand.seal(r.in.Sealer, &docs[i], counterpart(standing, &docs[i]))
				}
			}
			r.in.Sealer.SealValues(&docs[i], r.secrets)
			r.named(name, &docs[i])
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
	// Schemas may refer to the network. Values that do not fit a schema are no difference.
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

// withStandIns renders the chart with other values in place of the sensitive ones. The rendering is nil if there are no sensitive values, or if
// the chart does not render with the stand-ins.
func (r *rendering) withStandIns(ctx context.Context) (*standIns, map[string]string) {
	s := &standIns{secrets: r.secrets}
	values := r.values
	defer func() { r.values = values }()
	r.values = s.of(values)
	defer s.swap(r.chart)()
	if len(s.by) == 0 {
		return s, nil
	}
	out, err := r.render(ctx)
	if err != nil {
		if ctx.Err() == nil {
			r.problems.Note("chart %q does not render with other values in place of the sensitive ones: secrets in it are found by name and form only", r.c.chart)
		}
		return s, nil
	}
	return s, out
}

// message returns an error of the chart without sensitive values: the error of a rendering with stand-ins.
func (r *rendering) message(ctx context.Context, err error) string {
	s := &standIns{secrets: r.secrets}
	values := r.values
	defer func() { r.values = values }()
	r.values = s.of(values)
	defer s.swap(r.chart)()
	if len(s.by) == 0 || ctx.Err() != nil {
		return shorten(err)
	}
	if _, err = r.render(ctx); err == nil {
		return "it depends on a sensitive value, and the message is not shown for that reason; render it with \"helm template\""
	}
	return shorten(errors.New(s.hide(err.Error())))
}

// counterpart returns the document of the same kind and name. If there is none, it returns one with only that kind and name.
func counterpart(docs []snapshot.Node, of *snapshot.Node) *snapshot.Node {
	for i := range docs {
		same := true
		for _, path := range [][]string{{"kind"}, {"metadata", "name"}, {"metadata", "namespace"}} {
			a, b := of.Get(path...), docs[i].Get(path...)
			same = same && (a == nil) == (b == nil) && (a == nil || a.Text == b.Text)
		}
		if same {
			return &docs[i]
		}
	}
	out := snapshot.Node{Kind: snapshot.Map}
	for _, key := range [...]string{"apiVersion", "kind"} {
		if c := of.Child(key); c != nil {
			out.Children = append(out.Children, *c)
		}
	}
	meta := snapshot.Node{Key: "metadata", Kind: snapshot.Map}
	for _, key := range [...]string{"name", "namespace"} {
		if c := of.Get("metadata", key); c != nil {
			meta.Children = append(meta.Children, *c)
		}
	}
	out.Children = append(out.Children, meta)
	return &out
}

// named gives a name to objects whose own name is sealed or differs at each rendering. Without a name they would be no objects.
func (r *rendering) named(template string, n *snapshot.Node) {
	if items := n.Child("items"); items != nil && items.Kind == snapshot.List {
		for i := range items.Children {
			r.named(template, &items.Children[i])
		}
	}
	kind := n.Child("kind")
	for _, field := range [...]string{"name", "generateName"} {
		name := n.Get("metadata", field)
		if kind == nil || name == nil || name.Kind != snapshot.Secret && name.Kind != snapshot.Unknown {
			continue
		}
		why, as := "is made of a sensitive value", "sealed"
		if name.Kind == snapshot.Unknown {
			why, as = "is made up anew at each rendering", "made-up"
		}
		as += "-name-in-" + strings.TrimSuffix(path.Base(template), path.Ext(template))
		key := kind.Text + "/" + as
		if r.stood == nil {
			r.stood = map[string]int{}
		}
		if r.stood[key]++; r.stood[key] > 1 {
			as += "-" + strconv.Itoa(r.stood[key])
		}
		*name = snapshot.Node{Key: name.Key, Kind: snapshot.String, Text: as, File: name.File}
		r.problems.Note("%s: the name of a %s %s; it is compared as %q", path.Join(r.dir, strings.TrimPrefix(template, r.chart.Name()+"/")), kind.Text, why, as)
	}
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

// documents parses the result of a template, without tests. It reports no problems if name is "".
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

// noLines removes lines, because nobody can open the rendered text.
func noLines(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		noLines(&n.Children[i])
	}
}

// madeUp marks as unknown what differs between two renderings of one chart.
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
