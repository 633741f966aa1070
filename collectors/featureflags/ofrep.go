package featureflags

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/snapshot"
)

// ofrep evaluates all flags of a service with the OpenFeature Remote Evaluation Protocol, once for each context.
type ofrep struct {
	base     string
	contexts []evaluation
	tokenEnv string
}

// evaluation is one context to evaluate the flags in.
type evaluation struct {
	name string
	body []byte
}

// decodeContexts evaluates `contexts = { anonymous = {}, beta = { targetingKey = "u1", plan = "beta" } }`; without it there is one, empty.
func decodeContexts(e hcl.Expression, ectx *hcl.EvalContext) ([]evaluation, hcl.Diagnostics) {
	plain := []evaluation{{name: "default", body: []byte(`{"context":{}}`)}}
	if !filetree.Given(e, ectx) {
		return plain, nil
	}
	v, diags := e.Value(ectx)
	if diags.HasErrors() {
		return nil, diags
	}
	at := e.Range()
	wrong := hcl.Diagnostics{{Severity: hcl.DiagError, Subject: &at, Summary: "Unsuitable contexts", Detail: `Write contexts = { anonymous = {}, beta = { targetingKey = "u1" } }.`}}
	if !v.IsWhollyKnown() || !v.Type().IsObjectType() && !v.Type().IsMapType() {
		return nil, wrong
	}
	var out []evaluation
	for it := v.ElementIterator(); it.Next(); {
		k, c := it.Element()
		if c.IsNull() || !c.Type().IsObjectType() && !c.Type().IsMapType() {
			return nil, wrong
		}
		raw, err := ctyjson.Marshal(cty.ObjectVal(map[string]cty.Value{"context": c}), cty.DynamicPseudoType)
		if err == nil {
			var typed struct{ Value json.RawMessage }
			if err = json.Unmarshal(raw, &typed); err == nil {
				raw = typed.Value
			}
		}
		if err != nil {
			return nil, wrong
		}
		out = append(out, evaluation{name: k.AsString(), body: raw})
	}
	if len(out) == 0 {
		return plain, nil
	}
	slices.SortFunc(out, func(a, b evaluation) int { return cmp.Compare(a.name, b.name) })
	return out, nil
}

// Source implements collectors.Collector.
func (c *ofrep) Source() string { return show(c.base) }

// Collect implements collectors.Collector.
func (c *ofrep) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	cl := newClient(c.base, "Authorization: Bearer ", c.tokenEnv, in.Getenv)
	flags := map[string]*snapshot.Node{}
	lost := map[string]string{} // contexts that were not evaluated, and why
	for i, e := range c.contexts {
		in.Progress(i, len(c.contexts), e.name)
		answer, err := cl.ask(ctx, http.MethodPost, "/ofrep/v1/evaluate/flags", e.body)
		if err != nil {
			lost[e.name] = fmt.Sprintf("context %q was not evaluated: %v", e.name, err)
			continue
		}
		list := answer.Child("flags")
		if list == nil || list.Kind != snapshot.List {
			lost[e.name] = fmt.Sprintf("context %q: %s answers without a list of flags", e.name, c.Source())
			continue
		}
		for j := range list.Children {
			if _, ok := entryName(&problems, "flag", c.Source(), j, &list.Children[j], "key"); ok {
				evaluated(flags, &list.Children[j], e.name)
			} else {
				lost[e.name] = fmt.Sprintf("context %q: %s lists an entry without a key, which may be any flag", e.name, c.Source())
			}
		}
	}
	for name, why := range lost {
		problems.Gap(snapshot.Gap{Kind: "flag", Why: why})
		for _, root := range flags { // what a context would have got is unknown, not missing
			if root.Child(name) == nil {
				put(root, snapshot.Node{Key: name, Kind: snapshot.Unknown, Text: why})
			}
		}
	}
	out := make([]snapshot.Resource, 0, len(flags))
	for name, root := range flags {
		out = append(out, resource(name, snapshot.Source{Address: c.Source()}, *root))
	}
	slices.SortFunc(out, func(a, b snapshot.Resource) int { return cmp.Compare(a.Name, b.Name) })
	return out, problems.Outcome(len(out))
}

// evaluated adds the result of one flag in one context, under the context's name.
func evaluated(flags map[string]*snapshot.Node, f *snapshot.Node, context string) {
	key := f.Child("key")
	if key == nil || key.Text == "" {
		return
	}
	if flags[key.Text] == nil {
		flags[key.Text] = &snapshot.Node{Kind: snapshot.Map}
	}
	got := snapshot.Node{Key: context, Kind: snapshot.Map}
	for _, k := range []string{"errorCode", "reason", "value", "variant"} {
		if c := f.Child(k); c != nil {
			got.Children = append(got.Children, *c)
		}
	}
	put(flags[key.Text], got)
}

// put sets a child of a Map.
func put(n *snapshot.Node, c snapshot.Node) {
	i, found := slices.BinarySearchFunc(n.Children, c.Key, func(x snapshot.Node, k string) int { return cmp.Compare(x.Key, k) })
	if found {
		n.Children[i] = c
		return
	}
	n.Children = slices.Insert(n.Children, i, c)
}

func str(key, text string) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: text}
}

// state is ENABLED or DISABLED.
func state(on *snapshot.Node) snapshot.Node {
	if on != nil && on.Text == "true" {
		return str("state", enabled)
	}
	return str("state", disabled)
}

// pick copies the children of n with these keys.
func pick(n *snapshot.Node, keys ...string) snapshot.Node {
	out := snapshot.Node{Kind: snapshot.Map}
	for _, k := range keys {
		if c := n.Child(k); c != nil && c.Kind != snapshot.Null {
			put(&out, *c)
		}
	}
	return out
}
