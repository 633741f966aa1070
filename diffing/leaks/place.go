package leaks

import (
	"strings"

	"github.com/envparity/envparity/names"
)

// Place is what the name of an attribute shows about its values.
type Place struct {
	Prose bool // text for people: words in it prove nothing
	Names bool // the value is the name of the environment: `environment`, `env`, `stage`
	Mode  bool // the mode of a framework (NODE_ENV): "production" there is a way of running, not an environment
	Plan  bool // the name of a size: "redis-dev" is a product, not a place
	Bound bool // what mostly belongs to one environment: hosts, URLs, ARNs, buckets, queues
	Label bool // the name of another object: a secret, a claim, a service account. It often has the environment's name in it
	Owned bool // a thing that each environment must have for itself: a bucket, a queue, a database, a key
	Team  bool // people and their channels: teams, chats, repositories

	Command  bool // words of a command line, or arguments
	Argument bool // the value of a flag, whose name the rest is about
}

// PlaceOf classifies the attribute of that name.
func PlaceOf(key string) Place {
	last := key
	if i := strings.LastIndexByte(last, '/'); i >= 0 {
		last = last[i+1:]
	}
	folded := names.Plain(last)
	var p Place
	switch folded {
	case "description", "comment", "message", "summary", "title", "note", "notes", "text", "help", "displayname", "runbook", "runbookurl",
		"purpose", "reason", "doc", "docs", "documentation", "$comment", "readme", "changelog":
		p.Prose = true
	case "environment", "env", "stage", "envname", "environmentname", "environmenttype", "deploymentenvironment", "deployenv", "appenv",
		"govukenvironment", "sentryenvironment", "sentryenv", "sentrycurrentenv", "applicationenvironment", "ddenv":
		p.Names = true
	case "nodeenv", "railsenv", "rackenv", "flaskenv", "djangoenv", "mixenv", "symfonyenv", "goenv", "ginmode", "aspnetcoreenvironment",
		"nodeenvironment", "railsenvironment", "rackenvironment", "flaskenvironment", "djangoenvironment", "dotnetenvironment",
		"springprofilesactive", "phpenv", "bundlewithout", "passengerappenv":
		p.Mode = true
	}
	list := names.Words(last)
	for _, word := range list {
		if len(word) > 4 && strings.HasSuffix(word, "s") {
			list = append(list, strings.TrimSuffix(word, "s"))
		}
	}
	words := " " + strings.Join(list, " ") + " "
	has := func(list ...string) bool {
		for _, s := range list {
			if strings.Contains(words, " "+s+" ") {
				return true
			}
		}
		return false
	}
	if !p.Mode && (has("environment", "environments", "envs") || strings.HasSuffix(folded, "env") && has("env")) && !has("id", "ids", "count", "variables", "variable") && !strings.HasSuffix(folded, "fromenv") &&
		!another(words) {
		p.Names = true
	}
	if !p.Names && !p.Mode && (has("plan", "sku", "tier", "class", "edition", "flavor", "flavour") || strings.HasSuffix(folded, "instancetype")) {
		p.Plan = true
	}
	p.Team = !p.Names && has("slack", "team", "teams", "owner", "owners", "channel", "contact", "maintainer", "maintainers", "support", "source code",
		"repository", "repo", "chat", "oncall", "business unit", "service area", "email") ||
		!p.Names && has("github") && !has("prefix", "suffix", "environment", "branch")
	if n := len(list); p.Team && n > 0 && store(list[n-1]) {
		p.Team = false // the last word decides: an EMAIL_BUCKET is a bucket
	}
	p.Bound = has("host", "hostname", "url", "uri", "endpoint", "domain", "arn", "bucket", "queue", "topic", "database", "db", "namespace",
		"dsn", "address", "server", "origin", "registry", "image", "cluster", "role", "account", "dns", "project id") ||
		strings.HasSuffix(folded, "url") || strings.HasSuffix(folded, "host")
	if n := len(list); n > 0 && !p.Prose {
		p.Command = runs(folded) || runs(list[n-1])
	}
	p.Label = has("secret name", "serviceaccount", "service account", "claim name", "config map name", "configmap name")
	p.Owned = has("bucket", "queue", "database", "kms", "topic") && !has("size", "count", "policy", "class", "type", "timeout", "retention")
	return p
}

// runs reports whether a word means that a program is started with the value.
func runs(word string) bool {
	switch word {
	case "args", "arguments", "command", "commands", "cmd", "entrypoint", "opts", "options":
		return true
	}
	return false
}

// store reports whether a word names a thing that keeps or transports data and belongs to one environment.
func store(word string) bool {
	switch word {
	case "bucket", "queue", "topic", "database", "db", "host", "hostname", "endpoint", "namespace", "cluster", "arn", "dsn", "server":
		return true
	}
	return false
}

// another reports whether a name refers to another environment than its own: the next one, or the one copied from.
func another(words string) bool {
	for _, which := range []string{"next", "previous", "target", "source", "upstream", "parent"} {
		if strings.Contains(words, " "+which+" env") {
			return true
		}
	}
	return false
}
