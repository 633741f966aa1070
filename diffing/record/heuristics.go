package record

import "github.com/envparity/envparity/diffing/heuristic"

// The heuristics about members.
const (
	memberByRole heuristic.ID = "member-by-role"
	memberByName heuristic.ID = "member-by-name"
)

// Heuristics lists why differences between members are not reported.
func Heuristics() []heuristic.Entry {
	return []heuristic.Entry{
		{
			ID:      memberByRole,
			Does:    "Values that differ by member alone are no difference.",
			Why:     "Each member has what the member of the same name has in the other environment.",
			Example: "`replicas` 3 in eu and 2 in us, of staging and of prod",
		},
		{
			ID: memberByName,
			Does: "Where members of one environment disagree, or one of several was observed, a member is compared with the one of the same name in the other environment, and with no other. " +
				"Without one it has no counterpart, and its value counts as unknown.",
			Why:     "The value is the member's, not the environment's.",
			Example: "`version` 1.31 in chile of staging and of prod, and 1.32 in peru of prod",
		},
	}
}
