package rules

import "slices"

// A guard is what protects: authentication, encryption, a backup. Its switch is called by what it turns on (AUTH_ENABLED), or by what it turns off
// (DISABLE_AUTH, SKIP_TLS_VERIFY, AUTHENTICATION_FALLBACK). The sense of the latter is the other way round.

// removes reports whether a word of a name says that what the name is about is taken away.
func removes(word string) bool {
	switch word {
	case "disable", "disabled", "disables", "disabling", "no", "not", "without", "off", "non", "never", "deny", "omit":
		return true
	}
	return false
}

// weakens reports whether a word of a name says that what the name is about is got round.
func weakens(word string) bool {
	switch word {
	case "skip", "skips", "skipped", "bypass", "bypassed", "insecure", "fallback", "ignore", "ignored", "optional", "anonymous", "unsafe", "unauthenticated",
		"unencrypted", "plaintext", "exempt", "suppress", "mock", "stub", "fake", "dummy":
		return true
	}
	return false
}

// negated reports whether a switch of this name is on where what it is about is off. What takes a weakening away is no weakening
// (LOGIN_BYPASS_DISABLED); two words of one sort say one thing twice (INSECURE_SKIP_VERIFY).
func negated(words []string) bool {
	return slices.ContainsFunc(words, removes) != slices.ContainsFunc(words, weakens)
}

// guarded lists the environments in which the switch lets the guard that it is called by be in force (or not be).
func (f *facts) guarded(inForce bool) []string { return f.switched(inForce != negated(f.nameWords())) }
