package tui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Run shows the program until the person quits or ctx is done, and gives the terminal back as it was. It returns an error
// only when the program could not run or broke.
func Run(ctx context.Context, o Options) error {
	m, err := New(o)
	if err != nil {
		return err
	}
	if o.Plain {
		return runPlain(ctx, m)
	}
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFilter(wheelFilter(m.opts.Now))}
	if o.Environ != nil {
		opts = append(opts, tea.WithEnvironment(o.Environ))
	}
	if o.Input != nil {
		opts = append(opts, tea.WithInput(o.Input))
	}
	if o.Output != nil {
		opts = append(opts, tea.WithOutput(o.Output))
	}
	if m.env.Theme.Name == "none" {
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	_, err = tea.NewProgram(m, opts...).Run()
	switch {
	case err == nil, errors.Is(err, tea.ErrInterrupted):
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return fmt.Errorf("the terminal program stopped: %w", err)
}

// wheelPause is the shortest time between two turns of the wheel that are acted on; a flick of a trackpad sends hundreds.
const wheelPause = 8 * time.Millisecond

func wheelFilter(now func() time.Time) func(tea.Model, tea.Msg) tea.Msg {
	var last time.Time
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		switch msg.(type) {
		case tea.MouseWheelMsg:
			t := now()
			if t.Sub(last) < wheelPause {
				return nil
			}
			last = t
		case tea.MouseMotionMsg:
			return nil
		}
		return msg
	}
}
