package files

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/snapshot"
)

// folder is a folder of defaults. A file of the same name in it is merged under each file that was found.
type folder struct {
	byName  map[string]*layer
	perhaps bool // nothing shows that it applies: values that only it has are unknown
	lost    bool // none of it could be read
}

// beneath reads the folder's files whose names are those of files in found. It returns nil if the block names no folder.
func (c *collector) beneath(ctx context.Context, in collectors.Input, from string, perhaps bool, found []filetree.File, problems *collectors.Problems) *folder {
	if from == "" {
		return nil
	}
	names, dirs := map[string]bool{}, []string{}
	for _, f := range found {
		names[f.Rel] = true
		if dir := path.Join(from, path.Dir(f.Rel)); !slices.Contains(dirs, dir) && !strings.ContainsAny(path.Dir(f.Rel), "*?[{") {
			dirs = append(dirs, dir)
		}
	}
	var files []filetree.File
	for _, dir := range dirs {
		spec := c.defaults
		spec.Patterns = []string{path.Join(dir, "*")}
		var none collectors.Problems // an environment may have folders that the defaults lack
		for _, f := range spec.Find(ctx, in, &none) {
			if f.Rel = strings.TrimPrefix(path.Join(strings.TrimPrefix(dir, path.Clean(from)), f.Rel), "/"); names[f.Rel] {
				files = append(files, f)
			}
		}
	}
	fo := &folder{byName: map[string]*layer{}, perhaps: perhaps, lost: len(files) == 0}
	if fo.lost && len(found) > 0 {
		problems.Note("no file in %s has the name of a file that it holds defaults for", from)
	}
	for _, p := range filetree.Parse(ctx, in, files, c.formatOf, problems) {
		l := &layer{files: []string{p.Path}, lost: p.Lost || !p.Done || len(p.Docs) != 1}
		if len(p.Docs) == 1 && p.Docs[0].Root.Kind == snapshot.Map {
			l.root = p.Docs[0].Root
			l.root.SetFile(1)
		}
		fo.byName[p.Rel] = l
	}
	return fo
}

// layUnder merges the file of the same name under r, which was read from at. A file is not merged under itself.
func (f *folder) layUnder(r *snapshot.Resource, at string, problems *collectors.Problems) {
	if f == nil {
		return
	}
	l := f.byName[r.Name]
	switch {
	case l == nil && f.lost && !f.perhaps:
		r.Root.MarkPartial()
	case l == nil || l.files[0] == at:
	case f.perhaps:
		suppose(&r.Root, &l.root, l.files[0])
		r.Files = l.files
	default:
		l.layUnder(r, problems)
	}
}

// suppose adds what only under has to over, as unknown and map by map, because file may apply or not.
func suppose(over, under *snapshot.Node, file string) {
	if over.Kind != snapshot.Map || under.Kind != snapshot.Map || over.Flags&snapshot.FlagPartial != 0 {
		return
	}
	own := make(map[string]int, len(over.Children))
	for i := range over.Children {
		own[over.Children[i].Key] = i
	}
	for i := range under.Children {
		c := &under.Children[i]
		if k, ok := own[c.Key]; ok {
			suppose(&over.Children[k], c, file)
			continue
		}
		over.Children = append(over.Children, snapshot.Node{
			Key: c.Key, Kind: snapshot.Unknown, Line: c.Line, File: c.File,
			Text: "its value in " + file + ", if that file holds the defaults of this one",
		})
	}
}
