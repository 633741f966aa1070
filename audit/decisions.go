package audit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/rules/builtin"
)

// Decisions are people's decisions about drifts: rules, waivers, the baseline, and owners.
type Decisions struct {
	Rules    *rules.Set
	Waivers  *rules.Waivers  // nil for none
	Baseline *rules.Baseline // nil for none
	Owners   *rules.Owners
}

// Decide compiles the rules of cfg with the built-in packs, and reads the waiver file, the baseline and CODEOWNERS if they exist. If cfg names
// neither file, it reads neither. Mistakes are errors with file and line. A missing file is no error.
func Decide(cfg *config.Config) (*Decisions, error) {
	set, diags := rules.Load(cfg.Rules, cfg.Sources, builtin.FS(), rules.WithPolicies(cfg.Policies), rules.WithEnvironments(cfg.Names()...), rules.WithTestedPacks())
	if diags.HasErrors() {
		return nil, &config.Error{Diags: diags, Files: cfg.Sources}
	}
	d := &Decisions{Rules: set, Owners: &rules.Owners{}}
	if err := d.waivers(cfg); err != nil {
		return nil, err
	}
	if err := d.baseline(cfg); err != nil {
		return nil, err
	}
	return d, d.codeowners(cfg)
}

func (d *Decisions) waivers(cfg *config.Config) error {
	if cfg.Waivers == "" {
		return nil
	}
	src, err := readOptional(cfg.Resolve(cfg.Waivers))
	if src == nil {
		return err
	}
	w, diags := rules.LoadWaivers(src, cfg.Waivers, cfg.Names()...)
	if diags.HasErrors() {
		return &config.Error{Diags: diags, Files: map[string]*hcl.File{cfg.Waivers: {Bytes: src}}}
	}
	d.Waivers = w
	return nil
}

func (d *Decisions) baseline(cfg *config.Config) error {
	if cfg.Baseline == "" {
		return nil
	}
	src, err := readOptional(cfg.Resolve(cfg.Baseline))
	if src == nil {
		return err
	}
	d.Baseline, err = rules.ReadBaseline(src, cfg.Baseline)
	return err
}

// codeowners reads the CODEOWNERS file. Sources are relative to the config, owners to the repository, so it is used only if both are the same
// folder.
func (d *Decisions) codeowners(cfg *config.Config) error {
	for _, name := range rules.CodeownersFiles() {
		src, err := readOptional(filepath.Join(cfg.Dir, name))
		if err != nil {
			return err
		}
		if src != nil {
			d.Owners.Codeowners = rules.ParseCodeowners(src)
			return nil
		}
	}
	return nil
}

// readOptional returns nil without an error for a file that does not exist.
func readOptional(path string) ([]byte, error) {
	src, err := confine.Own(path, bounds.OwnFile)
	if errors.Is(err, os.ErrNotExist) || path == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", path, err)
	}
	if src == nil {
		src = []byte{}
	}
	return src, nil
}
