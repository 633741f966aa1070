package audit

import (
	"testing"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

func TestOneCriterionThatIsNotMetOutranksAllOthers(t *testing.T) {
	for _, c := range []struct {
		name string
		list []CriterionStatus
		want Decision
	}{
		{"all are met", []CriterionStatus{Met, Met}, Go},
		{"one is unknown", []CriterionStatus{Met, Unknown}, Undecided},
		{"a person has to confirm one", []CriterionStatus{Open, Met}, Undecided},
		{"one is not met", []CriterionStatus{Open, Unknown, NotMet, Met}, NoGo},
	} {
		var list []Criterion
		for _, s := range c.list {
			list = append(list, Criterion{Status: s})
		}
		if got := DecideRelease(list); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// running is a snapshot of an environment that runs these images.
func running(env string, images ...string) *snapshot.Snapshot {
	s := &snapshot.Snapshot{Environment: env}
	for _, i := range images {
		s.Resources = append(s.Resources, snapshot.Resource{Kind: "Deployment", Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "image", Kind: snapshot.String, Text: i}}}})
	}
	return s
}

func TestImagesArePromotedByDigest(t *testing.T) {
	for _, c := range []struct {
		name         string
		tested, prod []string
		want         CriterionStatus
	}{
		{"the same digest", []string{"r.example/api:1@sha256:aa"}, []string{"r.example/api:1@sha256:aa"}, Met},
		{"the same digest from another registry", []string{"stg.example:5000/api@sha256:aa"}, []string{"prod.example/api:1@sha256:aa"}, Met},
		{"another digest under one tag", []string{"api:1@sha256:aa"}, []string{"api:1@sha256:bb"}, NotMet},
		{"only a tag", []string{"r.example/api:1"}, []string{"r.example/api:1"}, Unknown},
		{"another tag", []string{"api:1"}, []string{"api:2"}, NotMet},
		{"a digest here and a tag there", []string{"api:1@sha256:aa"}, []string{"api:1"}, NotMet},
		{"never tested", []string{"api@sha256:aa"}, []string{"api@sha256:aa", "web@sha256:cc"}, NotMet},
		{"more was tested than is promoted", []string{"api@sha256:aa", "web@sha256:cc"}, []string{"api@sha256:aa"}, Met},
		{"no image was seen", nil, nil, Unknown},
	} {
		got := (&Result{}).Judge(Release{
			Gate: config.Gate{Tested: "staging", Promoted: "prod"}, Snapshots: []*snapshot.Snapshot{running("staging", c.tested...), running("prod", c.prod...)},
		})
		if len(got) != 1 || got[0].Status != c.want || c.want != Met && got[0].Confirm == "" {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}
