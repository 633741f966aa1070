package comparison

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

const standIn = snapshot.FlagPlaceholder | snapshot.FlagEmpty | snapshot.FlagOpen | snapshot.FlagWeak

// sharedSecret handles one secret fingerprint in all columns, and reports it. It ignores an empty secret, an expression with an unknown value,
// and a common word or number.
func (w *Comparison) sharedSecret(nodes []*snapshot.Node) bool {
	var flags snapshot.Flags
	for _, n := range w.Present(nodes) {
		flags |= n.Flags
	}
	if flags&(snapshot.FlagEmpty|snapshot.FlagOpen) != 0 || flags&(snapshot.FlagWeak|snapshot.FlagPlaceholder) == snapshot.FlagWeak || len(w.having(nodes)) < 2 || w.namedForOne() || w.harmless() || w.constant() {
		return false
	}
	w.Classes(nodes, func(i, j int) bool { return nodes[i].Text == nodes[j].Text })
	d := w.Emit(drift.Shared, nodes)
	if flags&snapshot.FlagPlaceholder != 0 {
		d.Facts.SecretPlaceholder = true
	} else {
		d.Facts.SecretShared = true
	}
	return true
}

// namedForOne reports whether the resource's name says that it belongs to one environment: `prod_account_id`.
func (w *Comparison) namedForOne() bool {
	for i, r := range w.Resources() {
		if r != nil {
			if _, ok := w.Foreign(w.Env(i), vocabulary.Identifier, r.Name); ok {
				return true
			}
		}
	}
	return false
}

// constant reports whether a value is sealed only because of its place, and is written once, in code for all environments, under a name that
// hints at no secret: the host of a mail server, in a Secret for convenience.
func (w *Comparison) constant() bool {
	if w.Without[constantInCode] {
		return false
	}
	name := w.Attribute()
	switch names.Plain(name) {
	case "value", "secretstring", "secretbinary", "secretdata", "content", "plaintextvalue", "datajson":
		return false // a thing whose name stands elsewhere
	}
	return w.Dialect().Code() && w.oneCode() && !snapshot.SensitiveName(name)
}

// harmless reports whether the attribute's name says that it holds no secret, though it is sealed because of its place: a port, a region, a
// user's name. Such a value may be the same everywhere.
func (w *Comparison) harmless() bool { return !w.Without[harmlessName] && HarmlessName(w.Attribute()) }

// HarmlessName reports whether an attribute's name says that it holds no secret.
func HarmlessName(name string) bool {
	list := names.Words(name)
	if len(list) == 0 {
		return false
	}
	if n := len(list); n > 1 && list[n-1] == "id" && (list[n-2] == "tenant" || list[n-2] == "subscription" || list[n-2] == "directory") {
		return true
	}
	switch list[len(list)-1] {
	case "period", "interval", "ttl", "retries", "concurrency", "replicas", "count", "limit", "mode", "auth", "port", "region", "path", "user", "username", "engine", "version", "enabled", "protocol", "issuer", "timeout", "size", "level", "type",
		"name", "database", "email", "algorithm", "format", "locale", "role", "scope", "scopes", "namespace", "schema":
		return !slices.Contains(list, "bucket") && !slices.Contains(list, "secret")
	}
	return false
}

// secrets handles values of which at least one is a secret, and reports whether it has handled them. Different secrets are right. It reports a
// secret that two environments share, or that is a stand-in in one.
func (w *Comparison) secrets(nodes []*snapshot.Node) bool {
	some, all := false, true
	for _, n := range w.Present(nodes) {
		if n.Kind == snapshot.Secret {
			some = true
		} else {
			all = false
		}
	}
	if !some {
		return false
	}
	if !all {
		return w.halfSecret(nodes)
	}
	if w.sealedLeaks(nodes) {
		return true
	}
	w.Classes(nodes, func(i, j int) bool { return nodes[i].Text == nodes[j].Text })
	shared, placeholder, empty := false, false, false
	for i, n := range nodes {
		if w.Class(i) < 0 {
			continue
		}
		placeholder = placeholder || n.Flags&snapshot.FlagPlaceholder != 0
		empty = empty || n.Flags&snapshot.FlagEmpty != 0
		for j := range i {
			if w.Class(j) == w.Class(i) && w.Env(i) != w.Env(j) && n.Flags&standIn == 0 {
				shared = true
			}
		}
	}
	switch {
	case shared && !w.harmless():
		w.Emit(drift.Shared, nodes).Facts.SecretShared = true
	case placeholder || empty:
		d := w.Emit(drift.Changed, nodes)
		d.Facts.SecretPlaceholder, d.Facts.SecretEmpty = placeholder, empty
	default:
		w.Count(record.Equivalent, nodes)
		w.EmitEquivalent(nodes)
	}
	return true
}

// halfSecret handles a secret in one column and clear text in another. A sealed value has no type, so its type never differs. null means no
// secret. If only its form made a value a secret, an identifier without that form is another value of the same sort: some ids of one sort look
// more random than others.
func (w *Comparison) halfSecret(nodes []*snapshot.Node) bool {
	byForm := !w.Without[sealedByForm] && !snapshot.SensitiveName(w.Attribute())
	for i, n := range nodes {
		switch {
		case !w.In(i) || n == nil:
		case n.Kind == snapshot.Null:
			w.nullAsAbsent(nodes)
			return true
		case n.Kind == snapshot.Secret:
			byForm = byForm && n.Flags&standIn == 0
		default:
			byForm = byForm && n.Kind == snapshot.String && identifier(n.Text)
		}
	}
	w.Classes(nodes, func(i, j int) bool { return nodes[i].Kind == nodes[j].Kind && nodes[i].Text == nodes[j].Text })
	if byForm {
		w.Count(record.Equivalent, nodes)
		w.EmitEquivalent(nodes)
		return true
	}
	for i, n := range nodes {
		for j := range i {
			if w.Class(i) >= 0 && w.Class(j) == w.Class(i) && w.Env(i) != w.Env(j) && n.Kind == snapshot.Secret && n.Flags&standIn == 0 && !w.harmless() {
				w.Emit(drift.Shared, nodes).Facts.SecretShared = true // of these two, whatever a third has
				return true
			}
		}
	}
	w.Emit(drift.Changed, nodes)
	return true
}

// nullAsAbsent compares nodes as if null were not written.
func (w *Comparison) nullAsAbsent(nodes []*snapshot.Node) {
	row := w.Row()
	defer w.Release()
	for i, n := range nodes {
		if row[i] = n; n != nil && n.Kind == snapshot.Null {
			row[i] = nil
		}
	}
	w.Partly(row)
}

// identifier reports whether a text is one long word of letters and digits, as ids are.
func identifier(text string) bool {
	const shortest = 12 // as for what is sealed by its form
	return len(text) >= shortest && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == "" &&
		strings.ContainsAny(text, "0123456789")
}

// sharedAmongSome finds two environments that share a value each should have for itself, where other values differ.
func (w *Comparison) sharedAmongSome(nodes []*snapshot.Node) bool {
	if !w.Here().Names {
		return false
	}
	for i, n := range w.Present(nodes) {
		if n.Kind != snapshot.String || values.Boolean(n.Text) { // a switch names nothing, whatever its name
			continue
		}
		for j := range i {
			m := nodes[j]
			if w.In(j) && m != nil && m.Kind == snapshot.String && m.Text == n.Text && w.Env(i) != w.Env(j) && !w.ofAllBut(n.Text, w.Env(i), w.Env(j)) {
				w.Classes(nodes, func(a, b int) bool { return nodes[a].Text == nodes[b].Text })
				w.Emit(drift.Shared, nodes)
				return true
			}
		}
	}
	return false
}

// ofAllBut reports whether environments i and j share a word for all environments but the reference: `nonprod`.
func (w *Comparison) ofAllBut(text string, i, j int) bool {
	if w.Without[valueForMany] {
		return false
	}
	if i == w.Reference || j == w.Reference {
		return false
	}
	return names.ForMany(text)
}

// sharedByAll handles a value that is the same in all and has no environment's word in it. It reports the value if the attribute names the
// environment, or if accounts differ and the named thing can only exist in one.
func (w *Comparison) sharedByAll(nodes []*snapshot.Node, n *snapshot.Node) bool {
	p := w.Here()
	if !(p.Names && w.environmentName(n.Text) && !kindOfPlace(w.Attribute())) && !w.nobodys(p, n.Text) && !(p.Owned && w.Accounts > 1 && ownable(w.Attribute(), n.Text)) {
		return false
	}
	if len(w.having(nodes)) < 2 {
		return false
	}
	w.Classes(nodes, func(_, _ int) bool { return true })
	w.Emit(drift.Shared, nodes)
	return true
}

// kindOfPlace reports whether a name only says in what kind of place something runs: `env: standard` of App Engine, `stage`, or a name whose
// last word is not the environment's, as `compute_environment_type` of AWS Batch. There, a value that names no environment of the system means
// none. `SENTRY_ENVIRONMENT` and `ENVIRONMENT_NAME` name one.
func kindOfPlace(name string) bool {
	switch names.Plain(name) {
	case "env", "stage", "tier":
		return true
	}
	list := names.Words(name)
	if n := len(list); n > 1 && list[n-1] == "name" {
		list = list[:n-1]
	}
	return len(list) == 0 || !strings.HasSuffix(list[len(list)-1], "env") && list[len(list)-1] != "environment"
}

// having returns the environments that have a value at the present place.
func (w *Comparison) having(nodes []*snapshot.Node) map[int]bool {
	envs := map[int]bool{}
	for i := range w.Present(nodes) {
		envs[w.Env(i)] = true
	}
	return envs
}

// nobodys reports whether all environments have the name of an environment that this system does not have: `dev` in test, staging and prod. Words
// for production are left out, because they often mean a way of running.
func (w *Comparison) nobodys(p leaks.Place, text string) bool {
	if p.Mode || p.Plan || p.Prose || p.Team {
		return false
	}
	list := names.Words(w.Attribute())
	if !names.OnlyAnEnvironment(text) || len(list) == 0 {
		return false
	}
	switch list[len(list)-1] {
	case "branch", "ref", "revision", "profile", "profiles", "mode", "group", "groups", "dependencies", "scope", "tag", "channel", "track":
		return false
	}
	return true
}

// environmentName reports whether text could name an environment: one short word.
func (w *Comparison) environmentName(text string) bool {
	return len(text) <= 24 && vocabulary.PositionOf(text) != vocabulary.Prose && !strings.ContainsAny(text, "/:${} .") && !digitsOnly(text) && !values.Boolean(text)
}

// ownable reports whether text names a thing that exists only once worldwide, so that two accounts cannot both have it: a bucket, an ARN, a URL.
// A queue of one name in every account is right.
func ownable(key, text string) bool {
	if len(text) < 6 || strings.ContainsAny(text, "${} ") || digitsOnly(text) {
		return false
	}
	return strings.Contains(text, "://") || strings.HasPrefix(text, "arn:") || slices.Contains(names.Words(key), "bucket")
}

func digitsOnly(text string) bool { return strings.Trim(text, "0123456789.") == "" }

// sameKey finds the generated id of a key that is the same under two accounts. The id should differ as the account does.
func (w *Comparison) sameKey(nodes []*snapshot.Node) bool {
	for i, n := range w.Present(nodes) {
		account, id := keyID(n)
		if id == "" {
			return false
		}
		for j := range i {
			if !w.In(j) || nodes[j] == nil || w.Env(i) == w.Env(j) {
				continue
			}
			if other, same := keyID(nodes[j]); same == id && other != account {
				w.Classes(nodes, func(a, b int) bool { return nodes[a].Text == nodes[b].Text })
				w.Emit(drift.Shared, nodes)
				return true
			}
		}
	}
	return false
}

// keyID takes account and generated id out of the ARN of a key.
func keyID(n *snapshot.Node) (account, id string) {
	if n.Kind != snapshot.String || !strings.HasPrefix(n.Text, "arn:") {
		return "", ""
	}
	part := strings.SplitN(n.Text, ":", 6)
	if len(part) < 6 || !strings.HasPrefix(part[5], "key/") || len(part[5]) < 40 {
		return "", ""
	}
	return part[4], part[5]
}
