package kubernetes

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// kindRelease is the kind of a Helm release.
const kindRelease = "Release"

const maxRelease = bounds.HelmRelease

// release is one revision of a Helm release, as Helm keeps it in a Secret.
type release struct {
	namespace, name, status string
	revision                int
	root                    snapshot.Node
}

// helmRelease unpacks base64(base64(gzip(JSON))).
func (g *gathering) helmRelease(b *batch, namespace, secret string, o *snapshot.Node) {
	rel := release{
		namespace: namespace, name: text(o, "metadata", "labels", "name"), status: text(o, "metadata", "labels", "status"),
	}
	rel.revision, _ = strconv.Atoi(text(o, "metadata", "labels", "version"))
	if rel.status == "superseded" || rel.status == "uninstalled" { // kept as history
		return
	}
	record, ok := unpack(text(o, "data", "release"))
	if !ok {
		g.problems.Gap(snapshot.Gap{Kind: kindRelease, Scope: namespace, Name: rel.name, Why: "Helm release in Secret " + namespace + "/" + secret + " cannot be unpacked"})
		return
	}
	rel.root = record
	b.helm = append(b.helm, rel)
}

func unpack(data string) (snapshot.Node, bool) {
	packed, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return snapshot.Node{}, false
	}
	if inner, err := base64.StdEncoding.DecodeString(string(packed)); err == nil {
		packed = inner
	}
	if bytes.HasPrefix(packed, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return snapshot.Node{}, false
		}
		if packed, err = io.ReadAll(io.LimitReader(z, maxRelease)); err != nil {
			return snapshot.Node{}, false
		}
	}
	res := parse.JSON(packed)
	if len(res.Docs) != 1 || res.Lost() || res.Docs[0].Root.Kind != snapshot.Map {
		return snapshot.Node{}, false
	}
	return res.Docs[0].Root, true
}

// releases makes a resource of the newest revision of each release: chart, versions and values. The runner seals the values.
func (g *gathering) releases() {
	slices.SortFunc(g.helm, func(a, b release) int {
		if c := strings.Compare(a.namespace+"/"+a.name, b.namespace+"/"+b.name); c != 0 {
			return c
		}
		return b.revision - a.revision
	})
	for i, rel := range g.helm {
		if i > 0 && g.helm[i-1].namespace == rel.namespace && g.helm[i-1].name == rel.name {
			continue
		}
		root := snapshot.Node{Kind: snapshot.Map}
		put := func(key string, n *snapshot.Node) {
			if n != nil && n.Kind != snapshot.Null {
				c := *n
				noLines(&c)
				c.Key = key
				root.Children = append(root.Children, c)
			}
		}
		put("appVersion", rel.root.Get("chart", "metadata", "appVersion"))
		put("chart", rel.root.Get("chart", "metadata", "name"))
		put("status", &snapshot.Node{Kind: snapshot.String, Text: rel.status})
		put("values", rel.root.Child("config"))
		put("version", rel.root.Get("chart", "metadata", "version"))
		g.add(snapshot.Resource{
			Kind: kindRelease, Name: rel.name, Scope: rel.namespace, Pillar: snapshot.Dependencies, Root: root,
			Source: snapshot.Source{Cluster: g.client.name, Namespace: rel.namespace},
		})
	}
	g.helm = nil
}
