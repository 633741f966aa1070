package query

import (
	"sort"
	"strings"
)

// Completion is one possible continuation.
type Completion struct {
	Text string // the whole query with the completion
	Show string // the completed part: "verdict:must"
	Help string
}

// Complete lists continuations at the end of text. values returns the existing values of a field without fixed ones (owners, rules,
// environments), most frequent first. It returns at most limit completions.
func Complete(text string, values func(field string) []string, limit int) []Completion {
	start := strings.LastIndexAny(text, " \t") + 1
	if strings.Count(text, `"`)%2 == 1 {
		return nil
	}
	head, word := text[:start], text[start:]
	neg := ""
	if strings.HasPrefix(word, "-") || strings.HasPrefix(word, "!") {
		neg, word = word[:1], word[1:]
	}
	var out []Completion
	field, part, isField := strings.Cut(word, ":")
	if !isField {
		for _, f := range Fields() {
			if strings.HasPrefix(f.Name, strings.ToLower(word)) {
				out = append(out, Completion{head + neg + f.Name + ":", f.Name + ":", f.Help})
			}
		}
		return out[:min(len(out), limit)]
	}
	if a, ok := aliases()[field]; ok {
		field = a
	}
	before, last := "", part
	if i := strings.LastIndexByte(part, ','); i >= 0 {
		before, last = part[:i+1], part[i+1:]
	}
	candidates := fieldNamed(field).Values
	if candidates == nil && values != nil {
		candidates = values(field)
	}
	last = strings.ToLower(last)
	var prefix, inside []Completion
	for _, v := range candidates {
		low := strings.ToLower(v)
		shown := v
		if strings.ContainsAny(v, " \t") {
			shown = `"` + v + `"`
		}
		c := Completion{head + neg + field + ":" + before + shown, field + ":" + before + shown, ""}
		switch {
		case low == last:
		case strings.HasPrefix(low, last):
			prefix = append(prefix, c)
		case strings.Contains(low, last):
			inside = append(inside, c)
		}
	}
	out = append(prefix, inside...)
	return out[:min(len(out), limit)]
}

// Count is a value and its frequency.
type Count struct {
	Value string
	N     int
}

// ByFrequency returns the values of counts, most frequent first, equals by name.
func ByFrequency(counts map[string]int) []string {
	list := make([]Count, 0, len(counts))
	for v, n := range counts {
		list = append(list, Count{v, n})
	}
	sort.Slice(list, func(i, j int) bool {
		if list[i].N != list[j].N {
			return list[i].N > list[j].N
		}
		return list[i].Value < list[j].Value
	})
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].Value
	}
	return out
}

// Exactly returns a term that matches only the text s. A character that cannot be quoted becomes "?", which matches it.
func Exactly(s string) string {
	s = "=" + strings.NewReplacer(`"`, "?", ",", "?", "*", "?").Replace(s)
	if strings.ContainsAny(s, " \t") {
		return `"` + s + `"`
	}
	return s
}
