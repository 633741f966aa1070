package diffing

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestAVariableThatOneEnvironmentLooksUpIsReported(t *testing.T) {
	at := func(env string, v any) *snapshot.Snapshot {
		r := res(snapshot.KindEnvironment, "api", m{"PORT": "1", "X": v})
		if text, ok := v.(openSecret); ok {
			r.Root = treeOf("", m{"PORT": "1", "X": sealed(text)})
			r.Root.Children[1].Flags |= snapshot.FlagOpen
		}
		return snap(env, r)
	}
	for name, c := range map[string]struct {
		test, staging, prod any
		drift               string
		alike               bool
		unknown             int
	}{
		"one text, looked up in one":             {"a$b", "a$b", expr("a$b"), `type-changed environment/api X "a$b" "a$b" <unknown>`, true, 1},
		"one text, looked up in two":             {"a$b", expr("a$b"), expr("a$b"), `type-changed environment/api X "a$b" <unknown> <unknown>`, true, 1},
		"other texts, looked up in one":          {"a-c", "a-c", expr("a$b"), `type-changed environment/api X "a-c" "a-c" <unknown>`, false, 1},
		"looked up in all":                       {expr("a$b"), expr("a$b"), expr("a$b"), "", false, 1},
		"looked up in none":                      {"a$b", "a$b", "a$b", "", false, 0},
		"what the others write differs":          {"one", "two", expr("a$b"), `changed environment/api X "one" "two" <unknown>`, false, 1},
		"one secret, looked up in one":           {sealed("a$b"), sealed("a$b"), openSecret("a$b"), "type-changed", true, 1},
		"two secrets, of which one is looked up": {sealed("one"), sealed("two"), openSecret("a$b"), "", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, at("test", c.test), at("staging", c.staging), at("prod", c.prod))
			switch c.drift {
			case "type-changed":
				if len(r.Drifts) != 1 || string(r.Drifts[0].Kind) != c.drift {
					t.Fatal(brief(r))
				}
			case "":
				expect(t, r)
			default:
				expect(t, r, c.drift)
			}
			if r.Counts.Unknown != c.unknown {
				t.Errorf("%d attributes are unknown, want %d", r.Counts.Unknown, c.unknown)
			}
			if len(r.Drifts) == 1 && (r.Drifts[0].Facts.LookedUp != nil && r.Drifts[0].Facts.LookedUp.Alike) != c.alike {
				t.Errorf("%+v, want alike %t", r.Drifts[0].Facts.LookedUp, c.alike)
			}
		})
	}
}

// openSecret is a secret that was an expression.
type openSecret string

func TestCodeThatRefersToOtherCodeIsNotLookedUp(t *testing.T) {
	r := compare(t, snap("staging", res("Deployment", "api", m{"host": "db"})), snap("prod", res("Deployment", "api", m{"host": expr("var.host")})))
	expect(t, r)
}
