package workspace

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

// Formatted is a config file and its text in the canonical format of HCL.
type Formatted struct {
	Config *config.Config
	Text   []byte
	Same   bool // the file already has this text
}

// Format returns the config file in hclwrite's layout: indentation, spaces and aligned equals signs. It writes nothing. It returns an error if
// the config does not load or does not exist.
func (w *Workspace) Format() (*Formatted, error) {
	cfg, err := w.Configured()
	if err != nil {
		return nil, err
	}
	if cfg == nil {
		return nil, fmt.Errorf("no %s here to format; `envparity init` writes one", config.FileName)
	}
	src, err := confine.Regular(cfg.File, bounds.Config, nil)
	if err != nil {
		return nil, fmt.Errorf("read the config: %w", err)
	}
	text := hclwrite.Format(src)
	return &Formatted{Config: cfg, Text: text, Same: bytes.Equal(src, text)}, nil
}

// WriteFormatted replaces the config file with its formatted text. The file keeps its mode, a link stays a link, and consent to the config also
// covers the new text.
func (w *Workspace) WriteFormatted(f *Formatted) error {
	path, err := filepath.EvalSymlinks(f.Config.File)
	if err != nil {
		return fmt.Errorf("write the config: %w", err)
	}
	st, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("write the config: %w", err)
	}
	if st.Mode().Perm()&0o200 == 0 {
		return fmt.Errorf("write %q: %w; make it writable first", f.Config.File, os.ErrPermission)
	}
	return w.keepAgreement(f.Config, func() error {
		return snapshot.WriteFile(path, st.Mode().Perm(), func(file *os.File) error {
			_, err := file.Write(f.Text)
			return err
		})
	})
}
