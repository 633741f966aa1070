package tree

import "github.com/envparity/envparity/diffing/heuristic"

// The heuristics of the walk.
const (
	misspeltName    heuristic.ID = "misspelt-name"
	renamedElement  heuristic.ID = "renamed-element"
	lastTwo         heuristic.ID = "last-two"
	alikeElements   heuristic.ID = "alike-elements"
	differentThings heuristic.ID = "different-things"
	listOfThings    heuristic.ID = "list-of-things"
)

// Heuristics lists the judgements by which things under two names meet at one place.
func Heuristics() []heuristic.Entry {
	return []heuristic.Entry{
		{
			ID:      misspeltName,
			Does:    "Two names that differ by one letter of one word, with values of one sort, are one name. Terraform is left out: it refuses a name that it does not know.",
			Why:     "One of the two is misspelt.",
			Example: "`MAX_CONNECTION` and `MAX_CONNECTIONS`",
		},
		{
			ID:      renamedElement,
			Does:    "A key or an element that only some have meets one that only the others have if they share half their words and hold the same.",
			Why:     "It was renamed.",
			Example: "`api-v1` and `api-v2`, with the same settings below",
		},
		{
			ID:      lastTwo,
			Does:    "The last two elements of lists that are left over meet, if every environment has one of them.",
			Why:     "One was replaced by the other.",
			Example: "the profile `fast` here and `slow` there",
		},
		{
			ID:      alikeElements,
			Does:    "Elements of lists without a key meet if more than 30 % of their leaves agree, the most alike first.",
			Why:     "Lists are edited in place.",
			Example: "a rule of a firewall with another port",
		},
		{
			ID:      differentThings,
			Does:    "Two elements never meet where the names of things in them have nothing in common.",
			Why:     "Two statements that allow the same actions on two buckets are two statements.",
			Example: "`arn:aws:s3:::logs/*` and `arn:aws:s3:::uploads/*`",
		},
		{
			ID:      listOfThings,
			Does:    "A map of eight entries or more that look alike is a list of things, and no settings. In an entry of another such map three are enough.",
			Why:     "What one environment lacks of it is a missing thing, not a missing setting.",
			Example: "nine service accounts by name",
		},
	}
}
