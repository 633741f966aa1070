package featureflags

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// unleash reads an Unleash server: by the client API, where the token decides project and environment, or by the admin API, which also has age
// and last use.
type unleash struct {
	base, project, environment, tokenEnv string
}

// Source implements collectors.Collector.
func (c *unleash) Source() string {
	s := show(c.base)
	if c.project != "" {
		s += " " + c.project + "/" + c.environment
	}
	return s
}

// Collect implements collectors.Collector.
func (c *unleash) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	cl := newClient(c.base, "Authorization: ", c.tokenEnv, in.Getenv)
	var out []snapshot.Resource
	if c.project == "" {
		out = c.client(ctx, cl, &problems)
	} else {
		out = c.admin(ctx, cl, in, &problems)
	}
	return out, problems.Outcome(len(out))
}

// segmentsByID indexes segments by the ids in strategies.
func segmentsByID(list *snapshot.Node) map[string]*snapshot.Node {
	out := map[string]*snapshot.Node{}
	if list != nil {
		for i := range list.Children {
			if id := list.Children[i].Child("id"); id != nil {
				out[id.Text] = &list.Children[i]
			}
		}
	}
	return out
}

func (c *unleash) client(ctx context.Context, cl *client, problems *collectors.Problems) []snapshot.Resource {
	answer, err := cl.ask(ctx, http.MethodGet, "/api/client/features", nil)
	if err != nil {
		problems.Fail("%v", err)
		return nil
	}
	features := answer.Child("features")
	if features == nil || features.Kind != snapshot.List {
		problems.Fail("%s answers without a list of features", c.Source())
		return nil
	}
	segments := segmentsByID(answer.Child("segments"))
	var out []snapshot.Resource
	for i := range features.Children {
		f := &features.Children[i]
		if name, ok := entryName(problems, "flag", c.Source(), i, f, "name"); ok {
			root := pick(f, "dependencies", "impressionData", "stale", "strategies", "type", "variants")
			put(&root, switched(problems, name, c.Source(), f.Child("enabled")))
			tidyStrategies(root.Child("strategies"), segments)
			out = append(out, resource(name, snapshot.Source{Address: show(c.base)}, root))
		}
	}
	return out
}

// tidyStrategies removes ids, which every server numbers for itself, and inserts the segments' content.
func tidyStrategies(list *snapshot.Node, segments map[string]*snapshot.Node) {
	if list == nil {
		return
	}
	for i := range list.Children {
		s := &list.Children[i]
		tidy := pick(s, "constraints", "disabled", "name", "parameters", "segments", "title", "variants")
		if p := tidy.Child("parameters"); p != nil && p.Kind == snapshot.Map {
			dropKey(p, "groupId")
		}
		if refs := tidy.Child("segments"); refs != nil && refs.Kind == snapshot.List {
			for j := range refs.Children {
				if seg := segments[refs.Children[j].Text]; seg != nil {
					refs.Children[j] = pick(seg, "constraints", "name")
				} else { // every server numbers ids for itself
					refs.Children[j] = snapshot.Node{Kind: snapshot.Unknown, Text: "a segment that was not read"}
				}
			}
			refs.Flags |= snapshot.FlagSet
		}
		*s = tidy
	}
}

func dropKey(n *snapshot.Node, key string) {
	kept := n.Children[:0]
	for _, c := range n.Children {
		if c.Key != key {
			kept = append(kept, c)
		}
	}
	clear(n.Children[len(kept):])
	n.Children = kept
}

// admin reads the list of a project's flags, then each flag.
func (c *unleash) admin(ctx context.Context, cl *client, in collectors.Input, problems *collectors.Problems) []snapshot.Resource {
	base := "/api/admin/projects/" + url.PathEscape(c.project) + "/features"
	answer, err := cl.ask(ctx, http.MethodGet, base, nil)
	if err != nil {
		problems.Fail("%v", err)
		return nil
	}
	list := answer.Child("features")
	if list == nil || list.Kind != snapshot.List {
		problems.Fail("%s answers without a list of features", c.Source())
		return nil
	}
	all, segmentsErr := cl.ask(ctx, http.MethodGet, "/api/admin/segments", nil)
	segments := segmentsByID(all.Child("segments"))
	found := make([]*snapshot.Resource, len(list.Children))
	slots := make(chan struct{}, 6)
	var wg sync.WaitGroup
	for i := range list.Children {
		name, ok := entryName(problems, "flag", c.Source(), i, &list.Children[i], "name")
		if !ok {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			f, err := cl.ask(ctx, http.MethodGet, base+"/"+url.PathEscape(name), nil)
			if err != nil {
				problems.Gap(snapshot.Gap{Kind: "flag", Name: name, Why: fmt.Sprintf("flag %q was not read: %v", name, err)})
				return
			}
			found[i] = c.flag(name, f, segments, problems)
		}()
	}
	wg.Wait()
	in.Progress(len(found), len(found), c.project)
	var out []snapshot.Resource
	for _, r := range found {
		if r == nil {
			continue
		}
		out = append(out, *r)
		if segmentsErr != nil && holds(r.Root.Child("strategies"), snapshot.Unknown) {
			problems.Gap(snapshot.Gap{Kind: "segment", Why: fmt.Sprintf("the segments that flag %q is given to were not read: %v", r.Name, segmentsErr)})
		}
	}
	if len(out) == 0 {
		c.nowhere(ctx, cl, problems)
	}
	if total, ok := number(answer.Child("total")); ok && total != len(list.Children) {
		problems.Gap(snapshot.Gap{Kind: "flag", Why: fmt.Sprintf("%s counts %s and lists %d", c.Source(), names.Count(total, "flag"), len(list.Children))})
	}
	return out
}

// holds reports whether a node of this kind is at or below n.
func holds(n *snapshot.Node, kind snapshot.Kind) bool {
	if n == nil {
		return false
	}
	found := n.Kind == kind
	for i := range n.Children {
		found = found || holds(&n.Children[i], kind)
	}
	return found
}

// nowhere distinguishes a project without flags from a missing project or environment. For all of them the server returns an empty list and no
// error.
func (c *unleash) nowhere(ctx context.Context, cl *client, problems *collectors.Problems) {
	overview, err := cl.ask(ctx, http.MethodGet, "/api/admin/projects/"+url.PathEscape(c.project)+"/overview", nil)
	if err != nil {
		problems.Fail("project %q has no flags that could be read, and whether it exists is not known: %v", c.project, err)
		return
	}
	envs := overview.Child("environments")
	for i := 0; envs != nil && i < len(envs.Children); i++ {
		e := &envs.Children[i]
		if name := e.Child("environment"); name != nil {
			e = name
		}
		if e.Text == c.environment {
			return
		}
	}
	problems.Fail("%s: project %q has no environment %q", show(c.base), c.project, c.environment)
}

// flag returns nil if the answer does not have the flag in the environment. Unleash keeps every flag of a project in all environments of the
// project, so such a flag was not observed.
func (c *unleash) flag(name string, f *snapshot.Node, segments map[string]*snapshot.Node, problems *collectors.Problems) *snapshot.Resource {
	envs := f.Child("environments")
	for i := 0; envs != nil && i < len(envs.Children); i++ {
		e := &envs.Children[i]
		if n := e.Child("name"); n == nil || n.Text != c.environment {
			continue
		}
		root := pick(f, "createdAt", "dependencies", "impressionData", "stale", "type")
		for _, extra := range pick(e, "lastSeenAt", "strategies", "variants").Children {
			put(&root, extra)
		}
		put(&root, switched(problems, name, c.Source(), e.Child("enabled")))
		tidyStrategies(root.Child("strategies"), segments)
		r := resource(name, snapshot.Source{Address: show(c.base)}, root)
		return &r
	}
	problems.Gap(snapshot.Gap{Kind: "flag", Name: name, Why: fmt.Sprintf("flag %q was not read: %s does not show it in environment %q", name, show(c.base), c.environment)})
	return nil
}
