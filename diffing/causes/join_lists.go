package causes

import (
	"strconv"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// blockWay: the arguments of one block of Terraform, or the settings below one key whose names begin with the same word, that the same
// environments have and the others lack. Terraform's variables are excluded, because each is a setting by itself.
func blockWay(d *drift.Drift, p snapshot.Path) (string, int) {
	if !oneSided(d) || d.Path == "" {
		return "", 0
	}
	if tagged(d.Path) {
		return "labels " + d.Resource.ID + " " + string(d.Kind) + presence(d), 2
	}
	if dialectOf(d).PassesOn(d.Resource.Kind) || !dialectOf(d).Code() && d.Resource.Kind != "file" {
		return "", 0
	}
	if len(p) == 0 || p[len(p)-1].Kind != snapshot.StepKey || shouted(p[len(p)-1].Name) {
		return "", 0
	}
	first := ""
	if !dialectOf(d).Code() {
		list := names.Words(p[len(p)-1].Name)
		if len(list) < 2 {
			return "", 0
		}
		first = list[0]
	}
	return "block " + d.Resource.ID + " " + p[:len(p)-1].String() + " " + first + " " + string(d.Kind) + presence(d), 3
}

// entriesWay: the same setting of several entries of one list, in the same environments only: a rule that is switched off for a dozen front ends.
func entriesWay(d *drift.Drift, p snapshot.Path) (string, int) {
	if !oneSided(d) || d.Path == "" || len(p) < 2 {
		return "", 0
	}
	if last := p[len(p)-1]; last.Kind == snapshot.StepIndex || last.Kind == snapshot.StepElement && last.Name == "" {
		p = p[:len(p)-1] // a value of the setting, if the setting is a list
	}
	k, some := "entries "+d.Resource.ID+" "+string(d.Kind)+presence(d), false
	for i := range p {
		s := p[i]
		if i < len(p)-1 && s.Kind == snapshot.StepElement && s.Name != "" {
			s.Value, some = "", true
		}
		k += "/" + s.Name + "=" + s.Value
	}
	if !some {
		return "", 0
	}
	return k, 3
}

// oneOfTwo reports whether a variable has either this key or another one.
func oneOfTwo(key string) bool {
	switch key {
	case "value", "valueFrom", "secret", "secretRef", "secretKeyRef", "secretName", "configMap", "configMapKeyRef", "fieldRef":
		return true
	}
	return false
}

// elementWay: one element that the same lists of several resources lack: a cluster to which a dozen applications are rolled out.
func (g *gatherer) elementWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	list := listOf(d.Key)
	if !oneSided(d) || list == "" {
		return "", 0
	}
	k := "element " + d.Resource.Kind + " " + list + " " + string(d.Kind) + presence(d)
	for e := range d.Sides {
		if n := d.Sides[e].Node; n != nil {
			return k + " " + strconv.FormatUint(g.in.TreeHash(e, n), 16), 3
		}
	}
	return "", 0
}

// replacedWay: the values of one list where environments have different ones, and a variable's value in one environment with its source in
// another.
func replacedWay(d *drift.Drift, p snapshot.Path) (string, int) {
	if !oneSided(d) || d.Path == "" || len(p) < 2 {
		return "", 0
	}
	switch last := p[len(p)-1]; {
	case last.Kind == snapshot.StepElement && last.Name == "":
	case last.Kind == snapshot.StepKey && oneOfTwo(last.Name):
	default:
		return "", 0
	}
	k, first := "replaced "+d.Resource.ID+" "+p[:len(p)-1].String(), d.Sides[0].State
	for e := range d.Sides {
		if s := d.Sides[e].State; s == drift.UnknownState {
			return "", 0
		} else if s == first {
			k += " a"
		} else {
			k += " b"
		}
	}
	return k, 2
}

// inventoryWay: entries of one inventory, or the same attribute of several of them, that only the same environments have.
func inventoryWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if d.Entry == "" || !oneSided(d) {
		return "", 0
	}
	return "inventory " + d.Resource.ID + d.Entry + " " + string(d.Kind) + presence(d), 3
}

// fleetWay: entries of one list of things that each environment names for itself, in any environments and with any values.
func fleetWay(d *drift.Drift, _ snapshot.Path) (string, int) {
	if !d.Fleet || !oneSided(d) && d.Kind != drift.Changed {
		return "", 0
	}
	return "fleet " + d.Resource.ID + d.Entry, 2
}
