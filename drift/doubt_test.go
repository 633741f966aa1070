package drift

import (
	"slices"
	"testing"
)

func TestDoubtsOfOneReasonAddUp(t *testing.T) {
	got := SumDoubts([]Doubt{
		{Environment: "prod", Source: "b.yaml", Why: "not read", Attributes: 1},
		{Environment: "dev", Source: "a.yaml", Why: "not knowable here", Example: "${A}", Attributes: 1},
		{Environment: "dev", Source: "a.yaml", Why: "not knowable here", Example: "${B}", Attributes: 1},
	})
	want := []Doubt{
		{Environment: "dev", Source: "a.yaml", Why: "not knowable here", Example: "${A}", Attributes: 2},
		{Environment: "prod", Source: "b.yaml", Why: "not read", Attributes: 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	for i, text := range []string{" in dev, a.yaml: not knowable here, such as ${A}", " in prod, b.yaml: not read"} {
		if got[i].Text() != text {
			t.Errorf("%q, want %q", got[i].Text(), text)
		}
	}
}
