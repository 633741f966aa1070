package discover

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/tailscale/hujson"
)

// ofWorker reports whether a file configures a Cloudflare Worker. Its `env` holds environments by its format, and its top level is one more, which
// is deployed without --env. See https://developers.cloudflare.com/workers/wrangler/configuration/
// The collector of files lays the top level beneath the environments of these names alone.
func ofWorker(name string) bool {
	return slices.Contains([]string{"wrangler.toml", "wrangler.json", "wrangler.jsonc"}, strings.ToLower(name))
}

// workerFile finds the environments of a Worker's file: the keys below `env`, and the top level where something says which it is. nil if there are
// not two.
func workerFile(parent, name string, text []byte) *place {
	root := map[string]any{}
	if strings.EqualFold(path.Ext(name), ".toml") {
		if toml.Unmarshal(text, &root) != nil {
			return nil
		}
	} else if json.Unmarshal(withoutComments(text), &root) != nil {
		return nil
	}
	envs, _ := root["env"].(map[string]any)
	p := &place{parent: parent, file: name, key: "env"}
	for word, v := range envs {
		if _, ok := v.(map[string]any); !ok {
			continue
		}
		c, ok := wordClass(word)
		if !ok {
			c = class{rank: unlistedRank, name: strings.ToLower(word)}
		}
		p.envs = append(p.envs, occurrence{class: c, env: word, word: word, name: word})
	}
	respell(p)
	if o, ok := workerTop(p.envs, root, envs); ok {
		p.envs = append(p.envs, o)
	} else {
		p.topLeft = setsAlike(root, envs)
	}
	sortOccurrences(p.envs)
	if len(p.envs) < 2 {
		return nil
	}
	return p
}

// workerTop returns the environment of the top level: the one that it calls itself where each of the others calls itself by its name; else
// production, or development, if the others are not.
func workerTop(others []occurrence, root, envs map[string]any) (occurrence, bool) {
	if len(others) == 0 || !setsAlike(root, envs) {
		return occurrence{}, false
	}
	top := occurrence{name: "its top level", base: true, whole: true}
	vars, _ := root["vars"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		word, _ := vars[name].(string)
		c, known := wordClass(word)
		if !known || slices.ContainsFunc(others, func(o occurrence) bool {
			own, _ := envs[o.word].(map[string]any)
			set, _ := own["vars"].(map[string]any)
			said, _ := set[name].(string)
			is, _ := wordClass(said)
			return o.class.name == c.name || is.name != o.class.name
		}) {
			continue
		}
		top.class, top.env, top.word = c, word, word
		return top, true
	}
	role := "prod"
	if hasProduction(others) {
		role = "dev"
	}
	c, _ := knownWord(role)
	if slices.ContainsFunc(others, func(o occurrence) bool { return o.class.name == c.name }) {
		return occurrence{}, false
	}
	top.class, top.env, top.word = c, role, role
	return top, true
}

// setsAlike reports whether the top level sets what an environment sets too: variables, bindings or routes. Otherwise it holds no more than what
// all environments inherit, and nobody deploys it.
func setsAlike(root, envs map[string]any) bool {
	for _, v := range envs {
		own, _ := v.(map[string]any)
		for key := range own {
			if _, text := root[key].(string); root[key] != nil && (!text || key == "route") {
				return true
			}
		}
	}
	return false
}

// withoutComments returns JSON without comments and trailing commas, or the text as it is if it is not that. Most files have neither.
func withoutComments(text []byte) []byte {
	if json.Valid(text) {
		return text
	}
	if plain, err := hujson.Standardize(bytes.Clone(text)); err == nil {
		return plain
	}
	return text
}
