package shorten

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestShortenedTextsThatDifferDoNotLookAlike(t *testing.T) {
	for _, c := range []struct {
		name  string
		w     int
		texts []string
	}{
		{"they differ at the end", 12, []string{"payments-service-api", "payments-service-web"}},
		{"they differ in the middle", 14, []string{"shop-eu-west-1-orders-worker-deployment", "shop-eu-west-2-orders-worker-deployment"}},
		{"they differ beyond what is seen, twice", 16, []string{"aaaaaaaaaaaaaaaaaaaa-1-bbbbbbbbbbbbbbbbbbbb-1", "aaaaaaaaaaaaaaaaaaaa-1-bbbbbbbbbbbbbbbbbbbb-2", "aaaaaaaaaaaaaaaaaaaa-2-bbbbbbbbbbbbbbbbbbbb-1"}},
		{"long values differ in the last character", 40, []string{strings.Repeat("x", 2999) + "a", strings.Repeat("x", 2999) + "b"}},
		{"one is the beginning of the other", 10, []string{"configuration-of-orders", "configuration-of-orders-2"}},
		{"shortened to what another one is", 10, []string{"one of-service-1", "two of-service-1", "one of-service-2", "two of-service-2"}},
		{"wide characters", 13, []string{"設定設定設定設定設定-一-設定設定設定設定設定", "設定設定設定設定設定-二-設定設定設定設定設定"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Apart(c.texts, c.w, Cut)
			for i, g := range got {
				if ansi.StringWidth(g) > c.w {
					t.Errorf("%q is wider than %d", g, c.w)
				}
				if slices.Contains(got[:i], g) {
					t.Errorf("%q twice: %q", g, got)
				}
			}
		})
	}
}

func TestShortenedTextsKeepToTheirWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringMatching(`(ab|cd|é|設|-)*`), 0, 8).Draw(t, "texts")
		w := rapid.IntRange(1, 20).Draw(t, "width")
		for i, g := range Apart(texts, w, Cut) {
			if ansi.StringWidth(g) > w {
				t.Fatalf("%q became %q, wider than %d", texts[i], g, w)
			}
			if ansi.StringWidth(texts[i]) <= w && g != texts[i] {
				t.Fatalf("%q fits into %d and became %q", texts[i], w, g)
			}
		}
	})
}
