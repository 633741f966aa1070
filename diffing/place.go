package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// reader is a walk over the trees of one group, with what a text at the present place is for. A comparison and a lesson are readers.
type reader struct {
	*tree.Walk

	c     *comparer
	g     *group
	judge *leaks.Judge
}

// at returns the present place for a text of env.
func (w *reader) at(env int) leaks.At {
	return leaks.At{Env: env, Name: w.hereName(), Place: w.here()}
}

// foreign returns the first word in text that belongs to another environment than env, if words bind at the present place.
func (w *reader) foreign(env int, pos vocabulary.Position, text string) (vocabulary.Hit, bool) {
	return w.judge.Foreign(leaks.At{Env: env, Name: w.hereName()}, pos, text)
}

// innocent reports whether text names no environment at the present place.
func (w *reader) innocent(text string) bool {
	return !w.c.lex.Speaks(text) || w.judge.Innocent(w.hereName(), text)
}

// here returns the place of the walk.
func (w *reader) here() leaks.Place {
	n := len(w.Steps())
	if n > 0 && w.Steps()[n-1].Kind == snapshot.StepInside {
		return leaks.Place{}
	}
	if n == 1 && w.Steps()[0].Name == "name" && cloud(w.Main().Kind) {
		return leaks.Place{Bound: true} // looked up or made under that name
	}
	if n > 2 && w.Steps()[n-1].Name == "name" && w.Steps()[n-3].Name == "subjects" {
		return leaks.Place{Team: true} // who may act: groups and users
	}
	if w.namesAnother() {
		return leaks.Place{Label: true}
	}
	name := w.hereName()
	if strings.HasSuffix(name, "/remoteRef/key") || name == "key" && n > 1 && (w.Steps()[n-2].Name == "remoteRef" || w.Steps()[n-2].Name == "secretKeyRef" || w.below("backend")) {
		return leaks.Place{Bound: true} // the place of a secret or of the state
	}
	p := w.judge.PlaceOf(name)
	if flag := leaks.FlagOf(w.Before()); p.Command && flag != "" {
		return w.judge.Argument(flag)
	}
	return p
}

// keyAbove returns the key above the present one. It skips the elements of lists.
func (w *reader) keyAbove() string {
	k := len(w.Steps()) - 2
	for k > 0 && w.Steps()[k].Kind != snapshot.StepKey {
		k--
	}
	return w.Steps()[k].Name
}

// namesAnother reports whether the walk is at the name of another object: `configMapRef.name`, `imagePullSecrets[…].name`. The key above is a
// reference or a kind of object.
func (w *reader) namesAnother() bool {
	n := len(w.Steps())
	if n < 2 || w.Steps()[n-1].Name != "name" || w.Steps()[n-1].Kind != snapshot.StepKey {
		return false
	}
	switch above := w.keyAbove(); above {
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

// below reports whether the walk is below a key of that name.
func (w *reader) below(name string) bool {
	for i := range w.Steps() {
		if w.Steps()[i].Name == name {
			return true
		}
	}
	return false
}

// hereName returns the name of the present attribute: its last key, or the name of a name/value element (an env var, a Terraform variable).
func (w *reader) hereName() string {
	for k := len(w.Steps()) - 1; k >= 0; k-- {
		s := &w.Steps()[k]
		if s.Kind != snapshot.StepKey {
			continue
		}
		if s.Name == "value" || s.Name == "default" {
			if k == 0 {
				return w.g.ref.Name
			}
			if w.Steps()[k-1].Kind == snapshot.StepElement {
				return w.Steps()[k-1].Value
			}
		}
		return s.Name
	}
	return w.g.ref.Name
}

// position returns the kind of text that a value at the present place is.
func (w *reader) position(text string) vocabulary.Position {
	if w.here().Prose {
		return vocabulary.Prose
	}
	return vocabulary.PositionOf(text)
}
