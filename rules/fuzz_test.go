package rules

import (
	"bytes"
	"slices"
	"testing"
	"time"
)

// FuzzWaivers checks that no waiver file causes a panic, and that a waiver with a mistake waives nothing.
func FuzzWaivers(f *testing.F) {
	f.Add("waiver \"a\" {\n  fingerprint = \"0123456789abcdef\"\n  owner = \"o\"\n  reason = \"r\"\n  expires = \"2026-12-31\"\n}\n")
	f.Add("waiver \"a\" {\n  when = drift.type == \"kubernetes\" && glob(drift.path, \"spec.**\")\n  places = 3\n  owner = \"o\"\n  reason = \"r\"\n  expires = \"soon\"\n}\n")
	f.Add("waiver \"a\" {\n  when = true\n  owner = 1\n  places = -1e99\n}\nwaiver \"a\" {\n}\n")
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		ws, diags := LoadWaivers([]byte(text), "waivers.hcl", "dev", "prod")
		for _, w := range ws.list {
			if w.holds(day) && (w.ref.Owner == "" || w.ref.Reason == "" || (w.fingerprint == "") == (w.condition == nil)) {
				t.Errorf("the waiver %q holds without an owner, a reason or one target", w.ref.Name)
			}
		}
		for _, d := range diags {
			if d.Subject == nil && d.Context == nil {
				t.Errorf("a diagnostic without a place: %s", d)
			}
		}
	})
}

// FuzzBaseline checks that a baseline is the same after it was written and read again, and that each entry is found.
func FuzzBaseline(f *testing.F) {
	f.Add([]byte(`{"schema":"envparity.baseline/v1","written":"2026-01-02T03:04:05Z","findings":[{"fingerprint":"b","verdict":"must-fix"},{"fingerprint":"a","verdict":"acceptable"}]}`))
	f.Add([]byte(`{"schema":"envparity.baseline/v1","findings":null}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		b, err := ReadBaseline(src, "baseline.json")
		if err != nil {
			return
		}
		for i := range b.Findings {
			if e := b.Entry(b.Findings[i].Fingerprint); e == nil || e.Fingerprint != b.Findings[i].Fingerprint {
				t.Fatalf("the entry %q is not found", b.Findings[i].Fingerprint)
			}
		}
		first, err := b.Encode()
		if err != nil {
			return // a year beyond 9999 cannot be written
		}
		again, err := ReadBaseline(first, "baseline.json")
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if second, err := again.Encode(); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("written twice, two texts: %v\n%s\n%s", err, first, second)
		}
	})
}

// FuzzCodeowners checks that every text is read as a CODEOWNERS file, and that one path always has the same owners.
func FuzzCodeowners(f *testing.F) {
	f.Add("* @a\n/docs/ @b @c # why\n[Section][2] @d\nlib/**/x\\ y.go\n", "docs/a/b.md")
	f.Add("**/**/**/* @a\n", "a/b/c")
	f.Fuzz(func(t *testing.T, text, file string) {
		c := ParseCodeowners([]byte(text))
		if !slices.Equal(c.Of(file), c.Of(file)) {
			t.Error("two answers to one question")
		}
	})
}
