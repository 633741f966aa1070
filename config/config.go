// Package config reads envparity.hcl: it decodes, validates and points at the line. It knows the blocks' outer form; what is
// inside a collect, rule or journey block is decoded by the package it belongs to, from the body kept here.
package config

import (
	"time"

	"github.com/hashicorp/hcl/v2"
)

// Config is one envparity.hcl, or what discovery made up in its absence.
type Config struct {
	Project      string
	File         string    // as given; "" for a discovered one
	Dir          string    // absolute folder that relative paths start from
	Discovered   bool      // no config file: environments and sources were found by looking
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
	Snapshots    string // where labelled snapshots were kept before there was a store: a folder or s3://bucket/prefix; "" for the default
	Baseline     string // path of the baseline, default envparity.baseline.json beside the config
}

// Store is what `store = "…"` or a `store` block says.
type Store struct {
	At   string // a folder or s3://bucket/prefix; "" for the default
	Keep bool   // every check keeps its snapshots and what it found, every run of journeys is kept
}

// History is what `history = false` or a `history` block says.
type History struct {
	Off     bool  // no stories: nothing is read but the files as they are
	Authors *bool // whether reports name who changed a value; nil: where people read them and nowhere else
}

// Environment is one `environment` block.
type Environment struct {
	Name          string
	Purpose       string // what it is for, told by the tour
	Reference     bool
	Protected     bool // journeys only read here; the reference is protected by default
	Ephemeral     bool // a preview, held to lighter rules
	Vocabulary    []string
	Struck        []string // learned words a person has struck: never taken for this environment's word
	BaseURL       string
	ExpectedRatio float64           // documented: journeys may take this many times the reference's time; 0 when not given
	Headers       map[string]string // those without secrets, for display; Journey has them all
	Vars          map[string]any    // env.vars, plain Go values (string, float64, bool, []any, map[string]any)
	Members       []Member
	Journey       hcl.Body // what else the block says that package journeys decodes (headers, tls, proxy, hosts, rate, resolve); may be nil
	Range         hcl.Range
}

// Member is one region or cluster of an environment.
type Member struct {
	Name string
	Vars map[string]any
}

// Collect is one `collect "TYPE"` block; Body holds what the collector decodes, once per environment and member.
type Collect struct {
	Type    string
	As      string   // resources' Collector name; Type by default
	Only    []string // environments; empty for all
	Timeout time.Duration
	Body    hcl.Body
	Range   hcl.Range
}

// Match is one `match` block: these are one resource, whatever their names say.
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
