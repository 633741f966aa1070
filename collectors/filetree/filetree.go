// Package filetree finds and reads the files that a collect block names: paths, folders and globs with "**", on disk or at a git ref. It guards
// against loops of symbolic links, very deep folders and files that are no regular files. It never writes, checks out or fetches.
package filetree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
)

// Bounds on what one collect block may walk.
const (
	maxDepth   = bounds.Folders
	maxFiles   = bounds.Files
	maxFolders = bounds.Entries
)

// Spec selects files.
type Spec struct {
	Patterns []string // relative to the config's folder, or to the repository's with Git
	Exclude  []string // globs, matched against the whole path and the path below the pattern's root
	Git      *Git
}

// Git names a ref of a repository whose tree is read in place of the disk.
type Git struct {
	Repo string // folder, relative to the config's folder; "." by default
	Ref  string
}

// String names the source as the config does.
func (s Spec) String() string {
	out := strings.Join(s.Patterns, ", ")
	if s.Git != nil {
		out += " at " + s.Git.Ref
	}
	return out
}

// File is a file that was found.
type File struct {
	Path string // for people: relative to the config's folder where it can be, with forward slashes
	Rel  string // relative to Root
	Root string // the fixed part of the pattern that found it
	Ref  string // git ref it is read at
	read func(into []byte) ([]byte, error)
}

// Read returns the file's content. Files larger than any configuration are refused.
func (f File) Read() ([]byte, error) { return f.read(nil) }

// Find lists the files in order of path. It adds problems such as a pattern without a match, a loop, or an unreadable folder to problems.
func (s Spec) Find(ctx context.Context, in collectors.Input, problems *collectors.Problems) []File {
	var src source
	if s.Git != nil {
		t, err := openGit(ctx, in, *s.Git, problems)
		if err != nil {
			problems.Fail("%v", err)
			return nil
		}
		src = t
	} else {
		src = &disk{dir: in.Dir, roots: in.Roots(), problems: problems}
	}
	seen := map[string]bool{}
	var files []File
	for _, pattern := range s.Patterns {
		found, reported := s.match(ctx, src, filepath.ToSlash(pattern))
		if len(found) == 0 && !reported && ctx.Err() == nil {
			problems.Nothing("path %q matches no file; it is relative to %s", pattern, src.base())
		}
		for _, f := range found {
			if !seen[f.Path] && !s.excluded(f) {
				seen[f.Path] = true
				files = append(files, reporting(f, problems))
			}
		}
	}
	if ctx.Err() != nil {
		problems.Fail("%s: looking for files was cut short: %v", s, context.Cause(ctx))
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// Names reports whether a pattern names the file or its ending, and not only a folder around it: "app.tmpl" and "deploy/*.tmpl" do. Such a file
// is selected whatever its ending.
func (s Spec) Names(f File) bool {
	for _, p := range s.Patterns {
		p = path.Clean(filepath.ToSlash(p))
		root, glob := split(p)
		last := path.Base(p)
		switch {
		case glob == "" && root == path.Join(f.Root, f.Rel):
			return true
		case glob != "" && strings.Trim(last, "*") != "":
			if ok, _ := doublestar.Match(last, path.Base(f.Path)); ok {
				return true
			}
		}
	}
	return false
}

// reporting returns f, but reports a problem if its content is empty.
func reporting(f File, problems *collectors.Problems) File {
	read := f.read
	f.read = func(into []byte) ([]byte, error) {
		b, err := read(into)
		if err == nil && len(bytes.TrimSpace(b)) == 0 {
			problems.Blank(f.Path)
		}
		return b, err
	}
	return f
}

func (s Spec) excluded(f File) bool {
	for _, e := range s.Exclude {
		if ok, _ := doublestar.Match(e, f.Path); ok {
			return true
		}
		if ok, _ := doublestar.Match(e, f.Rel); ok {
			return true
		}
	}
	return false
}

// source is a disk or a git tree.
type source interface {
	base() string
	// walk calls visit with the path (relative to root) of each file below root, or with "" if root itself is a file. It returns true if it
	// reported a problem, so that an unreadable file is not reported as missing, too.
	walk(ctx context.Context, root string, depth int, visit func(rel string, f File)) (reported bool)
}

func (s Spec) match(ctx context.Context, src source, pattern string) (out []File, reported bool) {
	root, glob := split(pattern)
	depth := maxDepth
	if glob != "" && !strings.Contains(glob, "**") {
		depth = strings.Count(glob, "/") + 1
	}
	reported = src.walk(ctx, root, depth, func(rel string, f File) {
		switch {
		case rel == "" && glob != "": // the fixed part is a file: nothing is below it
			return
		case rel == "":
			f.Rel, f.Root = path.Base(root), path.Dir(root)
		case glob == "":
			f.Rel, f.Root = rel, root
		default:
			if ok, _ := doublestar.Match(glob, rel); !ok {
				return
			}
			f.Rel, f.Root = rel, root
		}
		out = append(out, f)
	})
	return out, reported
}

// split splits a pattern into the folder or file that it begins with, and the glob below it; "" for a pattern that is no glob. A backslash before
// a sign of a glob makes it a sign of a name.
func split(pattern string) (root, glob string) {
	root = path.Clean(pattern)
	for i := 0; i < len(root); i++ {
		switch root[i] {
		case '\\':
			i++
			continue
		case '*', '?', '[', '{':
		default:
			continue
		}
		root, glob = doublestar.SplitPattern(root)
		break
	}
	return escapedSign.ReplaceAllString(root, "$1"), glob
}

// escapedSign matches a sign of a glob behind a backslash.
var escapedSign = regexp.MustCompile(`\\([*?\[\]{}\\])`)

// skipped reports whether a folder holds nobody's configuration. A pattern whose fixed part names one reads it all the same.
func skipped(name string) bool {
	switch name {
	case ".git", "node_modules", ".terraform", ".terragrunt-cache", ".venv", "__pycache__":
		return true
	}
	return false
}

// show returns the path for people: relative to dir if it is below dir.
func show(dir, abs string) string {
	if rel, err := filepath.Rel(dir, abs); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}

// readLimited reads a regular file of at most the limit, into the memory of into if it is large enough.
func readLimited(roots *confine.Roots, abs string, into []byte) ([]byte, error) {
	if why := largeBinary(roots, abs); why != nil {
		return nil, why
	}
	b, err := roots.Read(abs, parse.MaxFile, into)
	var large *confine.TooLargeError
	if errors.As(err, &large) {
		return nil, fmt.Errorf("%d MB are too large for a configuration file", large.Size>>20)
	}
	return b, plain(err)
}

// plain removes the path from a file system error, because the caller names it relative to the config.
func plain(err error) error {
	var pe *os.PathError
	if asPathError(err, &pe) {
		return pe.Err
	}
	return err
}

// largeBinary refuses a file that begins with zeros and is too large for one document, before it is read.
func largeBinary(roots *confine.Roots, abs string) error {
	info, err := roots.Stat(abs)
	if err != nil || info.Size() <= bounds.Document {
		return nil //nolint:nilerr // reading it says what is wrong
	}
	head, err := roots.Head(abs, 4096)
	if err == nil && bytes.HasPrefix(head, make([]byte, 16)) {
		return fmt.Errorf("a binary file of %d MB, not text", info.Size()>>20)
	}
	return nil
}
