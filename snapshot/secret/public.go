package secret

import (
	"slices"
	"strings"
)

// shipped reports whether a variable of this name is public by a mechanism: the bundler of a front end writes the values of all variables with
// its prefix into the program that browsers and telephones load, and no other variables. Sources: the documentation of Next.js
// (NEXT_PUBLIC_), Vite (VITE_), Create React App (REACT_APP_), Gatsby (GATSBY_), Expo (EXPO_PUBLIC_), Vue CLI (VUE_APP_) and Nuxt
// (NUXT_PUBLIC_).
//
// A name with a word for what nobody else may know is left out: whoever chose it took the value for a secret.
func shipped(name string) bool {
	for _, prefix := range [...]string{"NEXT_PUBLIC_", "VITE_", "REACT_APP_", "GATSBY_", "EXPO_PUBLIC_", "VUE_APP_", "NUXT_PUBLIC_"} {
		if strings.HasPrefix(name, prefix) {
			list := words(name)
			return !slices.Contains(list, "secret") && !slices.Contains(list, "private")
		}
	}
	return false
}

// publicByForm reports whether a value is public by its form, whatever its name says: the address of an account or a contract of Ethereum, or a
// publishable key of Stripe and others that took over its form.
func publicByForm(value string) bool {
	const address = 40 // hexadecimal digits, 20 bytes; a private key has 64 (Ethereum Yellow Paper, 4.1)
	if digits, ok := strings.CutPrefix(value, "0x"); ok {
		return len(digits) == address && strings.Trim(digits, "0123456789abcdefABCDEF") == "" // a mixed case is a checksum (EIP-55)
	}
	return strings.HasPrefix(value, "pk_test_") || strings.HasPrefix(value, "pk_live_")
}
