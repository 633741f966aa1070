package terraform

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestDefaultTagsStandWhereTheResourcesOwnDo(t *testing.T) {
	text := func(k, v string) snapshot.Node { return snapshot.Node{Key: k, Kind: snapshot.String, Text: v} }
	group := func(k string, c ...snapshot.Node) snapshot.Node {
		return snapshot.Node{Key: k, Kind: snapshot.Map, Children: c}
	}
	for name, c := range map[string]struct {
		root snapshot.Node
		want string
	}{
		"a default of the provider": {group("", snapshot.Node{Key: "tags", Kind: snapshot.Null}, group("tags_all", text("app", "x"))), "tags{app=x}"},
		"a tag of its own":          {group("", group("tags", text("app", "x")), group("tags_all", text("app", "x"))), "tags{app=x}"},
		"both":                      {group("", group("tags", text("b", "2")), group("tags_all", text("a", "1"), text("b", "2"))), "tags{a=1 b=2}"},
		"labels of google": {
			group("", group("effective_labels", text("a", "1"), text("b", "2")), group("labels", text("b", "2")), group("terraform_labels", text("a", "1"))),
			"labels{a=1 b=2}",
		},
		"tags alone": {group("", group("tags", text("b", "2"))), "tags{b=2}"},
	} {
		t.Run(name, func(t *testing.T) {
			tidy("aws_x", &c.root)
			var b strings.Builder
			for _, n := range c.root.Children {
				var in []string
				for _, f := range n.Children {
					in = append(in, f.Key+"="+f.Text)
				}
				b.WriteString(n.Key + "{" + strings.Join(in, " ") + "}")
			}
			if b.String() != c.want {
				t.Errorf("got %s, want %s", b.String(), c.want)
			}
		})
	}
}
