package filetree

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/confine"
)

// Needs lists what of the patterns lies outside the repository of dir. With Git it is the repository they name.
func (s Spec) Needs(dir string) []collectors.Need {
	if s.Git != nil {
		return Outside(dir, s.Git.Repo)
	}
	roots := make([]string, len(s.Patterns))
	for i, p := range s.Patterns {
		roots[i] = path.Clean(filepath.ToSlash(p))
		if strings.ContainsAny(p, "*?[{") {
			roots[i], _ = doublestar.SplitPattern(roots[i])
		}
	}
	return Outside(dir, roots...)
}

// Outside lists those of paths that lie outside the repository of dir; relative ones start at dir.
func Outside(dir string, paths ...string) []collectors.Need {
	var out []collectors.Need
	top := confine.New(confine.Top(dir))
	for _, p := range paths {
		abs := filepath.FromSlash(p)
		if !filepath.IsAbs(abs) {
			abs = filepath.Join(dir, abs)
		}
		if p != "" && !top.Holds(abs) {
			out = append(out, collectors.Need{Act: collectors.ActRead, What: p, Path: filepath.Clean(abs)})
		}
	}
	return out
}

// Programs lists the files of the repository of dir that words of a command line name: what runs is what is in them.
func Programs(dir string, words ...string) []string {
	var out []string
	top := confine.New(confine.Top(dir))
	for _, w := range words {
		abs := filepath.FromSlash(w)
		if !filepath.IsAbs(abs) {
			abs = filepath.Join(dir, abs)
		}
		if info, err := top.Stat(abs); w != "" && err == nil && info.Mode().IsRegular() {
			out = append(out, filepath.Clean(abs))
		}
	}
	return out
}
