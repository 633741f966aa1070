// Package collectors defines what reads one kind of source for one environment, and runs many of them at once.
// A collector never writes to what it reads, and it never returns a sensitive value in the clear.
package collectors

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

// Collector reads one source of one environment. Collect must stop soon after ctx is done and then still yield what it
// had, with Partial as its outcome; it must be safe to call more than once.
type Collector interface {
	// Source says what is read, as the config names it: "deploy/overlays/prod".
	Source() string
	// Collect reads. All that went wrong is in the Outcome (Status, Error, Gaps), never lost and never a panic. The runner fills
	// Outcome.Collector, Source, Member, Resources and Took.
	Collect(ctx context.Context, in Input) ([]snapshot.Resource, snapshot.Outcome)
}

// Input is what a collector is lent for one run.
type Input struct {
	Environment string
	Member      string
	Dir         string         // the config file's folder; relative paths start here, and sources are shown relative to it
	Files       *confine.Roots // all that may be read of the disk; nil for the repository that Dir lies in, see Roots
	Sealer      *snapshot.Sealer
	Progress    func(done, total int, what string) // never nil; total 0 while unknown
	Getenv      func(string) string                // never nil; the process environment
	Strings     *parse.Interner                    // shares equal strings of one run's collectors; may be nil
	Finisher    *snapshot.Finisher                 // of the run; may be nil, see Finish
}

// Roots are the folders whose files may be read. A collector opens files through them and by no other way.
func (in *Input) Roots() *confine.Roots {
	if in.Files == nil {
		in.Files = confine.New(confine.Top(in.Dir))
	}
	return in.Files
}

// Finish seals and packs a resource that its collector will not look into again. The runner does so with all that a collector
// yields; one that reads much does it with each as it comes, so that not all trees are held at once.
func (in *Input) Finish(r *snapshot.Resource) {
	if in.Finisher != nil {
		in.Finisher.Finish(r)
	}
}

// Factory makes a collector from the body of its `collect` block, evaluated for one environment (env.name, env.vars are in
// ectx). It validates: unknown and ill-typed attributes are diagnostics with their range. It does no I/O.
type Factory func(body hcl.Body, ectx *hcl.EvalContext) (Collector, hcl.Diagnostics)

// Type is one kind of collector, as `collect "NAME"` names it.
type Type struct {
	Name    string
	Summary string // one line for docs and help
	Make    Factory
}
