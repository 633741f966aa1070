package secret

import "strings"

// Text is how to read a text.
type Text uint8

// The kinds of texts.
const (
	Config     Text = iota // a value of a configuration
	Expression             // source text: only its quoted parts are values; the rest are names
	Prose                  // an error or log line: a name at its beginning may be a file's
)

// Sealed is the beginning of a sealed value in a text.
const Sealed = "hmac:"

// Replace replaces every secret inside a text by the result of put, and reports whether there was one. The rest stays readable: the host of a URL
// whose password is replaced, the names of a connection string.
func Replace(text string, kind Text, put func(secret string) string) (string, bool) {
	return ReplaceBy(text, kind, NameOf, put)
}

// ReplaceBy is Replace with a given NameOf, which may have a cache.
func ReplaceBy(text string, kind Text, nameOf func(string) Name, put func(secret string) string) (string, bool) {
	if len(text) < 8 {
		return text, false
	}
	if strings.Contains(text, `\u00`) {
		if plain := spelledOut(text); plain != text {
			if sealed, changed := ReplaceBy(plain, kind, nameOf, put); changed {
				return sealed, true
			}
		}
	}
	before := text
	text = replaceByForm(text, put)
	if kind == Config {
		text = replaceByPlace(text, put)
		text = replaceXML(text, nameOf, put)
		switch {
		case strings.IndexByte(text, '\n') >= 0:
			text = replaceLines(text, nameOf, put)
		case strings.Contains(text, `\n`): // lines in a format that has no escapes
			lined := strings.ReplaceAll(text, `\n`, "\n")
			if sealed := replaceLines(lined, nameOf, put); sealed != lined {
				text = strings.ReplaceAll(sealed, "\n", `\n`)
			}
		}
		text = replaceArguments(text, nameOf, put)
		text = replaceSyntaxes(text, nameOf, put)
	}
	if strings.ContainsAny(text, "=:>") {
		text = replacePairs(text, kind, nameOf, put)
	}
	if kind == Expression && strings.Contains(text, ":?") { // ${NAME:?message}, in a file of variables
		text = replaceSpaced(text, nameOf, put)
	}
	if kind == Config {
		text = replaceCalls(text, nameOf, put)
		text = replaceSpaced(text, nameOf, put)
	}
	return text, text != before
}

// replaceByForm replaces secrets by their form, in any kind of text.
func replaceByForm(text string, put func(string) string) string {
	if len(text) < 12 {
		return text
	}
	text = replaceArmour(text, put)
	if strings.Contains(text, "eyJ") {
		text = replaceJWT(text, put)
	}
	if strings.Contains(text, "://") {
		text = replaceURLs(text, put)
	}
	text = replaceForms(text, put)
	if strings.Contains(text, "earer ") || strings.Contains(text, "asic ") {
		text = replaceSchemes(text, put)
	}
	return text
}
