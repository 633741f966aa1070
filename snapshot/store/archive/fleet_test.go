package archive

import (
	"fmt"
	"strings"
	"testing"
)

// record is a fleet's record: its first line differs each time.
func record(run int) string {
	return fmt.Sprintf("{\"at\":%d,\"findings\":[\n{\"fingerprint\":\"%s\"}\n]}\n", run, strings.Repeat("a", 4000))
}

func TestARecordOfAFleetIsNamedAfterItsRunAndItsBrief(t *testing.T) {
	m := newMemory()
	var last Kept
	for run := range 3 {
		var err error
		last, err = m.archive().Put(t.Context(), Document{
			Kind: Fleet, Group: "orders", Label: fmt.Sprintf("nightly-%d", run), Brief: fmt.Sprintf("c.%d.-", run), Taken: noon.AddDate(0, 0, run), Text: []byte(record(run)),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if last.Written > 600 {
		t.Errorf("a record with the same findings takes %d bytes", last.Written)
	}
	entries, err := m.archive().List(t.Context(), Fleet, "")
	if err != nil || len(entries) != 3 || entries[2].Label != "nightly-2" || entries[2].Brief != "c.2.-" || entries[2].Group != "orders" {
		t.Fatalf("%+v, %v", entries, err)
	}
	if text, err := m.archive().Get(t.Context(), entries[1]); err != nil || string(text) != record(1) {
		t.Errorf("%q, %v", text, err)
	}
	gone, err := m.archive().Plan(t.Context(), Policy{Keep: 2})
	if err != nil || len(gone) != 1 || gone[0].Label != "nightly-0" {
		t.Errorf("a run is no release that stays: %+v, %v", gone, err)
	}
}

func TestAnEntryIsReadFromItsNameOrIsNone(t *testing.T) {
	const head = "fleet/orders/20261120T120000.000Z-0123456789abcdef"
	for key, want := range map[string]string{
		head + ".json":                "|",
		head + "-r1.json":             "r1|",
		head + "-r1~c.3.-.json":       "r1|c.3.-",
		head + "~f.json":              "|f",
		head + "~.json":               "none",
		head + "~C.json":              "none",
		head + "-~c.json":             "none",
		head + "-r1~c~d.json":         "none",
		"boats/" + head[6:] + ".json": "none",
	} {
		e, ok := entryOf(key, 1)
		got := e.Label + "|" + e.Brief
		if !ok {
			got = "none"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}
