package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// tagged matches the tag of an image in a manifest of the demo.
var tagged = regexp.MustCompile(`(image: registry\.shop\.example/[a-z/-]+):[0-9A-Za-z.-]+`)

// release gives all images of a file in an environment of the demo another tag.
func release(t *testing.T, dir, env, file, tag string) {
	t.Helper()
	path := filepath.Join(dir, "deploy", env, file)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, tagged.ReplaceAll(text, []byte("${1}:"+tag)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAYearOfTheDemoIsATenthOfItsFiles keeps 52 weekly snapshots of the demo's three environments. In each week the images of one file change in staging, and
// in prod a week later. The files that they would be are packed one by one, as small as the packer can.
func TestAYearOfTheDemoIsATenthOfItsFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("it collects the demo 52 times")
	}
	dir, place := t.TempDir(), t.TempDir()
	file, err := shop.Extract(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, config.Options{CollectTypes: typeNames()})
	if err != nil {
		t.Fatal(err)
	}
	store, err := archive.Open(place, archive.Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	best, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		t.Fatal(err)
	}
	services := []string{"orders.yaml", "catalog.yaml", "web.yaml", "notifier.yaml", "payments.yaml", "platform.yaml"}
	files, snapshots := 0, 0
	for week := range 52 {
		at := time.Date(2026, 1, 5, 6, 0, 0, 0, time.UTC).AddDate(0, 0, 7*week)
		if week > 0 {
			release(t, dir, "staging", services[week%len(services)], fmt.Sprintf("1.%d.0", 20+week))
		}
		if week > 1 {
			release(t, dir, "prod", services[(week-1)%len(services)], fmt.Sprintf("1.%d.0", 19+week))
		}
		snaps, err := audit.Collect(t.Context(), cfg, all.Types(), audit.CollectOptions{
			Now: func() time.Time { return at }, Sealer: snapshot.NewSealer([]byte("a key for the test of a year")), Getenv: func(string) string { return "" },
			Refuse: func(collectors.Need) string { return "" },
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range snaps {
			if _, err := store.PutSnapshot(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			if err := snapshot.Write(&text, s); err != nil {
				t.Fatal(err)
			}
			files += len(best.EncodeAll([]byte(text.String()), nil))
			snapshots++
		}
	}
	kept, parts := sizes(t, place)
	t.Logf("%d snapshots have %d bytes in the store, %v; as files %d: one in %.1f", snapshots, kept, parts, files, float64(files)/float64(kept))
	if kept*10 > files {
		t.Errorf("the store has more than a tenth of what the files have")
	}
	v, err := store.Verify(t.Context())
	if err != nil || v.Damaged() > 0 || len(v.Documents) != snapshots {
		t.Errorf("%v: %d documents, %d damaged", err, len(v.Documents), v.Damaged())
	}
}

func typeNames() []string {
	var out []string
	for _, t := range all.Types() {
		out = append(out, t.Name)
	}
	return out
}

// sizes adds up the objects of a store in a folder, and says how many there are of each sort, with how many bytes.
func sizes(t *testing.T, dir string) (sum int, parts map[string][2]int) {
	t.Helper()
	parts = map[string][2]int{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		sort, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
		sum += int(info.Size())
		parts[sort] = [2]int{parts[sort][0] + 1, parts[sort][1] + int(info.Size())}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum, parts
}
