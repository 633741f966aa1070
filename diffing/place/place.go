package place

import (
	"strings"

	"github.com/envparity/envparity/diffing/coverage"
	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// System is what stays the same while the resources of a system are compared.
type System struct {
	tree.Setup

	Names    []string // of the environments
	Cover    *coverage.Coverage
	Stems    *leaks.Stems
	Homes    func() map[string]bool // registered domains with a host in which an environment names itself
	Accounts int                    // environments with an account of their own
}

// Reader is a walk over the trees of one resource, with what a text at the present place is for.
type Reader struct {
	*tree.Walk
	*System

	Judge *leaks.Judge
	Ref   drift.ResourceRef // of the present resource; zero while the vocabulary learns
}

// NewReader returns a reader that hands each place to v.
func (s *System) NewReader(v tree.Visitor) Reader {
	return Reader{Walk: tree.New(s.Setup, v), System: s, Judge: leaks.NewJudge(s.Lexicon, s.Stems, s.Homes, len(s.Names), s.Reference, s.Without)}
}

// At returns the present place for a text of env.
func (r *Reader) At(env int) leaks.At {
	return leaks.At{Env: env, Name: r.Attribute(), Place: r.Here()}
}

// Foreign returns the first word in text that belongs to another environment than env, if words bind at the present place.
func (r *Reader) Foreign(env int, pos vocabulary.Position, text string) (vocabulary.Hit, bool) {
	return r.Judge.Foreign(leaks.At{Env: env, Name: r.Attribute()}, pos, text)
}

// Innocent reports whether text names no environment at the present place.
func (r *Reader) Innocent(text string) bool {
	return !r.Lexicon.Speaks(text) || r.Judge.Innocent(r.Attribute(), text)
}

// Here returns the place of the walk.
func (r *Reader) Here() leaks.Place {
	n := len(r.Steps())
	if n > 0 && r.Steps()[n-1].Kind == snapshot.StepInside {
		return leaks.Place{}
	}
	if n == 1 && r.Steps()[0].Name == "name" && cloud(r.Main().Kind) {
		return leaks.Place{Bound: true} // looked up or made under that name
	}
	if n > 2 && r.Steps()[n-1].Name == "name" && r.Steps()[n-3].Name == "subjects" {
		return leaks.Place{Team: true} // who may act: groups and users
	}
	if r.namesAnother() {
		return leaks.Place{Label: true}
	}
	name := r.Attribute()
	if strings.HasSuffix(name, "/remoteRef/key") || name == "key" && n > 1 && (r.Steps()[n-2].Name == "remoteRef" || r.Steps()[n-2].Name == "secretKeyRef" || r.Under("backend")) {
		return leaks.Place{Bound: true} // the place of a secret or of the state
	}
	p := r.Judge.PlaceOf(name)
	if flag := leaks.FlagOf(r.Before()); p.Command && flag != "" {
		return r.Judge.Argument(flag)
	}
	return p
}

// KeyAbove returns the key above the present one. It skips the elements of lists.
func (r *Reader) KeyAbove() string {
	k := len(r.Steps()) - 2
	for k > 0 && r.Steps()[k].Kind != snapshot.StepKey {
		k--
	}
	return r.Steps()[k].Name
}

// namesAnother reports whether the walk is at the name of another object: `configMapRef.name`, `imagePullSecrets[…].name`. The key above is a
// reference or a kind of object.
func (r *Reader) namesAnother() bool {
	n := len(r.Steps())
	if n < 2 || r.Steps()[n-1].Name != "name" || r.Steps()[n-1].Kind != snapshot.StepKey {
		return false
	}
	switch above := r.KeyAbove(); above {
	case "configMap", "secret", "imagePullSecrets", "persistentVolumeClaim", "serviceAccount":
		return true
	default:
		return strings.HasSuffix(above, "Ref") || strings.HasSuffix(above, "Reference") || strings.HasSuffix(above, "_ref")
	}
}

// cloud reports whether a Terraform kind belongs to a cloud's provider.
func cloud(kind string) bool {
	kind = strings.TrimPrefix(kind, "data.")
	return strings.HasPrefix(kind, "aws_") || strings.HasPrefix(kind, "azurerm_") || strings.HasPrefix(kind, "google_")
}

// Under reports whether the walk is below a key of that name.
func (r *Reader) Under(name string) bool {
	for i := range r.Steps() {
		if r.Steps()[i].Name == name {
			return true
		}
	}
	return false
}

// Attribute returns the name of the present attribute: its last key, or the name of a name/value element (an env var, a Terraform variable).
func (r *Reader) Attribute() string {
	for k := len(r.Steps()) - 1; k >= 0; k-- {
		s := &r.Steps()[k]
		if s.Kind != snapshot.StepKey {
			continue
		}
		if s.Name == "value" || s.Name == "default" {
			if k == 0 {
				return r.Ref.Name
			}
			if r.Steps()[k-1].Kind == snapshot.StepElement {
				return r.Steps()[k-1].Value
			}
		}
		return s.Name
	}
	return r.Ref.Name
}

// Position returns the kind of text that a value at the present place is.
func (r *Reader) Position(text string) vocabulary.Position {
	if r.Here().Prose {
		return vocabulary.Prose
	}
	return vocabulary.PositionOf(text)
}

// Spot returns a name for the resource, and in a file of many things for the element of its outermost list.
func (r *Reader) Spot() string {
	main, steps := r.Main(), r.Steps()
	for i := range steps {
		if s := &steps[i]; s.Kind == snapshot.StepElement {
			return main.Kind + "/" + main.Name + "/" + s.Value
		}
	}
	if len(steps) > 0 && (main.Kind == "file" || main.Kind == "environment") {
		return main.Kind + "/" + main.Name + "/" + steps[0].Name
	}
	return main.Kind + "/" + main.Name
}
