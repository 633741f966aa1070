package comparison_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/diffing/comparison"
	"github.com/envparity/envparity/diffing/coverage"
	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/place"
	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// node makes a text, or a secret if it begins with "secret:".
func node(key, text string) snapshot.Node {
	if sealed, ok := strings.CutPrefix(text, "secret:"); ok {
		return snapshot.NewSealer([]byte("key")).Seal(key, sealed, 0)
	}
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: text}
}

// compare compares one resource of dev, staging and prod, the reference. Each has one attribute, written "key value"; "" for none.
func compare(attributes ...string) record.Part {
	var envs []drift.Environment
	var words []vocabulary.Env
	var snaps []*snapshot.Snapshot
	for i, name := range []string{"dev", "staging", "prod"} {
		envs = append(envs, drift.Environment{Name: name, Reference: i == 2})
		words = append(words, vocabulary.Env{Name: name, Reference: i == 2})
		r := snapshot.Resource{Type: "files", Collector: "files", Kind: "file", Name: "shop", Root: snapshot.Node{Kind: snapshot.Map}, Source: snapshot.Source{File: name + ".yaml"}}
		if key, text, ok := strings.Cut(attributes[i], " "); ok {
			r.Root.Children = []snapshot.Node{node(key, text)}
		}
		snaps = append(snaps, &snapshot.Snapshot{Environment: name, Resources: []snapshot.Resource{r}})
	}
	s := &place.System{Names: []string{"dev", "staging", "prod"}, Stems: &leaks.Stems{}}
	s.Lexicon = vocabulary.NewLexicon(vocabulary.New(words))
	s.Cover = coverage.New(envs, snaps, s.Lexicon)
	s.Coverage, s.Columns, s.Of, s.First, s.Reference = s.Cover, s.Cover.Columns, s.Cover.Of, []int{2, 0, 1}, 2
	at := make([]*snapshot.Resource, len(snaps))
	for i := range snaps {
		at[i] = &snaps[i].Resources[0]
	}
	return comparison.New(s, &comparison.Targets{}, false).Compare(at, drift.ResourceRef{Name: "shop"}, 1)
}

func TestWhatIsReportedOfOneAttribute(t *testing.T) {
	for name, c := range map[string]struct {
		dev, staging, prod string
		want               string // kind, path, and the number of the value in each environment
	}{
		"equal values":                          {"a 1", "a 1", "a 1", ""},
		"values that mean the same":             {"a_url https://shop.example", "a_url https://shop.example/", "a_url https://shop.example", ""},
		"values that differ by the own name":    {"host db.dev.example", "host db.staging.example", "host db.prod.example", ""},
		"values that differ":                    {"a 1", "a 1", "a 2", "changed a 0 0 1"},
		"an attribute that one lacks":           {"a 1", "", "a 1", "missing a 0 - 0"},
		"an attribute that the reference lacks": {"a 1", "a 1", "", "extra a 0 0 -"},
		"another environment's name":            {"host db.dev.example", "host db.prod.example", "host db.prod.example", "leaked host 0 1 0"},
		"a secret that two share":               {"password secret:x7Kq9vTz2LmW", "password secret:x7Kq9vTz2LmW", "password secret:pR4sNb8YcQ1d", "shared password 0 0 1"},
		"three secrets":                         {"password secret:x7Kq9vTz2LmW", "password secret:Zt6HgU3eJw5K", "password secret:pR4sNb8YcQ1d", ""},
		"debugging everywhere":                  {"debug true", "debug true", "debug true", "shared debug 0 0 0"},
		"a key in two spellings":                {"log-level 1", "LOG_LEVEL 1", "LOG_LEVEL 1", "misspelt LOG_LEVEL 0 1 1"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, d := range compare(c.dev, c.staging, c.prod).Drifts {
				line := string(d.Kind) + " " + d.Path
				for _, s := range d.Sides {
					if s.State == drift.Present {
						line += fmt.Sprintf(" %d", s.Class)
					} else {
						line += " -"
					}
				}
				got = append(got, line)
			}
			if want := strings.Fields(c.want); !slices.Equal(strings.Fields(strings.Join(got, "; ")), want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEachAttributeIsCountedOnce(t *testing.T) {
	for name, c := range map[string]struct {
		attributes [3]string
		want       drift.Counts
	}{
		"identical":                      {[3]string{"a 1", "a 1", "a 1"}, drift.Counts{Compared: 1, Identical: 1}},
		"equivalent":                     {[3]string{"host db.dev.example", "host db.staging.example", "host db.prod.example"}, drift.Counts{Compared: 1, Equivalent: 1}},
		"drifted":                        {[3]string{"a 1", "a 2", "a 3"}, drift.Counts{Compared: 1, Drifted: 1}},
		"an expression without a value":  {[3]string{"a ${x}", "a 1", "a 1"}, drift.Counts{Compared: 1, Unknown: 1}},
		"the same expression everywhere": {[3]string{"a ${x}", "a ${x}", "a ${x}"}, drift.Counts{Compared: 1, Identical: 1}},
	} {
		if got := compare(c.attributes[:]...).Counts; got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
