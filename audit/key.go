package audit

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/scrypt"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// KeyVariable is the process variable with the key for fingerprints of secrets.
const KeyVariable = "ENVPARITY_KEY"

// minKey is the least number of characters of a key, in the variable and in the file.
const minKey = 32

// Key returns the key for fingerprints of secrets. It comes from $ENVPARITY_KEY, or else from the key file in the user's configuration folder,
// which Key creates on first use and only the user can read. Secrets of two snapshots are comparable if they were sealed with one key. Key calls
// warn with a problem that is no error: others can read the key file.
func Key(getenv func(string) string, warn func(string)) ([]byte, error) {
	if k := strings.TrimSpace(getenv(KeyVariable)); k != "" {
		if len(k) < minKey {
			return nil, fmt.Errorf("%s holds %s, a key has %d or more: whoever has a snapshot could guess it; make one with `openssl rand -hex 32`", KeyVariable, names.Count(len(k), "character"), minKey)
		}
		return derive(k)
	}
	dir, err := keyDir(getenv)
	if err != nil {
		return nil, fmt.Errorf("no place for the key that secrets are fingerprinted with: %w; set %s", err, KeyVariable)
	}
	path := filepath.Join(dir, "key")
	key, err := readKey(path)
	if errors.Is(err, os.ErrNotExist) {
		key, err = makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key file %q: %w; mend it or set %s", path, err, KeyVariable)
	}
	cleanKeys(path)
	if mode, open := readableByOthers(path); open {
		warn(fmt.Sprintf("key file %q can be read by others (mode %04o): whoever has it can guess secrets from snapshots; run `chmod 600 %s`", path, mode, path))
	}
	return derive(key)
}

// CheckKey checks the source of the key and who can read it. It creates none.
func CheckKey(getenv func(string) string, out *collectors.Checks) {
	if k := strings.TrimSpace(getenv(KeyVariable)); k != "" {
		if len(k) < minKey {
			out.Fail("key", fmt.Sprintf("%s holds %s, a key has %d or more", KeyVariable, names.Count(len(k), "character"), minKey), "make one with `openssl rand -hex 32`")
			return
		}
		out.OK("key", "%s holds it", KeyVariable)
		return
	}
	dir, err := keyDir(getenv)
	if err != nil {
		out.Fail("key", fmt.Sprintf("there is no place for the key that secrets are fingerprinted with: %v", err), "set "+KeyVariable)
		return
	}
	path := filepath.Join(dir, "key")
	_, err = readKey(path)
	switch mode, open := readableByOthers(path); {
	case errors.Is(err, os.ErrNotExist):
		out.OK("key", "%s does not exist yet; the first run creates it", path)
	case err != nil:
		out.Fail("key", fmt.Sprintf("%s: %v", path, err), fmt.Sprintf("put a key of %d characters or more into it, or set %s", minKey, KeyVariable))
	case open:
		out.Warn("key", "run `chmod 600 "+path+"`", "%s can be read by others (mode %04o): whoever has it can guess secrets from snapshots", path, mode)
	default:
		out.OK("key", "%s, readable by its owner alone", path)
	}
}

func keyDir(getenv func(string) string) (string, error) {
	if d := getenv("XDG_CONFIG_HOME"); d != "" {
		return filepath.Join(d, "envparity"), nil
	}
	d, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(d, "envparity"), nil
}

func readKey(path string) (string, error) {
	b, err := confine.Regular(path, bounds.Key, nil)
	if err != nil {
		return "", err
	}
	k := strings.TrimSpace(string(b))
	if len(k) < minKey {
		return "", fmt.Errorf("holds %s, a key has %d or more", names.Count(len(k), "character"), minKey)
	}
	return k, nil
}

// makeKey writes a fresh key. If two processes do so at once, one file wins and both use it.
func makeKey(path string) (string, error) {
	if err := snapshot.MakeFolder(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	text := hex.EncodeToString(raw) + "\n"
	err := snapshot.CreateFile(path, 0o600, func(f *os.File) error { _, err := f.WriteString(text); return err })
	if err != nil && !errors.Is(err, os.ErrExist) && !errors.Is(err, os.ErrNotExist) { // another process may have cleaned up
		return "", err
	}
	return readKey(path)
}

// cleanKeys removes the leftovers of a killed makeKey beside the key file.
func cleanKeys(path string) {
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".*"))
	if err != nil {
		return // the pattern is valid
	}
	for _, name := range left {
		_ = os.Remove(name) // the next start tries again
	}
}

// readableByOthers reports whether anybody but its owner can read the file at path, and its mode.
func readableByOthers(path string) (os.FileMode, bool) {
	info, err := os.Stat(path)
	if err != nil || os.PathSeparator == '\\' { // Windows has no such modes
		return 0, false
	}
	mode := info.Mode().Perm()
	return mode, mode&0o077 != 0
}

// derive returns the fingerprint key for a key's text. It uses a key from envparity or openssl unchanged. Any other text may be a sentence or a
// number, and the owner of a snapshot could try many: scrypt (RFC 7914, N = 2^15, r = 8) makes each trial cost 32 MiB and a twentieth of a
// second. The salt is fixed, because all machines with the key must get the same result.
func derive(text string) ([]byte, error) {
	if madeByProgram(text) {
		return []byte(text), nil
	}
	return scrypt.Key([]byte(text), []byte("envparity key, version 2"), 1<<15, 8, 1, 32)
}

// madeByProgram reports whether a key is 64 or more hexadecimal digits without a pattern: at least 12 of the 16 digits occur, none more than a
// quarter of the time.
func madeByProgram(text string) bool {
	if len(text) < 64 || strings.Trim(strings.ToLower(text), "0123456789abcdef") != "" {
		return false
	}
	var seen [256]int
	kinds := 0
	for i := range len(text) {
		if seen[text[i]]++; seen[text[i]] == 1 {
			kinds++
		}
		if seen[text[i]] > len(text)/4 {
			return false
		}
	}
	return kinds >= 12
}
