package gitlog

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// Depth counts the commits up to HEAD, along first parents.
func (r *Repo) Depth(ctx context.Context) (int, error) {
	tip, err := r.Resolve("HEAD")
	if err != nil {
		return 0, err
	}
	out, err := r.command(ctx, "rev-list", "--count", tip).Output()
	if err != nil {
		return 0, fmt.Errorf("the commits cannot be counted: %w", err)
	}
	return strconv.Atoi(strings.TrimSpace(string(out)))
}
