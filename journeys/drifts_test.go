package journeys_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/judge"
)

func TestJudgedRunsBecomeDrifts(t *testing.T) {
	envs := []drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}
	j := judge.Run(made(around(100, 20), around(280, 20), allow(1.5)), judge.Options{})
	j.Functional = []judge.Functional{{Journey: "search", Step: "s", Environment: "staging", What: "status 500", Failed: 3, Of: 3}, {Journey: "search", Step: "t", Environment: "staging", Failed: 1, Of: 20}}
	j.Answers = []answers.AnswerDiff{
		{Journey: "a", Step: "b", Path: "body.host", Kind: "changed", Values: map[string]string{"staging": "api.staging.shop.example", "prod": "api.prod.shop.example"}},
		{Journey: "a", Step: "b", Path: "body.leak", Kind: "changed", Values: map[string]string{"staging": "x.shop.example", "prod": "db.staging.shop.example"}},
		{Journey: "a", Step: "b", Path: "body.vat", Kind: "missing", Values: map[string]string{"prod": "number"}, Absent: []string{"staging"}, Source: "envparity.hcl:12"},
		{Journey: "a", Step: "b", Path: "body.key", Kind: "changed", Secret: true, Values: map[string]string{"staging": "hmac:1", "prod": "hmac:2"}},
	}
	got := map[string]drift.Drift{}
	for _, d := range j.Drifts(envs) {
		got[d.Resource.Kind+"/"+d.Resource.Name+" "+d.Path] = d
	}
	if len(got) != 5 {
		t.Errorf("%d drifts: %v", len(got), got)
	}
	if d, ok := got["journey/search latency"]; !ok || !strings.HasPrefix(d.Sides[0].Text, "p50 280 ms, p95 ≥ ") || d.Facts.Ratio < 2.7 || d.Facts.Outlier != "staging" {
		t.Errorf("latency: %+v", d)
	}
	if d := got["step/search/s expectation"]; d.Sides[0].Text != "status 500" || d.Sides[1].Text != "holds" {
		t.Errorf("expectation: %+v", d)
	}
	if d, there := got["answer/a/b body.host"]; there {
		t.Errorf("each has its own name, which is no drift: %+v", d)
	}
	if d := got["answer/a/b body.leak"]; d.Kind != drift.Leaked || d.Sides[1].WordOf != "staging" {
		t.Errorf("leak: %+v", d)
	}
	if d := got["answer/a/b body.vat"]; d.Kind != drift.Missing || d.Sides[0].State != drift.AbsentState || d.Sides[1].Source.Line != 12 {
		t.Errorf("missing: %+v", d)
	}
	if d := got["answer/a/b body.key"]; d.Sides[0].Node.Text != "hmac:1" || d.Sides[0].Node.Flags == 0 {
		t.Errorf("secret: %+v", d)
	}
}
