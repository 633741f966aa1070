package discover

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

var (
	// profileLine names the profile that a document of a Spring configuration is for.
	profileLine = regexp.MustCompile(`(?m)^\s*(?:on-profile|spring\.config\.activate\.on-profile|profiles)\s*:\s*["']?([A-Za-z][\w-]*)["']?\s*$`)
	// elementLine gives an element of a generator's list a value.
	elementLine = regexp.MustCompile(`(?m)^\s*(?:-\s*)?[\w.-]+:\s*["']?([A-Za-z][\w-]*)["']?\s*(?:#.*)?$`)
)

// lists mentions a file that lists environments in a way that is not read for each of them: documents of Spring's profiles, the generators of
// an ApplicationSet.
func (s *search) lists(parent, name string) {
	text := peek(s.fsys, path.Join(parent, name))
	why, line := "", profileLine
	switch {
	case bytes.Contains(text, []byte("kind: ApplicationSet")) && bytes.Contains(text, []byte("elements:")):
		why, line = "an ApplicationSet that lists ", elementLine
		text = text[bytes.Index(text, []byte("elements:")):]
	case bytes.Contains(text, []byte("\n---")) && profileLine.Match(text):
		why = "documents for "
	default:
		return
	}
	var found []occurrence
	var words []string
	for _, m := range line.FindAllSubmatch(text, -1) {
		word := string(m[1])
		if c, ok := wordClass(word); ok && !slices.Contains(words, word) {
			words = append(words, word)
			found = append(found, occurrence{class: c, env: word, word: word, name: word})
		}
	}
	if len(classesOf(found)) >= 2 && telling(found) {
		s.miss(config.NotTaken{Path: path.Join(parent, name), Why: why + strings.Join(words, ", ") + ", of which none is read by itself"})
	}
}
