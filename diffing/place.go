package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// place says what the name of an attribute tells of its value.
type place struct {
	prose bool // text for people: words in it bind nothing
	names bool // it names the environment: `environment`, `env`, `stage`
	mode  bool // a framework's mode (NODE_ENV): "production" there is a way of running, not a place
	plan  bool // a size by name: "redis-dev" is what was bought, not where it runs
	bound bool // what mostly belongs to one environment: hosts, URLs, ARNs, buckets, queues
	label bool // the name of another object: a secret, a claim, a service account. It is often an environment's own
	owned bool // what must be an environment's own: a bucket, a queue, a database, a key
	team  bool // people and where they talk: teams, channels, repositories
}

// placeOf classifies a key; the answers are remembered, for keys repeat.
func (w *walker) placeOf(key string) place {
	p, ok := w.prep[key]
	if !ok {
		p = classify(key)
		w.prep[key] = p
	}
	return p
}

func classify(key string) place {
	last := key
	if i := strings.LastIndexByte(last, '/'); i >= 0 {
		last = last[i+1:]
	}
	folded := names.Plain(last)
	var p place
	switch folded {
	case "description", "comment", "message", "summary", "title", "note", "notes", "text", "help", "displayname", "runbook", "runbookurl",
		"purpose", "reason", "doc", "docs", "documentation", "$comment", "readme", "changelog":
		p.prose = true
	case "environment", "env", "stage", "envname", "environmentname", "environmenttype", "deploymentenvironment", "deployenv", "appenv",
		"govukenvironment", "sentryenvironment", "sentryenv", "sentrycurrentenv", "applicationenvironment", "ddenv":
		p.names = true
	case "nodeenv", "railsenv", "rackenv", "flaskenv", "djangoenv", "mixenv", "symfonyenv", "goenv", "ginmode", "aspnetcoreenvironment",
		"nodeenvironment", "railsenvironment", "rackenvironment", "flaskenvironment", "djangoenvironment", "dotnetenvironment",
		"springprofilesactive", "phpenv", "bundlewithout":
		p.mode = true
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
	if !p.mode && (has("environment", "environments", "envs") || strings.HasSuffix(folded, "env") && has("env")) && !has("id", "ids", "count", "variables", "variable") && !strings.HasSuffix(folded, "fromenv") &&
		!another(words) {
		p.names = true
	}
	if !p.names && !p.mode && (has("plan", "sku", "tier", "class", "edition", "flavor", "flavour") || strings.HasSuffix(folded, "instancetype")) {
		p.plan = true
	}
	p.team = !p.names && has("slack", "team", "teams", "owner", "owners", "channel", "contact", "maintainer", "maintainers", "support", "source code",
		"repository", "repo", "chat", "oncall", "business unit", "service area", "email") ||
		!p.names && has("github") && !has("prefix", "suffix", "environment", "branch")
	if n := len(list); p.team && n > 0 && store(list[n-1]) {
		p.team = false // the last word says what it is: an EMAIL_BUCKET is a bucket
	}
	p.bound = has("host", "hostname", "url", "uri", "endpoint", "domain", "arn", "bucket", "queue", "topic", "database", "db", "namespace",
		"dsn", "address", "server", "origin", "registry", "image", "cluster", "role", "account", "dns", "project id") ||
		strings.HasSuffix(folded, "url") || strings.HasSuffix(folded, "host")
	p.label = has("secret name", "serviceaccount", "service account", "claim name", "config map name", "configmap name")
	p.owned = has("bucket", "queue", "database", "kms", "topic") && !has("size", "count", "policy", "class", "type", "timeout", "retention")
	return p
}

// store reports whether a word names what keeps or carries data, which belongs to one environment.
func store(word string) bool {
	switch word {
	case "bucket", "queue", "topic", "database", "db", "host", "hostname", "endpoint", "namespace", "cluster", "arn", "dsn", "server":
		return true
	}
	return false
}

// another reports whether a name is that of another environment than its own: the next, the one copied from.
func another(words string) bool {
	for _, which := range []string{"next", "previous", "target", "source", "upstream", "parent"} {
		if strings.Contains(words, " "+which+" env") {
			return true
		}
	}
	return false
}

// here is the place of the walk.
func (w *walker) here() place {
	n := len(w.steps)
	if n > 0 && w.steps[n-1].Kind == snapshot.StepInside {
		return place{}
	}
	if n == 1 && w.steps[0].Name == "name" && cloud(w.g.At[w.firstPresent()].Kind) {
		return place{bound: true} // what is looked up or made under that name
	}
	if n > 2 && w.steps[n-1].Name == "name" && w.steps[n-3].Name == "subjects" {
		return place{team: true} // who may do something: groups and users
	}
	if w.namesAnother() {
		return place{label: true}
	}
	name := w.hereName()
	if strings.HasSuffix(name, "/remoteRef/key") || name == "key" && n > 1 && (w.steps[n-2].Name == "remoteRef" || w.steps[n-2].Name == "secretKeyRef" || w.below("backend")) {
		return place{bound: true} // where a secret is kept, or the state
	}
	return w.placeOf(name)
}

// keyAbove is the key above the present one, past the elements of lists.
func (w *walker) keyAbove() string {
	k := len(w.steps) - 2
	for k > 0 && w.steps[k].Kind != snapshot.StepKey {
		k--
	}
	return w.steps[k].Name
}

// namesAnother reports whether the walk is at the name of another object: `configMapRef.name`, `imagePullSecrets[…].name`. The key above says
// that it refers to something, or which kind of object it takes.
func (w *walker) namesAnother() bool {
	n := len(w.steps)
	if n < 2 || w.steps[n-1].Name != "name" || w.steps[n-1].Kind != snapshot.StepKey {
		return false
	}
	switch above := w.keyAbove(); above {
	case "configMap", "secret", "imagePullSecrets", "persistentVolumeClaim", "serviceAccount":
		return true
	default:
		return strings.HasSuffix(above, "Ref") || strings.HasSuffix(above, "Reference") || strings.HasSuffix(above, "_ref")
	}
}

// cloud reports whether a Terraform kind is a cloud's.
func cloud(kind string) bool {
	kind = strings.TrimPrefix(kind, "data.")
	return strings.HasPrefix(kind, "aws_") || strings.HasPrefix(kind, "azurerm_") || strings.HasPrefix(kind, "google_")
}

// below reports whether the walk is below a key of that name.
func (w *walker) below(name string) bool {
	for i := range w.steps {
		if w.steps[i].Name == name {
			return true
		}
	}
	return false
}

// hereName is what the present attribute is called: its last key, or the name of a name/value element (an env var, a Terraform
// variable).
func (w *walker) hereName() string {
	for k := len(w.steps) - 1; k >= 0; k-- {
		s := &w.steps[k]
		if s.Kind != snapshot.StepKey {
			continue
		}
		if s.Name == "value" || s.Name == "default" {
			if k == 0 {
				return w.g.ref.Name
			}
			if w.steps[k-1].Kind == snapshot.StepElement {
				return w.steps[k-1].Value
			}
		}
		return s.Name
	}
	return w.g.ref.Name
}

// position says what kind of text a value is.
func (w *walker) position(text string) vocabulary.Position {
	if w.here().prose {
		return vocabulary.Prose
	}
	return positionOf(text)
}

func positionOf(text string) vocabulary.Position {
	spaces, bare, code := 0, true, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ', c == '\n', c == '\t':
			spaces++
			bare = false
		case c == '=' || c == '{' || c == '"':
			bare, code = false, true
		case c == '-' || c == '_' || c == '.' || c == '/' || c == ':' || c == '@':
			bare = false
		}
	}
	switch {
	case spaces >= 3 && !code:
		return vocabulary.Prose
	case bare:
		return vocabulary.BareWord
	default:
		return vocabulary.Identifier
	}
}
