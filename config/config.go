// Package config decodes and validates envparity.hcl, with the line of each mistake. It knows the blocks' outer form. The packages of collectors,
// rules and journeys decode the bodies of their blocks.
package config

import (
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"
)

// Config is one envparity.hcl, or the result of discovery without one.
type Config struct {
	Project      string
	File         string    // as given; "" for a discovered one
	Dir          string    // absolute folder that relative paths start from
	Discovered   bool      // no config file: discovery found the environments and sources
	Coverage     *Coverage // of a discovered one
	Environments []Environment
	Collects     []Collect
	Rules        []*hcl.Block // `rule "NAME"` blocks, for package rules
	Matches      []Match
	Journeys     []Journey
	Policies     []*hcl.Block // `policy` blocks, for package rules
	Keymaps      []Keymap
	History      History
	Notify       []Notify
	Sources      map[string]*hcl.File
	Waivers      string // path of the waiver file, default envparity.waivers.hcl beside the config
	Store        Store
	Gate         Gate
	Snapshots    string // old place of labelled snapshots, before the store: a folder or s3://bucket/prefix; "" for the default
	Baseline     string // path of the baseline, default envparity.baseline.json beside the config
}

// Store is the setting `store = "…"` or a `store` block.
type Store struct {
	At   string // a folder or s3://bucket/prefix; "" for the default
	Keep bool   // keep the snapshots and findings of every check, and every run of journeys
}

// History is the setting `history = false` or a `history` block.
type History struct {
	Off     bool  // no stories: only the present files are read
	Authors *bool // whether reports name the authors of changes; nil: only reports for people do
}

// Environment is one `environment` block.
type Environment struct {
	Name          string
	Purpose       string // what it is for, shown by the tour
	Reference     bool
	Protected     bool // journeys only read here; by default true for the reference
	Ephemeral     bool // a preview, with milder rules
	Vocabulary    []string
	Struck        []string // learned words that a person has struck: never used as this environment's words
	BaseURL       string
	ExpectedRatio float64           // documented: journeys may take this many times the reference's time; 0 if not given
	Headers       map[string]string // headers without secrets, for display; Journey has all
	Vars          map[string]any    // env.vars, plain Go values (string, float64, bool, []any, map[string]any)
	Members       []Member
	Journey       hcl.Body // the attributes that package journeys decodes (headers, tls, proxy, hosts, rate, resolve); may be nil
	Range         hcl.Range
}

// Member is one region or cluster of an environment.
type Member struct {
	Name string
	Vars map[string]any
}

// Collect is one `collect "TYPE"` block. The collector decodes Body, once per environment and member.
type Collect struct {
	Type    string
	As      string   // resources' Collector name; Type by default
	Only    []string // environments, or members of one as "prod/eu"; empty for all
	Timeout time.Duration
	Body    hcl.Body
	Range   hcl.Range
}

// For reports whether the block is for an environment, and for its member if that is not nil.
func (c *Collect) For(env *Environment, member *Member) bool {
	return len(c.Only) == 0 || slices.Contains(c.Only, env.Name) || member != nil && slices.Contains(c.Only, env.Name+"/"+member.Name)
}

// Match is one `match` block: it declares that these are one resource, whatever their names.
type Match struct {
	Kind  string
	Names map[string]string // environment → resource name
	Range hcl.Range
}

// Journey is one `journey "NAME"` block.
type Journey struct {
	Name  string
	Body  hcl.Body
	Range hcl.Range
}
