package comparison

import (
	"slices"

	"github.com/envparity/envparity/diffing/heuristic"
)

// The heuristics of a comparison.
const (
	ownState       heuristic.ID = "own-state"
	modeOfPartner  heuristic.ID = "mode-of-a-partner"
	listedBeside   heuristic.ID = "listed-beside"
	otherSpelling  heuristic.ID = "other-spelling"
	valueOfMany    heuristic.ID = "value-of-many"
	reachesOver    heuristic.ID = "reaches-over"
	choice         heuristic.ID = "choice"
	dataBrought    heuristic.ID = "data-brought-over"
	harmlessName   heuristic.ID = "harmless-name"
	constantInCode heuristic.ID = "constant-in-code"
	valueForMany   heuristic.ID = "value-for-all-but-one"
	sealedByForm   heuristic.ID = "sealed-by-form"
	laptop         heuristic.ID = "laptop"
	addressForEach heuristic.ID = "address-for-each"
)

// Heuristics lists why values are not reported, and how things meet.
func Heuristics() (silences, meetings []heuristic.Entry) {
	return slices.Concat(leakSilences(), otherSilences()), meetingHeuristics()
}

// leakSilences lists why a value that names another environment is not reported, by what the other environments have and by what it is for.
func leakSilences() []heuristic.Entry {
	return []heuristic.Entry{
		{
			ID:      ownState,
			Does:    "Another environment's name in the key of a Terraform state is no leak where the two states are in different buckets.",
			Why:     "The key leads nowhere near the other state.",
			Example: "`key = \"staging/terraform.tfstate\"` in the bucket of prod",
		},
		{
			ID:      modeOfPartner,
			Does:    "A word that two environments or more share is no leak, where that word's environment and the reference name themselves and no other does.",
			Why:     "A partner with fewer modes than the system has environments reads the value.",
			Example: "`test` in dev, qa and test, `prod` in prod",
		},
		{
			ID:      listedBeside,
			Does:    "An entry of a list that names another environment is no leak beside the same entry with its own name.",
			Why:     "One account or proxy holds several environments.",
			Example: "`shop-dev` and `shop-staging` in a list of staging",
		},
		{
			ID:      otherSpelling,
			Does:    "A word is no leak where the environment that it seems to name calls itself otherwise at the same place.",
			Why:     "An environment has one spelling at one place. The word is about something else.",
			Example: "`find-crown-development.example` in production, `crown-dev.example` in dev",
		},
		{
			ID:      valueOfMany,
			Does:    "A value that its owner and two other environments have is a leak only with a sign of its own.",
			Why:     "One value for several is a decision as often as a mistake.",
			Example: "`/dev-login/` in dev, qa and staging",
		},
		{
			ID:      reachesOver,
			Does:    "What only one environment has is no leak where its own name says that it reaches another one, or brings data over.",
			Why:     "That is its purpose.",
			Example: "the job `refresh-from-prod` of staging",
		},
		{
			ID:      choice,
			Does:    "A list that names the own environment and others, each in an entry of its own, is no leak.",
			Why:     "It is a choice.",
			Example: "the options `dev`, `staging` and `prod` of a workflow",
		},
		{
			ID:      dataBrought,
			Does:    "A value below a key that says that data is restored, copied or anonymised is no leak.",
			Why:     "The other environment is where the data comes from.",
			Example: "`restore.source = \"db-prod\"` in staging",
		},
	}
}

// otherSilences lists why equal secrets and different values are not reported.
func otherSilences() []heuristic.Entry {
	return []heuristic.Entry{
		{
			ID:      harmlessName,
			Does:    "A sealed value that is the same in several environments is no shared secret under the name of a port, a region, a user, a mode and the like.",
			Why:     "It is sealed because of its place.",
			Example: "`DB_PORT` in a Secret",
		},
		{
			ID:      constantInCode,
			Does:    "A sealed value that is written once in the code of all environments, under a name that hints at no secret, is no shared secret.",
			Why:     "It is in a Secret for convenience.",
			Example: "`MAIL_HOST` in a Secret that one module makes",
		},
		{
			ID:      valueForMany,
			Does:    "Two environments that are not the reference may share a word for all but the reference.",
			Why:     "They are meant to share it.",
			Example: "`nonprod` in dev and staging",
		},
		{
			ID:      sealedByForm,
			Does:    "A value that only its random look made a secret, beside identifiers in the clear, is no difference.",
			Why:     "Ids of one sort look more random and less.",
			Example: "`client_id` of two environments",
		},
		{
			ID:      laptop,
			Does:    "An environment with two addresses or more on the machine itself, and none elsewhere, is a developer's machine. The rules ask for it.",
			Why:     "Nobody promotes from there.",
			Example: "`localhost:5432` and `localhost:6379` in local",
		},
	}
}

func meetingHeuristics() []heuristic.Entry {
	return []heuristic.Entry{
		{
			ID: addressForEach,
			Does: "An address that one environment shares with the reference is reported where two others or more each have their own: other hosts of the same domain that " +
				"mention an environment.",
			Why:     "The others show that each should have one.",
			Example: "`admin.shop.example` in staging and prod, beside `admin.dev.shop.example` and `admin.qa.shop.example`",
		},
	}
}
