package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/screen"
)

// sessionFile returns the path of a config's session. It is in the user's cache, because teams do not want it in their repository.
func sessionFile(cfg *config.Config) (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(cfg.Dir))
	return filepath.Join(dir, "envparity", "session-"+hex.EncodeToString(sum[:8])+".json"), nil
}

// LastSession returns the last session, or an empty one if it cannot be read.
func LastSession(cfg *config.Config) screen.Session {
	var s screen.Session
	path, err := sessionFile(cfg)
	if err != nil {
		return s
	}
	if src, err := confine.Regular(path, bounds.OwnFile, nil); err == nil {
		if json.Unmarshal(src, &s) != nil {
			return screen.Session{}
		}
	}
	return s
}

func saveSession(cfg *config.Config, s screen.Session) error {
	path, err := sessionFile(cfg)
	if err != nil {
		return err
	}
	if err := snapshot.MakeFolder(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return snapshot.WriteFile(path, 0o600, func(f *os.File) error { return json.NewEncoder(f).Encode(s) })
}
