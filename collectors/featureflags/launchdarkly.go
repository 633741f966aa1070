package featureflags

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

// launchDarkly reads a project's flags in one environment by the REST API, page by page.
type launchDarkly struct {
	base, project, environment, tokenEnv string
}

const ldPage = 50

// Source implements collectors.Collector.
func (c *launchDarkly) Source() string {
	return show(c.base) + " " + c.project + "/" + c.environment
}

// Collect implements collectors.Collector.
func (c *launchDarkly) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	var out []snapshot.Resource
	cl := newClient(c.base, "Authorization: ", c.tokenEnv, in.Getenv)
	for offset := 0; ; offset += ldPage {
		q := url.Values{"env": {c.environment}, "summary": {"0"}, "limit": {fmt.Sprint(ldPage)}, "offset": {fmt.Sprint(offset)}}
		answer, err := cl.ask(ctx, http.MethodGet, "/api/v2/flags/"+url.PathEscape(c.project)+"?"+q.Encode(), nil)
		if err != nil {
			problems.Gap(snapshot.Gap{Kind: "flag", Why: fmt.Sprintf("flags from number %d on were not read: %v", offset+1, err)})
			break
		}
		items := answer.Child("items")
		if items == nil || items.Kind != snapshot.List {
			problems.Gap(snapshot.Gap{Kind: "flag", Why: c.Source() + " answers without a list of items"})
			break
		}
		for i := range items.Children {
			if r := c.flag(&items.Children[i]); r != nil {
				out = append(out, *r)
			}
		}
		in.Progress(len(out), 0, c.project)
		if len(items.Children) < ldPage {
			break
		}
	}
	return out, problems.Outcome(len(out))
}

// flag takes what decides: ids, links, versions and edit dates are the service's own.
func (c *launchDarkly) flag(f *snapshot.Node) *snapshot.Resource {
	key := f.Child("key")
	e := f.Get("environments", c.environment)
	if key == nil || e == nil {
		return nil
	}
	root := pick(f, "archived", "clientSideAvailability", "creationDate", "deprecated", "kind", "temporary", "variations")
	for _, extra := range pick(e, "contextTargets", "fallthrough", "offVariation", "prerequisites", "rules", "targets").Children {
		put(&root, extra)
	}
	put(&root, state(e.Child("on")))
	dropIDs(&root)
	r := resource(key.Text, snapshot.Source{Address: show(c.base)}, root)
	return &r
}

func dropIDs(n *snapshot.Node) {
	if n.Kind == snapshot.Map {
		for _, k := range []string{"_id", "_links", "ref", "_maintainer"} {
			dropKey(n, k)
		}
	}
	for i := range n.Children {
		dropIDs(&n.Children[i])
	}
}
