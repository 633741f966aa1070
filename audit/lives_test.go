package audit

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/rules"
)

// seen is a record of a day with these findings; a day with a "?" behind it could not observe everything.
func seen(t *testing.T, text string) *Record {
	t.Helper()
	head, list, _ := strings.Cut(text, ":")
	var day int
	if _, err := fmt.Sscanf(head, "%d", &day); err != nil {
		t.Fatal(err)
	}
	r := &Record{RecordHead: RecordHead{
		Schema: RecordSchema, At: time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC), Environments: []string{"dev", "prod"}, Complete: !strings.HasSuffix(head, "?"), Scores: map[string]float64{"dev": 0.5},
	}}
	if strings.HasSuffix(head, "-") {
		r.Environments = r.Environments[1:]
	}
	for _, fp := range strings.Fields(list) {
		r.Findings = append(r.Findings, RecordFinding{Fingerprint: fp, Verdict: rules.MustFix, State: rules.New, Environments: []string{"dev"}})
	}
	return r
}

func TestLivesOfFindings(t *testing.T) {
	for _, c := range []struct {
		name    string
		records string // one a day, with a | between them
		want    string // fingerprint: after<from..last>until
	}{
		{"there from the first audit on", "1: a|8: a", "a: ?<1..8>still"},
		{"came and went", "1:|8: a|15: a|22:", "a: 1<8..15>22"},
		{"came back", "1: a|8:|15: a", "a: ?<1..1>8 8<15..15>still"},
		{"not seen where not everything was observed, and there again", "1: a|8?:|15: a", "a: ?<1..15>still"},
		{"not seen where not everything was observed, and gone", "1: a|8?:|15:", "a: ?<1..1>15"},
		{"an audit of fewer environments ends nothing", "1: a|8-:|15: a", "a: ?<1..15>still"},
		{"what an incomplete audit had not may have been there", "1:|8?:|15: a", "a: 1<15..15>still"},
		{"the oldest first, what is gone last", "1: b c|8: a b|15: a b", "b: ?<1..15>still|a: 1<8..15>still|c: ?<1..1>8"},
	} {
		var records []*Record
		for _, r := range strings.Split(c.records, "|") {
			records = append(records, seen(t, r))
		}
		var got []string
		for _, l := range Lives(records) {
			text := l.Fingerprint + ":"
			for _, s := range l.Spans {
				after, until := "?", "still"
				if s.After != nil {
					after = fmt.Sprint(s.After.Day())
				}
				if s.Until != nil {
					until = fmt.Sprint(s.Until.Day())
				}
				text += fmt.Sprintf(" %s<%d..%d>%s", after, s.From.Day(), s.Last.Day(), until)
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %s, want %s", c.name, strings.Join(got, "|"), c.want)
		}
	}
}

func TestLifetimesAreMedianAndOldest(t *testing.T) {
	records := []*Record{seen(t, "1: a b c d"), seen(t, "5: b c d"), seen(t, "8: c d"), seen(t, "11: d")}
	got := LifetimeOf(Lives(records), rules.MustFix, records[3].At.AddDate(0, 0, 10))
	day := 24 * time.Hour
	if got != (Lifetime{Open: 1, Closed: 3, Median: 7 * day, Oldest: 20 * day}) {
		t.Errorf("%+v", got)
	}
}

func TestARecordIsReadBack(t *testing.T) {
	for _, text := range []string{"1:", "1: a", "1?: a b c"} {
		r := seen(t, text)
		doc, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeRecord(doc)
		if err != nil {
			t.Fatalf("%v: %s", err, doc)
		}
		if len(got.Findings) == 0 {
			got.Findings = nil
		}
		if !reflect.DeepEqual(got, r) {
			t.Errorf("%+v, want %+v", got, r)
		}
	}
	if _, err := DecodeRecord([]byte(`{"schema":"envparity.audit/v2"}`)); err == nil || !strings.Contains(err.Error(), "update envparity") {
		t.Error(err)
	}
}
