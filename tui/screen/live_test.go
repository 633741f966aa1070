package screen

import (
	"fmt"
	"testing"

	"github.com/envparity/envparity/audit"
)

func TestTheSourcesOfAnEnvironmentStandTogether(t *testing.T) {
	l := NewLive()
	for _, e := range [][2]string{{"qa", "kubernetes"}, {"dev", "kubernetes"}, {"prod", "kubernetes"}, {"qa", "database"}, {"prod", "database"}, {"dev", "database"}} {
		l.Apply(audit.Event{Kind: audit.CollectorStarted, Environment: e[0], Collector: e[1]})
	}
	for _, c := range []struct {
		known []string
		want  string
	}{
		{nil, "[qa qa dev dev prod prod]"},
		{[]string{"dev", "qa", "prod"}, "[dev dev qa qa prod prod]"},
		{[]string{"dev"}, "[qa qa prod prod dev dev]"},
	} {
		var got []string
		for _, i := range l.Order(c.known) {
			got = append(got, l.Sources[i].Environment)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("known %v: %v, want %s", c.known, got, c.want)
		}
	}
}
