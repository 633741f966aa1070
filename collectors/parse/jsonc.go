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

// allowsComments reports whether the program that reads a JSON file of this name skips comments and trailing commas in it.
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
