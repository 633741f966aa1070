package rules

import "slices"

// A guard is a protection: authentication, encryption, a backup. Its switch is named after what it turns on (AUTH_ENABLED), or after what it
// turns off (DISABLE_AUTH, SKIP_TLS_VERIFY, AUTHENTICATION_FALLBACK). The latter is on when the guard is off.

// removes reports whether a word means that something is switched off.
func removes(word string) bool {
	switch word {
	case "disable", "disabled", "disables", "disabling", "no", "not", "without", "off", "non", "never", "deny", "omit":
		return true
	}
	return false
}

// weakens reports whether a word means that something is bypassed.
func weakens(word string) bool {
	switch word {
	case "skip", "skips", "skipped", "bypass", "bypassed", "insecure", "fallback", "ignore", "ignored", "optional", "anonymous", "unsafe", "unauthenticated",
		"unencrypted", "plaintext", "exempt", "suppress", "mock", "stub", "fake", "dummy":
		return true
	}
	return false
}

// negated reports whether a switch of this name is on when its subject is off. A removed weakening is no weakening (LOGIN_BYPASS_DISABLED). Two
// words of one sort count once (INSECURE_SKIP_VERIFY).
func negated(words []string) bool {
	return slices.ContainsFunc(words, removes) != slices.ContainsFunc(words, weakens)
}

// guarded lists the environments in which the switch's guard is in force (or, if inForce is false, is not). In an environment variable 1 and 0
// are on and off, too, where all values are one of the two: NODE_TLS_REJECT_UNAUTHORIZED=0.
func (f *facts) guarded(inForce bool) []string {
	on := inForce != negated(f.nameWords())
	if list := f.switched(on); len(list) > 0 || !f.variable() {
		return list
	}
	var out []string
	for i := range f.sides {
		switch t, ok := f.text(i); {
		case !ok || i >= len(f.run.envs):
		case t != "0" && t != "1":
			return nil
		case (t == "1") == on:
			out = append(out, f.run.envs[i].Name)
		}
	}
	return out
}
