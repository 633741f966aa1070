package tour

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
)

func TestEveryOpenStoryHasWords(t *testing.T) {
	for _, kind := range drift.OpenStories() {
		story := &drift.Story{Kind: kind, Environment: "staging", Against: "prod"}
		text := storyOf(kind, []*rules.Finding{{Drift: &drift.Drift{Story: story}}}, 1)
		if !strings.HasPrefix(text, "One change ") {
			t.Errorf("%s: %q", kind, text)
		}
	}
}
