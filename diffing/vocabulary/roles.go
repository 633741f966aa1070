package vocabulary

import "github.com/envparity/envparity/names"

// common lists words that contain an environment's word and name no environment, or several. They are matched first, so that the shorter word
// inside them does not bind.
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
	case "main", "master", "develop-branch", "shared", "base", "common", "default":
		return true
	}
	return len(word) < 3 || names.Ordinary(word)
}

// glued reports whether a word is long and rare enough to be recognised at the end of a longer one: `NotificationCanadaCastaging`.
func glued(word string) bool {
	switch word {
	case "production", "staging", "preprod", "preproduction", "development":
		return true
	}
	return false
}
