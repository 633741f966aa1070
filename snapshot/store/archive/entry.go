package archive

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Entry is one document of a store, as its name says. The name is the manifest's key without its ending.
type Entry struct {
	Name  string
	Kind  Kind
	Group string // what documents follow each other: an environment with its members, a system of a fleet, or "all"
	Taken time.Time
	Label string // of a release, or of a fleet's run; or ""
	Brief string // what the writer says of the document in a few characters, so that whoever reads thousands need not open each; or ""
	Size  int64  // of the manifest
}

// Environment is the environment that a snapshot is of: its group without the members.
func (e *Entry) Environment() string {
	env, _, _ := strings.Cut(e.Group, "+")
	return env
}

// manifest is what the object of an entry says besides its name. Its field order is part of the format.
type manifest struct {
	Schema string `json:"schema"`
	Bytes  int64  `json:"bytes"`  // of the document
	SHA256 string `json:"sha256"` // of the document, in base64
	Recipe string `json:"recipe"`
	First  string `json:"first,omitempty"` // what of its first line differs each time
}

// digest is a SHA-256 as manifests have it.
func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

const (
	stamp       = "20060102T150405.000Z"
	manifestEnd = ".json"
)

// manifestName is the last part of a manifest's key: when, a part that makes it the only one, the label, and the brief.
var manifestName = regexp.MustCompile(`^([0-9]{8}T[0-9]{6}\.[0-9]{3}Z)-[0-9a-f]{16}(?:-([A-Za-z0-9][A-Za-z0-9._+-]*))?(?:~([a-z0-9.-]+))?\.json$`)

// newName makes the name of a new entry.
func newName(d *Document) string {
	name := string(d.Kind) + "/" + d.Group + "/" + d.Taken.UTC().Format(stamp) + "-" + nonce(8)
	if d.Label != "" {
		name += "-" + d.Label
	}
	if d.Brief != "" {
		name += "~" + d.Brief
	}
	return name
}

// entryOf reads a manifest's key. It is false for an object that is no manifest.
func entryOf(key string, size int64) (Entry, bool) {
	kind, rest, _ := strings.Cut(key, "/")
	group, base, ok := strings.Cut(rest, "/")
	m := manifestName.FindStringSubmatch(base)
	if !ok || m == nil || !slices.Contains(Kinds(), Kind(kind)) {
		return Entry{}, false
	}
	taken, err := time.Parse(stamp, m[1])
	if err != nil {
		return Entry{}, false
	}
	return Entry{Name: strings.TrimSuffix(key, manifestEnd), Kind: Kind(kind), Group: group, Taken: taken, Label: m[2], Brief: m[3], Size: size}, true
}

// List names the documents of a kind, of one group or of all, oldest first.
func (a *Archive) List(ctx context.Context, kind Kind, group string) ([]Entry, error) {
	prefix := string(kind) + "/"
	if group != "" {
		prefix += group + "/"
	}
	objects, err := a.at.List(ctx, prefix)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, o := range objects {
		if e, ok := entryOf(o.Key, o.Size); ok {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(x, y Entry) int { return x.Taken.Compare(y.Taken) })
	return out, nil
}

// manifest reads what the object of an entry says.
func (a *Archive) manifest(ctx context.Context, e Entry) (*manifest, error) {
	what := a.String() + "/" + e.Name + manifestEnd
	text, err := a.at.Get(ctx, e.Name+manifestEnd)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: it is gone since it was listed: somebody pruned the store", what)
	case err != nil:
		return nil, err
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, &DamagedError{what, "is damaged: " + err.Error()}
	}
	switch {
	case m.Schema != Schema:
		return nil, &DamagedError{what, fmt.Sprintf("is of the format %q, not %q: update envparity", m.Schema, Schema)}
	case !blobID.MatchString(m.Recipe):
		return nil, &DamagedError{what, "names no list of lines"}
	}
	return &m, nil
}
