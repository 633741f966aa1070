package leaks

import "github.com/envparity/envparity/diffing/heuristic"

// The heuristics of a Judge.
const (
	serviceForAll   heuristic.ID = "service-for-all"
	promotedImage   heuristic.ID = "promoted-image"
	namesAll        heuristic.ID = "names-all"
	besideOwn       heuristic.ID = "beside-own-name"
	ownerOfURL      heuristic.ID = "owner-in-url"
	domainOfAll     heuristic.ID = "domain-of-all"
	domainOfPartner heuristic.ID = "domain-of-a-partner"
	wordInRoute     heuristic.ID = "word-in-a-route"
	textForPeople   heuristic.ID = "text-for-people"
	people          heuristic.ID = "people"
	modes           heuristic.ID = "mode-of-a-framework"
	plans           heuristic.ID = "name-of-a-size"
	longTexts       heuristic.ID = "long-text"
)

// Heuristics lists the reasons why a text with another environment's word in it is not reported as a leak.
func Heuristics() []heuristic.Entry {
	return []heuristic.Entry{
		{
			ID:      serviceForAll,
			Does:    "The name of the production system of a certificate authority or of Azure is no leak outside the reference.",
			Why:     "Such a system serves all environments.",
			Example: "`letsencrypt-prod` in staging",
		},
		{
			ID:      promotedImage,
			Does:    "A word of the reference in the tag of an image is no leak.",
			Why:     "The other environment runs the build that the reference runs, too.",
			Example: "`shop:prod-4f1c2` in staging",
		},
		{
			ID:      namesAll,
			Does:    "A text that names every environment is no leak.",
			Why:     "It is a list of them.",
			Example: "`dev,staging,prod` in each",
		},
		{
			ID:      besideOwn,
			Does:    "A foreign word is no leak in an identifier that names its own environment too.",
			Why:     "The foreign word is part of another name.",
			Example: "`dev-team-prod-orders` in prod",
		},
		{
			ID:      ownerOfURL,
			Does:    "A part of a longer name in the path of a URL that all environments have from one line is no leak, unless other names vary with the environment in that way.",
			Why:     "It is the name of a repository or of its owner.",
			Example: "`https://raw.example.org/codes-development/list.json`",
		},
		{
			ID:      domainOfAll,
			Does:    "The last label of a host that three or more environments have alike is no leak, unless another host ends in each environment's own word.",
			Why:     "The company's domain ends in that label.",
			Example: "`db.corp.stage`",
		},
		{
			ID:      domainOfPartner,
			Does:    "A word that is a whole label of a host is no leak if no environment names itself in a host of that registered domain.",
			Why:     "The domain is somebody else's, whose systems have names of their own.",
			Example: "`api.test.partner.org` in staging, beside `api.partner.org` in prod",
		},
		{
			ID:      wordInRoute,
			Does:    "A part of a longer name in a path with a wildcard is no leak, unless other names vary with the environment in that way.",
			Why:     "It is a route of an API, which is the same in all environments.",
			Example: "`/orders/{id}/submit-for-testing`",
		},
		{
			ID:      textForPeople,
			Does:    "A word in a description, a comment or a message is no leak, unless it is in capitals.",
			Why:     "In such a text it is English.",
			Example: "`description = \"as it is in staging\"` in prod",
		},
		{
			ID:      people,
			Does:    "A word in the name of a team, a channel, an owner or a repository is no leak, unless the other environments name themselves there.",
			Why:     "The people are the same for all environments.",
			Example: "`owner = \"team-staging\"` in prod",
		},
		{
			ID:      modes,
			Does:    "The mode of a framework is no leak outside the reference.",
			Why:     "Staging runs in the mode `production` so that it runs as production does.",
			Example: "`NODE_ENV = \"production\"` in staging",
		},
		{
			ID:      plans,
			Does:    "A word in the name of a size is no leak.",
			Why:     "It is a product, not a place.",
			Example: "`plan = \"redis-dev\"` in prod",
		},
		{
			ID:      longTexts,
			Does:    "A word somewhere in a text of more than 400 bytes is no leak.",
			Why:     "Such a text is a script or a document.",
			Example: "a shell script with `test` in it",
		},
	}
}
