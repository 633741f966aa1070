package audit

import (
	"context"
	"fmt"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
)

// Examine checks the source of every collect block of cfg in each of its environments (and members), many at once, in the config's order. An
// error means that the config is wrong. Problems with a source are in its checks. It ignores Now, Label and Frozen of o.
func Examine(ctx context.Context, cfg *config.Config, types []collectors.Type, o CollectOptions) ([]collectors.Checked, error) {
	jobs, err := plan(cfg, types, o)
	if err != nil {
		return nil, err
	}
	if o.Deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, o.Deadline, fmt.Errorf("checking took longer than its deadline of %s", o.Deadline))
		defer cancel()
	}
	list := make([]collectors.Job, len(jobs))
	for i := range jobs {
		list[i] = jobs[i].Job
	}
	if o.Refuse == nil {
		o.Refuse = func(collectors.Need) string { return "nobody has agreed to it" }
	}
	return collectors.CheckAll(ctx, list, collectors.Options{
		Dir: cfg.Dir, Files: files(cfg, list, o.Refuse), Refuse: o.Refuse, Sealer: o.Sealer, Parallel: o.Parallel, Timeout: o.Timeout, Getenv: o.Getenv,
	}), nil
}
