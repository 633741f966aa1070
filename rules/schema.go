package rules

import (
	"sort"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// A fact is one documented property of a drift for rules. Exactly one getter is set.
type fact struct {
	name string // dotted: "drift.kind"
	doc  string
	enum []string // the possible values, if they are few: a misspelt one is an error at load time

	str    func(*facts) (string, bool) // false: no such value, null in a rule
	num    func(*facts) float64
	yes    func(*facts) bool
	list   func(*facts) []string
	texts  func(f *facts, key string) (string, bool) // a map by environment, or by label
	counts func(f *facts, key string) float64        // a map by environment
	keys   func(*facts) []string                     // of a map that is not by environment

	state func(to *drift.Drift, v stated) // sets the fact from an example; nil for a fact that follows from an example's values
}

// stated is an example's value of a fact that only a whole audit finds.
type stated struct {
	yes    bool
	text   string
	number float64
}

func (d *fact) ctyType() cty.Type {
	switch {
	case d.str != nil:
		return cty.String
	case d.num != nil:
		return cty.Number
	case d.yes != nil:
		return cty.Bool
	case d.list != nil:
		return cty.List(cty.String)
	case d.texts != nil:
		return cty.Map(cty.String)
	default:
		return cty.Map(cty.Number)
	}
}

// ctyValue evaluates the fact for the general evaluator.
func (d *fact) ctyValue(f *facts) cty.Value {
	switch {
	case d.str != nil:
		if s, ok := d.str(f); ok {
			return cty.StringVal(s)
		}
		return cty.NullVal(cty.String)
	case d.num != nil:
		return cty.NumberFloatVal(d.num(f))
	case d.yes != nil:
		return cty.BoolVal(d.yes(f))
	case d.list != nil:
		return ctyList(d.list(f))
	}
	keys := f.envNames()
	if d.keys != nil {
		keys = d.keys(f)
	}
	vals := make(map[string]cty.Value, len(keys))
	for _, k := range keys {
		if d.counts != nil {
			vals[k] = cty.NumberFloatVal(d.counts(f, k))
		} else if s, ok := d.texts(f, k); ok {
			vals[k] = cty.StringVal(s)
		} else {
			vals[k] = cty.NullVal(cty.String)
		}
	}
	if len(vals) == 0 {
		return cty.MapValEmpty(d.ctyType().ElementType())
	}
	return cty.MapVal(vals)
}

func ctyList(ss []string) cty.Value {
	if len(ss) == 0 {
		return cty.ListValEmpty(cty.String)
	}
	out := make([]cty.Value, len(ss))
	for i, s := range ss {
		out[i] = cty.StringVal(s)
	}
	return cty.ListVal(out)
}

func (f *facts) envNames() []string {
	out := make([]string, len(f.run.envs))
	for i := range f.run.envs {
		out[i] = f.run.envs[i].Name
	}
	return out
}

func always(get func(*facts) string) func(*facts) (string, bool) {
	return func(f *facts) (string, bool) { return get(f), true }
}

// schemaFacts lists all facts. It is the language's only definition. docs/rules.md has the same list, and a test compares them.
func schemaFacts() []fact {
	out := append(driftFacts(), storyFacts()...)
	out = append(out, sideFacts()...)
	out = append(out, leakFacts()...)
	return append(out, understoodFacts()...)
}

func driftFacts() []fact {
	pillars := make([]string, 0, 6)
	for _, p := range snapshot.Pillars() {
		pillars = append(pillars, string(p))
	}
	return []fact{
		{
			name: "drift.kind", doc: "what kind of difference it is", enum: []string{"changed", "missing", "extra", "type-changed", "leaked", "shared", "misspelt", "equivalent"},
			str: always(func(f *facts) string { return string(f.drift.Kind) }),
		},
		{name: "drift.pillar", doc: "the aspect of the environment it belongs to", enum: pillars, str: always(func(f *facts) string { return string(f.drift.Pillar) })},
		{name: "drift.type", doc: "the type of its source, whatever the source is called: kubernetes, terraform, envvars…", str: always(func(f *facts) string { return f.res.Type })},
		{name: "drift.collector", doc: "the name of its source: what `as` says, else the type", str: always(func(f *facts) string { return f.drift.Collector })},
		{name: "drift.path", doc: "the attribute's path inside the resource; \"\" for a whole resource", str: always(func(f *facts) string { return f.path })},
		{name: "drift.name", doc: "what people call the setting: the last key of the path that names something, else the resource", str: always((*facts).subject)},
		{name: "drift.one_sided", doc: "some environments have it and others do not: its kind is missing or extra", yes: func(f *facts) bool {
			return f.drift.Kind == drift.Missing || f.drift.Kind == drift.Extra
		}},
		{name: "drift.whole", doc: "a whole resource rather than one attribute", yes: func(f *facts) bool { return f.path == "" }},
		{name: "drift.variable", doc: "an environment variable, wherever it is written", yes: (*facts).variable},
		{name: "drift.declaration", doc: "a whole Terraform variable that is declared, and given no value of its own", yes: (*facts).declaration},
		{
			name: "drift.fleet", doc: "an entry of a list whose keys all have the environment's own name in them, such as machines by their host names",
			yes: func(f *facts) bool { return f.drift.Fleet }, state: func(to *drift.Drift, v stated) { to.Fleet = v.yes },
		},
		{name: "drift.confidence", doc: "of the alignment, 1 for exact names", num: func(f *facts) float64 { return f.drift.Confident }},
		{name: "drift.stand", doc: "which environments agree: \"prod alone\"", str: always(func(f *facts) string { return f.drift.Split })},
		{name: "drift.places", doc: "how many places have the same cause, this one included", num: func(f *facts) float64 { return float64(1 + len(f.head.Places)) }},
		{name: "resource.kind", doc: "Deployment, aws_db_instance, flag…", str: always(func(f *facts) string { return f.res.Kind })},
		{name: "resource.name", doc: "the aligned resource's name", str: always(func(f *facts) string { return f.res.Name })},
		{name: "resource.scope", doc: "namespace, module path or file", str: always(func(f *facts) string { return f.res.Scope })},
		{name: "resource.owner", doc: "from labels, CODEOWNERS or config; \"\" for nobody", str: always((*facts).ownerName)},
		{
			name: "resource.labels", doc: "labels or tags; null for one that is not there", texts: func(f *facts, k string) (string, bool) { s, ok := f.res.Labels[k]; return s, ok },
			keys: func(f *facts) []string { return sortedKeys(f.res.Labels) },
		},
	}
}

func sideFacts() []fact {
	state := []string{"present", "absent", "unknown"}
	return []fact{
		{name: "reference", doc: "the name of the reference environment", str: always(func(f *facts) string { return f.run.reference })},
		{name: "environments", doc: "those that differ from the reference (leaked: those that leak; shared: those that share)", list: (*facts).environments},
		{
			name: "one_line", doc: "those environments have it from one line of one file, which others have, too: of defaults, or of code that all share", yes: (*facts).oneLine,
			state: func(to *drift.Drift, v stated) {
				for i := range to.Sides {
					if v.yes {
						to.Sides[i].Source = snapshot.Source{File: "defaults.yaml", Line: 1}
					}
				}
			},
		},
		{name: "present", doc: "environments that have it", list: func(f *facts) []string { return f.inState(drift.Present) }},
		{name: "absent", doc: "environments that have it not", list: func(f *facts) []string { return f.inState(drift.AbsentState) }},
		{name: "unknown", doc: "environments that were not observed", list: func(f *facts) []string { return f.inState(drift.UnknownState) }},
		{name: "agree", doc: "environments that were observed and agree with the reference", list: (*facts).agree},
		{name: "written_alike", doc: "they have the reference's value letter by letter, with no name of their own in it", yes: (*facts).writtenAlike},
		{name: "alike", doc: "which environments have one and the same value, as a clause: \"staging and prod agree\"; \"\" where each has its own", str: always((*facts).alike)},
		{name: "only", doc: "\"Only\", or \"Of the environments that were observed, only\" where some were not, to begin a reason with", str: always((*facts).only)},
		{name: "ephemeral", doc: "environments that are previews", list: func(f *facts) []string { return f.run.ephemeral }},
		{name: "outlier", doc: "the environment that stands alone, \"\" if none", str: always(func(f *facts) string { return f.drift.Facts.Outlier }), state: func(to *drift.Drift, v stated) { to.Facts.Outlier = v.text }},
		{name: "value", doc: "each environment's value as text; null where it is absent, unknown or null", texts: func(f *facts, k string) (string, bool) { return f.text(f.index(k)) }},
		{name: "state", doc: "each environment's state", enum: state, texts: func(f *facts, k string) (string, bool) { return string(f.stateOf(f.index(k))), true }},
		{name: "ref.value", doc: "the reference's value", str: func(f *facts) (string, bool) { return f.text(f.run.ref) }},
		{name: "ref.private", doc: "it is a URL to a host that only the own network reaches", yes: func(f *facts) bool { t, _ := f.text(f.run.ref); return private(t) }},
		{name: "other.private", doc: "the value of the differing environment closest to the reference is such a URL", yes: func(f *facts) bool { t, _ := f.text(f.other()); return private(t) }},
		{name: "ref.state", doc: "the reference's state", enum: state, str: always(func(f *facts) string { return string(f.stateOf(f.run.ref)) })},
		{name: "other.environment", doc: "the differing environment closest to the reference", str: always(func(f *facts) string {
			if i := f.other(); i >= 0 {
				return f.run.envs[i].Name
			}
			return ""
		})},
		{name: "other.value", doc: "its value", str: func(f *facts) (string, bool) { return f.text(f.other()) }},
		{name: "other.state", doc: "its state", enum: state, str: always(func(f *facts) string { return string(f.stateOf(f.other())) })},
		{name: "turned_on", doc: "environments in which the value is a switch that is on", list: func(f *facts) []string { return f.switched(true) }},
		{name: "turned_off", doc: "environments in which the value is a switch that is off", list: func(f *facts) []string { return f.switched(false) }},
		{
			name: "guarded", doc: "environments in which the switch leaves its guard on: AUTH_ENABLED is on, or DISABLE_AUTH, SKIP_AUTH, AUTH_FALLBACK is off",
			list: func(f *facts) []string { return f.guarded(true) },
		},
		{name: "unguarded", doc: "environments in which the switch turns its guard off", list: func(f *facts) []string { return f.guarded(false) }},
		{
			name: "laptops_alone", doc: "only developers' machines differ: environments at least half of whose addresses are on the machine itself", yes: (*facts).laptopsAlone,
			state: func(to *drift.Drift, v stated) { to.Facts.Laptops = strings.Fields(v.text) },
		},
		{name: "lowest_alone", doc: "only the environment farthest from the reference differs; the reference and one more at least agree", yes: (*facts).lowestAlone},
		{name: "reference_alone", doc: "only the reference differs; there are two others at least, and those that were observed agree", yes: (*facts).referenceAlone},
		{name: "placeholder", doc: "some value is a stand-in: changeme, TODO, <your-token>", yes: (*facts).placeholder},
		{name: "placeholders", doc: "environments whose value is a stand-in", list: func(f *facts) []string { return f.where(f.isPlaceholder) }},
		{name: "empties", doc: "environments whose value is present and empty", list: func(f *facts) []string { return f.where(f.isEmpty) }},
		{name: "empty", doc: "some value is present and empty", yes: (*facts).empty},
		{name: "shape", doc: "the look that all present values share; \"mixed\" if they do not", enum: []string{
			shapeEmpty, shapeBool, shapeNumber, shapeUUID, shapeHex, shapeDate, shapeEmail, shapeURL, shapeHost, shapeIP, shapeARN, shapeVersion,
			shapeExpression, shapePath, shapeName, shapeWord, shapeText, shapeMixed,
		}, str: always((*facts).theShape)},
		{
			name: "differs_in", doc: "all that differs between the texts: generated ids, numbers, letter case, white space, quotes round the whole, one letter of one word, a version in a path or reference, a remark behind the same build; \"\" when there is more", enum: []string{"", inIDs, inNumbers, inCase, inSpace, inQuotes, inLetter, inVersion, inRemark},
			str: always((*facts).differsIn),
		},
	}
}

// leakFacts are about names of environments in places of others.
func leakFacts() []fact {
	return []fact{
		{name: "leak.word", doc: "the foreign word found", str: always(func(f *facts) string {
			if s := f.leakSide(); s != nil {
				return s.Word
			}
			return ""
		})},
		{name: "leak.by_lowest", doc: "only the environment farthest from the reference, of those that have a value, mentions another's name", yes: (*facts).leaksLowest},
		{name: "leaks_of", doc: "environments whose names others mention", list: (*facts).leaksOf},
		{name: "leak.by_several", doc: "two environments at least mention one environment's name in one and the same value", yes: (*facts).leaksSeveral},
		{name: "leak.by_all_below", doc: "every environment but the reference that has a value mentions one environment's name, or is that environment", yes: (*facts).leaksBelow},
		{name: "leak.against_others", doc: "the others contradict it: the environment whose name is mentioned says so itself, and at least as many others as mention it name nobody else", yes: (*facts).leaksAgainstOthers},
		{name: "leak.the_owners", doc: "the value is that of the environment whose name it mentions, which has no other", yes: (*facts).leaksOwners},
		{name: "leak.of", doc: "the environment that the word belongs to", str: always(func(f *facts) string {
			if s := f.leakSide(); s != nil {
				return s.WordOf
			}
			return ""
		})},
	}
}

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func quote(s string) string { return strconv.Quote(s) }
