package values

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestAValueWithoutContentEqualsItsAbsence(t *testing.T) {
	null, list, tree := &snapshot.Node{Kind: snapshot.Null}, &snapshot.Node{Kind: snapshot.List}, &snapshot.Node{Kind: snapshot.Map}
	text := func(s string) *snapshot.Node { return &snapshot.Node{Kind: snapshot.String, Text: s} }
	for name, c := range map[string]struct {
		context Context
		node    *snapshot.Node
		want    bool
	}{
		"an empty text in a state":                {Context{Type: "terraform", Kind: "aws_instance", Path: []string{"user_data"}}, text(""), true},
		"an empty list in a state":                {Context{Type: "terraform", Kind: "aws_instance", Path: []string{"security_groups"}}, list, true},
		"an empty map in a state":                 {Context{Type: "terraform", Kind: "aws_instance", Path: []string{"tags"}}, tree, true},
		"a text in a state":                       {Context{Type: "terraform", Kind: "aws_instance", Path: []string{"user_data"}}, text("x"), false},
		"an empty default of a variable":          {Context{Type: "terraform", Kind: "variable", Path: []string{"default"}}, text(""), false},
		"an empty list of a variable":             {Context{Type: "terraform", Kind: "variable", Path: []string{"value"}}, list, false},
		"an empty list in a manifest":             {Context{Type: "kubernetes", Kind: "Application", Path: []string{"spec", "ignoreDifferences"}}, list, true},
		"null in a manifest":                      {Context{Type: "kubernetes", Kind: "RoleBinding", Path: []string{"groupNames"}}, null, true},
		"empty requests":                          {Context{Type: "kubernetes", Kind: "Deployment", Path: []string{"spec", "resources", "requests"}}, tree, true},
		"a pod selector that selects all":         {Context{Type: "kubernetes", Kind: "NetworkPolicy", Path: []string{"spec", "podSelector"}}, tree, false},
		"an empty folder of a pod":                {Context{Type: "kubernetes", Kind: "Deployment", Path: []string{"volumes", "emptyDir"}}, tree, false},
		"automated synchronisation":               {Context{Type: "kubernetes", Kind: "Application", Path: []string{"syncPolicy", "automated"}}, tree, false},
		"an empty list in a file":                 {Context{Type: "files", Kind: "file", Path: []string{"a"}}, list, false},
		"what External Secrets fills in":          {Context{Type: "kubernetes", Kind: "ExternalSecret", Path: []string{"spec", "remoteRef", "decodingStrategy"}}, text("None"), true},
		"what External Secrets does not fill in":  {Context{Type: "kubernetes", Kind: "ExternalSecret", Path: []string{"spec", "remoteRef", "decodingStrategy"}}, text("Base64"), false},
		"the same key where it has no such value": {Context{Type: "kubernetes", Kind: "Other", Path: []string{"spec", "remoteRef", "decodingStrategy"}}, text("None"), false},
	} {
		if got := Absent(c.context, c.node); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
