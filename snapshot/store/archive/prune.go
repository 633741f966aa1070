package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const markFolder = "marks/"

// Policy says which documents are removed: those that are not among the newest Keep of their group and older than Older. Releases stay
// unless Labels says otherwise, and so does the newest of each group.
type Policy struct {
	Keep   int           // 0: the count does not decide
	Older  time.Duration // 0: the age does not decide
	Labels bool
	Names  []string // these and no others, whatever their age
}

// Pruned says what was removed, or what would be.
type Pruned struct {
	Entries []Entry
	Objects int   // that nothing referred to for longer than Grace
	Bytes   int64 // of Objects
	Waiting int   // objects that nothing refers to, and that go with a later run
	Frees   int64 // bytes of Waiting
}

// Plan picks the entries that a policy removes.
func (a *Archive) Plan(ctx context.Context, p Policy) ([]Entry, error) {
	var out []Entry
	now, left := a.clock(), slices.Clone(p.Names)
	for _, kind := range Kinds() {
		entries, err := a.List(ctx, kind, "")
		if err != nil {
			return nil, err
		}
		rank := map[string]int{}
		for _, e := range slices.Backward(entries) {
			if e.Label != "" && kind != Fleet && !p.Labels && len(p.Names) == 0 { // a fleet's label is the run
				continue
			}
			rank[e.Group]++
			switch {
			case len(p.Names) > 0:
				i := slices.Index(left, e.Name)
				if i < 0 {
					continue
				}
				left = slices.Delete(left, i, i+1)
			case p.Keep == 0 && p.Older == 0, rank[e.Group] == 1, rank[e.Group] <= p.Keep, p.Older > 0 && now.Sub(e.Taken) <= p.Older:
				continue
			}
			out = append(out, e)
		}
	}
	if len(left) > 0 {
		return nil, fmt.Errorf("%s has no %q; `envparity store list` shows the names", a, left[0])
	}
	slices.SortFunc(out, func(x, y Entry) int { return strings.Compare(x.Name, y.Name) })
	return out, nil
}

// mark lists objects that nothing referred to when it was written. Its age is told by the clock of the store.
type mark struct {
	Schema  string   `json:"schema"`
	Objects []string `json:"objects"`
}

// Prune removes entries, and the objects that nothing has referred to for longer than Grace. With dry it only says what it would do.
//
// It takes two runs to remove an object. The first one removes manifests and then marks what nothing refers to. A later one removes what was
// marked Grace ago and what still nothing refers to. A writer that began before the manifests went has written its own by then, or
// has given up; one that began later never saw them. A name is never used again, so nobody can write an object while it is removed.
func (a *Archive) Prune(ctx context.Context, gone []Entry, dry bool) (*Pruned, error) {
	out := &Pruned{Entries: gone}
	if there, err := a.Exists(ctx); err != nil || !there {
		return out, err
	}
	if !dry {
		for _, e := range gone {
			if err := a.at.Delete(ctx, e.Name+manifestEnd); err != nil {
				return nil, err
			}
		}
		if err := a.at.Settle(ctx); err != nil {
			return nil, err
		}
	}
	used, err := a.used(ctx, gone)
	if err != nil {
		return nil, err
	}
	sizes, err := a.sizes(ctx)
	if err != nil {
		return nil, err
	}
	unused := map[string]int64{}
	for key, size := range sizes {
		if !used[key] {
			unused[key] = size
		}
	}
	if err := a.sweep(ctx, unused, dry, out); err != nil {
		return nil, err
	}
	out.Waiting = len(unused)
	for _, n := range unused {
		out.Frees += n
	}
	if dry {
		return out, nil
	}
	return out, a.at.Sweep(ctx)
}

// used lists the keys that the manifests refer to, without those in gone. A manifest or recipe that cannot be read is an error: what it
// refers to is not known.
func (a *Archive) used(ctx context.Context, gone []Entry) (map[string]bool, error) {
	out := map[string]bool{}
	for _, kind := range Kinds() {
		entries, err := a.List(ctx, kind, "")
		if err != nil {
			return nil, err
		}
		entries = slices.DeleteFunc(entries, func(e Entry) bool {
			return slices.ContainsFunc(gone, func(g Entry) bool { return g.Name == e.Name })
		})
		refs, errs := make([]string, len(entries)), make([]error, len(entries))
		Parallel(len(entries), side, func(i int) {
			var m *manifest
			if m, errs[i] = a.manifest(ctx, entries[i]); errs[i] == nil {
				refs[i] = m.Recipe
			}
		})
		if err := errors.Join(errs...); err != nil {
			return nil, fmt.Errorf("%w; nothing was removed of what it may use: remove it first, by its name", err)
		}
		for _, id := range refs {
			if key := blobKey(recipeFolder, id); !out[key] {
				out[key] = true
				if err := a.usedBy(ctx, id, out); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

func (a *Archive) usedBy(ctx context.Context, id string, out map[string]bool) error {
	text, err := a.getBlob(ctx, recipeFolder, id)
	if err != nil {
		return fmt.Errorf("%w; nothing was removed of what it may use", err)
	}
	r, err := decodeRecipe(text)
	if err != nil {
		return fmt.Errorf("%s/%s: %w; nothing was removed of what it may use", a, blobKey(recipeFolder, id), err)
	}
	for _, chunk := range r.Chunks {
		out[blobKey(chunkFolder, chunk)] = true
	}
	return nil
}

// sizes lists all chunks and recipes.
func (a *Archive) sizes(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	for _, folder := range []string{chunkFolder, recipeFolder} {
		list, err := a.at.List(ctx, folder)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			out[o.Key] = o.Size
		}
	}
	return out, nil
}

// sweep removes what was marked long ago, and marks the rest of unused, from which it takes what went.
func (a *Archive) sweep(ctx context.Context, unused map[string]int64, dry bool, out *Pruned) error {
	fresh, err := a.mark(ctx, unused, dry)
	if err != nil {
		return err
	}
	marks, err := a.at.List(ctx, markFolder)
	if err != nil {
		return err
	}
	now := a.clock()
	for _, m := range marks {
		if m.Key == fresh {
			now = m.Modified
		}
	}
	for _, m := range marks {
		if now.Sub(m.Modified) <= Grace {
			continue
		}
		text, err := a.at.Get(ctx, m.Key)
		var old mark
		if err == nil {
			text, err = a.unpack(text)
		}
		if err == nil {
			err = json.Unmarshal(text, &old)
		}
		if err != nil { // its objects are marked anew by this run
			old.Objects = nil
		}
		for _, key := range old.Objects {
			size, ok := unused[key]
			if !ok {
				continue
			}
			if !dry {
				if err := a.at.Delete(ctx, key); err != nil {
					return err
				}
			}
			out.Objects, out.Bytes = out.Objects+1, out.Bytes+size
			delete(unused, key)
		}
		if !dry {
			if err := a.at.Delete(ctx, m.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// mark writes down which objects nothing refers to, and returns the mark's key.
func (a *Archive) mark(ctx context.Context, unused map[string]int64, dry bool) (string, error) {
	if dry {
		return "", nil
	}
	m := mark{Schema: Schema, Objects: make([]string, 0, len(unused))}
	for key := range unused {
		m.Objects = append(m.Objects, key)
	}
	slices.Sort(m.Objects)
	text, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	data, err := a.pack(text)
	if err != nil {
		return "", err
	}
	key := markFolder + a.clock().UTC().Format(stamp) + "-" + nonce(8)
	return key, a.at.Put(ctx, key, data)
}
