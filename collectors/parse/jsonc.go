package parse

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/tailscale/hujson"
)

// parseJSONC reads JSON with comments and trailing commas.
func parseJSONC(in *Interner, src []byte) Result {
	if deep(src) {
		return Result{Problems: []Problem{{Line: 1, Text: "not valid json: " + errDeep.Error(), Lost: true}}}
	}
	plain, err := hujson.Standardize(src) // with spaces in place of comments, so that lines stay
	if err != nil {
		line := 1
		text := strings.TrimPrefix(err.Error(), "hujson: ")
		if m := regexp.MustCompile(`^line (\d+), column \d+: `).FindStringSubmatch(text); m != nil {
			line, _ = strconv.Atoi(m[1])
			text = text[len(m[0]):]
		}
		if at := strings.Index(text, " '"); at > 0 { // it quotes the file
			text = text[:at]
		}
		return Result{Problems: []Problem{{Line: line, Text: "not valid json: " + clip(text), Lost: true}}}
	}
	return parseJSON(in, plain)
}

// commented reports whether src is JSON with comments or trailing commas.
func commented(src []byte) bool {
	_, err := hujson.Parse(src)
	return err == nil
}

// deep reports whether brackets are nested deeper than a JSON value may be. The library recurses for each of them and would exhaust the stack,
// which ends the program.
func deep(src []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}

// allowsComments reports whether the reader of a JSON file of this name accepts comments and trailing commas.
func allowsComments(name string) bool {
	base := path.Base(name)
	switch path.Base(path.Dir(name)) {
	case ".vscode", ".devcontainer", ".zed":
		return true
	}
	switch base {
	case "devcontainer.json", ".eslintrc.json", ".babelrc.json", "babel.config.json", ".swcrc", "turbo.json", "wrangler.json", "renovate.json", "launchsettings.json",
		"local.settings.json", "host.json", "deno.json", "biome.json", "nx.json", "angular.json", ".jscsrc", "coffeelint.json", "typedoc.json", "api-extractor.json":
		return true
	}
	for _, begin := range []string{"appsettings", "tsconfig", "jsconfig"} {
		if strings.HasPrefix(base, begin) {
			return true
		}
	}
	return false
}
