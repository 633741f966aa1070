package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store/objects"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// memory keeps objects in a map. Its clock is the test's.
type memory struct {
	mu      sync.Mutex
	held    map[string][]byte
	times   map[string]time.Time
	now     time.Time
	puts    int // that are still possible; negative for any number
	deletes []string
	kept    *Archive
}

func newMemory() *memory {
	return &memory{held: map[string][]byte{}, times: map[string]time.Time{}, now: noon, puts: -1}
}

var errKilled = errors.New("killed")

func (m *memory) String() string { return "memory" }

func (m *memory) Put(_ context.Context, key string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.puts == 0 {
		return errKilled
	}
	m.puts--
	m.held[key], m.times[key] = bytes.Clone(data), m.now
	return nil
}

func (m *memory) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if b, ok := m.held[key]; ok {
		return bytes.Clone(b), nil
	}
	return nil, fs.ErrNotExist
}

func (m *memory) List(_ context.Context, prefix string) ([]objects.Info, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []objects.Info
	for k, b := range m.held {
		if strings.HasPrefix(k, prefix) {
			out = append(out, objects.Info{Key: k, Size: int64(len(b)), Modified: m.times[k]})
		}
	}
	slices.SortFunc(out, func(a, b objects.Info) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

func (m *memory) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.held, key)
	m.deletes = append(m.deletes, key)
	return nil
}

func (m *memory) Settle(context.Context) error { return nil }
func (m *memory) Sweep(context.Context) error  { return nil }

func (m *memory) archive() *Archive {
	if m.kept == nil {
		m.kept = New(m, Options{Clock: func() time.Time { return m.now }})
	}
	return m.kept
}

func (m *memory) size() int {
	n := 0
	for _, b := range m.held {
		n += len(b)
	}
	return n
}

// shop is a snapshot of n resources, of which those in changed have another value.
func shop(env string, taken time.Time, n int, changed ...int) *snapshot.Snapshot {
	s := &snapshot.Snapshot{Project: "shop", Environment: env, Taken: taken, Outcomes: []snapshot.Outcome{{
		Collector: "kubernetes", Source: "deploy/" + env, Status: snapshot.Complete, Resources: n, Took: 1 + taken.Sub(noon)%977,
	}}}
	for i := range n {
		value := "1"
		if slices.Contains(changed, i) {
			value = "2"
		}
		s.Resources = append(s.Resources, snapshot.Resource{
			Type: "kubernetes", Collector: "kubernetes", Kind: "Deployment", Name: fmt.Sprintf("svc-%04d", i), Pillar: snapshot.Configuration,
			Source: snapshot.Source{File: "deploy/" + env + ".yaml", Line: 1 + i*20, ResourceVersion: fmt.Sprint(100000 + i)},
			Root: snapshot.Node{Kind: snapshot.Map, Line: int32(1 + i*20), Children: []snapshot.Node{
				{Key: "image", Kind: snapshot.String, Text: fmt.Sprintf("registry.example/svc-%04d:%s", i, value), Line: int32(3 + i*20)},
				{Key: "replicas", Kind: snapshot.Number, Text: value, Line: int32(5 + i*20)},
			}},
		})
	}
	s.Normalize()
	return s
}

func text(t *testing.T, s *snapshot.Snapshot) string {
	t.Helper()
	var b bytes.Buffer
	if err := snapshot.Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatIsKeptIsReadBackByteByByte(t *testing.T) {
	m := newMemory()
	a := m.archive()
	var want []string
	for week := range 6 {
		s := shop("prod", noon.AddDate(0, 0, 7*week), 100, week, week+40)
		k, err := a.PutSnapshot(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if week > 0 && k.Written > 1200 {
			t.Errorf("week %d: four changed resources cost %d bytes", week, k.Written)
		}
		want = append(want, text(t, s))
	}
	entries, err := a.List(t.Context(), Snapshots, "prod")
	if err != nil || len(entries) != len(want) {
		t.Fatal(len(entries), err)
	}
	for i, e := range entries {
		got, err := a.Get(t.Context(), e)
		if err != nil || string(got) != want[i] {
			t.Errorf("week %d: %v, %d bytes of %d", i, err, len(got), len(want[i]))
		}
		if s, err := a.Snapshot(t.Context(), e); err != nil || len(s.Resources) != 100 {
			t.Errorf("week %d: %v", i, err)
		}
	}
}

func TestAnUnchangedEnvironmentCostsAFewHundredBytes(t *testing.T) {
	a := newMemory().archive()
	for week := range 3 {
		k, err := a.PutSnapshot(t.Context(), shop("prod", noon.AddDate(0, 0, 7*week), 500))
		if err != nil {
			t.Fatal(err)
		}
		if week > 0 && k.Written > 500 {
			t.Errorf("an unchanged environment costs %d bytes", k.Written)
		}
	}
}

func TestResourcesThatOnlyMovedCostFewBytes(t *testing.T) {
	a := newMemory().archive()
	s := shop("prod", noon, 500)
	first, err := a.PutSnapshot(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Resources { // a line was inserted at the top of the file, and the cluster counted on
		r := &s.Resources[i]
		r.Source.Line++
		r.Source.ResourceVersion += "7"
		r.Root.Line++
		for k := range r.Root.Children {
			r.Root.Children[k].Line++
		}
	}
	s.Taken = noon.Add(time.Hour)
	k, err := a.PutSnapshot(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("all of it %d bytes, moved %d", first.Written, k.Written)
	if got, err := a.Get(t.Context(), k.Entry); err != nil || string(got) != text(t, s) {
		t.Errorf("not what was kept: %v", err)
	}
	if k.Written > 500*8 {
		t.Errorf("500 resources that moved cost %d bytes", k.Written)
	}
}

func TestAnyDocumentIsKept(t *testing.T) {
	a := newMemory().archive()
	for _, text := range []string{
		"", "\n", "x", "x\n", "\n\n\n", "a\nb\na\nb\na", "\x00", "\x1f\n\x00\n", `{"taken":"2026"}` + "\n",
		`{"took":5,"label":"a\"b","taken":1}` + "\n" + `{"source":{"line":12},"root":{"lines":[1]},"lines":[3,4]}` + "\n" + `],"sha256":"abc"}` + "\n",
		`,"root":{"line":3}` + "\n" + `,"lines":[` + "\n" + `"serial":-`, `"sha256":"x`, strings.Repeat("long", 1<<20) + "\nb\n",
	} {
		for _, kind := range Kinds() {
			for range 2 { // the second time it follows itself
				k, err := a.Put(t.Context(), Document{Kind: kind, Group: "all", Taken: noon, Text: []byte(text)})
				if err != nil {
					t.Fatalf("%.30q: %v", text, err)
				}
				if got, err := a.Get(t.Context(), k.Entry); err != nil || string(got) != text {
					t.Errorf("%s %.30q: %v, %.60q", kind, text, err, got)
				}
			}
		}
	}
}

// TestAKillAtAnyPutLosesNothing lets a writer get no further than its nth object, for each n.
func TestAKillAtAnyPutLosesNothing(t *testing.T) {
	m := newMemory()
	a := m.archive()
	kept := map[string]string{}
	for n := 0; len(kept) < 12; n++ {
		s := shop("prod", noon.Add(time.Duration(n)*time.Hour), 30, n%30, n*7%30)
		m.puts = n % 6
		k, err := a.PutSnapshot(t.Context(), s)
		m.puts = -1
		switch {
		case err == nil:
			kept[k.Name] = text(t, s)
		case !errors.Is(err, errKilled):
			t.Fatal(err)
		}
		v, err := a.Verify(t.Context())
		if err != nil || v.Damaged() > 0 || len(v.Documents) != len(kept) {
			t.Fatalf("after %d puts: %v, %+v", n%6, err, v)
		}
		for name, want := range kept {
			e, _ := entryOf(name+manifestEnd, 0)
			if got, err := a.Get(t.Context(), e); err != nil || string(got) != want {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

func TestTwoHundredWritersAtOnceAreAllThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	clock := func() time.Time { return noon }
	var wg sync.WaitGroup
	errs := make([]error, 200)
	for i := range errs {
		wg.Go(func() {
			a, err := Open(dir, Options{Clock: clock})
			if err == nil {
				_, err = a.PutSnapshot(t.Context(), shop([]string{"dev", "prod"}[i%2], noon.Add(time.Duration(i/4)*time.Second), 20, i%20))
			}
			errs[i] = err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	a, err := Open(dir, Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	v, err := a.Verify(t.Context())
	if err != nil || v.Damaged() > 0 || len(v.Documents) != 200 {
		t.Errorf("%v: %d documents, %d damaged", err, len(v.Documents), v.Damaged())
	}
}

func TestDamageIsFoundAndNamed(t *testing.T) {
	m := newMemory()
	a := m.archive()
	for week := range 3 {
		if _, err := a.PutSnapshot(t.Context(), shop("prod", noon.AddDate(0, 0, week), 50, week)); err != nil {
			t.Fatal(err)
		}
	}
	sound := map[string][]byte{}
	for k, b := range m.held {
		sound[k] = b
	}
	for key, b := range sound {
		if key == markerKey {
			continue
		}
		for _, damage := range [][]byte{nil, {}, b[:len(b)/2], append(bytes.Clone(b[:len(b)-1]), b[len(b)-1]^1), bytes.Repeat([]byte{0xff}, 40)} {
			m.held[key] = damage
			if damage == nil {
				delete(m.held, key)
			}
			v, err := a.Verify(t.Context())
			if err != nil {
				t.Errorf("%s: %v", key, err)
				continue
			}
			missing := strings.HasPrefix(key, "snapshots/") && damage == nil
			if v.Damaged() == 0 && !missing && !bytes.Equal(damage, b) {
				t.Errorf("%s as %.20q: nothing was found", key, damage)
			}
			if _, err := a.PutSnapshot(t.Context(), shop("dev", noon.AddDate(0, 0, 9), 50, 1)); err != nil { // another group goes on
				t.Errorf("%s: %v", key, err)
			}
			k, err := a.PutSnapshot(t.Context(), shop("prod", noon.AddDate(0, 0, 9), 50, 1))
			if err != nil {
				t.Errorf("%s: a damaged store takes no new snapshot: %v", key, err)
			} else if _, err := a.Snapshot(t.Context(), k.Entry); err != nil {
				t.Errorf("%s: %v", key, err)
			}
			m.held = map[string][]byte{}
			for k, b := range sound {
				m.held[k] = b
			}
		}
	}
}

func TestAViewShowsTheNewestOfEachEnvironment(t *testing.T) {
	a := newMemory().archive()
	put := func(env, label string, day int, members ...string) {
		t.Helper()
		s := shop(env, noon.AddDate(0, 0, day), 1)
		s.Label, s.Members = label, members
		if _, err := a.PutSnapshot(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	put("prod", "v1", 0, "eu", "us")
	put("dev", "v1", 0)
	put("prod", "", 1, "eu")
	put("prod", "", 2, "us")
	put("dev", "v2", 3)
	put("dev", "v2", 4)
	for _, c := range []struct {
		name string
		view View
		want string
	}{
		{"all", View{Archive: a}, "dev 24, prod+eu 21, prod+us 22"},
		{"a release", View{Archive: a, Label: "v1"}, "dev 20, prod+eu+us 20"},
		{"a release that was written twice", View{Archive: a, Label: "v2"}, "dev 24"},
		{"as it was then", View{Archive: a, Until: noon.AddDate(0, 0, 1)}, "dev 20, prod+eu 21"},
	} {
		snaps, err := c.view.Load(t.Context())
		var got []string
		for _, s := range snaps {
			got = append(got, fmt.Sprintf("%s %d", GroupOf(s), s.Taken.Day()))
		}
		if err != nil || strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
	if names, err := (View{Archive: a}).Names(t.Context()); err != nil || !slices.Equal(names, []string{"v1", "v2"}) {
		t.Errorf("%v %v", names, err)
	}
	if _, err := (View{Archive: a, Label: "v9"}).Load(t.Context()); err == nil || !strings.Contains(err.Error(), "no snapshot in v9 in memory") {
		t.Error(err)
	}
}

func TestAClockThatHasGoneBackIsAnError(t *testing.T) {
	a := newMemory().archive()
	k, err := a.PutSnapshot(t.Context(), shop("prod", noon, 1))
	if err != nil {
		t.Fatal(err)
	}
	v := View{Archive: a}
	if err := v.Overtakes(t.Context(), []*snapshot.Snapshot{shop("prod", noon.Add(-time.Minute), 1), shop("dev", noon.AddDate(-1, 0, 0), 1)}); err != nil {
		t.Errorf("clocks that differ a little: %v", err)
	}
	err = v.Overtakes(t.Context(), []*snapshot.Snapshot{shop("prod", noon.AddDate(-1, 0, 0), 1)})
	if err == nil || !strings.Contains(err.Error(), "envparity store prune "+k.Name+" --yes") {
		t.Error(err)
	}
}

func TestAStoreOfANewerVersionIsRefused(t *testing.T) {
	m := newMemory()
	m.held[markerKey] = []byte(`{"schema":"envparity.store/v2"}`)
	if _, err := m.archive().PutSnapshot(t.Context(), shop("prod", noon, 1)); err == nil || !strings.Contains(err.Error(), "update envparity") {
		t.Error(err)
	}
}

func TestAFolderIsForItsOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	a, err := Open(dir, Options{Clock: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.PutSnapshot(t.Context(), shop("prod", noon, 1)); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
