package tui_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/list"
	"charm.land/bubbles/v2/paginator"
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/tuitest"
)

// counts are the sizes of audits. The screens must be as fast in each.
var counts = []int{1_000, 10_000, 100_000}

// perKey runs key b.N times. It reports the median and the slowest times from keystroke to frame.
func perKey(b *testing.B, key func(i int)) {
	took := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		key(i)
		took = append(took, time.Since(start))
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func session(b *testing.B, n int, start string) *tui.Model {
	m, err := tui.New(tui.Options{Result: tuitest.Huge(n), Start: start, Theme: "dark", Now: tuitest.Now, Still: true})
	if err != nil {
		b.Fatal(err)
	}
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	_ = m.View()
	return m
}

func press(m *tui.Model, key string) {
	_, cmd := m.Update(tuitest.Key(key))
	_ = cmd
	_ = m.View()
}

func BenchmarkListKey(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := session(b, n, "findings")
			keys := []string{"j", "j", "j", "ctrl+d", "k", "G", "g", "pgdown"}
			perKey(b, func(i int) { press(m, keys[i%len(keys)]) })
		})
	}
}

// item is a finding as an item of bubbles/list.
type item string

func (i item) FilterValue() string { return string(i) }
func (i item) Title() string       { return string(i) }
func (i item) Description() string { return "changed in staging" }

// BenchmarkBubblesListKey measures bubbles/list over as many items, for comparison. Its pages have numbers, because its default dots take time by
// the square of the number of pages.
func BenchmarkBubblesListKey(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := tuitest.Huge(n)
			items := make([]list.Item, n)
			for i := range items {
				items[i] = item(r.Findings[i].Drift.Resource.Name + " " + r.Findings[i].Drift.Path)
			}
			l := list.New(items, list.NewDefaultDelegate(), 120, 40)
			l.Paginator.Type = paginator.Arabic
			keys := []string{"j", "j", "j", "pgdown", "k", "G", "g", "pgdown"}
			perKey(b, func(i int) {
				l, _ = l.Update(tuitest.Key(keys[i%len(keys)]))
				_ = l.View()
			})
		})
	}
}

func BenchmarkFilterKey(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := session(b, n, "findings")
			press(m, "/")
			keys := []string{"i", "m", "a", "g", "e", "backspace", "backspace", "backspace", "backspace", "backspace"}
			press(m, "x")
			press(m, "backspace") // the searchable text is made beside the first frame, not by the first key
			perKey(b, func(i int) { press(m, keys[i%len(keys)]) })
		})
	}
}

// BenchmarkScan runs ten strings.Contains over the same texts. Filtering must not be slower.
func BenchmarkScan(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := tuitest.Huge(n)
			texts := make([]string, n)
			for i := range texts {
				texts[i] = query.Haystack(&r.Findings[i])
			}
			perKey(b, func(int) {
				found := 0
				for range 10 {
					for _, t := range texts {
						if strings.Contains(t, "image") {
							found++
						}
					}
				}
				runtime.KeepAlive(found)
			})
		})
	}
}

func BenchmarkDetailKey(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := session(b, n, "findings")
			press(m, "=")
			_, cmd := m.Update(tuitest.Key("enter"))
			if cmd != nil {
				m.Update(cmd())
			}
			keys := []string{"n", "j", "j", "N", "n", "w"}
			perKey(b, func(i int) { press(m, keys[i%len(keys)]) })
		})
	}
}

// BenchmarkFirstFrame measures the time from the audit's end to the first useful frame.
func BenchmarkFirstFrame(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := tuitest.Huge(n)
			for range b.N {
				m, err := tui.New(tui.Options{Result: r, Theme: "dark", Now: tuitest.Now, Still: true})
				if err != nil {
					b.Fatal(err)
				}
				m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
				_ = m.View()
			}
		})
	}
}

// BenchmarkMemory reports the memory of a finding besides the audit's result: its searchable text, and the list's rows.
func BenchmarkMemory(b *testing.B) {
	r := tuitest.Huge(100_000)
	var before, after runtime.MemStats
	for range b.N {
		runtime.GC()
		runtime.ReadMemStats(&before)
		m, err := tui.New(tui.Options{Result: r, Start: "findings", Theme: "dark", Now: tuitest.Now, Still: true})
		if err != nil {
			b.Fatal(err)
		}
		m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
		text := catalog.BuildText(r)
		_ = m.View()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/100_000, "B/finding")
		b.ReportMetric(float64(text.Bytes())/100_000, "text-B/finding")
		runtime.KeepAlive(m)
	}
}
