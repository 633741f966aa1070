// Package trust stores a person's agreements: that the config of a repository may run programs, contact hosts and read places outside the
// repository. An agreement is identified by a digest over the config and the files that decide what it runs, so that any change needs a new one.
package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

const maxHashed = bounds.AgreedFile

// Digest returns the digest of a config with its needs: "sha256:" and 64 hexadecimal digits. config is the file's text, dir its folder. A file
// that cannot be read counts as missing.
func Digest(config []byte, dir string, needs []collectors.Need) string {
	h := sha256.New()
	field := func(b []byte) {
		fmt.Fprintf(h, "%d:", len(b))
		_, _ = h.Write(b) // a hash never fails
	}
	field([]byte("envparity.trust/v1"))
	field(config)
	var files []string
	for i := range needs {
		field([]byte(needs[i].String()))
		files = append(files, needs[i].Files...)
	}
	slices.Sort(files)
	roots := confine.New(confine.Top(dir))
	for _, f := range slices.Compact(files) {
		rel, err := filepath.Rel(dir, f)
		if err != nil {
			rel = f
		}
		field([]byte(filepath.ToSlash(rel)))
		text, err := roots.Read(f, maxHashed, nil)
		if err != nil {
			text = unread(roots, f)
		}
		field(text)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Together returns the digest of several files that are agreed to at once, from the digest of each by its name: in the same form as that of one.
func Together(digests map[string]string) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		fmt.Fprintf(h, "%d:%s%s\n", len(name), name, digests[name])
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// unread returns what represents a file that is not read: for one that is too large its size and time.
func unread(roots *confine.Roots, file string) []byte {
	info, err := roots.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return []byte("not there")
	}
	return fmt.Appendf(nil, "not read: %d bytes of %s", info.Size(), info.ModTime().UTC())
}

// leastDigits is how many digits of a digest a person has to give.
const leastDigits = 16

// Matches reports whether given is digest, or a long enough beginning of it.
func Matches(given, digest string) bool {
	given, digest = strings.TrimPrefix(strings.TrimSpace(given), "sha256:"), strings.TrimPrefix(digest, "sha256:")
	return len(given) >= leastDigits && strings.HasPrefix(digest, given)
}

// Agreement is one config's record.
type Agreement struct {
	Config string   `json:"config"` // absolute path
	Digest string   `json:"digest"`
	Needs  []string `json:"needs"` // for people
}

// Store is a folder of agreements, a file a config.
type Store struct{ Dir string }

// Open returns the store of this user: below $XDG_STATE_HOME, by default ~/.local/state.
func Open(getenv func(string) string) (Store, error) {
	if d := getenv("XDG_STATE_HOME"); filepath.IsAbs(d) {
		return Store{filepath.Join(d, "envparity", "trust")}, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return Store{}, fmt.Errorf("no place for what you agree to: %w; set XDG_STATE_HOME", err)
	}
	return Store{filepath.Join(home, ".local", "state", "envparity", "trust")}, nil
}

// file returns the path of the agreement on a config, and the config's path without links. An agreement applies to one place.
func (s Store) file(config string) (file, path string, err error) {
	if path, err = filepath.Abs(config); err != nil {
		return "", "", err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(s.Dir, hex.EncodeToString(sum[:12])+".json"), path, nil
}

// Find returns the agreement on a config. ok is false if there is none, or it cannot be read.
func (s Store) Find(config string) (a Agreement, ok bool) {
	file, path, err := s.file(config)
	if err != nil {
		return a, false
	}
	text, err := confine.Regular(file, 1<<20, nil)
	if err != nil || json.Unmarshal(text, &a) != nil || a.Config != path {
		return Agreement{}, false
	}
	return a, true
}

// Record stores an agreement, in place of an earlier one.
func (s Store) Record(config, digest string, needs []collectors.Need) error {
	file, path, err := s.file(config)
	if err != nil {
		return err
	}
	a := Agreement{Config: path, Digest: digest, Needs: Lines(needs)}
	if err := snapshot.MakeFolder(s.Dir, 0o700); err != nil {
		return err
	}
	return snapshot.WriteFile(file, 0o600, func(f *os.File) error {
		e := json.NewEncoder(f)
		e.SetIndent("", "  ")
		return e.Encode(a)
	})
}

// Revoke removes an agreement. It reports whether there was one.
func (s Store) Revoke(config string) (bool, error) {
	file, _, err := s.file(config)
	if err != nil {
		return false, err
	}
	err = os.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Lines describes the needs for people, one a line.
func Lines(needs []collectors.Need) []string {
	out := make([]string, len(needs))
	for i := range needs {
		out[i] = needs[i].String()
	}
	return out
}
