package fleet

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func full() *Record {
	return &Record{
		Head: Head{
			Schema: RecordSchema, System: "orders", Run: "r1", At: time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC), Status: Partial, Why: []string{"prod: \"denied\"\n"}, Owner: "o", Tier: "1",
			Environments: []string{"dev", "prod"}, Reference: "prod", Judged: "0123456789abcdef", Counts: Counts{1, 2, 3, 4, 5}, Scores: map[string]float64{"dev": 0.97312},
		},
		Findings:  []Finding{{Fingerprint: "f1", Verdict: mustFix, State: isNew, Environments: []string{"dev"}, Places: 2}, {Fingerprint: "f2", Environments: []string{}}},
		Waivers:   []Waiver{{Name: "w", Findings: []string{}}},
		Secrets:   []Sealed{{Print: "hmac:1", Key: "k", Places: []Place{{"prod", "Secret x", "data.y"}}}},
		Databases: []Sealed{{Print: "hmac:2", Key: "k", Places: []Place{{"prod", "database x", ""}}}},
	}
}

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	for _, r := range []*Record{full(), {Head: Head{Schema: RecordSchema, System: "x", Status: Failed}}} {
		text, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeRecord(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range []any{&got.Findings, &got.Waivers, &got.Secrets, &got.Databases} { // an empty list and none are the same
			if v := reflect.ValueOf(list).Elem(); v.Len() == 0 {
				v.SetZero()
			}
		}
		if !reflect.DeepEqual(got, r) {
			t.Errorf("%+v\nbecame\n%+v\n%s", r, got, text)
		}
	}
	text, _ := full().Encode()
	for _, cut := range []string{"", "{}", `{"schema":"envparity.fleet-record/v9"}`, string(text[:len(text)/2])} {
		if _, err := DecodeRecord([]byte(cut)); err == nil {
			t.Errorf("%q is taken for a record", cut)
		}
	}
}

func TestWhatDidNotChangeIsTheSameLine(t *testing.T) {
	a, b := full(), full()
	b.At, b.Counts.MustFix, b.Run = b.At.AddDate(0, 0, 1), 9, "r2"
	b.Findings = append(b.Findings, Finding{Fingerprint: "f3"})
	x, _ := a.Encode()
	y, _ := b.Encode()
	later := map[string]bool{}
	for line := range strings.Lines(string(y)) {
		later[strings.TrimSuffix(line, ",\n")] = true
	}
	differ := 0
	for line := range strings.Lines(string(x)) {
		if !later[strings.TrimSuffix(line, ",\n")] && strings.TrimSpace(line) != "" {
			differ++
		}
	}
	if differ > 2 { // the head, and the line after which one came
		t.Errorf("%d lines differ:\n%s\n%s", differ, x, y)
	}
}

func TestABriefIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 999_999_999)
		b := Brief{Status: rapid.SampledFrom([]Status{Complete, Partial, Failed}).Draw(t, "status"), Parity: -1}
		if b.Status != Failed {
			b.Counts = Counts{n.Draw(t, "a"), n.Draw(t, "b"), n.Draw(t, "c"), n.Draw(t, "d"), n.Draw(t, "e")}
			b.Parity, b.Judged = rapid.IntRange(-1, 10_000).Draw(t, "parity"), rapid.StringMatching(`[0-9a-f]{0,8}`).Draw(t, "judged")
		}
		if got, ok := ParseBrief(b.String()); !ok || got != b {
			t.Fatalf("%+v is written %q and read %+v", b, b.String(), got)
		}
	})
	if got := full().Brief().String(); got != "p.1.2.3.4.5.9731.01234567" {
		t.Errorf("%s", got)
	}
	for _, text := range []string{"", "c", "f.1", "c.1.2.3.4.5", "c.1.2.3.4.5.9731.xyz", "x.1.2.3.4.5.-.", "c.99999999999999999999.2.3.4.5.-.", "c.-1.2.3.4.5.-."} {
		if _, ok := ParseBrief(text); ok {
			t.Errorf("%q is taken for a brief", text)
		}
	}
}
