package dependencies

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/envparity/envparity/collectors/parse"
)

// inspect checks a lock file before its reader, which skips what it does not know, and in some formats accepts half a file. It returns the text
// to read.
func inspect(name string, src []byte) ([]byte, []parse.Problem) {
	src, faults := parse.UTF8(src)
	if lacks := missing(name, string(src)); lacks != "" {
		line := bytes.Count(src, []byte{'\n'}) + 1
		faults = append(faults, parse.Problem{Line: line, Lost: true, Text: fmt.Sprintf(
			"it does not hold %s, as the tool that writes it always does: it seems to be cut off", lacks,
		)})
		if i := bytes.LastIndexByte(src, '\n'); i < len(src)-1 { // the last line may hold half a version
			src = src[:i+1]
		}
	}
	if strings.HasPrefix(name, "requirements") || strings.HasSuffix(name, "requirements.txt") {
		var more []parse.Problem
		src, more = requirementLines(src)
		faults = append(faults, more...)
	}
	return src, faults
}

// missing returns what a lock file lacks that its tool always writes at the end, for formats in which half a file is valid; "" if it lacks
// nothing or is empty.
func missing(name, text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	switch name {
	case "yarn.lock", "Cargo.lock", "uv.lock", "pnpm-lock.yaml", "go.mod":
		if !strings.HasSuffix(text, "\n") {
			return "a line break at its end"
		}
	case "Gemfile.lock":
		return without(text, "DEPENDENCIES")
	case "poetry.lock":
		return without(text, "[metadata]")
	case "gradle.lockfile":
		return without(text, "empty=")
	}
	return ""
}

// without returns begin, quoted, if no line of text begins with it.
func without(text, begin string) string {
	if strings.Contains("\n"+text, "\n"+begin) {
		return ""
	}
	return fmt.Sprintf("%q", begin)
}

// requirement matches the beginning of a line of a requirements file that names a package (PEP 508).
func requirement() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[^\]]*\])?\s*($|[=<>!~;@#(,])`)
}

// requirementLines reports the lines of a requirements file that pip does not accept, and removes them.
func requirementLines(src []byte) ([]byte, []parse.Problem) {
	var faults []parse.Problem
	lines := strings.Split(string(src), "\n")
	known := requirement()
	continued := false
	for i, raw := range lines {
		l := strings.TrimSpace(raw)
		was := continued
		continued = strings.HasSuffix(l, `\`)
		switch {
		case was, l == "", l[0] == '#', l[0] == '-', l[0] == '.', l[0] == '/', l[0] == '$', strings.Contains(l, "://"), known.MatchString(l):
			continue
		}
		faults = append(faults, parse.Problem{Line: i + 1, Lost: true, Text: "a line that names no package"})
		lines[i] = ""
	}
	if len(faults) == 0 {
		return src, nil
	}
	return []byte(strings.Join(lines, "\n")), faults
}

// formatOf returns the syntax of a lock file or SBOM; parse.None if it has one of its own.
func formatOf(name string) parse.Format {
	switch path.Base(name) {
	case "Pipfile.lock", "composer.lock", "Package.resolved":
		return parse.FormatJSON
	case "Cargo.lock", "poetry.lock", "uv.lock", "pdm.lock":
		return parse.FormatTOML
	case "pubspec.lock":
		return parse.FormatYAML
	}
	return parse.Detect(name)
}

// fault finds the faulty line of a lock file that its reader refused, and the fault, by parsing it in its syntax. If that finds none, it returns
// the last line, where a cut file ends, and the reader's own message.
func fault(name string, src []byte) (line int, why string) {
	if strings.HasSuffix(name, ".xml") {
		return xmlFault(src)
	}
	format := formatOf(name)
	if format != parse.None && format != parse.FormatHCL {
		for _, p := range parse.Text(format, src).Problems {
			if p.Lost && p.Line > 0 {
				return p.Line, p.Text
			}
		}
	}
	return bytes.Count(bytes.TrimRight(src, "\n"), []byte{'\n'}) + 1, ""
}

func xmlFault(src []byte) (line int, why string) {
	dec := xml.NewDecoder(bytes.NewReader(src))
	for {
		if _, err := dec.Token(); err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				return syntax.Line, "not valid xml: it is malformed, or ends early"
			}
			line, _ := dec.InputPos()
			return line, ""
		}
	}
}

// plain returns an extractor's error in one line, without the parts that the outcome repeats.
func plain(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	for _, cut := range []string{"could not extract: ", "could not extract ", "could not parse: "} {
		s = strings.TrimPrefix(s, cut)
	}
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}
