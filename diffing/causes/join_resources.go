package causes

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// likeNamedWay: resources of one kind, in the same environments only, whose names differ in one word in their middle: a queue for each of five
// consumers. Outside Terraform the last word may differ: the canary of each of five services.
func likeNamedWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if !oneSided(d) || d.Path != "" {
		return "", 0
	}
	if dialectOf(d).PassesOn(d.Resource.Kind) || d.Resource.Kind == "file" || d.Resource.Kind == snapshot.KindEnvironment || d.Resource.Kind == snapshot.KindService {
		return "", 0
	}
	list := names.Words(d.Resource.Name)
	if !dialectOf(d).Code() {
		if len(list) < 2 {
			return "", 0
		}
		return "named " + d.Resource.Kind + " … " + list[len(list)-1] + " " + string(d.Kind) + presence(d), 3
	}
	if len(list) < 3 {
		return "", 0
	}
	return "named " + d.Resource.Kind + " " + list[0] + " … " + list[len(list)-1] + " " + string(d.Kind) + presence(d), 3
}

// serviceWay: a service of a compose project and its variables, each a resource.
func serviceWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if !oneSided(d) || d.Path != "" || d.Resource.Kind != snapshot.KindService && d.Resource.Kind != snapshot.KindEnvironment {
		return "", 0
	}
	return "service " + d.Resource.Name + " " + string(d.Kind) + presence(d), 2
}

// countWay: resources of which Terraform makes one or none, alike in each environment. One switch controls them.
func countWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Kind != drift.Changed || !dialectOf(d).Counts(d.Path) {
		return "", 0
	}
	k := "count"
	for e := range d.Sides {
		s := &d.Sides[e]
		if s.State == drift.Present && s.Text != "0" && s.Text != "1" {
			return "", 0
		}
		k += " " + string(s.State) + s.Text
	}
	return k, 2
}

// releaseWay: images of several names that go from one and the same tag to another. That is one release of them all.
func releaseWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	f := d.Facts.Image
	if d.Kind != drift.Changed || f == nil || !f.TagChanged || f.NameChanged || f.RegistryChanged || f.DigestChanged {
		return "", 0
	}
	k := "release"
	for e := range d.Sides {
		s := &d.Sides[e]
		k += " " + string(s.State) + s.Text[strings.LastIndexByte(s.Text, ':')+1:]
	}
	return k, 3
}

// providerWay: the version of one provider in the lock files of several folders.
func providerWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Kind != drift.Changed || d.Resource.Kind != "provider" || d.Path != "version" {
		return "", 0
	}
	return "provider " + d.Resource.Name, 2
}

// lockWay: the versions of the providers in one lock file.
func lockWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Kind != drift.Changed || d.Resource.Kind != "provider" || d.Path != "version" || d.Facts.Semver == nil {
		return "", 0
	}
	k := "lock " + d.Resource.Scope + " " + strconv.FormatBool(d.Facts.Semver.Behind)
	for e := range d.Sides {
		k += " " + strconv.Itoa(d.Sides[e].Class)
	}
	return k, 2
}

// filesWay: configuration files that the same environments lack.
func filesWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if !oneSided(d) || d.Path != "" || d.Resource.Kind != "file" {
		return "", 0
	}
	return "files " + d.Collector + " " + string(d.Kind) + presence(d), 2
}

// roomWay: the requests and limits of one container.
func roomWay(d *drift.Drift, p snapshot.Path) (string, int) {
	if d.Kind != drift.Changed {
		return "", 0
	}
	if len(p) < 2 {
		return "", 0
	}
	switch n := len(p) - 2; p[n].Name {
	case "limits", "requests", "default", "defaultRequest":
		k := "room " + d.Resource.ID + " " + p[:n].String() + " " + p[n+1].Name
		for e := range d.Sides {
			k += " " + strconv.Itoa(d.Sides[e].Class)
		}
		return k, 2
	}
	return "", 0
}

// bareWay: resources of one source that exactly one environment lacks.
func bareWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Kind != drift.Missing || d.Path != "" {
		return "", 0
	}
	absent, present := 0, 0
	for e := range d.Sides {
		switch d.Sides[e].State {
		case drift.AbsentState:
			absent++
		case drift.Present:
			present++
		}
	}
	if absent != 1 || present < 2 {
		return "", 0
	}
	return "bare " + d.Collector + presence(d), 5
}
