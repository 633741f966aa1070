package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"charm.land/fang/v2"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/workspace"
)

// The exit codes; see docs/exit-codes.md. Nothing else in this program decides one.
const (
	exitClean      = 0 // nothing at or above --fail-on
	exitFindings   = 1 // findings at or above it
	exitError      = 2 // usage or config error; no report
	exitMemory     = 4 // the program filled the memory it may use
	exitIncomplete = 3 // nothing to fail on was found, but not everything could be observed
)

// verdictError says how an audit ended that did not end well. The report has been printed already: nothing is to be added.
type verdictError struct{ code int }

func (e verdictError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// exitCode maps what a command returned to what the process returns.
func exitCode(err error) int {
	var v verdictError
	var u workspace.UntrustedError
	switch {
	case err == nil:
		return exitClean
	case errors.As(err, &v):
		return v.code
	case errors.As(err, &u):
		return exitIncomplete
	}
	return exitError
}

// asExit turns an audit into nil or a verdictError.
func asExit(r *audit.Result, failOn audit.FailOn) error {
	if code := r.Conclude(failOn).Code(); code != exitClean {
		return verdictError{code}
	}
	return nil
}

// judgeKept is asExit for an audit that was to be kept: one that was not is no clean end.
func judgeKept(r *audit.Result, failOn audit.FailOn, unkept error) error {
	if err := asExit(r, failOn); err != nil || unkept == nil {
		return err
	}
	return verdictError{exitIncomplete}
}

// gateCode is the exit code of a decision about a release.
func gateCode(d audit.Decision) int {
	switch d {
	case audit.NoGo:
		return exitFindings
	case audit.Undecided:
		return exitIncomplete
	}
	return exitClean
}

// printError writes what a person should read of an error, on stderr.
func (a *app) printError(w io.Writer, _ fang.Styles, err error) {
	var v verdictError
	if errors.As(err, &v) {
		return
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, "envparity: interrupted")
		return
	}
	fmt.Fprintf(w, "envparity: %s\n", a.term.Clean(err.Error()))
}

// notef tells the person at the terminal something besides the report, on stderr.
func (a *app) notef(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintln(a.err, a.term.Clean(fmt.Sprintf(format, args...)))
	}
}
