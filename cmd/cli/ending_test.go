package cli

import (
	"context"
	"errors"
	"testing"
)

func TestATimeoutEndsACommandAndNoScreen(t *testing.T) {
	late := errors.New("late")
	for _, screen := range []bool{false, true} {
		a := &app{}
		a.onScreen.Store(screen)
		command, end := context.WithCancel(t.Context())
		clock, ring := context.WithCancelCause(t.Context())
		got := a.untilLate(command, clock)
		ring(late)
		if screen {
			end()
		}
		<-got.Done()
		if cause := context.Cause(got); errors.Is(cause, late) == screen {
			t.Errorf("on a screen %v: it ended because of %v", screen, cause)
		}
		end()
	}
}
