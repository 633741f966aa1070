package tour_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/screen/tour"
	"github.com/envparity/envparity/tui/tuitest"
)

func text(t *testing.T, r *audit.Result, most int) string {
	t.Helper()
	var b bytes.Buffer
	if err := tour.Markdown(&b, tour.Pages(r, nil, tuitest.Now(), most)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheTourSaysHowPromotionsFlow(t *testing.T) {
	got := text(t, tuitest.Eight(), tour.Most)
	for _, want := range []string{
		"A change usually takes 14 days from dev, 12 days from qa, 10 days from test, 8 days from uat and other times from 3 other environments until it is in prod.",
		"One change is overdue: ConfigMap orders data.TIMEOUT, changed in preprod on 23 July 2026.",
		"One change was made in the reference alone: ConfigMap search data.POOL\\_SIZE, changed in prod on 11 October 2026.",
		"One change is on its way: ConfigMap cart data.VERSION, changed in test on 17 November 2026.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	if got := text(t, tuitest.Shop(), tour.Most); strings.Contains(got, "promotions flow") {
		t.Errorf("mentions promotions though no history was read:\n%s", got)
	}
}

func TestTheTourMentionsDecisionsWhereSomebodyDecided(t *testing.T) {
	r := tuitest.Shop()
	if got := text(t, r, tour.Most); !strings.Contains(got, "by amy until 2027-01-19: Staging runs on half the hardware.") {
		t.Errorf("lacks the waiver:\n%s", got)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Waiver, f.State, f.Owner, f.Rule = nil, rules.New, "@acme/everyone", "builtin/x"
	}
	got := text(t, r, tour.Most)
	for _, word := range []string{"ecided by", "ccepted by"} {
		if strings.Contains(got, word) {
			t.Errorf("%q though a built-in rule decided:\n%s", word, got)
		}
	}
}

func TestTheTourIsTwoPagesForAnySystem(t *testing.T) {
	for name, r := range map[string]*audit.Result{"nothing found": tuitest.Empty(), "ten thousand findings": tuitest.Huge(10000), "eight environments": tuitest.Eight(), "partial": tuitest.Partial()} {
		pages := tour.Pages(r, nil, tuitest.Now(), tour.Most)
		if len(pages) != 2 {
			t.Errorf("%s: %d pages", name, len(pages))
		}
		if n := strings.Count(text(t, r, tour.Most), "\n"); n > 80 {
			t.Errorf("%s: %d lines", name, n)
		}
	}
}
