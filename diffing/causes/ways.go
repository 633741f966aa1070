package causes

import (
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Way is one way of finding out that drifts have one cause. docs/comparing.md is generated from these.
type Way struct {
	Name    string
	Does    string // what it groups
	Why     string // why such drifts have one cause
	Example string
	From    string // how many drifts it takes

	// key returns the same key for drifts that belong together, "" for a drift that the way does not apply to, and the fewest drifts of one key
	// that have one cause. p is the parsed Key of the drift, nil if it has none.
	key    func(d *drift.Drift, p snapshot.Path) (key string, least int)
	shared bool // groups what environments share, and nothing else
	byName bool // knows of resources no more than their names
}

// Ways returns the catalogue, in the order in which the ways are tried. Drifts that several ways group have one cause.
func Ways() []Way { return (&gatherer{}).ways() }

func (g *gatherer) ways() []Way {
	return append(append(firstWays(), laterWays()...), Way{
		Name: "one secret", From: "2", key: g.secretWay, shared: true,
		Does:    "Groups the places in which environments share one secret, whatever the places are called.",
		Why:     "Whoever replaces the secret replaces it everywhere.",
		Example: "the same value in `mail_token` and `list_token`, in staging and prod",
	}, Way{
		Name: "one element in several lists", From: "3", key: g.elementWay,
		Does:    "Groups one element that the same lists of several resources lack.",
		Why:     "It is one thing that was not registered.",
		Example: "one cluster, missing in the targets of three applications",
	})
}

// firstWays are tried before those of laterWays.
func firstWays() []Way {
	return []Way{
		{
			Name: "one block or one label set", From: "3, labels 2", key: blockWay,
			Does:    "Groups the arguments of one block of code that the same environments have, the settings below one key of a file whose names begin with the same word, and the labels of one resource.",
			Why:     "Somebody adds or leaves out such a block as a whole.",
			Example: "`versioning`, `lifecycle_rule` and `logging` of one bucket, in prod only; `mail_host`, `mail_port` and `mail_user` below one key",
		},
		{
			Name: "many variables of one service", From: "5", key: manyWay,
			Does:    "Groups the variables of one service that only the same environments have, under any names.",
			Why:     "Five at once are a missing feature, not five mistakes.",
			Example: "five variables of `api` that staging lacks",
		},
		{
			Name: "variables of one family", From: "2", key: familyWay,
			Does:    "Groups variables of one service whose names begin alike, in the same environments only. First words that every program uses, such as `app` or `enable`, form no family.",
			Why:     "They configure one thing.",
			Example: "`MAIL_API_KEY` and `MAIL_API_URL`",
		},
		{
			Name: "one stand-in", From: "2", key: standInWay,
			Does:    "Groups values where the same environments have the same placeholder.",
			Why:     "Somebody copied a template and filled none of it in.",
			Example: "`changeme` in two variables of staging",
		},
		{
			Name: "resources named alike", From: "3", key: likeNamedWay, byName: true,
			Does:    "Groups resources of one kind in the same environments only whose names share the last word; in code the first word too.",
			Why:     "They are one thing, made once per consumer.",
			Example: "`orders-canary`, `mail-canary` and `search-canary`",
		},
		{
			Name: "one service", From: "2", key: serviceWay,
			Does:    "Groups a service of a compose project with its variables, where the same environments have neither.",
			Why:     "The service is missing.",
			Example: "the service `mail` and its variables, in dev only",
		},
		{
			Name: "one provider", From: "2", key: providerWay,
			Does:    "Groups the versions of one provider in several lock files.",
			Why:     "An upgrade of a provider goes through all folders.",
			Example: "`hashicorp/aws` in two folders",
		},
		{
			Name: "one lock file", From: "2", key: lockWay,
			Does:    "Groups the versions of the providers in one lock file where the same environments are behind.",
			Why:     "One upgrade writes them all.",
			Example: "`hashicorp/aws` and `hashicorp/tls`, both newer in prod",
		},
		{
			Name: "one switch", From: "2", key: countWay,
			Does:    "Groups resources of code that are made once or not at all, alike in each environment.",
			Why:     "One switch decides about all of them.",
			Example: "`count` is 1 in prod and 0 in dev, for three resources",
		},
		{
			Name: "one release", From: "3", key: releaseWay,
			Does:    "Groups images that change from the same tag to the same tag.",
			Why:     "They are released together.",
			Example: "four images go from `v1.8.0` to `v1.9.0`",
		},
		{
			Name: "files that are missing", From: "2", key: filesWay,
			Does:    "Groups configuration files that the same environments lack.",
			Why:     "One collector reads them, and they were added together.",
			Example: "two values files that only prod has",
		},
	}
}

// laterWays are tried after those of firstWays.
func laterWays() []Way {
	return []Way{
		{
			Name: "leaks of one name", From: "2", key: namedWay,
			Does:    "Groups leaks of the same environments that contain the same name of a host, queue or cluster.",
			Why:     "One wrong name was copied.",
			Example: "`db.staging.shop.example` in three variables of prod",
		},
		{
			Name: "lookups in one environment", From: "3", key: lookupsWay,
			Does:    "Groups leaks where the same environments look up one kind of thing in another environment.",
			Why:     "They use its vault or its registry on purpose or by one mistake.",
			Example: "three secrets of the vault of staging, read by dev",
		},
		{
			Name: "resources that one environment lacks", From: "5", key: bareWay,
			Does:    "Groups whole resources of one source that one environment alone lacks, while at least two others have them.",
			Why:     "Five at once are an environment that was not set up in full, not five mistakes.",
			Example: "the eleven objects of an application of which `test` has one job",
		},
		{
			Name: "request and limit", From: "2", key: roomWay,
			Does:    "Groups the request and the limit of one container where the same environments have other values.",
			Why:     "They are set together.",
			Example: "`requests.cpu` and `limits.cpu` of `api`",
		},
		{
			Name: "one value replaced by another", From: "2", key: replacedWay,
			Does:    "Groups a value of a list or a variable that some environments have with the one that the others have instead.",
			Why:     "It is one change, seen from both sides.",
			Example: "`value` in dev, `valueFrom` in prod",
		},
		{
			Name: "one setting of several entries", From: "3", key: entriesWay,
			Does:    "Groups the same setting of several entries of one list that only the same environments have.",
			Why:     "It is one decision about the list.",
			Example: "`disabled` of three front ends",
		},
		{
			Name: "entries of one inventory", From: "3", key: inventoryWay,
			Does:    "Groups entries of one inventory, or what is the same in several of them, that only the same environments have.",
			Why:     "An inventory lists things of one sort.",
			Example: "three users in a list of users",
		},
		{
			Name: "entries of one fleet", From: "2", key: fleetWay,
			Does:    "Groups entries of one list whose keys all have the environment's own name in them, such as machines by their host names.",
			Why:     "Each environment has machines of its own, and as many as it needs.",
			Example: "`web3-prod` and `web4-prod`, which staging lacks, and `kafka1-staging`, which prod lacks",
		},
	}
}
