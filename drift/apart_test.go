package drift_test

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/drift"
)

// TestAnEnvironmentStandsAloneWhereAllOthersAgree writes values as letters, "-" for none and "?" for one that was not observed. The reference is last.
func TestAnEnvironmentStandsAloneWhereAllOthersAgree(t *testing.T) {
	for name, x := range map[string]struct {
		values string
		differ []int
		alone  int
	}{
		"all agree":                           {"aaa", nil, -1},
		"the first alone":                     {"baa", []int{0}, 0},
		"the reference alone":                 {"bba", []int{0, 1}, 2},
		"nobody of two":                       {"ba", []int{0}, -1},
		"two against two":                     {"bbaa", []int{0, 1}, -1},
		"all differ":                          {"abc", []int{0, 1}, -1},
		"one lacks it":                        {"-aa", []int{0}, 0},
		"all but the reference lack it":       {"--a", []int{0, 1}, 2},
		"one was not observed":                {"?ba", []int{1}, -1},
		"the unobserved one is not alone":     {"?aa", nil, -1},
		"of those observed the first":         {"?baa", []int{1}, 1},
		"nobody knows what the reference has": {"ba?", nil, -1},
	} {
		t.Run(name, func(t *testing.T) {
			sides := make([]drift.Side, len(x.values))
			for i, c := range x.values {
				switch c {
				case '?':
					sides[i] = drift.Side{State: drift.UnknownState, Class: -1}
				case '-':
					sides[i] = drift.Side{State: drift.AbsentState, Class: -1}
				default:
					sides[i] = drift.Side{State: drift.Present, Class: int(c - 'a')}
				}
			}
			if differ, alone := drift.Apart(sides, len(sides)-1); !slices.Equal(differ, x.differ) || alone != x.alone {
				t.Errorf("got %v and %d, want %v and %d", differ, alone, x.differ, x.alone)
			}
		})
	}
}
