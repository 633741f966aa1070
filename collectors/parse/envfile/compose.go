package envfile

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	composeenv "github.com/compose-spec/compose-go/v2/dotenv"
)

// compose uses the library of Compose. The library returns no lines and does not show which references are undefined.
func (r *reader) compose(text string) {
	text = strings.TrimPrefix(text, "\ufeff")
	if deepReferences(text) {
		r.refuse(0, "references are nested more than %d deep", maxNested)
		return
	}
	values, err := composeenv.UnmarshalWithLookup(text, nil)
	if err != nil {
		line := 0
		if m := regexp.MustCompile(`^line (\d+): `).FindStringSubmatch(err.Error()); m != nil { // the rest of the error quotes the line, which may hold a secret
			line, _ = strconv.Atoi(m[1])
		}
		r.refuse(line, "a line that compose cannot read, for which it refuses the file")
		return
	}
	const mark = "\x01"
	marked, err := composeenv.UnmarshalWithLookup(text, func(name string) (string, bool) {
		_, known := values[name]
		return mark, !known
	})
	if err != nil {
		marked = values
	}
	places := assignments(text)
	for _, name := range slices.SortedFunc(maps.Keys(values), func(a, b string) int {
		if d := places[a].line - places[b].line; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	}) {
		v := Variable{Name: name, Value: values[name], Line: places[name].line}
		if strings.Contains(marked[name], mark) && open(places[name].raw, values) {
			v.Value, v.Unknown = strings.TrimSpace(places[name].raw), fromOutside
		}
		r.set(v)
	}
	r.passedOver(newlines(text))
}

// place is the line of an assignment, and its text from the separator to the next assignment.
type place struct {
	name string
	line int
	raw  string
}

// assignments finds the last assignment of every name.
func assignments(text string) map[string]place {
	out := map[string]place{}
	for _, p := range inOrder(text) {
		out[p.name] = p
	}
	return out
}

// inOrder finds all assignments.
func inOrder(text string) []place {
	var out []place
	l := lines{text: text}
	found := regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+)?([\w.\[\]-]+)[ \t]*[=:]`).FindAllStringSubmatchIndex(text, -1)
	for i, m := range found {
		end := len(text)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		out = append(out, place{name: text[m[2]:m[3]], line: l.of(m[2]), raw: text[m[1]:end]})
	}
	return out
}

// open reports whether raw has a reference without a default to a name that the file does not define.
func open(raw string, known map[string]string) bool {
	for _, m := range regexp.MustCompile(`(?:^|[^$\\])\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))`).FindAllStringSubmatch(raw, -1) {
		if _, ok := known[m[1]+m[2]]; !ok {
			return true
		}
	}
	return false
}

// maxNested is how deep ${…:-${…}} may be nested. The library takes very long on more.
const maxNested = 32

func deepReferences(text string) bool {
	depth := 0
	for i := range len(text) {
		switch {
		case text[i] == '\n':
			depth = 0
		case text[i] == '{' && i > 0 && text[i-1] == '$':
			if depth++; depth > maxNested {
				return true
			}
		case text[i] == '}':
			depth = max(0, depth-1)
		}
	}
	return false
}
