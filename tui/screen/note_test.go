package screen

import (
	"testing"

	"github.com/envparity/envparity/drift"
)

func TestTheNoteIsAboutTheEnvironmentThatDiffers(t *testing.T) {
	writes := []string{`dev writes "RATE_LIMIT"`, `staging writes "RATELIMIT"`, `prod writes "RATE_LIMIT"`}
	for want, d := range map[string]*drift.Drift{
		`staging writes "RATELIMIT"`:      {Split: "staging alone", Facts: drift.Facts{Notes: writes}},
		`dev writes "RATE_LIMIT"`:         {Split: "all differ", Facts: drift.Facts{Notes: writes}},
		"two major versions behind":       {Split: "prod alone", Facts: drift.Facts{Notes: []string{"two major versions behind"}}},
		"production's is another version": {Split: "prod alone", Facts: drift.Facts{Notes: []string{"production's is another version"}}},
		"":                                {Split: "prod alone"},
	} {
		if got := Note(d); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
