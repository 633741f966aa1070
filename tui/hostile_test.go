package tui_test

import (
	"bytes"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen/tour"
	"github.com/envparity/envparity/tui/tuitest"
)

func TestHostileValuesOnEveryScreen(t *testing.T) {
	r := tuitest.Hostile()
	for _, name := range []string{"overview", "findings", "walk", "matrix", "journeys", "tour", "sources"} {
		for _, size := range append(sizes, [2]int{40, 10}, [2]int{121, 13}) {
			w := &writer{}
			d := tuitest.Start(t, tui.Options{Result: r, Start: name, Services: w.services()}, size[0], size[1]).Check()
			for range 12 {
				d.Press("j").Check()
			}
			d.Press("G").Check().Press("enter").Check().Press("=").Check().Press("G").Check().Press("esc", "a").Check().Press("esc", "?").Check()
		}
	}
}

func TestEveryHostileFindingCanBeRead(t *testing.T) {
	r := tuitest.Hostile()
	d := tuitest.Start(t, tui.Options{Result: r, Start: "findings"}, 100, 30)
	d.Press("g", "j", "enter").Check()
	for i := range 40 {
		if i%7 == 0 {
			d.Press("w", "=", "G").Check().Press("g", "-").Check()
		}
		d.Press("n").Check()
	}
}

func TestTheTourAsMarkdownHoldsNoControlCharacters(t *testing.T) {
	var b bytes.Buffer
	if err := tour.Markdown(&b, tour.Pages(tuitest.Hostile(), nil, tuitest.Now(), tour.Most)); err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Bytes() {
		if c < 0x20 && c != '\n' {
			t.Fatalf("holds control character %#x", c)
		}
	}
}

// FuzzKeysAndSizes presses any keys at any size. Every frame must keep the rules, and nothing may panic.
func FuzzKeysAndSizes(f *testing.F) {
	f.Add([]byte("jjj\x01/verdict:must\x02ggG?\x03"), uint8(0))
	f.Add([]byte("2*a\x05\x05why\x02\x02\x023 lu456n7r[]:x\x02"), uint8(1))
	f.Add([]byte("=-w}{+_pbbbbss\x04\x04hhll%T"), uint8(2))
	results := []*audit.Result{tuitest.Shop(), tuitest.HostileSmall(), tuitest.Huge(300), tuitest.Empty(), nil}
	f.Fuzz(func(t *testing.T, keys []byte, which uint8) {
		w := &writer{}
		o := tui.Options{Result: results[int(which)%len(results)], Services: w.services()}
		d := tuitest.Start(t, o, 100, 30)
		anything(d, keys)
	})
}

// The test does on every screen what FuzzKeysAndSizes does.
func TestAnyKeysAtAnySizeKeepTheFrame(t *testing.T) {
	results := []*audit.Result{tuitest.Shop(), tuitest.HostileSmall(), tuitest.Huge(300), tuitest.Partial(), nil}
	for _, name := range []string{"overview", "findings", "walk", "matrix", "journeys", "tour", "sources"} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				w := &writer{}
				o := tui.Options{
					Result: results[rapid.IntRange(0, len(results)-1).Draw(rt, "result")], Start: name, Services: w.services(),
					Theme: rapid.SampledFrom([]string{"dark", "light", "contrast", "none"}).Draw(rt, "theme"), ASCII: rapid.Bool().Draw(rt, "ascii"),
				}
				d := tuitest.Start(t, o, rapid.IntRange(1, 240).Draw(rt, "width"), rapid.IntRange(1, 70).Draw(rt, "height"))
				keys := rapid.SliceOfN(rapid.Byte(), 1, 30).Draw(rt, "keys")
				defer func() {
					if t.Failed() {
						t.Logf("%s, %d×%d, keys %q", name, d.W, d.H, keys)
					}
				}()
				anything(d, keys)
			})
		})
	}
}

// anything presses, clicks, scrolls and resizes as the bytes of keys decide, and checks every frame.
func anything(d *tuitest.Driver, keys []byte) {
	special := []string{"esc", "enter", "esc", "tab", "up", "down", "left", "right", "pgdown", "pgup", "home", "end", "backspace", "ctrl+d", "ctrl+u", "ctrl+s", "space"}
	for i, k := range keys[:min(len(keys), 60)] {
		switch {
		case k >= 200:
			d.Resize(int(k-200)*5+1, int(keys[(i+1)%len(keys)])%70+1)
		case k >= 190:
			d.Send(tea.MouseClickMsg{X: int(k) * 7 % d.W, Y: i * 3 % max(d.H, 1), Button: tea.MouseLeft})
		case k >= 180:
			d.Send(tea.MouseWheelMsg{X: int(k) * 7 % d.W, Y: i % max(d.H, 1), Button: tea.MouseWheelDown})
		case k < 0x20:
			d.Press(special[int(k)%len(special)])
		case k < 0x7f && k != ' ':
			d.Press(string(rune(k)))
		default:
			d.Type(strings.ToValidUTF8(string(rune(k)), "?"))
		}
		if d.Quit {
			return
		}
		d.Check()
	}
}
