//go:build unix

package cli

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// kills is how many times each command is killed: $ENVPARITY_KILLS, as `make kill` sets it.
func kills(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("ENVPARITY_KILLS")); err == nil {
		return n
	}
	if testing.Short() {
		return 2
	}
	return 8
}

// TestAKillLeavesEveryFileWhole kills every command that writes at random moments. Each file is then the old one or the new one, the next run
// works, and a part of the key does not outlive it.
func TestAKillLeavesEveryFileWhole(t *testing.T) {
	server := served(t)
	seed := uint64(time.Now().UnixNano()) // every run tries other moments
	t.Logf("seed %d", seed)
	for i, w := range writers() {
		t.Run(w.name, func(t *testing.T) {
			p := laidWriting(t, t.TempDir(), server)
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			seen := map[string]bool{}
			took := time.Duration(0)
			for turn := range 2 { // what whole files look like, and how long it takes
				w.ready(t, p, turn)
				w.note(t, p, seen)
				start := time.Now()
				cmd, said := w.command(t, p)
				if _ = cmd.Run(); !ended(cmd) {
					t.Fatalf("%s", said)
				}
				took = max(took, time.Since(start))
				w.note(t, p, seen)
			}
			killed, written := 0, 0
			for turn := 0; killed < kills(t); turn++ {
				w.ready(t, p, turn)
				moment := time.Duration(random.Int64N(int64(took)))
				if random.IntN(2) == 0 { // files are written in the last part
					moment = took - moment/4
				}
				start := time.Now()
				if w.killedAt(t, p, moment) {
					killed++
				} else {
					written++
					took = min(took, time.Since(start)) // the first runs may have been slow: a moment after the end kills nothing
				}
				w.check(t, p, seen)
			}
			w.ready(t, p, 0)
			cmd, said := w.command(t, p)
			if _ = cmd.Run(); !ended(cmd) {
				t.Errorf("after all: %s", said)
			}
			w.check(t, p, seen)
			if left, _ := filepath.Glob(filepath.Join(p.dir, "home/config/envparity/.key*")); len(left) > 0 {
				t.Errorf("%v: a part of a key outlives the next start", left)
			}
			t.Logf("killed %d times, ended %d times before; %s a run", killed, written, took)
		})
	}
}

// killedAt runs the command and kills it at a moment. It is false when the command ended before.
func (w *writer) killedAt(t *testing.T, p *place, moment time.Duration) bool {
	t.Helper()
	cmd, said := w.command(t, p)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	kill.Stop()
	if err == nil || cmd.ProcessState.Exited() {
		if !ended(cmd) {
			t.Errorf("after a kill, the next run: %s", said)
		}
		return false
	}
	return true
}

// written returns the files that the command writes and what they hold.
func (w *writer) written(t *testing.T, p *place) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(p.dir, w.file))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, name := range names {
		if out[name], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func (w *writer) note(t *testing.T, p *place, seen map[string]bool) {
	t.Helper()
	for _, text := range w.written(t, p) {
		seen[string(text)] = true
	}
}

func (w *writer) check(t *testing.T, p *place, seen map[string]bool) {
	t.Helper()
	for name, text := range w.written(t, p) {
		whole := seen[string(text)]
		if w.whole != nil {
			whole = w.whole(text)
		}
		if !whole {
			t.Fatalf("%s is neither the old file nor the new one: %d bytes, %q…", name, len(text), bytes.TrimSpace(text[:min(len(text), 300)]))
		}
	}
}
