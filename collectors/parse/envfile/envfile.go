// Package envfile reads files of NAME=value lines as named programs read them: Docker, Compose, the libraries of Node.js, Ruby and Python, the
// shell, systemd. The programs agree on plain assignments and differ in quotes, escapes, comments and references. The package does no I/O and
// runs nothing.
package envfile

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
)

// Dialect names the program whose rules apply.
type Dialect string

// The dialects, with the versions that the tests compare them with.
const (
	Docker  Dialect = "docker"  // docker run --env-file: github.com/docker/cli 29.7.2, pkg/kvfile
	Compose Dialect = "compose" // github.com/compose-spec/compose-go/v2 2.16.2, dotenv
	Node    Dialect = "node"    // dotenv 17.4.2 of npm
	Vite    Dialect = "vite"    // dotenv 17.4.2 with dotenv-expand 12.0.3, as Vite and Next.js read
	Ruby    Dialect = "ruby"    // dotenv 3.2.0 of RubyGems
	Python  Dialect = "python"  // python-dotenv 1.2.2
	Shell   Dialect = "shell"   // a POSIX shell that sources the file: mvdan.cc/sh/v3 3.14.1
	Systemd Dialect = "systemd" // EnvironmentFile= of systemd 252, src/basic/env-file.c
)

// Dialects lists them, for messages.
func Dialects() []Dialect {
	return []Dialect{Docker, Compose, Node, Vite, Ruby, Python, Shell, Systemd}
}

// Variable is one variable of a file. The last assignment of a repeated name wins.
type Variable struct {
	Name    string
	Value   string
	Line    int    // 1-based line on which its assignment begins
	Unknown string // why the value is unknown; Value is then its source text
}

// Problem is a place that the program refuses or skips silently.
type Problem struct {
	Line int // 1-based; 0 for the whole file
	Text string
	Lost bool // the text there is not read
}

// File is the result of reading one file as a program does.
type File struct {
	Variables []Variable
	Problems  []Problem
}

// Reasons why a value is unknown.
const (
	fromOutside = "taken from the surroundings"
	ofCommand   = "printed by a command"
)

// Read reads text by the rules of d.
func Read(d Dialect, text string) File {
	r := reader{at: map[string]int{}}
	if d == Compose || d == Vite || d == Ruby || d == Python || d == Shell {
		if line := multiplied(text); line > 0 {
			r.refuse(line, "references multiply to more than %d MB of one variable or %d MB of all; write the values out", bounds.Expanded>>20, bounds.ExpandedFile>>20)
			return r.file
		}
	}
	switch d {
	case Docker:
		r.docker(text)
	case Compose:
		r.compose(text)
	case Node:
		r.node(text)
	case Vite:
		r.node(text)
		r.expandVite()
	case Ruby:
		r.ruby(text)
	case Python:
		r.python(text)
	case Shell:
		r.shell(text)
	case Systemd:
		r.systemd(text)
	default:
		r.lose(0, "no dialect is called %q", d)
	}
	return r.file
}

// reader collects the variables of one file.
type reader struct {
	file File
	at   map[string]int // index in file.Variables, by name
}

func (r *reader) set(v Variable) {
	if i, ok := r.at[v.Name]; ok {
		r.file.Variables[i] = v
		return
	}
	r.at[v.Name] = len(r.file.Variables)
	r.file.Variables = append(r.file.Variables, v)
}

// get returns the variable of that name so far.
func (r *reader) get(name string) (Variable, bool) {
	i, ok := r.at[name]
	if !ok {
		return Variable{}, false
	}
	return r.file.Variables[i], true
}

// lines converts offsets of text to lines. Offsets must not decrease from call to call.
type lines struct {
	text string
	off  int
	line int
}

func (l *lines) of(off int) int {
	if off > l.off {
		l.line += strings.Count(l.text[l.off:off], "\n")
		l.off = off
	}
	return l.line + 1
}

// Known reports whether d is a dialect.
func Known(d Dialect) bool { return slices.Contains(Dialects(), d) }
