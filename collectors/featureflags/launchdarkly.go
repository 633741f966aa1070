package featureflags

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/names"
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
	used := c.used(ctx, cl, &problems)
	var elsewhere []string // flags without this environment in the answer
	c.pages(ctx, cl, "flag", "/api/v2/flags/"+url.PathEscape(c.project), url.Values{"env": {c.environment}, "summary": {"0"}}, &problems, func(n *snapshot.Node) {
		if r := c.flag(n, used, &problems); r != nil {
			out = append(out, *r)
		} else {
			elsewhere = append(elsewhere, n.Child("key").Text)
		}
		in.Progress(len(out), 0, c.project)
	})
	c.absent(elsewhere, len(out), &problems)
	c.pages(ctx, cl, "segment", "/api/v2/segments/"+url.PathEscape(c.project)+"/"+url.PathEscape(c.environment), url.Values{}, &problems, func(n *snapshot.Node) {
		if r := c.segment(n); r != nil {
			out = append(out, *r)
		}
	})
	return out, problems.Outcome(len(out))
}

// absent reports the flags without this environment in the answer. LaunchDarkly keeps every flag of a project in all its environments. So such a
// flag was not observed, and if no flag has the environment, it does not exist.
func (c *launchDarkly) absent(flags []string, read int, problems *collectors.Problems) {
	if len(flags) > 0 && read == 0 {
		problems.Fail("%s: it has %s, and shows none in environment %q; does the project have it, and may the token see it?", c.Source(), names.Count(len(flags), "flag"), c.environment)
		return
	}
	for _, key := range flags {
		problems.Gap(snapshot.Gap{Kind: "flag", Name: key, Why: fmt.Sprintf("flag %q was not read: %s does not show it in environment %q", key, c.Source(), c.environment)})
	}
}

// pages calls each with every item of a list. After a page that cannot be read, the rest is unknown.
func (c *launchDarkly) pages(ctx context.Context, cl *client, kind, at string, q url.Values, problems *collectors.Problems, each func(*snapshot.Node)) {
	q.Set("limit", strconv.Itoa(ldPage))
	got := listed{kind: kind, source: c.Source(), seen: map[string]bool{}, problems: problems}
	for page := 0; ; page++ {
		if page == maxPages {
			got.lost(fmt.Sprintf("%s answers with more than %d pages", c.Source(), maxPages))
			return
		}
		q.Set("offset", strconv.Itoa(got.entries))
		answer, err := cl.ask(ctx, http.MethodGet, at+"?"+q.Encode(), nil)
		if err != nil {
			got.lost(err.Error())
			return
		}
		items := answer.Child("items")
		if items == nil || items.Kind != snapshot.List {
			problems.Gap(snapshot.Gap{Kind: kind, Why: fmt.Sprintf("%s answers without a list of %ss", c.Source(), kind)})
			return
		}
		if !got.page(items, each) {
			return
		}
		total, counted := number(answer.Child("totalCount"))
		switch {
		case counted && got.entries < total && len(items.Children) > 0: // a service may send smaller pages than requested
		case counted && got.entries != total:
			problems.Gap(snapshot.Gap{Kind: kind, Why: fmt.Sprintf("%s counts %d %ss and lists %d", c.Source(), total, kind, got.entries)})
			return
		case counted || len(items.Children) < ldPage:
			return
		}
	}
}

// used returns the time of each flag's last evaluation. Without these times the flags are still complete.
func (c *launchDarkly) used(ctx context.Context, cl *client, problems *collectors.Problems) map[string]string {
	answer, err := cl.ask(ctx, http.MethodGet, "/api/v2/flag-statuses/"+url.PathEscape(c.project)+"/"+url.PathEscape(c.environment), nil)
	if err != nil {
		problems.Note("when flags were last used is not known: %v", err)
		return nil
	}
	out := map[string]string{}
	items := answer.Child("items")
	for i := 0; items != nil && i < len(items.Children); i++ {
		it := &items.Children[i]
		at, parent := it.Child("lastRequested"), it.Get("_links", "parent", "href")
		if at != nil && parent != nil {
			out[path.Base(parent.Text)] = at.Text
		}
	}
	return out
}

// segment returns the members of a segment: rules in full, and only the number of people that are listed by name.
func (c *launchDarkly) segment(s *snapshot.Node) *snapshot.Resource {
	key := s.Child("key")
	if key == nil {
		return nil
	}
	root := pick(s, "name", "rules", "unbounded")
	for _, list := range []string{"included", "excluded"} {
		if n := s.Child(list); n != nil && n.Kind == snapshot.List {
			put(&root, snapshot.Node{Key: list, Kind: snapshot.Number, Text: strconv.Itoa(len(n.Children))})
		}
	}
	dropIDs(&root)
	return &snapshot.Resource{Kind: "segment", Name: key.Text, Pillar: snapshot.Behaviour, Source: snapshot.Source{Address: show(c.base)}, Root: root}
}

// flag returns the settings that decide a flag's value. Ids, links, versions and edit dates are the service's own. It returns nil for a flag
// without this environment in the answer.
func (c *launchDarkly) flag(f *snapshot.Node, used map[string]string, problems *collectors.Problems) *snapshot.Resource {
	key := f.Child("key")
	e := f.Get("environments", c.environment)
	if e == nil || e.Kind != snapshot.Map {
		return nil
	}
	root := pick(f, "archived", "clientSideAvailability", "creationDate", "deprecated", "kind", "temporary", "variations")
	for _, extra := range pick(e, "contextTargets", "fallthrough", "offVariation", "prerequisites", "rules", "targets").Children {
		put(&root, extra)
	}
	put(&root, switched(problems, key.Text, c.Source(), e.Child("on")))
	if at := used[key.Text]; at != "" {
		put(&root, str("lastSeenAt", at))
	}
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
