package kubernetes

import (
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

func TestPausesGrowWithJitterOrAreAsLongAsTheServerAsks(t *testing.T) {
	different := map[time.Duration]bool{}
	for range 200 {
		for try := 1; try < attempts; try++ {
			got, least := pause(try, nil), backoff<<(try-1)
			if got < least || got >= 2*least {
				t.Fatalf("attempt %d waits %s, want %s to %s", try, got, least, 2*least)
			}
			different[got] = true
		}
		if got := pause(1, apierrors.NewTooManyRequests("slow down", 7)); got < 7*time.Second || got > 7*time.Second+backoff {
			t.Fatalf("7 s were asked for, %s it is", got)
		}
		if got := pause(1, apierrors.NewTooManyRequests("slow down", 3600)); got != maxWait {
			t.Fatalf("an hour was asked for, %s it is", got)
		}
	}
	if len(different) < 100 {
		t.Errorf("%d different pauses: no jitter", len(different))
	}
}
