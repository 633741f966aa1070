package rules_test

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

func TestDebuggingInTheReferenceIsReportedThoughNothingDiffers(t *testing.T) {
	for name, c := range map[string]struct {
		variable snapshot.Node
		want     bool
	}{
		"on everywhere":               {open("APP_DEBUG", "true"), true},
		"on everywhere, as a boolean": {snapshot.Node{Key: "DEBUG", Kind: snapshot.Bool, Text: "true"}, true},
		"off everywhere":              {open("APP_DEBUG", "false"), false},
		"on everywhere, in a file":    {open("debug", "true"), true},
		"another word":                {open("DEBUG_PORT_OPEN", "true"), false},
	} {
		t.Run(name, func(t *testing.T) {
			found := environments(t, []string{"staging", "prod"}, vars(c.variable), vars(c.variable))
			got := slices.ContainsFunc(found, func(f rules.Finding) bool {
				return f.Rule == "builtin/debug-everywhere" && f.Verdict == rules.ShouldFix
			})
			if got != c.want {
				t.Errorf("reported: %v, want %v (%d findings)", got, c.want, len(found))
			}
		})
	}
}
