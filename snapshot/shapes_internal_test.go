package snapshot

import (
	"strings"
	"testing"
)

func TestShapeStartsHoldsEveryShapesFirstByte(t *testing.T) {
	for _, s := range shapes {
		if strings.IndexByte(shapeStarts, s.begin[0]) < 0 {
			t.Errorf("shapeStarts lacks %q of %q: it would never be looked for", s.begin[0], s.begin)
		}
	}
}
