package history

import (
	"time"

	"github.com/envparity/envparity/drift"
)

// Dated is the story of a difference of which the date alone is known: what env or the reference has and the other has not was made at the time at. lags are
// those that were learned, none where nothing was.
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
