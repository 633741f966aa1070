package report

import (
	"bufio"
	"encoding/json"
	"io"
	"net/url"
	"path"
	"strconv"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// SARIF writes SARIF 2.1.0 for code scanning: fingerprints as partialFingerprints, the baseline as baselineState, waivers and known
// findings as suppressions with their justification, every further place as a related location, and what could not be observed as
// notifications.
func SARIF(w io.Writer, r *audit.Result, o Options) error {
	run := sarifRun{
		Tool:       sarifTool{Driver: sarifDriver{Name: "envparity", Version: o.Version, Rules: []sarifRule{}}},
		Results:    []sarifResult{},
		Invocation: []sarifInvocation{{Successful: r.Complete, EndTime: r.GeneratedAt.UTC().Format("2006-01-02T15:04:05Z"), Notifications: notifications(r)}},
		ColumnKind: "utf16CodeUnits",
		Automation: sarifAutomation{ID: "envparity/" + term.Line(r.Project)},
		Bases:      map[string]sarifBase{"%SRCROOT%": {Description: sarifText{"The root of the repository."}}},
	}
	index := map[string]int{}
	envs := namesOf(r)
	for i := range r.Findings {
		f := &r.Findings[i]
		n, ok := index[f.Rule]
		if !ok {
			n = len(run.Tool.Driver.Rules)
			index[f.Rule] = n
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
				ID: f.Rule, Short: sarifText{term.Line(firstOf(f.Reason, f.Rule))}, Help: sarifText{term.Line(firstOf(f.Hint, f.Reason, f.Rule))},
			})
		}
		run.Results = append(run.Results, sarifResultOf(f, n, r, o, envs))
	}
	if len(r.Gone) > 0 {
		n := len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{ID: goneRule, Short: sarifText{"In the baseline, and gone."}, Help: sarifText{"Write the baseline again with `envparity baseline write`."}})
		for i := range r.Gone {
			run.Results = append(run.Results, sarifGone(&r.Gone[i], n))
		}
	}
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(escaper{b})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

func sarifResultOf(f *rules.Finding, rule int, r *audit.Result, o Options, envs []string) sarifResult {
	res := sarifResult{
		RuleID: f.Rule, RuleIndex: rule, Level: sarifLevel(f.Verdict),
		Message:      sarifText{title(f.Drift) + "\n" + message(f, envs)},
		Fingerprints: map[string]string{"envparity/v1": f.Fingerprint},
		Properties: map[string]string{
			"verdict": string(f.Verdict), "kind": string(f.Drift.Kind), "pillar": string(f.Drift.Pillar), "owner": term.Line(f.Owner),
		},
	}
	if f.Risk > 0 {
		res.Properties["risk"] = strconv.FormatFloat(f.Risk, 'f', 4, 64)
	}
	if s := f.Drift.Story; s != nil {
		res.Properties["story"], res.Properties["storyText"] = string(s.Kind), term.Line(s.Text)
	}
	if r.Baseline {
		res.Baseline = "new"
		switch {
		case f.BaselineState != "":
			res.Baseline = string(f.BaselineState)
		case f.State == rules.Known:
			res.Baseline = string(rules.Unchanged)
		}
	}
	switch {
	case f.State == rules.Waived && f.Waiver != nil:
		res.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: term.Line(f.Waiver.Owner + ": " + f.Waiver.Reason)}}
	case f.State == rules.Known:
		res.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: "known: in the baseline"}}
	}
	res.Locations = []sarifLocation{sarifLocationOf(title(f.Drift), place(f), o)}
	res.Related = sarifRelated(f.Drift, place(f), o, envs)
	return res
}

// goneRule is the rule of what the baseline has and the audit no longer finds.
const goneRule = "envparity/gone"

// sarifGone is a result that is absent: it passes, so that nothing is raised by it.
func sarifGone(e *rules.BaselineEntry, rule int) sarifResult {
	name := term.Line(e.Kind + " " + e.Resource)
	if e.Path != "" {
		name += ": " + term.Line(e.Path)
	}
	return sarifResult{
		RuleID: goneRule, RuleIndex: rule, Kind: "pass", Level: "none", Message: sarifText{name + "\nThe baseline has it as " + string(e.Verdict) + "; it is gone."},
		Fingerprints: map[string]string{"envparity/v1": e.Fingerprint}, Baseline: "absent", Properties: map[string]string{"verdict": string(e.Verdict)},
		Locations: []sarifLocation{{Logical: []sarifLogical{{Name: name, Kind: "resource"}}}},
	}
}

// sarifRelated lists what else a finding is about: where the other environments have their values, and all its further places.
func sarifRelated(d *drift.Drift, first snapshot.Source, o Options, envs []string) []sarifLocation {
	var out []sarifLocation
	add := func(name, text string, src snapshot.Source) {
		l := sarifLocationOf(name, src, o)
		l.ID, l.Message = len(out)+1, &sarifText{text}
		out = append(out, l)
	}
	for i := range d.Sides {
		if s := &d.Sides[i]; s.Source.File != "" && s.Source != first && i < len(envs) {
			add(title(d), term.Line(envs[i])+": "+sideText(d.Path, s), s.Source)
		}
	}
	for i := range d.Places {
		p := &d.Places[i]
		text := placeTextOf(d, p, envs)
		add(text.title, "also: "+text.String(), placeOf(p.Sides))
	}
	return out
}

func sarifLocationOf(name string, src snapshot.Source, o Options) sarifLocation {
	loc := sarifLocation{Logical: []sarifLogical{{Name: name, Kind: "resource"}}}
	if src.File == "" {
		return loc
	}
	loc.Physical = &sarifPhysical{Artifact: sarifArtifact{URI: (&url.URL{Path: path.Join(o.Prefix, src.File)}).String(), Base: "%SRCROOT%"}}
	if src.Line > 0 {
		loc.Physical.Region = &sarifRegion{Line: src.Line}
	}
	return loc
}

// sarifLevel always says a level: consumers that guess it pass what should fail.
func sarifLevel(v rules.Verdict) string {
	switch v {
	case rules.MustFix:
		return "error"
	case rules.ShouldFix:
		return "warning"
	}
	return "note"
}

func notifications(r *audit.Result) []sarifNotification {
	var out []sarifNotification
	for _, o := range r.Outcomes {
		if o.Status == snapshot.Complete {
			continue
		}
		level := "warning"
		if o.Status == snapshot.Failed {
			level = "error"
		}
		out = append(out, sarifNotification{Level: level, Message: sarifText{
			term.Sanitize("not observed in " + o.Environment + ": " + o.Collector + " " + o.Source + ": " + string(o.Status) + ": " + o.Error),
		}})
	}
	return out
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool            `json:"tool"`
	Invocation []sarifInvocation    `json:"invocations"`
	Automation sarifAutomation      `json:"automationDetails"`
	Bases      map[string]sarifBase `json:"originalUriBaseIds"`
	ColumnKind string               `json:"columnKind"`
	Results    []sarifResult        `json:"results"`
}

type sarifAutomation struct {
	ID string `json:"id"`
}

type sarifBase struct {
	Description sarifText `json:"description"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID    string    `json:"id"`
	Short sarifText `json:"shortDescription"`
	Help  sarifText `json:"help"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	EndTime       string              `json:"endTimeUtc"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Kind         string             `json:"kind,omitempty"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Related      []sarifLocation    `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string  `json:"partialFingerprints"`
	Baseline     string             `json:"baselineState,omitempty"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   map[string]string  `json:"properties"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

type sarifLocation struct {
	ID       int            `json:"id,omitempty"` // of a related one
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI  string `json:"uri"`
	Base string `json:"uriBaseId"`
}

type sarifRegion struct {
	Line int `json:"startLine"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}
