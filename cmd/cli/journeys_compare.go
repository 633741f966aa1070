package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/journeys"
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
	if err := checkFormat(o.format); err != nil {
		return err
	}
	then, err1 := journeys.Read(thenFile)
	now, err2 := journeys.Read(nowFile)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	jo := journeys.JudgeOptions{Floor: o.floor, Baseline: then}
	run := now
	if merged, ok := journeys.Merge(then, now); ok {
		run, jo.Baseline = merged, nil
	}
	judged := journeys.Judge(run, jo)
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
