package envvars

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/collectors/parse/envfile"
	"github.com/envparity/envparity/snapshot"
)

// unit is one unit while its files are read.
type unit struct {
	in       collectors.Input
	git      *filetree.Git
	problems *collectors.Problems

	vars     map[string]snapshot.Node
	envFiles []envFileRef
	pass     []string // of PassEnvironment=
	unset    []string // of UnsetEnvironment=
	files    []string // the first is the resource's own
	lost     bool     // a file that may set variables was not read
}

// envFileRef is one EnvironmentFile= with its file and line.
type envFileRef struct {
	from     filetree.File
	line     int
	pattern  string
	optional bool
}

func (u *unit) file(name string) int16 {
	i := slices.Index(u.files, name)
	if i < 0 {
		u.files = append(u.files, name)
		i = len(u.files) - 1
	}
	return int16(i) //nolint:gosec // a unit has a handful of files
}

func (u *unit) root() snapshot.Node {
	root := snapshot.Node{Kind: snapshot.Map}
	if u.lost {
		root.Flags |= snapshot.FlagPartial
	}
	for _, n := range u.vars {
		root.Children = append(root.Children, n)
	}
	slices.SortFunc(root.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
	return root
}

// read reads the [Service] section of one file. A line that ends in a backslash continues in the next, and comments may stand between.
func (u *unit) read(f filetree.File, src string) {
	u.file(f.Path)
	section := ""
	lines := strings.Split(src, "\n")
	for i := 0; i < len(lines); i++ {
		line := i + 1
		l := strings.TrimSpace(lines[i])
		if l == "" || isUnitComment(l) {
			continue
		}
		for strings.HasSuffix(l, `\`) && i+1 < len(lines) {
			i++
			next := strings.TrimSpace(lines[i])
			if isUnitComment(next) {
				continue
			}
			l = strings.TrimSuffix(l, `\`) + " " + next
		}
		if l[0] == '[' {
			section = strings.Trim(l, "[]")
			continue
		}
		key, value, _ := strings.Cut(l, "=")
		if section == "Service" {
			u.setting(f, line, strings.TrimSpace(key), strings.TrimSpace(value))
		}
	}
}

func isUnitComment(line string) bool { return line != "" && (line[0] == '#' || line[0] == ';') }

// setting reads one assignment; an empty one resets its list.
func (u *unit) setting(f filetree.File, line int, key, value string) {
	switch key {
	case "Environment":
		if value == "" {
			clear(u.vars)
		}
		u.environment(f, line, value)
	case "EnvironmentFile":
		if value == "" {
			u.envFiles = nil
			return
		}
		pattern, optional := strings.CutPrefix(value, "-")
		u.envFiles = append(u.envFiles, envFileRef{f, line, pattern, optional})
	case "PassEnvironment", "UnsetEnvironment":
		list := &u.pass
		if key == "UnsetEnvironment" {
			list = &u.unset
		}
		if value == "" {
			*list = nil
		}
		names, _ := words(value)
		for _, name := range names {
			name, _, _ = strings.Cut(name, "=")
			*list = append(*list, name)
		}
	}
}

func (u *unit) environment(f filetree.File, line int, value string) {
	list, ok := words(value)
	if !ok {
		u.problems.At(f.Path, line, true, "an escape or a quote that systemd does not know; it ignores the rest of the line")
		u.lost = true
	}
	for _, word := range list {
		name, v, ok := strings.Cut(word, "=")
		if !ok {
			u.problems.At(f.Path, line, true, "an Environment= entry that is not NAME=value")
			u.lost = true
			continue
		}
		n := scalar(name, v)
		if text, known := specifiers(v); known {
			n = scalar(name, text)
		} else {
			n.Kind = snapshot.Unknown
		}
		n.Line, n.File = int32(line), u.file(f.Path) //nolint:gosec // a file has less lines than bytes, and those are bounded
		u.vars[name] = n
	}
}

// specifiers replaces "%%" with "%". It returns false if another specifier is left, which only systemd can resolve.
func specifiers(s string) (text string, known bool) {
	text = strings.ReplaceAll(s, "%%", "\x00")
	for i := range len(text) - 1 {
		if c := text[i+1]; text[i] == '%' && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return s, false
		}
	}
	return strings.ReplaceAll(text, "\x00", "%"), true
}

// include reads the files of one EnvironmentFile=.
func (u *unit) include(ctx context.Context, e envFileRef) {
	pattern, known := specifiers(e.pattern)
	if !known {
		u.problems.At(e.from.Path, e.line, true, "EnvironmentFile=%s has a specifier that only systemd can resolve", e.pattern)
		u.lost = true
		return
	}
	if !filepath.IsAbs(pattern) {
		pattern = path.Join(path.Dir(e.from.Path), pattern)
	}
	var local collectors.Problems
	found := filetree.Spec{Patterns: []string{pattern}, Git: u.git}.Find(ctx, u.in, &local)
	if o := local.Outcome(0); len(o.Gaps) > 0 { // it exists and cannot be read
		u.lost = true
		for _, g := range o.Gaps {
			u.problems.Gap(g)
		}
	} else if len(found) == 0 && !e.optional {
		u.problems.At(e.from.Path, e.line, true, "EnvironmentFile=%s does not exist", e.pattern)
		u.lost = true
	}
	for _, f := range found {
		src, err := f.Read()
		if err != nil {
			u.problems.At(f.Path, 0, true, "cannot be read: %v", err)
			u.lost = true
			continue
		}
		res := parse.Text(parse.EnvFormat(envfile.Systemd), src)
		for _, p := range res.Problems {
			u.problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
		}
		u.lost = u.lost || res.Lost()
		at := u.file(f.Path)
		for _, d := range res.Docs {
			for _, n := range d.Root.Children {
				n.File = at
				u.vars[n.Key] = n
			}
		}
	}
}
