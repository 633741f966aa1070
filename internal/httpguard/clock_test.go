package httpguard_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/envparity/envparity/internal/httpguard"
)

func TestTheClockIsLearnedFromTheDateOfAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		name  string
		date  func() string
		ahead time.Duration
		known bool
	}{
		{"a server an hour ahead", func() string { return time.Now().Add(time.Hour).UTC().Format(http.TimeFormat) }, time.Hour, true},
		{"a server ten minutes behind", func() string { return time.Now().Add(-10 * time.Minute).UTC().Format(http.TimeFormat) }, -10 * time.Minute, true},
		{"a server whose date is none", func() string { return "yesterday" }, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Date", tt.date()) }))
			defer server.Close()
			var clock httpguard.Clock
			ctx := httpguard.WithClock(t.Context(), &clock)
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			res, err := (&httpguard.Guard{}).Client(0).Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			ahead, known := clock.Ahead()
			if known != tt.known || (ahead-tt.ahead).Abs() > time.Minute { // a minute is more than any machine stands still
				t.Errorf("ahead %s, known %v", ahead, known)
			}
		})
	}
}
