package parse

import (
	"strings"
	"sync/atomic"
	"testing"
)

func TestATakerThatPanicsLosesItsDocumentAlone(t *testing.T) {
	for name, text := range map[string]string{
		"small":         "a: 1\n---\nbad: 2\n---\nc: 3\n",
		"on all cores":  "a: 1\n---\nbad: 2\n---\n" + strings.Repeat("c: "+strings.Repeat("x", 1000)+"\n---\n", 400),
		"repaired UTF8": "a: \xff\n---\nc: 3\n",
	} {
		t.Run(name, func(t *testing.T) {
			var taken atomic.Int64
			res := TextEach(NewInterner(), FormatYAML, []byte(text), func(d *Document) {
				if d.Root.Child("bad") != nil {
					panic("no")
				}
				taken.Add(1)
			})
			if int(taken.Load()) != len(res.Docs) {
				t.Errorf("%d documents taken, %d read", taken.Load(), len(res.Docs))
			}
			if want := strings.Contains(text, "bad"); want != (len(res.Docs) < res.Count) || !res.Lost() {
				t.Errorf("%d of %d documents, lost %v: %v", len(res.Docs), res.Count, res.Lost(), res.Problems)
			}
			if strings.Contains(text, "bad") && res.Problems[0].Line != 2 {
				t.Errorf("told at line %d, want 2", res.Problems[0].Line)
			}
		})
	}
}
