package journeys

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

func drawn(t *testing.T, w, h int, ascii bool, d *judge.Judged, x *judge.Judgement) []string {
	t.Helper()
	th, err := theme.New("dark", !ascii)
	if err != nil {
		t.Fatal(err)
	}
	s := New(&screen.Env{Theme: th})
	s.SetSize(w, h)
	var out []string
	for _, l := range s.picture(d, x) {
		out = append(out, strings.TrimRight(l.Plain(), " "))
	}
	return out
}

// pictured returns a journey in two environments, with one visit for each time.
func pictured(ref, env []float64) (*judge.Judged, *judge.Judgement) {
	e := func(xs []float64, q float64) judge.Estimate {
		if len(xs) == 0 {
			return judge.Estimate{Value: math.NaN()}
		}
		at := xs[int(q*float64(len(xs)-1))]
		return judge.Estimate{Value: at, Low: &at, High: &at, N: len(xs)}
	}
	x := &judge.Judgement{
		Journey: "search", Environment: "staging", Reference: "prod", RefMedian: e(ref, 0.5), EnvMedian: e(env, 0.5),
		RefP95: e(ref, 0.95), EnvP95: e(env, 0.95), RefP99: e(ref, 0.99), EnvP99: e(env, 0.99),
	}
	return &judge.Judged{Times: map[string]map[string][]float64{"search": {"prod": ref, "staging": env}}}, x
}

func rising(n int, from, by float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = from * math.Pow(by, float64(i))
	}
	return out
}

func TestAPictureOfTwoDistributionsFitsEveryScreenAndItsMarksDoNotTouch(t *testing.T) {
	for name, c := range map[string][2][]float64{
		"two samples":        {rising(200, 10, 1.002), rising(200, 11, 1.02)},
		"one visit each":     {{5}, {5}},
		"no time at all":     {{0, 0, 0}, {0, 0, 0}},
		"a tail far away":    {rising(60, 10, 1.001), append(rising(55, 10, 1.001), rising(5, 90_000, 1.1)...)},
		"thousands":          {rising(5000, 1, 1.001), rising(20, 1, 1.1)},
		"all marks together": {rising(400, 1000, 1.000001), rising(400, 100_000, 1.000001)},
	} {
		d, x := pictured(c[0], c[1])
		for w := 40; w <= 220; w += 7 {
			for _, h := range []int{10, 40} {
				lines := drawn(t, w, h, false, d, x)
				if len(lines) == 0 {
					t.Fatalf("%s, %d columns: no picture", name, w)
				}
				for _, l := range lines {
					if cell.Width(l) > w-5 || strings.Count(l, "p50") > 1 {
						t.Errorf("%s, %d columns: %q takes %d", name, w, l, cell.Width(l))
					}
					if at := strings.Index(l, "p50"); at >= 0 && w >= 60 {
						for _, want := range []string{"  p95 ", "  p99 "} {
							if !strings.Contains(l[at:], want) {
								t.Errorf("%s, %d columns: no %q in %q", name, w, want, l)
							}
						}
					}
				}
				if text := strings.Join(lines, "\n"); strings.Count(text, "▲") < 2 || !strings.Contains(text, "prod ") || !strings.Contains(text, "staging ") {
					t.Errorf("%s, %d columns:\n%s", name, w, text)
				}
			}
		}
	}
}

func TestTheMarkOfAPercentileStandsBelowItsBar(t *testing.T) {
	d, x := pictured(rising(90, 10, 1.001), append(rising(80, 10, 1.001), rising(10, 800, 1)...))
	lines := drawn(t, 100, 10, false, d, x)
	bars, axis := []rune(lines[3]), []rune(lines[4])
	marks := 0
	for i, r := range axis {
		if r == '▲' {
			marks++
			if bars[i] == ' ' {
				t.Errorf("a mark below nothing at %d:\n%s", i, strings.Join(lines, "\n"))
			}
		}
	}
	if marks != 2 || !strings.Contains(lines[5], "p95 800 ms  p99 800 ms") { // p95 and p99 are one time
		t.Errorf("%d marks:\n%s", marks, strings.Join(lines, "\n"))
	}
}

func TestAPictureSaysOnlyWhatTheSampleBounds(t *testing.T) {
	d, x := pictured(rising(20, 10, 1.01), rising(20, 10, 1.01))
	x.EnvP95.High, x.EnvP99.High, x.EnvP99.Low = nil, nil, nil
	text := strings.Join(drawn(t, 100, 10, true, d, x), "\n")
	if !strings.Contains(text, "p95 ≥ 12 ms") || strings.Count(text, "p99") != 1 {
		t.Error(text)
	}
	for _, r := range text {
		if r > 0x7e && r != '≥' { // the theme writes that for the locale
			t.Fatalf("%q in ASCII:\n%s", r, text)
		}
	}
	d.Times = nil
	if got := drawn(t, 100, 10, false, d, x); got != nil {
		t.Errorf("a picture of nothing: %s", got)
	}
	x.Distribution = judge.Distribute([]float64{1, 2}, []float64{3}, judge.DistributionBins)
	if got := drawn(t, 100, 10, false, d, x); len(got) != 6 {
		t.Errorf("no picture from the bins of a report: %s", got)
	}
	x.Distribution.Env = x.Distribution.Env[:3] // of a file that somebody changed
	if got := drawn(t, 100, 10, false, d, x); got != nil {
		t.Errorf("%s", got)
	}
	if got := fmt.Sprint(drawn(t, 30, 10, false, d, x)); got != "[]" {
		t.Error(got)
	}
}
