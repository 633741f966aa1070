package diffing

import (
	"slices"

	"github.com/envparity/envparity/diffing/comparison"
	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/diffing/tree"
)

// The heuristics about a whole system. Rooms list their own.
const (
	sharedDomain  heuristic.ID = "shared-domain"
	learnedWords  heuristic.ID = "learned-words"
	similarThings heuristic.ID = "similar-resources"
)

// Heuristics lists the judgements of a comparison that no format dictates: what is not reported, and how things under two names match. Package
// causes lists its ways itself.
func Heuristics() (silences, meetings []heuristic.Entry) {
	quiet, meet := comparison.Heuristics()
	silences = slices.Concat(leaks.Heuristics(), quiet, record.Heuristics(), []heuristic.Entry{
		{
			ID:      sharedDomain,
			Does:    "The name of a domain that several environments live in and its own environment does not is no leak.",
			Why:     "The domain belongs to none of them.",
			Example: "`qa.test.shop.example` and `staging.test.shop.example`",
		},
	})
	return silences, slices.Concat(meet, []heuristic.Entry{
		{
			ID:      learnedWords,
			Does:    "A word that stands for another one in three different surroundings or more, of two resources, is the environment's own.",
			Why:     "Environments have words that nobody configured: an account, a suffix of a domain.",
			Example: "`1111` for `2222` in every ARN",
		},
		{
			ID:      similarThings,
			Does:    "Resources of one kind that only one environment each has meet if 55 % of their weight agrees, or 35 % where one's name is the other's with a word more.",
			Why:     "Somebody gave one thing two names.",
			Example: "the queues `orders` and `orders-v2` with the same settings",
		},
	}, tree.Heuristics())
}
