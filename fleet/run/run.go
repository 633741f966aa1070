// Package run audits one system of a fleet and makes its record. Whatever goes wrong with a system is in its record: it stops no other.
package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/fleet/fleetfile"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/workspace"
)

// Options say how systems are run.
type Options struct {
	Run     string                        // the run that they are part of; "" for none
	Now     string                        // the time of the audits, as text; "" for the clock's
	Timeout time.Duration                 // of reading all sources of a system
	Refuse  func(*fleetfile.System) error // why what the fleet's file says of a system may not be used; nil where all may
	Events  func(audit.Event)             // what collectors do
}

// Bounds of what a record says of why.
const (
	mostWhy    = 8   // lines
	longestWhy = 400 // characters of each
)

// One audits a system. The record is nil where ctx was done before the audit was: what was interrupted says nothing.
func One(ctx context.Context, w *workspace.Workspace, s *fleetfile.System, o Options) (out *fleet.Record) {
	head := fleet.Head{
		Schema: fleet.RecordSchema, System: s.Name, Run: o.Run, Owner: s.Owner, Tier: s.Tier, Version: w.Version, At: w.Clock().UTC(), Status: fleet.Failed,
	}
	if now, err := w.ClockOf(o.Now); err == nil {
		head.At = now().UTC()
	}
	failed := func(text string) *fleet.Record {
		head.Why, _ = term.CleanLines(strings.TrimSpace(text), mostWhy, longestWhy)
		return &fleet.Record{Head: head}
	}
	defer func() {
		if p := recover(); p != nil { // one system's input must not take the others down
			w.Note("the audit of %s broke: %v\n%s", s.Name, p, debug.Stack())
			out = failed(fmt.Sprintf("the audit broke: %v", p))
		}
		if ctx.Err() != nil {
			out = nil
		}
	}()
	r := &fleet.Record{Head: head}
	if err := audited(ctx, w, s, o, r); err != nil {
		return failed(reason(err))
	}
	return r
}

// reason is an error in lines of which each says where it is: without the quoted source of a config, since the first line is all that a table shows.
func reason(err error) string {
	var faults *config.Error
	if !errors.As(err, &faults) || len(faults.Diags) == 0 {
		return err.Error()
	}
	var out []string
	for _, d := range faults.Diags {
		text := d.Summary
		if d.Detail != "" {
			text += ": " + d.Detail
		}
		if d.Subject != nil {
			text = fmt.Sprintf("%s:%d: %s", d.Subject.Filename, d.Subject.Start.Line, text)
		}
		out = append(out, strings.ReplaceAll(text, "\n", " "))
	}
	return strings.Join(out, "\n")
}

func audited(ctx context.Context, w *workspace.Workspace, s *fleetfile.System, o Options, r *fleet.Record) error {
	if o.Refuse != nil {
		if err := o.Refuse(s); err != nil {
			return err
		}
	}
	if _, err := os.Stat(s.Config); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no config %q; `envparity init` in the system's folder writes one", s.Config)
	}
	own := w.Beside(s.Config)
	session, err := own.Prepare(ctx, workspace.Request{From: from(s), Now: o.Now, Timeout: o.Timeout})
	if err != nil {
		return err
	}
	events := o.Events
	if events == nil {
		events = func(audit.Event) {}
	}
	if err := own.Observe(ctx, session, events); err != nil {
		return err
	}
	fill(r, session, w.Version)
	return nil
}

// from is where a system's snapshots are: a label as it is, a folder relative to the system's.
func from(s *fleetfile.System) string {
	if s.From == "" || workspace.IsLabel(s.From) || s.From == workspace.Latest || strings.Contains(s.From, "://") || filepath.IsAbs(s.From) {
		return s.From
	}
	return filepath.Join(filepath.Dir(s.Config), s.From)
}
