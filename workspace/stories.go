package workspace

import (
	"context"

	"github.com/envparity/envparity/config"
	past "github.com/envparity/envparity/history"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/history/remarks"
)

// storyteller returns a function that reads the history of cfg's repository, nil if the config switches it off.
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

// commentator returns a function that finds comments beside values in files of cfg's repository, nil if the config switches history off.
func commentator(cfg *config.Config) func() func(remarks.Place) string {
	if cfg.History.Off {
		return nil
	}
	return func() func(remarks.Place) string { return remarks.NewReader(cfg.Dir).Beside }
}
