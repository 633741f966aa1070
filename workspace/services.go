package workspace

import (
	"github.com/atotto/clipboard"

	"github.com/envparity/envparity/tui/screen"
)

// Services are what the screens have done for them: they do no input or output themselves.
func (w *Workspace) Services(s *Session, l *Live) screen.Services {
	cfg := s.Config
	out := screen.Services{
		Waivers: waiverFile{cfg}, Rules: ruleFile{w, cfg, l.newest}, Editor: editor{cfg, w.Getenv}, Pager: pager{w.Getenv}, Retry: l,
		Copy: copyNative, Export: exporter{w, cfg, l}, Save: func(s screen.Session) error { return saveSession(cfg, s) },
		History: &history{w: w, cfg: cfg, may: s.May, options: s.Options}, Commits: commits{cfg, s.May, w.Getenv, startAside},
	}
	if cfg.File == "" {
		out.Rules = nil // there is no config file to add one to; envparity init writes it
	}
	if s.From != "" {
		out.Retry = nil // stored snapshots are not collected again
	}
	return out
}

// copyNative uses the system's own clipboard tool; where there is none, OSC 52 is all there is, and that is no error.
func copyNative(text string) error {
	if clipboard.Unsupported {
		return nil
	}
	return clipboard.WriteAll(text)
}
