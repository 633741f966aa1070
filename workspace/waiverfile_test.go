package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/envparity/envparity/config"
)

// TestEightWritersKeepEight changes one waiver file from eight places at once: each adds its line to what it has read.
func TestEightWritersKeepEight(t *testing.T) {
	dir := t.TempDir()
	cfg := &config.Config{Dir: dir, Waivers: "waivers.hcl"}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 25 {
				err := editWaivers(cfg, func(src []byte) ([]byte, error) { return append(src, fmt.Sprintf("%d-%02d\n", i, j)...), nil })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	src, err := os.ReadFile(filepath.Join(dir, "waivers.hcl"))
	if err != nil || len(src) != 8*25*len("0-00\n") {
		t.Errorf("%d bytes, %v, want those of 200 lines", len(src), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v %v", left, err)
	}
}
