package place_test

import (
	"testing"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/place"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// at returns a reader at a path in a resource of a kind.
func at(t *testing.T, kind, path string) *place.Reader {
	t.Helper()
	steps, err := snapshot.ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	envs := []vocabulary.Env{{Name: "staging"}, {Name: "prod", Reference: true}}
	s := &place.System{Names: []string{"staging", "prod"}, Stems: &leaks.Stems{}}
	s.Columns, s.Of, s.First, s.Reference = []tree.Column{{Env: 0}, {Env: 1, Voice: 1}}, [][]int{{0}, {1}}, []int{1, 0}, 1
	s.Lexicon = vocabulary.NewLexicon(vocabulary.New(envs))
	r := s.NewReader(tree.Silence{})
	r.Ref = drift.ResourceRef{Name: "shop"}
	resource := &snapshot.Resource{Kind: kind, Name: "shop", Root: snapshot.Node{Kind: snapshot.Map}}
	r.Resource([]*snapshot.Resource{resource, resource})
	for _, step := range steps {
		r.Push(step)
	}
	return &r
}

func TestTheNameOfAnAttribute(t *testing.T) {
	for path, want := range map[string]string{
		"spec.replicas":                  "replicas",
		"env[name=DB_HOST].value":        "DB_HOST",
		"default":                        "shop",
		"args[2]":                        "args",
		"data[\"app.yaml\"]:server.port": "port",
	} {
		if got := at(t, "Deployment", path).Attribute(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestWhatATextAtAPlaceIsFor(t *testing.T) {
	for name, c := range map[string]struct {
		kind, path string
		want       leaks.Place
	}{
		"the name of another object":         {"Deployment", "volumes[name=x].secret.name", leaks.Place{Label: true}},
		"the name that a reference has":      {"Deployment", "env[name=A].valueFrom.configMapRef.name", leaks.Place{Label: true}},
		"who may act":                        {"RoleBinding", "subjects[name=x].name", leaks.Place{Team: true}},
		"the name of a thing in a cloud":     {"aws_s3_bucket", "name", leaks.Place{Bound: true}},
		"the name of a thing elsewhere":      {"ConfigMap", "name", leaks.PlaceOf("name")},
		"the key of a secret":                {"ExternalSecret", "remoteRef.key", leaks.Place{Bound: true}},
		"the key of a state":                 {"terraform", "backend.s3.key", leaks.Place{Bound: true}},
		"a document in a string":             {"ConfigMap", "description:", leaks.Place{}},
		"an attribute is judged by its name": {"ConfigMap", "data.description", leaks.PlaceOf("description")},
	} {
		if got := at(t, c.kind, c.path).Here(); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
