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

// inspect looks a lock file over before its reader does, which passes over what it does not understand, and finds half a file as good as a
// whole one where the format allows it. It returns the text that is fit to be read.
func inspect(name string, src []byte) ([]byte, []parse.Problem) {
	src, faults := parse.UTF8(src)
	if lacks := missing(name, string(src)); lacks != "" {
		line := bytes.Count(src, []byte{'\n'}) + 1
		faults = append(faults, parse.Problem{Line: line, Lost: true, Text: fmt.Sprintf(
			"it does not hold %s, as the tool that writes it always does: it seems to be cut off", lacks,
		)})
		if i := bytes.LastIndexByte(src, '\n'); i < len(src)-1 { // what is on the last line may be half a version
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

// missing says what a lock file lacks that the tool writing it always ends it with, for formats in which half a file is a valid file;
// "" where it lacks nothing. A file without a word in it is another matter.
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

// without returns begin, quoted, where no line of text begins so.
func without(text, begin string) string {
	if strings.Contains("\n"+text, "\n"+begin) {
		return ""
	}
	return fmt.Sprintf("%q", begin)
}

// requirement is how a line of a requirements file that names a package begins (PEP 508).
func requirement() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[^\]]*\])?\s*($|[=<>!~;@#(,])`)
}

// requirementLines tells of the lines of a requirements file that are nothing pip knows, and leaves them out.
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

// formatOf is the syntax of a lock file or SBOM; parse.None where it has one of its own.
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

// fault finds the line on which a lock file that its reader refused is wrong, and in which way: by parsing its text as what it is. Where
// that tells nothing, the line is the last, on which a file that was cut off ends, and the sentence is the reader's own.
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

// plain is an extractor's error in one line, without what the outcome says already.
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
