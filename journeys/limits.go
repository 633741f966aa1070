package journeys

import (
	"fmt"
	"time"

	"github.com/envparity/envparity/journeys/words"
)

// Limits are the longest times that a journey may take, whatever the reference does. Zero is no limit.
type Limits struct {
	P50 time.Duration `json:"p50_ns,omitempty"`
	P90 time.Duration `json:"p90_ns,omitempty"`
	P95 time.Duration `json:"p95_ns,omitempty"`
	P99 time.Duration `json:"p99_ns,omitempty"`
}

// QuantileLimit is one of the limits: the share Q of the answers may take at most Most.
type QuantileLimit struct {
	Name string
	Q    float64
	Most time.Duration
}

// Given lists the limits that are given, the lowest quantile first.
func (l *Limits) Given() []QuantileLimit {
	var out []QuantileLimit
	if l == nil {
		return nil
	}
	for _, x := range []QuantileLimit{{"p50", 0.5, l.P50}, {"p90", 0.9, l.P90}, {"p95", 0.95, l.P95}, {"p99", 0.99, l.P99}} {
		if x.Most > 0 {
			out = append(out, x)
		}
	}
	return out
}

// Over says which limit a single visit breaks, "" for none. One visit says nothing of a median: only p95 and p99 are asked.
func (l *Limits) Over(took time.Duration) string {
	for _, x := range l.Given() {
		if x.Q >= 0.95 && took > x.Most {
			return fmt.Sprintf("took %s, and the %s may be %s", words.Round(took), x.Name, x.Most)
		}
	}
	return ""
}
