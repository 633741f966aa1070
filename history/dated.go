package history

import (
	"time"

	"github.com/envparity/envparity/drift"
)

// Dated returns the story of a difference with only a known date: env or the reference got a value at the time at, and the other has none. lags
// may be empty.
func Dated(env, reference string, referenceHas bool, at, now time.Time, lags []drift.Lag) *drift.Story {
	s := &drift.Story{Environment: env, Against: reference, Since: drift.Origin{Time: at}, OneSided: true, Lag: elsewhere()}
	s.Lag.From, s.Lag.To = env, reference
	for _, l := range lags {
		if l.From == env && l.To == reference {
			s.Lag = l
		}
	}
	age := now.Sub(at)
	s.AgeDays = max(0, age.Hours()/24)
	switch {
	case age > settledAfter:
		s.Kind = drift.Settled
	case referenceHas:
		s.Kind = drift.HotFix
	case age > s.Lag.Late:
		s.Kind = drift.Overdue
	default:
		s.Kind = drift.OnItsWay
	}
	s.Text = sentence(s)
	return s
}
