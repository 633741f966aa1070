package workspace

import (
	"errors"
	"maps"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/workspace/trust"
)

// TrustVariable is the process variable with the digest of a config that is agreed to, for CI.
const TrustVariable = "ENVPARITY_TRUST"

// Permission is what a config may do on this run beyond reading the files of its repository.
type Permission struct {
	Needs  []collectors.Need // what it would do
	Digest string            // of the config with all that; "" without needs
	Agreed bool              // somebody has agreed to it

	sources int  // of Needs, those of an audit
	changed bool // there was an agreement before the config changed
	offline bool
}

// Permission determines the needs of cfg and whether somebody has agreed to them.
func (w *Workspace) Permission(cfg *config.Config) (*Permission, error) {
	if cfg.Discovered { // it names only files that were found
		return &Permission{offline: w.Offline}, nil
	}
	needs, err := audit.Needs(cfg, w.Types)
	if err != nil {
		return nil, err
	}
	var text []byte
	if f := cfg.Sources[cfg.File]; f != nil {
		text = f.Bytes
	}
	p := w.PermissionOf(cfg.File, text, cfg.Dir, append(append(needs, journeyNeeds(cfg)...), notifyNeeds(cfg)...))
	p.sources = len(needs)
	return p, nil
}

// PermissionOf determines whether somebody has agreed to the needs of the file at path, with this text and in dir.
func (w *Workspace) PermissionOf(path string, text []byte, dir string, needs []collectors.Need) *Permission {
	p := &Permission{offline: w.Offline}
	if p.Needs = collectors.SortNeeds(needs); len(p.Needs) == 0 {
		return p
	}
	p.Digest = trust.Digest(text, dir, p.Needs)
	if w.Trusted || slices.Contains(w.Agreed, p.Digest) || trust.Matches(w.Getenv(TrustVariable), p.Digest) {
		p.Agreed = true
		return p
	}
	store, err := trust.Open(w.Getenv)
	if err != nil {
		return p // no place for agreements, so there is none
	}
	if was, ok := store.Find(path); ok {
		p.Agreed = was.Digest == p.Digest
		p.changed = !p.Agreed
	}
	return p
}

// Refuse returns why a need is not allowed, "" if it is.
func (p *Permission) Refuse(n collectors.Need) string {
	switch {
	case p.offline && n.Act != collectors.ActRead:
		return "--offline leaves it out"
	case p.Agreed:
		return ""
	case p.changed:
		return "it has changed since it was agreed to; `envparity trust` shows and allows it"
	}
	return "`envparity trust` allows it"
}

// PrintRefused prints a line about what is not read because nobody has agreed to it.
func (p *Permission) PrintRefused(w *Workspace, cfg *config.Config) {
	if p.Agreed || p.sources == 0 {
		return
	}
	was := ""
	if p.changed {
		was = " any more, since it has changed"
	}
	w.Note("%s would do more than read this repository, and may not%s: `envparity trust` shows what, and allows it", cfg.File, was)
}

// UntrustedError ends a command that needs an agreement for everything it would do.
type UntrustedError struct{ What, Why string }

func (e UntrustedError) Error() string { return "would " + e.What + "; " + e.Why }

// MaySend returns an error unless the requests of cfg's journeys may be sent.
func (w *Workspace) MaySend(cfg *config.Config) error {
	p, err := w.Permission(cfg)
	if err != nil {
		return err
	}
	for _, n := range journeyNeeds(cfg) {
		if why := p.Refuse(n); why != "" {
			return UntrustedError{n.String(), why}
		}
	}
	return nil
}

// secretName matches the names of secrets that a config uses.
var secretName = regexp.MustCompile(`secret\(\s*"([^"]+)"\s*\)`)

// journeyNeeds lists the requests of cfg's journeys and their hosts.
func journeyNeeds(cfg *config.Config) []collectors.Need {
	var names []string
	for _, f := range cfg.Sources {
		for _, m := range secretName.FindAllStringSubmatch(string(f.Bytes), -1) {
			names = append(names, m[1])
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return isWebhook(cfg, name) })
	slices.Sort(names)
	with := ""
	if names = slices.Compact(names); len(names) > 0 {
		with = "the secrets " + strings.Join(names, ", ")
	}
	files := hurlFiles(cfg)
	var out []collectors.Need
	for i := range cfg.Environments {
		t, _ := Target(cfg, &cfg.Environments[i])
		out = append(out, targetNeeds(cfg, &t, with, files)...)
	}
	return out
}

// targetNeeds lists the hosts that requests to one environment reach.
func targetNeeds(cfg *config.Config, t *journeys.Target, with string, files []string) []collectors.Need {
	if t.BaseURL == "" {
		return nil
	}
	var out []collectors.Need
	for _, to := range append([]string{t.BaseURL, t.Proxy}, t.Hosts...) {
		if to == "" {
			continue
		}
		out = append(out, collectors.Need{Act: collectors.ActAsk, What: withoutUser(to) + " (the journeys' requests to " + t.Name + ")", With: with, Files: files})
	}
	for _, host := range slices.Sorted(maps.Keys(t.Resolve)) {
		out = append(out, collectors.Need{Act: collectors.ActAsk, What: t.Resolve[host] + " in place of " + host + " (the journeys' requests to " + t.Name + ")", With: with, Files: files})
	}
	return append(out, filetree.Outside(cfg.Dir, t.TLS.CA, t.TLS.Cert, t.TLS.Key)...)
}

// withoutUser returns an address without its user and password.
func withoutUser(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		u.User = nil
		return u.String()
	}
	return address
}

// MayAsk returns an error unless requests to these targets may be sent.
func (w *Workspace) MayAsk(cfg *config.Config, targets []journeys.Target) error {
	p, err := w.Permission(cfg)
	if err != nil {
		return err
	}
	for i := range targets {
		for _, n := range targetNeeds(cfg, &targets[i], "", nil) {
			if why := p.Refuse(n); why != "" {
				return UntrustedError{n.String(), why}
			}
		}
	}
	return nil
}

// quotedPath matches files that journeys name, because their content is sent.
var quotedPath = regexp.MustCompile(`"([^"$%\n]{1,300})"`)

// hurlFiles lists the files of the repository that the config quotes, because any of them may contain requests.
func hurlFiles(cfg *config.Config) []string {
	var words []string
	for _, f := range cfg.Sources {
		for _, m := range quotedPath.FindAllStringSubmatch(string(f.Bytes), -1) {
			if strings.HasSuffix(m[1], ".hurl") {
				words = append(words, m[1])
			}
		}
	}
	return filetree.Programs(cfg.Dir, words...)
}

// keepAgreement makes a change of this program to a config, and renews the agreement for the changed config.
func (w *Workspace) keepAgreement(cfg *config.Config, change func() error) error {
	p, err := w.Permission(cfg)
	if err != nil || !p.Agreed || w.Trusted {
		return change()
	}
	if err := change(); err != nil {
		return err
	}
	store, err := trust.Open(w.Getenv)
	if err != nil {
		return err
	}
	if was, ok := store.Find(cfg.File); !ok || was.Digest != p.Digest { // the agreement was made in another way
		return nil
	}
	now, err := config.Load(cfg.File, config.Options{CollectTypes: w.typeNames()})
	if err != nil {
		return err
	}
	after, err := w.Permission(now)
	if err != nil {
		return err
	}
	if !slices.Equal(trust.Lines(after.Needs), trust.Lines(p.Needs)) { // somebody else has changed it in the meantime
		return nil
	}
	return store.Record(cfg.File, after.Digest, after.Needs)
}

// inside returns an error for a file in the config that is outside the repository and was not agreed to.
func (p *Permission) inside(cfg *config.Config, file string) error {
	path := cfg.Resolve(file)
	if path == "" || strings.Contains(file, "://") {
		return nil
	}
	roots := confine.New(confine.Top(cfg.Dir))
	if !roots.Holds(path) {
		n := collectors.Need{Act: collectors.ActRead, What: file}
		if why := p.Refuse(n); why != "" {
			return UntrustedError{n.String(), why}
		}
		return nil
	}
	if _, err := roots.Resolve(path); errors.Is(err, confine.ErrOutside) {
		return UntrustedError{"read what " + filepath.ToSlash(file) + " leads to, outside the repository", "make it a file of the repository"}
	}
	return nil
}
