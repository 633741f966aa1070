// Package collectors defines the reader of one kind of source for one environment, and runs many of them at once. A collector never writes to its
// source and never returns a sensitive value in the clear.
package collectors

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

// Collector reads one source of one environment. Collect must stop soon after ctx is done, and must then return what it has, with Partial as its
// outcome. It must be safe to call more than once.
type Collector interface {
	// Source names the source as the config does: "deploy/overlays/prod".
	Source() string
	// Collect reads the source. Every problem goes into the Outcome (Status, Error, Gaps). Collect drops none and does not panic. The runner
	// fills Outcome.Collector, Source, Member, Resources and Took.
	Collect(ctx context.Context, in Input) ([]snapshot.Resource, snapshot.Outcome)
}

// Input is the context of one run of a collector.
type Input struct {
	Environment string
	Member      string
	Dir         string         // the config file's folder; relative paths start here, and sources are shown relative to it
	Files       *confine.Roots // the files that may be read; nil for the repository around Dir, see Roots
	Sealer      *snapshot.Sealer
	Progress    func(done, total int, what string) // never nil; total 0 while unknown
	Getenv      func(string) string                // never nil; the process environment
	Strings     *parse.Interner                    // shares equal strings of one run's collectors; may be nil
	Finisher    *snapshot.Finisher                 // of the run; may be nil, see Finish
}

// Roots returns the folders whose files may be read. A collector must open files only through them.
func (in *Input) Roots() *confine.Roots {
	if in.Files == nil {
		in.Files = confine.New(confine.Top(in.Dir))
	}
	return in.Files
}

// Finish seals and packs a resource that its collector no longer needs. The runner calls it for every resource. A collector that reads many
// resources calls it for each in turn, to save memory.
func (in *Input) Finish(r *snapshot.Resource) {
	if in.Finisher != nil {
		in.Finisher.Finish(r)
	}
}

// Factory makes a collector from the body of its `collect` block, evaluated for one environment (env.name, env.vars are in ectx). It returns
// diagnostics with a range for unknown and ill-typed attributes. It does no I/O.
type Factory func(body hcl.Body, ectx *hcl.EvalContext) (Collector, hcl.Diagnostics)

// Type is one kind of collector, NAME in `collect "NAME"`.
type Type struct {
	Name    string
	Summary string // one line for docs and help
	Make    Factory
}
