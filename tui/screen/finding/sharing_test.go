package finding_test

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/tui/screen/finding"
)

func TestOnlyThoseThatShareAValueAreNamed(t *testing.T) {
	d := &drift.Drift{Kind: drift.Shared, Sides: []drift.Side{
		{State: drift.Present, Class: 0}, {State: drift.Present, Class: 1}, {State: drift.Present, Class: 1}, {State: drift.UnknownState, Class: -1},
	}}
	if got := finding.Sharing(d, []string{"dev", "staging", "prod", "dr"}); !slices.Equal(got, []string{"staging", "prod"}) {
		t.Errorf("sharing: %v", got)
	}
}
