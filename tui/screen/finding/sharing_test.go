package finding_test

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/tui/screen/finding"
)

func TestOnlyThoseThatShareAValueAreNamed(t *testing.T) {
	d := &diffing.Drift{Kind: diffing.Shared, Sides: []diffing.Side{
		{State: diffing.Present, Class: 0}, {State: diffing.Present, Class: 1}, {State: diffing.Present, Class: 1}, {State: diffing.UnknownState, Class: -1},
	}}
	if got := finding.Sharing(d, []string{"dev", "staging", "prod", "dr"}); !slices.Equal(got, []string{"staging", "prod"}) {
		t.Errorf("sharing: %v", got)
	}
}
