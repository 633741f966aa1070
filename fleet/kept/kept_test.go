package kept

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/snapshot/store/archive"
	"github.com/envparity/envparity/snapshot/store/objects"
)

var night = time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)

// faulty is a folder of objects of which those that hold a word cannot be read.
type faulty struct {
	objects.Folder
	word string
}

var errServer = errors.New("503 SlowDown")

func (f *faulty) Get(ctx context.Context, key string) ([]byte, error) {
	if f.word != "" && strings.Contains(key, f.word) {
		return nil, errServer
	}
	return f.Folder.Get(ctx, key)
}

func filled(t *testing.T) (*faulty, *archive.Archive) {
	t.Helper()
	at := &faulty{Folder: objects.Folder{Dir: t.TempDir()}}
	a := archive.New(at, archive.Options{Clock: time.Now})
	for day := range 3 {
		for _, name := range []string{"orders", "billing"} {
			r := &fleet.Record{Head: fleet.Head{Schema: fleet.RecordSchema, System: name, Run: RunOf(night.AddDate(0, 0, day)), At: night.AddDate(0, 0, day), Status: fleet.Complete, Counts: fleet.Counts{MustFix: day}}}
			if _, err := Put(t.Context(), a, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	return at, a
}

func TestWhatWasPutIsReadAndNoMore(t *testing.T) {
	_, a := filled(t)
	entries, loaded, err := Read(t.Context(), a)
	if err != nil || len(entries) != 6 || len(loaded) != 4 {
		t.Fatalf("%d entries, %d records, %v", len(entries), len(loaded), err)
	}
	for _, e := range entries {
		if got, ok := loaded[e.Name]; ok && (got.Err != nil || got.Record.Brief() != e.Brief || e.Bad || e.Run == "2026-11-20") {
			t.Errorf("%+v: %+v", e, got)
		}
	}
}

func TestAStoreThatIsOutOfOrderIsNoDamagedRecord(t *testing.T) {
	at, a := filled(t)
	at.word = "orders/20261122"
	if _, _, err := Read(t.Context(), a); !errors.Is(err, errServer) {
		t.Errorf("%v: an answer that will be another one tomorrow says nothing of a record", err)
	}
	ctx, stop := context.WithCancelCause(t.Context())
	stop(errors.New("interrupted"))
	at.word = ""
	if _, _, err := Read(ctx, a); err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("%v", err)
	}
}

func TestADamagedRecordStopsNoOther(t *testing.T) {
	at, a := filled(t)
	list, err := a.List(t.Context(), archive.Fleet, "orders")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"{", `{"schema":"envparity.store/v9"}`} {
		if err := at.Put(t.Context(), list[2].Name+".json", []byte(text)); err != nil {
			t.Fatal(err)
		}
		_, loaded, err := Read(t.Context(), a)
		if err != nil || loaded[list[2].Name].Err == nil {
			t.Errorf("%s: %v, %+v", text, err, loaded[list[2].Name])
		}
	}
	// What is a whole document and no record is the system's failure too.
	k, err := a.Put(t.Context(), archive.Document{Kind: archive.Fleet, Group: "orders", Label: "r", Brief: "f", Taken: night.AddDate(0, 0, 3), Text: []byte("{}\n")})
	if err != nil {
		t.Fatal(err)
	}
	if _, loaded, err := Read(t.Context(), a); err != nil || loaded[k.Name].Err == nil {
		t.Errorf("%v, %+v", err, loaded[k.Name])
	}
}

func TestARunIsCalledAsAnObjectMayBe(t *testing.T) {
	for name, ok := range map[string]bool{
		"2026-11-20": true, "envparity-fleet-29384756": true, "v1.2+3_x": true, "": false, "-a": false, "a b": false, "a/b": false, "a~b": false, "é": false, strings.Repeat("a", 64): false, strings.Repeat("a", 63): true,
	} {
		if err := CheckRun(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}
