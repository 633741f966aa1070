package judge

import (
	"fmt"
	"math"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/stats"
	"github.com/envparity/envparity/journeys/words"
)

// BaselineVerdict compares the gap of now with the gap of then. As a ratio of ratios it does not see what both environments
// share: the tester's machine, the network, the hour.
type BaselineVerdict struct {
	Run    string   `json:"run"`
	Change Estimate `json:"change"` // 1.2: the gap is a fifth larger than it was
	Words  string   `json:"words"`
	Worse  bool     `json:"worse"`
	Better bool     `json:"better"`
}

// against holds a judgement against an earlier run.
func against(run, base *journeys.Run, j *Judgement, confidence float64) {
	then, now := base.Journey(j.Journey), run.Journey(j.Journey)
	if then == nil || now == nil {
		j.Notes = append(j.Notes, "the baseline has no such journey")
		return
	}
	if then.Connections != now.Connections {
		j.Notes = append(j.Notes, fmt.Sprintf("the baseline was measured on %s connections and this run on %s: not compared", then.Connections, now.Connections))
		return
	}
	ax, ay := ratios(then, j)
	bx, by := ratios(now, j)
	i := stats.RatioOfRatios(ax, ay, bx, by, confidence)
	v := &BaselineVerdict{Run: base.RunID, Change: estimate(i)}
	switch {
	case math.IsNaN(i.Estimate) || v.Change.Low == nil || v.Change.High == nil:
		v.Words = fmt.Sprintf("too few rounds to compare with the baseline (%d then, %d now)", len(ax), len(bx))
	case *v.Change.Low > 1:
		v.Worse, v.Words = true, fmt.Sprintf("the gap is %s× what it was (%s to %s)", words.Trim(i.Estimate), words.Trim(i.Low), words.Trim(i.High))
	case *v.Change.High < 1:
		v.Better, v.Words = true, fmt.Sprintf("the gap is %s× what it was (%s to %s)", words.Trim(i.Estimate), words.Trim(i.Low), words.Trim(i.High))
	default:
		v.Words = fmt.Sprintf("no change of the gap can be shown (%s to %s× what it was)", words.Trim(i.Low), words.Trim(i.High))
	}
	if !then.Paired || !now.Paired {
		v.Words += "; rounds were not paired, so drift is in it"
	}
	j.Baseline = v
}

func ratios(jr *journeys.JourneyRun, j *Judgement) (x, y []float64) {
	return pairs(series(jr, "", j.Reference), series(jr, "", j.Environment))
}
