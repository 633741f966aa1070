package files

import (
	"context"
	"slices"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/snapshot"
)

// layer is the merged content of files of defaults. A default applies if an environment's own file has no value: values.yaml for
// values-prod.yaml, application.yml for application-prod.yml, config/default.json for config/production.json.
type layer struct {
	root  snapshot.Node
	files []string
	lost  bool // some of it could not be read
}

// underneath reads the defaults, later files over earlier ones; nil if the block names none.
func (c *collector) underneath(ctx context.Context, in collectors.Input, problems *collectors.Problems) *layer {
	if len(c.defaults.Patterns) == 0 {
		return nil
	}
	l := &layer{root: snapshot.Node{Kind: snapshot.Map}}
	for _, pattern := range c.defaults.Patterns { // one by one, because a later file wins
		spec := c.defaults
		spec.Patterns = []string{pattern}
		found := spec.Find(ctx, in, problems)
		l.lost = l.lost || len(found) == 0
		for _, p := range filetree.Parse(ctx, in, found, c.formatOf, problems) {
			l.lost = l.lost || p.Lost || !p.Done
			if len(p.Docs) > 1 {
				problems.At(p.Path, p.Docs[1].Line, true, "a file of defaults holds one document, and this is another; name files of one document each")
				l.lost = true
			}
			if len(p.Docs) == 0 || p.Docs[0].Root.Kind != snapshot.Map {
				continue
			}
			l.files = append(l.files, p.Path)
			own := p.Docs[0].Root
			own.SetFile(int16(len(l.files))) //nolint:gosec // a handful of files
			lay(&own, &l.root)
			l.root = own
		}
	}
	return l
}

// layUnder merges the defaults under r. If they are not known whole, what r lacks is unknown.
func (l *layer) layUnder(r *snapshot.Resource, problems *collectors.Problems) {
	if l == nil {
		return
	}
	if transforms(&r.Root) {
		base := *l.root.Copy()
		for _, what := range transform(&base, &r.Root) {
			problems.At(r.Source.File, 0, true, "%s is not supported, so its changes are unknown", what)
			base.MarkPartial()
		}
		base.Key, base.Line = r.Root.Key, r.Root.Line
		r.Root = base
	} else {
		lay(&r.Root, &l.root)
	}
	r.Files = l.files
	if l.lost {
		r.Root.MarkPartial()
	}
}

// lay adds what only under has to over, map by map. Lists and values are replaced whole, and null removes a default. It adds nothing to a map
// that was not read whole, because the lost part may have the key.
func lay(over, under *snapshot.Node) {
	if over.Kind != snapshot.Map || under.Kind != snapshot.Map || over.Flags&snapshot.FlagPartial != 0 {
		return
	}
	own := make(map[string]int, len(over.Children))
	for i := range over.Children {
		own[over.Children[i].Key] = i
	}
	away := map[string]bool{}
	for i := range under.Children {
		c := &under.Children[i]
		if k, ok := own[c.Key]; ok {
			away[c.Key] = c.Kind != snapshot.Null
			lay(&over.Children[k], c)
			continue
		}
		over.Children = append(over.Children, *c.Copy())
	}
	over.Children = slices.DeleteFunc(over.Children, func(c snapshot.Node) bool { return c.Kind == snapshot.Null && away[c.Key] })
}
