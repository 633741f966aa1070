package envvars

import "testing"

func TestTheMessageOfARequiredVariableIsTakenOut(t *testing.T) {
	for text, want := range map[string]string{
		"shop/web:${TAG:?set it}":            "shop/web:${TAG:?}",
		"${A?x}-${B:?y}":                     "${A?}-${B:?}",
		"${A:?see ${B} for it}:80":           "${A:?}:80",
		"${A:-${B:?x}}":                      "${A:-${B:?}}",
		"${A:?${B:?x} and {y}}z":             "${A:?}z",
		"${A:?it does not end":               "${A:?",
		"${A:-why?} and ${B} cost $C:?or so": "${A:-why?} and ${B} cost $C:?or so",
	} {
		if got := withoutMessage(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
