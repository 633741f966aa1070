// Package helm renders charts with an environment's values, as "helm template" does, without a cluster, a registry or the network. It accepts
// every chart, but lookups in a cluster return nothing, and values that differ at each rendering are unknown.
package helm

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/snapshot"
)

// Type returns the collector type `helm`.
func Type() collectors.Type {
	return collectors.Type{Name: "helm", Summary: "Helm charts, rendered with an environment's values files", Make: New}
}

type block struct {
	Chart       hcl.Expression    `hcl:"chart"`
	Values      hcl.Expression    `hcl:"values,optional"`
	Set         map[string]string `hcl:"set,optional"`
	Release     string            `hcl:"release,optional"`
	Namespace   string            `hcl:"namespace,optional"`
	KubeVersion string            `hcl:"kube_version,optional"`
	Git         hcl.Expression    `hcl:"git,optional"`
}

// New makes the collector of one block.
func New(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	spec, d := filetree.Decode(filetree.Attributes{Path: b.Chart, Git: b.Git}, ectx)
	diags = append(diags, d...)
	c := &collector{git: spec.Git, set: b.Set, release: b.Release, namespace: b.Namespace, kube: b.KubeVersion}
	c.values = filetree.Strings("values", b.Values, ectx, &diags)
	if len(spec.Patterns) != 1 {
		r := b.Chart.Range()
		return nil, append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "One chart", Subject: &r, Detail: "chart is the path of one chart; write a collect block for each."})
	}
	c.chart = spec.Patterns[0]
	if c.namespace == "" {
		c.namespace = "default"
	}
	return c, diags
}

type collector struct {
	chart, release, namespace, kube string
	values                          []string
	set                             map[string]string
	git                             *filetree.Git
}

func (c *collector) Source() string {
	s := c.chart
	if len(c.values) > 0 {
		s += " with " + strings.Join(c.values, ", ")
	}
	if c.git != nil {
		s += " at " + c.git.Ref
	}
	return s
}

func (c *collector) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	resources := c.collect(ctx, in, &problems)
	kubernetes.Beyond(&problems)
	return resources, problems.Outcome(len(resources))
}

func (c *collector) collect(ctx context.Context, in collectors.Input, problems *collectors.Problems) []snapshot.Resource {
	if ctx.Err() != nil {
		problems.Fail("%s: not rendered: %v", c.chart, context.Cause(ctx))
		return nil
	}
	files := c.chartFiles(ctx, in, problems)
	if files == nil {
		return nil
	}
	ch, err := load(files)
	if err != nil {
		problems.Fail("chart %q: %v", c.chart, err)
		return nil
	}
	values, secrets, ok := c.readValues(ctx, in, ch, problems)
	if !ok {
		return nil
	}
	for _, dep := range missing(ch) {
		problems.Gap(snapshot.Gap{Why: fmt.Sprintf("chart %q needs %q, which is not in its charts folder: run \"helm dependency build\" to have it audited", c.chart, dep)})
	}
	r := rendering{c: c, in: in, problems: problems, chart: ch, values: values, secrets: secrets, dir: path.Clean(c.chart)}
	return r.resources(ctx)
}
