package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/names"
)

func (a *app) journeysCompareCommand() *cobra.Command {
	var o journeyOptions
	cmd := &cobra.Command{
		Use:   "compare THEN NOW",
		Short: "Tell from two run files whether the gap between environments has changed",
		Long: `Compare two run files. When both hold the same environments, the gap of then is held against the gap of now as a ratio of
ratios: what slowed both environments alike cancels. When each holds other environments (imported measurements), the first is the
reference and the samples are compared unpaired, which is said.

What differs has its verdicts from the rules, waivers and baseline of the config, where there is one, else from the built-in rules.

Exit codes as for "envparity journeys"; a gap that has grown is 1.`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, files []string) error { return a.journeysCompare(files[0], files[1], o) },
	}
	o.view(cmd)
	return cmd
}

func (a *app) journeysCompare(thenFile, nowFile string, o journeyOptions) error {
	if err := o.checkFormats(); err != nil {
		return err
	}
	then, err1 := runfile.Read(thenFile)
	now, err2 := runfile.Read(nowFile)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	jo := judge.Options{Floor: o.floor, Baseline: then}
	run := now
	if merged, ok := runfile.Merge(then, now); ok {
		run, jo.Baseline = merged, nil
	}
	judged := judge.Run(run, jo)
	judged.Notes = append(judged.Notes, oneSided(then, now, thenFile, nowFile)...)
	if len(judged.Journeys) == 0 {
		return fmt.Errorf("nothing to compare: %s and %s have no journey in two environments between them", thenFile, nowFile)
	}
	w := a.workspace()
	cfg, err := w.Configured()
	if err != nil {
		return err
	}
	o.grown = true
	return a.conclude(w, cfg, run, judged, o, nil)
}

// oneSided names the journeys that only one of two files holds: nothing is said of them, and that must not look like no change.
func oneSided(then, now *journeys.Run, thenFile, nowFile string) []string {
	var notes []string
	for _, x := range []struct {
		has, lacks *journeys.Run
		file       string
	}{{then, now, thenFile}, {now, then, nowFile}} {
		var only []string
		for i := range x.has.Journeys {
			name := x.has.Journeys[i].Name
			if !slices.ContainsFunc(x.lacks.Journeys, func(j journeys.JourneyRun) bool { return j.Name == name }) {
				only = append(only, strconv.Quote(name))
			}
		}
		if len(only) > 0 {
			notes = append(notes, fmt.Sprintf("only %s holds %s %s, so no change can be shown there", x.file, nounFor(len(only)), names.And(only)))
		}
	}
	return notes
}

func nounFor(n int) string {
	if n == 1 {
		return "the journey"
	}
	return "the journeys"
}
