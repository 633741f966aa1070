package vocabulary

// role is a kind of environment with the words people use for it. unsure words are ordinary ones that count only where the data
// supports them.
type role struct {
	words  []string
	unsure []string
}

// roles lists the well-known synonyms. A word belongs to one role.
func roles() []role {
	return []role{
		{[]string{"production", "prod", "prd"}, []string{"live", "pd", "p"}},
		{[]string{"preproduction", "pre-production", "preprod", "pre-prod", "pre_prod", "pprod", "pre-prd", "preprd"}, []string{"pp", "pre"}},
		{[]string{"staging", "stage", "stag", "stg"}, []string{"s", "st"}},
		{[]string{"development", "dev", "devel", "develop"}, []string{"d"}},
		{[]string{"uat"}, []string{"acceptance"}},
		{[]string{"qa"}, []string{"quality"}},
		{[]string{"test", "tst", "testing"}, []string{"t"}},
		{[]string{"integration"}, []string{"int", "intg"}},
		{[]string{"sandbox", "sbx"}, nil},
		{[]string{"demo"}, nil},
		{[]string{"training"}, nil},
		{[]string{"perf", "performance"}, nil},
	}
}

// common lists words that contain an environment's word and name no environment, or several. They are matched first, so that
// the shorter word inside them binds nothing.
func common() []string {
	return []string{
		"non-prod", "nonprod", "non_prod", "non-production", "nonproduction", "not-prod", "notprod",
		"preproduction", "pre-production", "preprod", "pre-prod", "pre_prod", "pprod",
		"prod-like", "production-like", "production-ready", "production-line",
		"dev-tools", "devtools", "dev-server", "dev-dependencies", "dev-mode",
		"staging-area", "staging_area", "stage-name", "multi-stage",
		"integration-test", "integration-tests", "test-suite", "test-results", "test-data", "unit-test", "smoke-test",
	}
}

// ordinary reports whether a word is also plain English in the names of things, so that finding it proves little by itself.
func ordinary(word string) bool {
	switch word {
	case "test", "testing", "tst", "live", "main", "master", "integration", "int", "demo", "training", "performance", "perf", "stage", "sandbox",
		"develop", "develop-branch", "quality", "acceptance", "pre", "load", "shared", "base", "common", "default", "local", "qa":
		return true
	}
	return len(word) < 3
}

// glued reports whether a word is long and rare enough to be recognised at the end of a longer one: `NotificationCanadaCastaging`.
func glued(word string) bool {
	switch word {
	case "production", "staging", "preprod", "preproduction", "development":
		return true
	}
	return false
}
