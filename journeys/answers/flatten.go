package answers

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/words"
)

// leaf is one scalar of an answer, or an empty list or object.
type leaf struct {
	path  string // elements met by key: items[id=3].price
	shape string // elements as one: items[].price
	kind  string // string, number, bool, null, list, object
	text  string
	order []string // of a list: what its elements are known by, nil where they are not all known by something
}

// maxLeaves bounds what one answer may cost.
const maxLeaves = 5000

// flattener walks decoded JSON.
type flattener struct {
	keys      map[string]string // list shape path → key field
	unordered []string          // lists whose order does not matter
	out       []leaf
	cutOff    bool
}

func (f *flattener) add(l leaf) {
	if len(f.out) >= maxLeaves {
		f.cutOff = true
		return
	}
	f.out = append(f.out, l)
}

func (f *flattener) walk(path, shape string, v any) {
	if f.cutOff {
		return
	}
	switch t := v.(type) {
	case map[string]any:
		f.add(leaf{path: path, shape: shape, kind: "object"})
		asMap := mapLike(t)
		for _, k := range slices.Sorted(maps.Keys(t)) {
			s := join(shape, k)
			if asMap {
				s = join(shape, "{*}")
			}
			f.walk(join(path, k), s, t[k])
		}
	case []any:
		key := f.keyOf(shape, t)
		known := elements(t, key)
		if known != nil && ignored(leaf{path: path, shape: shape}, f.unordered) {
			t, known = sorted(t, known)
		}
		f.add(leaf{path: path, shape: shape, kind: "list", text: strconv.Itoa(len(t)), order: known})
		for i, e := range t {
			at := fmt.Sprintf("%s[%d]", path, i)
			if key != "" {
				at = fmt.Sprintf("%s[%s=%s]", path, key, words.Cut(journeys.TextOf(e.(map[string]any)[key]), 60))
			}
			f.walk(at, shape+"[]", e)
		}
	case string:
		f.add(leaf{path: path, shape: shape, kind: "string", text: t})
	case json.Number:
		f.add(leaf{path: path, shape: shape, kind: "number", text: t.String()})
	case bool:
		f.add(leaf{path: path, shape: shape, kind: "bool", text: strconv.FormatBool(t)})
	case nil:
		f.add(leaf{path: path, shape: shape, kind: "null", text: "null"})
	}
}

// keyOf returns the field by which the elements of a list meet: the configured one, or one of the usual ones when every
// element is an object that has it, each with another value. "" means by position.
func (f *flattener) keyOf(shape string, list []any) string {
	try := []string{"id", "key", "name", "code", "sku", "slug"}
	if k := f.keys[shape]; k != "" {
		try = []string{k}
	}
	for _, k := range try {
		seen := make(map[string]bool, len(list))
		ok := len(list) > 0
		for _, e := range list {
			m, isMap := e.(map[string]any)
			id, has := m[k]
			if !isMap || !has || seen[journeys.TextOf(id)] {
				ok = false
				break
			}
			switch id.(type) {
			case string, json.Number:
			default:
				ok = false
			}
			seen[journeys.TextOf(id)] = true
		}
		if ok {
			return k
		}
	}
	return ""
}

// mapLike tells an object whose keys are data from one whose keys are names: many of them, or long or odd ones.
func mapLike(m map[string]any) bool {
	if len(m) > 50 {
		return true
	}
	odd := 0
	for k := range m {
		if len(k) > 100 || k != "" && unicode.IsDigit(rune(k[0])) || strings.ContainsAny(k, " /:@") {
			odd++
		}
	}
	return odd > 0 && odd*2 >= len(m)
}

func join(path, key string) string {
	if strings.ContainsAny(key, ".[]") {
		key = `["` + key + `"]`
		return path + key
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
