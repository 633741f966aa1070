package helm

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// chartFiles reads a chart's folder or archive through filetree, which handles loops of links, sizes and git refs.
func (c *collector) chartFiles(ctx context.Context, in collectors.Input, problems *collectors.Problems) []*archive.BufferedFile {
	spec := filetree.Spec{Patterns: []string{c.chart}, Git: c.git}
	found := spec.Find(ctx, in, problems)
	var out []*archive.BufferedFile
	for _, f := range found {
		if ctx.Err() != nil {
			problems.Fail("chart %q: reading it was cut short: %v", c.chart, context.Cause(ctx))
			return nil
		}
		src, err := f.Read()
		if err != nil {
			problems.At(f.Path, 0, true, "cannot be read: %v", err)
			continue
		}
		if len(found) == 1 && (strings.HasSuffix(f.Path, ".tgz") || strings.HasSuffix(f.Path, ".tar.gz")) {
			files, err := archive.LoadArchiveFiles(bytes.NewReader(src))
			if err != nil {
				problems.At(f.Path, 0, true, "not a chart archive: %v", err)
				return nil
			}
			return files
		}
		out = append(out, &archive.BufferedFile{Name: f.Rel, Data: src})
	}
	if len(out) > 0 && !slices.ContainsFunc(out, func(f *archive.BufferedFile) bool { return f.Name == "Chart.yaml" }) {
		problems.Fail("%q is no chart: it has no Chart.yaml", c.chart)
		return nil
	}
	return out
}

func load(files []*archive.BufferedFile) (ch *chart.Chart, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the helm library gave up on it: %v", p)
		}
	}()
	ch, err = loader.LoadFiles(files)
	if err == nil {
		err = ch.Validate()
	}
	return ch, err
}

// readValues merges the values files in their order. It finds the secrets in them and in the chart's own values.
func (c *collector) readValues(ctx context.Context, in collectors.Input, ch *chart.Chart, problems *collectors.Problems) (values map[string]any, secrets []string, ok bool) {
	values = map[string]any{}
	for _, f := range ch.Raw {
		if path.Base(f.Name) == "values.yaml" {
			secrets = append(secrets, secretsIn(f.Data)...)
		}
	}
	for _, name := range c.values {
		spec := filetree.Spec{Patterns: []string{name}, Git: c.git}
		found := spec.Find(ctx, in, problems)
		if len(found) == 0 {
			return nil, nil, false // reported by Find; a rendering without it would not be this environment's
		}
		for _, f := range found {
			src, err := f.Read()
			if err != nil {
				problems.At(f.Path, 0, true, "cannot be read: %v", err)
				return nil, nil, false
			}
			res := parse.YAML11(src)
			for _, p := range res.Problems {
				problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
			}
			more, err := loader.LoadValues(bytes.NewReader(src))
			if err != nil {
				if !res.Lost() {
					problems.At(f.Path, 0, true, "not values: %v", err)
				}
				return nil, nil, false
			}
			secrets = append(secrets, secretsIn(src)...)
			values = loader.MergeMaps(values, more)
		}
	}
	for key, v := range c.set {
		keys := strings.Split(key, ".")
		set(values, keys, v)
		secrets = append(secrets, snapshot.SensitiveValues(nested(keys, v))...)
	}
	slices.Sort(secrets)
	return values, slices.Compact(secrets), true
}

func set(values map[string]any, keys []string, v string) {
	for _, k := range keys[:len(keys)-1] {
		next, ok := values[k].(map[string]any)
		if !ok {
			next = map[string]any{}
			values[k] = next
		}
		values = next
	}
	values[keys[len(keys)-1]] = v
}

// nested returns a value as a tree of its own, so that names can be checked.
func nested(keys []string, v string) *snapshot.Node {
	n := snapshot.Node{Key: keys[len(keys)-1], Kind: snapshot.String, Text: v}
	for i := len(keys) - 2; i >= 0; i-- {
		n = snapshot.Node{Key: keys[i], Kind: snapshot.Map, Children: []snapshot.Node{n}}
	}
	return &snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{n}}
}

// secretsIn lists the sensitive values of a values file. They are sealed wherever a template puts them.
func secretsIn(src []byte) []string {
	var out []string
	for _, d := range parse.YAML11(src).Docs {
		out = append(out, snapshot.SensitiveValues(&d.Root)...)
	}
	return out
}

// missing lists declared dependencies that are not in the chart.
func missing(ch *chart.Chart) []string {
	var out []string
	for _, want := range ch.Metadata.Dependencies {
		if want == nil {
			continue
		}
		there := slices.ContainsFunc(ch.Dependencies(), func(d *chart.Chart) bool { return d.Name() == want.Name || d.Name() == want.Alias })
		if !there {
			out = append(out, want.Name)
		}
	}
	return out
}
