package tui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// refusing is a service that cannot collect again. Its error is long.
type refusing struct{}

func (refusing) Retry(context.Context, string, string, string, string) error {
	return errors.New("the config is broken\nline 3: a brace is missing")
}

func (r refusing) RetryAll(ctx context.Context) error { return r.Retry(ctx, "", "", "", "") }

func TestAnOverlayThatCameByItselfIgnoresKeysForAMoment(t *testing.T) {
	now := tuitest.Now()
	d := tuitest.Start(t, tui.Options{
		Result: tuitest.Shop(), Start: "sources", Services: screen.Services{Retry: refusing{}}, Now: func() time.Time { return now },
	}, 100, 30)
	d.Press("R").Check().Sees("Not collected again", "a brace is missing")
	d.Press("q", "esc").Check().Sees("a brace is missing")
	if d.Quit {
		t.Fatal("a key meant for the screen below quit the program")
	}
	now = now.Add(399 * time.Millisecond)
	d.Press("esc").Sees("a brace is missing")
	now = now.Add(time.Millisecond)
	d.Press("esc").Check().Lacks("a brace is missing")
}
