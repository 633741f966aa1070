package envfile

import (
	"fmt"
	"strings"
	"unicode"
)

func (r *reader) lose(line int, format string, args ...any) {
	r.file.Problems = append(r.file.Problems, Problem{Line: line, Text: fmt.Sprintf(format, args...), Lost: true})
}

// refuse is lose for a program that then reads nothing of the file.
func (r *reader) refuse(line int, format string, args ...any) {
	r.file.Variables = nil
	clear(r.at)
	r.lose(line, format, args...)
}

// docker takes a value literally, with its quotes and trailing spaces.
func (r *reader) docker(text string) {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimLeftFunc(strings.TrimSuffix(line, "\r"), unicode.IsSpace)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		switch {
		case name == "":
			r.refuse(i+1, "a line without a variable's name, for which docker refuses the file")
			return
		case strings.ContainsAny(name, " \t"):
			r.refuse(i+1, "a variable's name with a space in it, for which docker refuses the file")
			return
		case !ok:
			r.set(Variable{Name: name, Line: i + 1, Unknown: fromOutside})
		default:
			r.set(Variable{Name: name, Value: value, Line: i + 1})
		}
	}
}
