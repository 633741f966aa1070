package tui_test

import (
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

func TestAnAuditInWhichNothingWasComparedDoesNotSayThatEnvironmentsMatch(t *testing.T) {
	r := &audit.Result{Project: "shop", Complete: true, Environments: tuitest.Shop().Environments, Reference: "prod"}
	for _, start := range []string{"overview", "findings"} {
		d := tuitest.Start(t, tui.Options{Result: r, Start: start, Services: screen.Services{Journeys: &traveller{}}}, 100, 30).Check()
		d.Sees("Nothing was compared", "journeys screen")
		d.Lacks("match", "0.0")
	}
}

func TestAFilterWithAnUnknownFieldSaysThatItIsAWord(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: "foo:bar"}, 100, 30).Check()
	d.Sees("Nothing matches this filter", "foo is no field", "clears it")
}
