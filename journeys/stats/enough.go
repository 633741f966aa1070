package stats

import "math"

// MaxMoreRounds is where MoreRounds gives up: a difference that fine is not worth the requests.
const MaxMoreRounds = 1000

// MoreRounds estimates how many further rounds it takes for interval i to leave the allowed ratio on one side, with a chance of
// four in five if the estimate is right. ok is false when no sensible number would do: the estimate sits on the
// allowed ratio, or there is no interval yet to extrapolate from.
func MoreRounds(i Interval, allowed float64) (more int, ok bool) {
	if !i.Bounded() || i.Low <= 0 || allowed <= 0 || i.N == 0 {
		return 0, false
	}
	est, bar := math.Log(i.Estimate), math.Log(allowed)
	gap := math.Abs(est - bar)
	half := (math.Log(i.High) - math.Log(i.Low)) / 2
	if gap == 0 || half == 0 {
		return 0, false
	}
	z := normalQuantile(1 - (1-Confidence)/2)
	f := half / gap * (z + normalQuantile(0.8)) / z
	need := math.Ceil(float64(i.N) * f * f)
	if more := need - float64(i.N); more >= 1 && more <= MaxMoreRounds {
		return int(more), true
	} else if more < 1 {
		return 1, true
	}
	return 0, false
}
