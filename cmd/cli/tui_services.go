package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/atotto/clipboard"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/screen"
)

// services are what the terminal program has done for it: it does no I/O itself.
func (a *app) services(cfg *config.Config, l *live) screen.Services {
	s := screen.Services{
		Waivers: waiverFile{a, cfg}, Rules: ruleFile{a, cfg}, Editor: editor{cfg, a.getenv}, Pager: pager{a.getenv}, Retry: l,
		Copy: copyNative, Export: exporter{a, cfg, l}, Save: func(s screen.Session) error { return saveSession(cfg, a.getenv, s) },
		History: &history{cfg: cfg, options: l.options},
	}
	if cfg.File == "" {
		s.Rules = nil // there is no config file to add one to; envparity init writes it
	}
	return s
}

// waiverFile writes the waiver file of a config.
type waiverFile struct {
	a   *app
	cfg *config.Config
}

func (w waiverFile) edit(src []byte, ws []screen.NewWaiver) ([]byte, error) {
	for _, n := range ws {
		x := rules.WaiverFor(n.Finding)
		x.Owner, x.Reason, x.Expires = n.Owner, n.Reason, n.Expires
		var err error
		if src, err = rules.AddWaiver(src, w.cfg.Waivers, x); err != nil {
			return nil, err
		}
	}
	return src, nil
}

// PreviewWaivers implements screen.Waivers. What is missing still while somebody types is shown as "…".
func (w waiverFile) PreviewWaivers(ws []screen.NewWaiver) (screen.Change, error) {
	src, err := readFile(w.cfg.Resolve(w.cfg.Waivers))
	if err != nil {
		return screen.Change{}, err
	}
	for i := range ws {
		if ws[i].Reason == "" {
			ws[i].Reason = "…"
		}
		if ws[i].Owner == "" {
			ws[i].Owner = "…"
		}
	}
	out, err := w.edit(src, ws)
	return added(w.cfg.Waivers, src, out), err
}

// WriteWaivers implements screen.Waivers.
func (w waiverFile) WriteWaivers(ws []screen.NewWaiver) (func() error, error) {
	path := w.cfg.Resolve(w.cfg.Waivers)
	before, err := readFile(path)
	if err != nil {
		return nil, err
	}
	out, err := w.edit(before, ws)
	if err != nil {
		return nil, err
	}
	if err := writeWhole(path, out); err != nil {
		return nil, err
	}
	return takeBack(path, before, out, func(src []byte) ([]byte, error) {
		for _, n := range ws {
			var err error
			if src, err = rules.RemoveWaiver(src, w.cfg.Waivers, n.Finding.Fingerprint); err != nil {
				return nil, err
			}
		}
		return src, nil
	}), nil
}

// takeBack undoes a write: byte for byte when nobody has changed the file since, else by remove.
func takeBack(path string, before, after []byte, remove func([]byte) ([]byte, error)) func() error {
	return func() error {
		now, err := readFile(path)
		if err != nil {
			return err
		}
		out := before
		if string(now) != string(after) {
			if out, err = remove(now); err != nil {
				return err
			}
		}
		if len(out) == 0 {
			return os.Remove(path)
		}
		return writeWhole(path, out)
	}
}

func readFile(path string) ([]byte, error) {
	src, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return src, nil
}

func writeWhole(path string, out []byte) error {
	return snapshot.WriteFile(path, 0o644, func(f *os.File) error { _, err := f.Write(out); return err })
}

// added tells what out has that src had not: the lines between their common beginning and their common end.
func added(file string, src, out []byte) screen.Change {
	a, b := strings.Split(string(src), "\n"), strings.Split(string(out), "\n")
	p := 0
	for p < len(a) && p < len(b) && a[p] == b[p] {
		p++
	}
	e := 0
	for e < len(a)-p && e < len(b)-p && a[len(a)-1-e] == b[len(b)-1-e] {
		e++
	}
	lines := b[p : len(b)-e]
	for len(lines) > 0 && lines[0] == "" {
		lines, p = lines[1:], p+1
	}
	return screen.Change{File: file, Line: p + 1, Text: strings.Join(lines, "\n")}
}

// copyNative uses the system's own clipboard tool; where there is none, OSC 52 is all there is, and that is no error.
func copyNative(text string) error {
	if clipboard.Unsupported {
		return nil
	}
	return clipboard.WriteAll(text)
}

// exporter writes findings as a report into a file of the current folder.
type exporter struct {
	a   *app
	cfg *config.Config
	l   *live
}

// Export implements screen.Exporter.
func (e exporter) Export(fs []*rules.Finding) (string, error) {
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	r := audit.Result{Project: e.cfg.Name(), GeneratedAt: e.l.options.Now, Complete: true, Reference: e.cfg.Ref().Name}
	if e.l.last != nil {
		r = *e.l.last
	}
	r.Findings = nil
	for _, f := range fs {
		r.Findings = append(r.Findings, *f)
	}
	r.Keep(func(*rules.Finding) bool { return true })
	format, err := report.Find("json")
	if err != nil {
		return "", err
	}
	path := "envparity-" + e.a.clock().Format("20060102-150405") + ".json"
	return path, e.a.write(path, func(w io.Writer) error {
		return format.Write(w, &r, e.a.reportOptions(e.cfg, auditOptions{output: path}))
	})
}

// sessionFile is where a config's session is kept: in the user's cache, for no team wants it in its repository.
func sessionFile(cfg *config.Config) (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(cfg.Dir))
	return filepath.Join(dir, "envparity", "session-"+hex.EncodeToString(sum[:8])+".json"), nil
}

// loadSession returns the last session, or an empty one: a session that cannot be read is not worth a word.
func loadSession(cfg *config.Config, _ func(string) string) screen.Session {
	var s screen.Session
	path, err := sessionFile(cfg)
	if err != nil {
		return s
	}
	if src, err := os.ReadFile(path); err == nil {
		if json.Unmarshal(src, &s) != nil {
			return screen.Session{}
		}
	}
	return s
}

func saveSession(cfg *config.Config, _ func(string) string, s screen.Session) error {
	path, err := sessionFile(cfg)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return snapshot.WriteFile(path, 0o600, func(f *os.File) error { return json.NewEncoder(f).Encode(s) })
}
