package report

import (
	"encoding/json"
	"time"

	"github.com/envparity/envparity/snapshot"
)

// Schema is the name and version of the JSON report.
const Schema = "envparity.report/v1"

// Document is the JSON report, field by field as report/schema/report-v1.json says. Fields are added, never renamed or removed.
type Document struct {
	Schema       string        `json:"schema"`
	Project      string        `json:"project"`
	GeneratedAt  time.Time     `json:"generated_at"`
	Environments []Environment `json:"environments"`
	Complete     bool          `json:"complete"`
	Conclusion   *Conclusion   `json:"conclusion,omitempty"`
	Outcomes     []Outcome     `json:"outcomes"`
	Summary      Summary       `json:"summary"`
	Score        []Score       `json:"score"`
	DataFidelity []Fidelity    `json:"data_fidelity,omitempty"`
	Vocabulary   []Word        `json:"vocabulary"`
	Findings     []Finding     `json:"findings"`
	Coverage     *Coverage     `json:"coverage,omitempty"`
	Equivalent   []Equivalent  `json:"equivalent,omitempty"`
	Problems     []string      `json:"problems,omitempty"`
	Fixed        []string      `json:"fixed,omitempty"`
	History      *History      `json:"history,omitempty"`
	Planned      []Planned     `json:"planned,omitempty"`
}

// Conclusion is what a check comes to after waivers and baseline; the exit code follows from it.
type Conclusion struct {
	Ending   string `json:"ending"` // passed, failed, incomplete
	ExitCode int    `json:"exit_code"`
	FailOn   string `json:"fail_on"`
	Failures int    `json:"failures"`
	New      int    `json:"new"` // must-fix and should-fix, neither known nor waived
	AtStake  bool   `json:"at_stake"`
	Text     string `json:"text"`
}

// Environment is one environment audited.
type Environment struct {
	Name      string `json:"name"`
	Reference bool   `json:"reference,omitempty"`
	Purpose   string `json:"purpose,omitempty"`
}

// Outcome says how far one collector got in one environment.
type Outcome struct {
	Environment string         `json:"environment"`
	Member      string         `json:"member,omitempty"`
	Collector   string         `json:"collector"`
	Source      string         `json:"source"`
	Status      string         `json:"status"`
	Resources   int            `json:"resources"`
	Error       string         `json:"error"`
	TookMS      int64          `json:"took_ms"`
	Notes       []string       `json:"notes,omitempty"`
	Gaps        []snapshot.Gap `json:"gaps,omitempty"`
}

// Coverage is what the audit looked at, of what in the repository looks like an environment's. Seen is 0 where a config says what to look at.
type Coverage struct {
	LookedAt int        `json:"looked_at"`
	Seen     int        `json:"seen,omitempty"`
	Taken    int        `json:"taken,omitempty"`
	Small    bool       `json:"small,omitempty"`
	NotTaken []NotTaken `json:"not_taken"`
	Unread   []Unread   `json:"unread"`
	Unknown  []Doubt    `json:"unknown"`
}

// Doubt is a reason for which attributes are unknown. Those of all doubts add up to the summary's unknown.
type Doubt struct {
	Environment string `json:"environment,omitempty"`
	Source      string `json:"source,omitempty"`
	Why         string `json:"why"`
	Example     string `json:"example,omitempty"`
	Attributes  int    `json:"attributes"`
}

// NotTaken is something that looks like an environment's and was not compared.
type NotTaken struct {
	Path string `json:"path"`
	Why  string `json:"why"`
	Add  string `json:"add,omitempty"`
}

// Unread is a source, or a part of one, that was to be read and was not.
type Unread struct {
	Environment string `json:"environment"`
	Path        string `json:"path"`
	Why         string `json:"why"`
}

// Summary counts. Compared to Unknown are attributes, the rest findings; MustFix, ShouldFix and Acceptable are all findings by
// verdict, Waived and Known how many of all are so.
type Summary struct {
	Compared   int `json:"compared"`
	Identical  int `json:"identical"`
	Equivalent int `json:"equivalent"`
	Unknown    int `json:"unknown"`
	MustFix    int `json:"must_fix"`
	ShouldFix  int `json:"should_fix"`
	Acceptable int `json:"acceptable"`
	Waived     int `json:"waived"`
	Known      int `json:"known"`
}

// Score is one pillar's share in parity between an environment and the reference; Pillar "overall" is all of them.
type Score struct {
	Environment string  `json:"environment"`
	Reference   string  `json:"reference"`
	Pillar      string  `json:"pillar"`
	Value       float64 `json:"value"`
}

// Fidelity says how far the data of an environment's databases is from the reference's, by the estimates of the servers' planners.
type Fidelity struct {
	Environment string  `json:"environment"`
	Tables      int     `json:"tables"`
	Empty       int     `json:"empty"`
	Few         int     `json:"few"`
	Share       float64 `json:"share"`
	DaysBehind  int     `json:"days_behind,omitempty"`
	Text        string  `json:"text"`
}

// Word is one word of an environment's vocabulary.
type Word struct {
	Environment string `json:"environment"`
	Word        string `json:"word"`
	Origin      string `json:"origin"`
	Evidence    int    `json:"evidence"`
	Example     string `json:"example,omitempty"`
}

// Resource names what a finding is about.
type Resource struct {
	Type  string            `json:"type,omitempty"` // of the source; the collector is what it is called
	Kind  string            `json:"kind"`
	Name  string            `json:"name"`
	Scope string            `json:"scope,omitempty"`
	Names map[string]string `json:"names,omitempty"`
}

// Finding is one difference with its verdict.
type Finding struct {
	Fingerprint  string           `json:"fingerprint"`
	Verdict      string           `json:"verdict"`
	State        string           `json:"state"`
	Kind         string           `json:"kind"`
	Pillar       string           `json:"pillar"`
	Collector    string           `json:"collector"`
	Resource     Resource         `json:"resource"`
	Path         string           `json:"path"`
	Values       map[string]Value `json:"values"`
	Rule         string           `json:"rule"`
	Reason       string           `json:"reason"`
	Hint         string           `json:"hint"`
	Owner        string           `json:"owner"`
	Compensation string           `json:"compensation,omitempty"`
	Split        string           `json:"stand,omitempty"`
	Confidence   float64          `json:"confidence,omitempty"`
	Facts        []string         `json:"facts,omitempty"`
	Traces       []Trace          `json:"traces,omitempty"`
	Notes        []string         `json:"notes,omitempty"`
	Cause        string           `json:"cause,omitempty"`
	Places       []Place          `json:"places,omitempty"`
	Waiver       *Waiver          `json:"waiver,omitempty"`
	Risk         float64          `json:"risk"`
	Evidence     []Sign           `json:"evidence,omitempty"`
	Story        *Story           `json:"story,omitempty"`
}

// Trace is where the trace of a slow or failed visit of a journey can be looked at.
type Trace struct {
	Environment string `json:"environment"`
	ID          string `json:"id"`
	URL         string `json:"url"` // http or https
}

// Story says how a difference came about.
type Story struct {
	Kind        string  `json:"kind"` // never-the-same, on-its-way, overdue, hot-fix, left-behind, settled, standing
	Environment string  `json:"environment,omitempty"`
	Against     string  `json:"against,omitempty"`
	Since       *Origin `json:"since,omitempty"`
	AgeDays     float64 `json:"age_days"`
	Once        bool    `json:"once_the_same,omitempty"`
	Alone       bool    `json:"alone,omitempty"` // its commit changed little else, and one environment only
	Lag         *Lag    `json:"lag,omitempty"`
	Text        string  `json:"text"`
}

// Origin says when, and by which commit, a value came to be what it is. The author is given where the configuration asks for it.
type Origin struct {
	Time        *time.Time `json:"time,omitempty"`
	Commit      string     `json:"commit,omitempty"`
	Author      string     `json:"author,omitempty"`
	Subject     string     `json:"subject,omitempty"`
	Stored      bool       `json:"stored,omitempty"`      // known from stored snapshots: time is that of the first that has it
	Before      *time.Time `json:"before,omitempty"`      // the snapshot before that, which has not
	Snapshot    string     `json:"snapshot,omitempty"`    // that snapshot's label
	Uncommitted bool       `json:"uncommitted,omitempty"` // changed in the work tree since the last commit
	AtLeast     bool       `json:"at_least,omitempty"`    // nothing earlier was read
}

// Lag is how long promotions from one environment to another usually take.
type Lag struct {
	From      string  `json:"from"`
	To        string  `json:"to"`
	UsualDays float64 `json:"usual_days"` // half of them took no longer
	LateDays  float64 `json:"late_days"`  // nine tenths took no longer
	Count     int     `json:"count"`
	Basis     string  `json:"basis"` // pair, repository, snapshots, elsewhere
}

// Sign is one piece of evidence with its measured weight: what it adds to the log-odds of a repair.
type Sign struct {
	Sign   string  `json:"sign"`
	Weight float64 `json:"weight"`
	Text   string  `json:"text"`
}

// History is what was learned of the repository as a whole.
type History struct {
	Read  bool     `json:"read"`
	Lags  []Lag    `json:"lags,omitempty"`
	Notes []string `json:"notes,omitempty"`
}

// Place is one more place of a grouped finding.
type Place struct {
	Kind     string           `json:"kind,omitempty"` // where it is not the finding's
	Resource Resource         `json:"resource"`
	Path     string           `json:"path"`
	Values   map[string]Value `json:"values"`
	Story    *Story           `json:"story,omitempty"`
}

// Waiver is a person's decision that a finding is acceptable.
type Waiver struct {
	Name    string `json:"name"`
	Owner   string `json:"owner"`
	Reason  string `json:"reason"`
	Expires string `json:"expires,omitempty"`
	Expired bool   `json:"expired,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
}

// Equivalent is an attribute that differs by the environments' own names only; given with --all.
type Equivalent struct {
	Pillar    string           `json:"pillar"`
	Collector string           `json:"collector"`
	Resource  Resource         `json:"resource"`
	Path      string           `json:"path"`
	Values    map[string]Value `json:"values"`
}

// Value is one environment's side.
type Value struct {
	State   string           `json:"state"`
	Value   json.RawMessage  `json:"value,omitempty"`
	Secret  string           `json:"secret,omitempty"`
	Note    string           `json:"note,omitempty"` // of a secret: "empty" or "placeholder"; of a value: "unresolved"
	Why     string           `json:"why,omitempty"`
	Foreign *Foreign         `json:"foreign,omitempty"`
	Members []Member         `json:"members,omitempty"`
	Source  *snapshot.Source `json:"source,omitempty"`
	Since   *Origin          `json:"since,omitempty"`
	Remark  string           `json:"remark,omitempty"` // the comment beside it in its file
}

// Foreign is another environment's word found in a value.
type Foreign struct {
	Word        string `json:"word"`
	Environment string `json:"environment"`
}

// Member is one member's value where an environment's members do not agree.
type Member struct {
	Member string           `json:"member"`
	State  string           `json:"state"`
	Value  string           `json:"value,omitempty"`
	Source *snapshot.Source `json:"source,omitempty"`
}
