package archive

import (
	"fmt"
	"strings"
	"testing"
)

// besides returns the chunks of the newest recipe that were packed beside others, and those others.
func besides(t *testing.T, m *memory) (packed, bases []string) {
	t.Helper()
	entries, err := m.archive().List(t.Context(), Snapshots, "")
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := m.archive().manifest(t.Context(), entries[len(entries)-1])
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.archive().contents(t.Context(), manifest.Recipe)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range c.recipe.Chunks {
		if b := c.recipe.base(i); b >= 0 {
			packed, bases = append(packed, id), append(bases, c.recipe.Chunks[b])
		}
	}
	return packed, bases
}

// TestAChangedResourceIsPackedBesideItsEarlierVersion holds that what a chunk was packed beside stays as long as the chunk, is read with it, and is named where
// it is damaged.
func TestAChangedResourceIsPackedBesideItsEarlierVersion(t *testing.T) {
	m := newMemory()
	kept(t, m, 6)
	if packed, _ := besides(t, m); len(packed) == 0 {
		t.Fatal("no chunk was packed beside another one")
	}
	for day := range 60 { // all lines of the first chunk are replaced, and chunks are folded
		m.now = noon.AddDate(0, 0, 10+day)
		if _, err := m.archive().PutSnapshot(t.Context(), shop("prod", m.now, 40, day%40, (day+1)%40, (day+7)%40)); err != nil {
			t.Fatal(err)
		}
		sound(t, m, 7+day)
	}
	gone, err := m.archive().Plan(t.Context(), Policy{Keep: 1, Labels: true})
	if err != nil {
		t.Fatal(err)
	}
	for run := range 3 {
		if _, err := m.archive().Prune(t.Context(), gone, false); err != nil {
			t.Fatal(err)
		}
		m.now, gone = m.now.AddDate(0, 0, 2+run), nil
	}
	sound(t, m, 1)
	packed, bases := besides(t, m)
	if len(packed) == 0 {
		t.Fatal("the newest one was written whole, so nothing is damaged here")
	}
	m.held[blobKey(chunkFolder, bases[0])] = m.held[blobKey(chunkFolder, packed[0])]
	v, err := m.archive().Verify(t.Context())
	if err != nil || v.Damaged() != 1 || !strings.Contains(fmt.Sprint(v.Documents[0].Err), bases[0]) {
		t.Errorf("%v, %+v", err, v.Documents)
	}
}

func TestARecipeWithImpossibleBasesIsDamaged(t *testing.T) {
	const chunk = `"0123456789012345678901234567890123456789-0123456789ab"`
	for beside, good := range map[string]bool{
		`[0,1]`: true, `[]`: true, `[0]`: true, `[2,0]`: true,
		`[1]`: false, `[2,1]`: false, `[0,3]`: false, `[0,-1]`: false, `[0,1,0]`: false, `[-9223372036854775808]`: false,
	} {
		_, err := decodeRecipe([]byte(`{"schema":"` + Schema + `","chunks":[` + chunk + `,` + chunk + `],"beside":` + beside + `}`))
		if (err == nil) != good {
			t.Errorf("%s: %v", beside, err)
		}
	}
}
