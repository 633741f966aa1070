package report

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
)

func TestAnAuditThatComparedNothingSaysSo(t *testing.T) {
	for _, c := range []struct {
		name string
		r    audit.Result
		want string
	}{
		{"nothing was read", audit.Result{}, "Nothing was compared"},
		{"attributes were compared", audit.Result{Summary: audit.Summary{Compared: 3, Identical: 3}}, "3 attributes compared: 3 identical"},
		{"only journeys were", audit.Result{Findings: []rules.Finding{{}}}, "0 attributes compared"},
	} {
		if got := compared(&c.r); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestAReasonForUnknownAttributesIsALine(t *testing.T) {
	got := doubtful(&drift.Doubt{Environment: "dev", Source: "a.yaml", Why: "not knowable here", Example: "${A}\n${B}", Attributes: 1200})
	if !strings.HasPrefix(got, "1,200 unknown in dev, a.yaml: not knowable here, such as ${A}") || strings.Contains(got, "\n") {
		t.Errorf("%q", got)
	}
}
