package workspace

import (
	"github.com/atotto/clipboard"

	"github.com/envparity/envparity/tui/screen"
)

// Services returns the functions for the screens' input and output.
func (w *Workspace) Services(s *Session, l *Live) screen.Services {
	cfg, pages := s.Config, web{w.Getenv, startAside}
	out := screen.Services{
		Waivers: waiverFile{cfg}, Rules: ruleFile{w, cfg, l.newest}, Editor: editor{cfg, w.Getenv}, Pager: pager{w.Getenv}, Retry: l,
		Copy: copyNative, Export: exporter{w, cfg, l}, Save: func(s screen.Session) error { return saveSession(cfg, s) },
		History: &history{w: w, cfg: cfg, may: s.May, options: s.Options}, Commits: commits{cfg, s.May, pages}, Web: pages,
	}
	if cfg.File == "" {
		out.Rules = nil // there is no config file to add one to; envparity init writes one
	}
	if s.From != "" {
		out.Retry = nil // stored snapshots cannot be collected again
	}
	return out
}

// copyNative uses the system's own clipboard tool. Without one only OSC 52 is left, and that is no error.
func copyNative(text string) error {
	if clipboard.Unsupported {
		return nil
	}
	return clipboard.WriteAll(text)
}
