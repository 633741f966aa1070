package workspace

import (
	"context"

	"github.com/envparity/envparity/config"
	past "github.com/envparity/envparity/history"
	"github.com/envparity/envparity/history/gitlog"
)

// storyteller reads the history of the repository that cfg lies in, nil where the config does not want it.
func storyteller(ctx context.Context, cfg *config.Config) func(past.Input) (*past.Result, error) {
	if cfg.History.Off {
		return nil
	}
	return func(in past.Input) (*past.Result, error) {
		repo, err := gitlog.Open(ctx, cfg.Dir)
		if err != nil {
			return nil, err
		}
		defer repo.Close()
		return past.Trace(ctx, repo, in)
	}
}
