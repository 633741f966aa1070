package audit

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// KeyVariable is the process variable that holds the key secrets are fingerprinted with.
const KeyVariable = "ENVPARITY_KEY"

// Key returns the key that secrets are fingerprinted with: $ENVPARITY_KEY, else the content of the key file in the user's
// configuration folder, which is made on first use and readable by nobody else. Snapshots are comparable in their secrets when
// they were sealed with one key.
func Key(getenv func(string) string) ([]byte, error) {
	if k := getenv(KeyVariable); k != "" {
		return []byte(k), nil
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
	return key, nil
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

func readKey(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	k := strings.TrimSpace(string(b))
	if len(k) < 32 {
		return nil, fmt.Errorf("holds %d characters, a key has 32 or more", len(k))
	}
	return []byte(k), nil
}

// makeKey writes a fresh key. When two processes come first at once, the one that linked its file wins and both use it.
func makeKey(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return nil, err
	}
	text := hex.EncodeToString(raw) + "\n"
	err := snapshot.CreateFile(path, 0o600, func(f *os.File) error { _, err := f.WriteString(text); return err })
	if err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	return readKey(path)
}
