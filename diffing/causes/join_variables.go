package causes

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// manyWay: at least five variables of one service that only the same environments have.
func manyWay(d *drift.Drift, p snapshot.Path) (string, int) {
	if !oneSided(d) || d.Path == "" || len(p) < 2 || !shouted(variableOf(p[len(p)-1])) {
		return "", 0
	}
	return "many " + d.Resource.ID + " " + p[:len(p)-1].String() + " " + string(d.Kind) + presence(d), 5
}

// variableOf returns the name of the variable that a step leads to, "" if it leads to none.
func variableOf(s snapshot.Step) string {
	switch {
	case s.Kind == snapshot.StepElement && s.Name == "name":
		return s.Value
	case s.Kind == snapshot.StepKey:
		return s.Name
	}
	return ""
}

// familyWay: variables of one service whose names begin alike (MAIL_API_KEY, MAIL_API_URL), in the same environments only.
func familyWay(d *drift.Drift, p snapshot.Path) (string, int) {
	if !oneSided(d) || d.Path == "" || len(p) == 0 {
		return "", 0
	}
	name := variableOf(p[len(p)-1])
	stem := ""
	if shouted(name) {
		stem = stemOf(name)
	}
	if stem == "" {
		return "", 0
	}
	return "family " + d.Resource.ID + " " + p[:len(p)-1].String() + " " + stem + " " + string(d.Kind) + presence(d), 2
}

// stemOf returns the words that a variable shares with its family: its first two, or the first of a name of two.
func stemOf(name string) string {
	list := names.Words(name)
	switch {
	case len(list) < 2:
		return ""
	case len(list) == 2:
		switch list[0] {
		case "ff", "feature", "flag", "enable", "disable", "use", "app", "is", "allow", "max", "min", "no", "skip", "default", "the", "my":
			return ""
		}
		return list[0]
	}
	return list[0] + " " + list[1]
}

// shouted reports whether a name is written as variables are: LOG_LEVEL.
func shouted(name string) bool {
	return strings.ToUpper(name) == name && strings.ContainsFunc(name, func(r rune) bool { return r >= 'A' && r <= 'Z' })
}

// standInWay: the same stand-in, in the same environments.
func standInWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Kind != drift.Changed || d.Path == "" {
		return "", 0
	}
	k, some := "", false
	for e := range d.Sides {
		n := d.Sides[e].Node
		if n != nil && (n.Kind == snapshot.String && snapshot.Placeholder(n.Text) || n.Kind == snapshot.Secret && n.Flags&snapshot.FlagPlaceholder != 0) {
			k, some = k+strconv.Itoa(e)+"="+n.Text+",", true // a secret has no text
		}
	}
	if !some {
		return "", 0
	}
	return "stand-in " + d.Collector + " " + d.Resource.Kind + " " + k, 2
}
