package journeys_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/journeys/schema"
)

// strict compiles a schema in such a way that objects have no other properties than the listed ones. So each property that the program writes must be
// described.
func strict(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var close func(any)
	close = func(x any) {
		switch v := x.(type) {
		case map[string]any:
			if _, has := v["properties"].(map[string]any); has && v["type"] == "object" {
				v["additionalProperties"] = false
			}
			for _, e := range v {
				close(e)
			}
		case []any:
			for _, e := range v {
				close(e)
			}
		}
	}
	close(doc)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func holds(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestARunFileConformsToThePublishedSchema(t *testing.T) {
	s := strict(t, schema.JourneysV1())
	ts := demoTargets(t)
	runs := map[string]*journeys.Run{
		"a run":      execute(t, shopJourneys, ts, runner.PlanOptions{AllowWrites: []string{"prod"}, Rounds: 4}, runner.Options{Secrets: secrets, Seal: func(string) string { return "hmac:1" }}),
		"refused":    execute(t, shopJourneys, ts, runner.PlanOptions{Rounds: 2}, runner.Options{Secrets: secrets, Label: "v1"}),
		"a smoke":    execute(t, shopJourneys, ts[:1], runner.PlanOptions{Rounds: 1}, runner.Options{Secrets: secrets, Smoke: true}),
		"unanswered": execute(t, "journey \"j\" {\nrounds = 4\nstep \"s\" {\nrequest = \"GET /a\"\n}\n}", []journeys.Target{{Name: "dev", BaseURL: "http://127.0.0.1:1"}}, runner.PlanOptions{}, runner.Options{}),
	}
	for name, run := range runs {
		for _, keep := range []bool{false, true} {
			path := filepath.Join(t.TempDir(), "run.json")
			if err := runfile.Write(run, path, keep); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := holds(t, s, text); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if again, err := runfile.Read(path); err != nil || again.RunID != run.RunID || len(again.Journeys) != len(run.Journeys) {
				t.Errorf("%s cannot be read back: %v", name, err)
			}
		}
	}
	good, err := json.Marshal(runs["a run"])
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{{`"total_ns":`, `"total_ns":-`}, {`"paired":true`, `"paired":"yes"`}, {journeys.Schema, "envparity.journeys/v9"}, {`"kinds":["`, `"kinds":["x`}} {
		bad := strings.Replace(string(good), change[0], change[1], 1)
		if bad == string(good) {
			t.Fatalf("nothing to change: %s", change[0])
		}
		if holds(t, s, []byte(bad)) == nil {
			t.Errorf("the schema takes %s", change[1])
		}
	}
}

func TestAFileThatIsNoRunIsRefusedWithAReason(t *testing.T) {
	run := made(around(100, 20), around(150, 20), nil)
	run.Schema = journeys.Schema
	good, err := json.MarshalIndent(run, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"":                         "ends in the middle of line 1",
		string(good[:len(good)/2]): "was cut off, or is still being written",
		string(good) + "{} x":      "not a run file: line",
		"hello":                    "not a run file: line 1",
		`{"schema": "envparity.journeys/v2", "journeys": {}}`:   "a newer envparity wrote it (envparity.journeys/v2), and this one reads envparity.journeys/v1: update",
		`{"schema": "envparity.journeys-report/v7"}`:            "a newer envparity wrote it",
		`{"schema": "envparity.report/v1"}`:                     `its schema is "envparity.report/v1"`,
		`{}`:                                                    "it says no schema",
		`{"schema": "envparity.journeys/v1", "journeys": 3}`:    "line 1: journeys holds a number",
		`{"schema": "envparity.journeys-report/v1", "run": {}}`: "it says no schema",
		`{"schema": "envparity.journeys/v1", "journeys": [{"name": "x", "samples": [{"total_ns": -5}]}]}`: "a sample that took -5ns",
	} {
		if _, err := runfile.DecodeRun(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
	report := `{"schema": "envparity.journeys-report/v1", "judged": {}, "findings": [], "run": ` + string(good) + `}`
	if r, err := runfile.DecodeRun(strings.NewReader(report)); err != nil || len(r.Journeys) != 1 {
		t.Errorf("the run in a report: %v", err)
	}
	if _, err := runfile.Read(filepath.Join(t.TempDir(), "none.json")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func FuzzDecodeRun(f *testing.F) {
	run := made(around(100, 8), around(150, 8), nil)
	run.Schema = journeys.Schema
	good, err := json.Marshal(run)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"schema": "envparity.journeys/v1", "targets": [{"name": "a"}, {"name": "b"}], "journeys": [{"name": "x", "paired": true, "steps": [{"name": "s", "answers": [{"env": "a"}, {"env": "b", "rounds": 3}]}], "samples": [{"env": "a", "round": 1}, {"env": "b", "round": 1, "total_ns": 9}]}]}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		r, err := runfile.DecodeRun(bytes.NewReader(src))
		if err != nil {
			return
		}
		j := judge.Run(r, judge.Options{Baseline: r})
		if _, err := json.Marshal(j); err != nil {
			t.Fatal(err)
		}
	})
}
