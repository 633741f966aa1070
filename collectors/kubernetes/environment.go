package kubernetes

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// runs reports whether objects of a kind contain a pod's specification.
func runs(kind string) bool {
	switch kind {
	case "Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicationController", "CronJob", "Pod":
		return true
	}
	return false
}

// podSpec finds the pod's specification in a workload.
func podSpec(r *snapshot.Resource) *snapshot.Node {
	switch r.Kind {
	case "Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicationController":
		return r.Root.Get("spec", "template", "spec")
	case "CronJob":
		return r.Root.Get("spec", "jobTemplate", "spec", "template", "spec")
	case "Pod":
		return r.Root.Child("spec")
	}
	return nil
}

func decoded(data *snapshot.Node) map[string]string {
	out := map[string]string{}
	for _, v := range children(data) {
		if raw, err := base64.StdEncoding.DecodeString(v.Text); err == nil {
			out[v.Key] = string(raw)
		}
	}
	return out
}

// environments makes a resource of each container's variables: env and envFrom, ConfigMaps and Secrets resolved. The resource has the workload's
// name, so that it matches the same service's dotenv or compose file in another environment.
func (g *gathering) environments() {
	for _, page := range g.pages {
		if len(page) == 0 || !slices.ContainsFunc(page, func(r snapshot.Resource) bool { return runs(r.Kind) }) {
			continue
		}
		made := make([]snapshot.Resource, 0, len(page)) // mostly one a workload
		for i := range page {
			if spec := podSpec(&page[i]); spec != nil {
				made = g.environment(made, &page[i], spec)
			}
		}
		g.pages = append(g.pages, made) // the loop ranges over the earlier pages
	}
}

// environment adds the variables of a workload's containers to made.
func (g *gathering) environment(made []snapshot.Resource, w *snapshot.Resource, spec *snapshot.Node) []snapshot.Resource {
	containers := children(spec.Child("containers"))
	for _, c := range slices.Concat(containers, children(spec.Child("initContainers"))) {
		name := containerName(w, containers, &c)
		e := effective{g: g, namespace: w.Scope, vars: map[string]variable{}}
		e.read(&c)
		if e.lost != "" {
			g.problems.Gap(snapshot.Gap{
				Kind: snapshot.KindEnvironment, Scope: w.Scope, Name: name, Why: "variables of " + w.Kind + " " + w.Scope + "/" + w.Name + ": " + e.lost,
			})
		}
		if len(e.vars) == 0 {
			continue
		}
		root := e.root()
		if e.lost != "" {
			root.Flags |= snapshot.FlagPartial
		}
		made = append(made, snapshot.Resource{
			Kind: snapshot.KindEnvironment, Name: name, Scope: w.Scope, Pillar: snapshot.Configuration, Root: root, Labels: w.Labels,
			Source: snapshot.Source{Cluster: g.client.name, Namespace: w.Scope, ResourceVersion: w.Source.ResourceVersion, Address: w.Kind + "/" + w.Name},
		})
	}
	return made
}

// containerName names a container's variables as every collector does. For an init container the name ends in the container's.
func containerName(w *snapshot.Resource, containers []snapshot.Node, c *snapshot.Node) string {
	for i := range containers {
		if text(&containers[i], "name") == text(c, "name") {
			return snapshot.ServiceName(w.Name, text(c, "name"), len(containers))
		}
	}
	return w.Name + "/" + text(c, "name")
}

// variable is one variable of a container. secret is the value itself, which root seals.
type variable struct {
	value   string
	secret  bool
	unknown string // why its value is unknown
}

type effective struct {
	g         *gathering
	namespace string
	vars      map[string]variable
	lost      string // why an envFrom was not read, so that its variables are unknown
}

// lose records an envFrom that was not read. It may set any variable, including those set before it.
func (e *effective) lose(why string) {
	e.lost = why
	for name := range e.vars {
		e.vars[name] = variable{unknown: why}
	}
}

func (e *effective) read(container *snapshot.Node) {
	for _, from := range children(container.Child("envFrom")) {
		prefix := text(&from, "prefix")
		if ref := from.Child("configMapRef"); ref != nil {
			if _, ok := e.g.configs[e.namespace+"/"+text(ref, "name")]; !ok && (text(ref, "optional") != "true" || !e.g.wasRead("ConfigMap", e.namespace)) {
				e.lose("ConfigMap " + text(ref, "name") + " does not exist or was not read")
			}
			for _, v := range children(e.g.configs[e.namespace+"/"+text(ref, "name")]) {
				e.vars[prefix+v.Key] = variable{value: v.Text}
			}
		}
		if ref := from.Child("secretRef"); ref != nil {
			if _, ok := e.g.secrets[e.namespace+"/"+text(ref, "name")]; !ok && (text(ref, "optional") != "true" || !e.g.wasRead("Secret", e.namespace)) {
				e.lose("Secret " + text(ref, "name") + " does not exist or was not read")
			}
			for k, v := range e.g.secrets[e.namespace+"/"+text(ref, "name")] {
				e.vars[prefix+k] = variable{value: v, secret: true}
			}
		}
	}
	for _, v := range children(container.Child("env")) {
		name := text(&v, "name")
		if name == "" {
			continue
		}
		from := v.Child("valueFrom")
		if from == nil {
			e.vars[name] = e.expand(text(&v, "value"))
			continue
		}
		if value, there := e.from(from); there {
			e.vars[name] = value
		}
	}
}

// from reads the value of a reference. there is false if the container does not get the variable: an optional reference to nothing sets none.
func (e *effective) from(from *snapshot.Node) (v variable, there bool) {
	if ref := from.Child("configMapKeyRef"); ref != nil {
		c := e.g.configs[e.namespace+"/"+text(ref, "name")]
		if c != nil && c.Child(text(ref, "key")) != nil {
			return variable{value: c.Child(text(ref, "key")).Text}, true
		}
		return variable{unknown: "ConfigMap " + text(ref, "name") + " has no key " + text(ref, "key") + " or was not read"}, !e.leftOut("ConfigMap", ref)
	}
	if ref := from.Child("secretKeyRef"); ref != nil {
		if v, ok := e.g.secrets[e.namespace+"/"+text(ref, "name")][text(ref, "key")]; ok {
			return variable{value: v, secret: true}, true
		}
		return variable{unknown: "Secret " + text(ref, "name") + " has no key " + text(ref, "key") + " or was not read"}, !e.leftOut("Secret", ref)
	}
	if ref := from.Child("fieldRef"); ref != nil {
		return variable{unknown: "field " + text(ref, "fieldPath") + " of the pod"}, true
	}
	if ref := from.Child("resourceFieldRef"); ref != nil {
		return variable{unknown: "field " + text(ref, "resource") + " of the container"}, true
	}
	return variable{unknown: "a source that is not known here"}, true
}

func (e *effective) leftOut(kind string, ref *snapshot.Node) bool {
	return text(ref, "optional") == "true" && e.g.wasRead(kind, e.namespace)
}

// expand resolves $(NAME) from the variables above. A text with a secret in it is a secret.
func (e *effective) expand(value string) variable {
	out := variable{}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(value, "$(")
		b.WriteString(before)
		if !ok {
			break
		}
		if strings.HasSuffix(before, "$") { // $$(NAME) is $(NAME)
			b.WriteString("(")
			value = rest
			continue
		}
		name, after, closed := strings.Cut(rest, ")")
		v, known := e.vars[name]
		switch {
		case !closed || !known:
			b.WriteString("$(")
			value = rest
			continue
		case v.unknown != "":
			return variable{unknown: v.unknown}
		}
		b.WriteString(v.value)
		out.secret = out.secret || v.secret
		value = after
	}
	out.value = b.String()
	return out
}

func (e *effective) root() snapshot.Node {
	root := snapshot.Node{Kind: snapshot.Map, Children: make([]snapshot.Node, 0, len(e.vars))}
	for name, v := range e.vars {
		switch {
		case v.unknown != "":
			root.Children = append(root.Children, snapshot.Node{Key: name, Kind: snapshot.Unknown, Text: v.unknown})
		case v.secret:
			root.Children = append(root.Children, e.g.sealer.Seal(name, v.value, 0))
		default:
			root.Children = append(root.Children, snapshot.Node{Key: name, Kind: snapshot.String, Text: v.value})
		}
	}
	slices.SortFunc(root.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
	return root
}
