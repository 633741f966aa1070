package archive

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/snapshot"
)

// kept puts n daily snapshots of prod, each with a change.
func kept(t *testing.T, m *memory, n int) {
	t.Helper()
	for day := range n {
		m.now = noon.AddDate(0, 0, day)
		s := shop("prod", m.now, 40, day)
		if day == 1 {
			s.Label = "v1"
		}
		if _, err := m.archive().PutSnapshot(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPolicyPicksByCountAndAge(t *testing.T) {
	m := newMemory()
	kept(t, m, 6)
	for _, c := range []struct {
		policy Policy
		want   string
	}{
		{Policy{}, ""},
		{Policy{Keep: 2}, "20 22 23"},
		{Policy{Keep: 2, Labels: true}, "20 21 22 23"},
		{Policy{Keep: 9}, ""},
		{Policy{Older: 3 * 24 * time.Hour}, "20"},
		{Policy{Older: time.Hour}, "20 22 23 24"}, // the newest stays
		{Policy{Older: time.Hour, Keep: 3}, "20 22"},
	} {
		entries, err := m.archive().Plan(t.Context(), c.policy)
		var days []string
		for _, e := range entries {
			days = append(days, fmt.Sprint(e.Taken.Day()))
		}
		if got := strings.Join(days, " "); err != nil || got != c.want {
			t.Errorf("%+v: %q, want %q (%v)", c.policy, got, c.want, err)
		}
	}
	all, _ := m.archive().List(t.Context(), Snapshots, "")
	if entries, err := m.archive().Plan(t.Context(), Policy{Names: []string{all[5].Name}}); err != nil || len(entries) != 1 || entries[0].Name != all[5].Name {
		t.Errorf("by name: %v %v", entries, err)
	}
	if _, err := m.archive().Plan(t.Context(), Policy{Names: []string{"snapshots/x"}}); err == nil {
		t.Error("a name that is not there is no error")
	}
}

func prune(t *testing.T, m *memory, p Policy, dry bool) *Pruned {
	t.Helper()
	gone, err := m.archive().Plan(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.archive().Prune(t.Context(), gone, dry)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sound(t *testing.T, m *memory, documents int) {
	t.Helper()
	v, err := m.archive().Verify(t.Context())
	if err != nil || v.Damaged() > 0 || len(v.Documents) != documents {
		t.Fatalf("%v %+v", err, v)
	}
}

func TestPruningTakesTwoRunsADayApart(t *testing.T) {
	m := newMemory()
	kept(t, m, 6)
	before := m.size()
	if p := prune(t, m, Policy{Keep: 2}, true); len(p.Entries) != 3 || p.Objects != 0 || p.Waiting == 0 || m.size() != before || len(m.deletes) > 0 {
		t.Errorf("a dry run: %+v", p)
	}
	first := prune(t, m, Policy{Keep: 2}, false)
	sound(t, m, 3)
	if first.Objects != 0 || first.Waiting == 0 {
		t.Errorf("the first run: %+v", first)
	}
	m.now = m.now.Add(Grace)
	if p := prune(t, m, Policy{Keep: 2}, false); p.Objects != 0 {
		t.Errorf("just within the grace period: %+v", p)
	}
	m.now = m.now.Add(time.Minute)
	if p := prune(t, m, Policy{Keep: 2}, false); p.Objects != first.Waiting || p.Bytes != first.Frees || p.Waiting != 0 {
		t.Errorf("after it: %+v", p)
	}
	sound(t, m, 3)
	m.now = m.now.Add(2 * Grace)
	prune(t, m, Policy{}, false)
	marks, _ := m.List(t.Context(), markFolder)
	if len(marks) != 1 {
		t.Errorf("marks are left: %v", marks)
	}
}

func TestPruningNeverTakesWhatAWriterMayUse(t *testing.T) {
	m := newMemory()
	kept(t, m, 3)
	a := m.archive()
	slow := shop("prod", m.now.Add(time.Hour), 40, 2) // the newest again: nothing but its manifest is new
	p := &packer{to: a, before: a.parent(t.Context(), Document{Kind: Snapshots, Group: "prod"})}
	doc := takeApart(Snapshots, text(t, slow))
	id, err := p.write(t.Context(), doc)
	if err != nil || id != p.before.id {
		t.Fatal(id, err)
	}
	all, _ := a.List(t.Context(), Snapshots, "")
	prune(t, m, Policy{Names: []string{all[0].Name, all[1].Name, all[2].Name}}, false)
	m.now = m.now.Add(patience) // it writes its manifest at last
	m.held["snapshots/prod/20261122T130000.000Z-0123456789abcdef.json"] = m.manifestOf(t, slow, doc, id)
	m.times["snapshots/prod/20261122T130000.000Z-0123456789abcdef.json"] = m.now
	m.now = m.now.Add(10 * Grace)
	if p := prune(t, m, Policy{}, false); p.Objects == 0 {
		t.Errorf("what the removed ones alone had stays: %+v", p)
	}
	sound(t, m, 1)
}

func TestAWriterThatTakesTooLongGivesUp(t *testing.T) {
	m := newMemory()
	kept(t, m, 1)
	calls := 0
	a := New(m, Options{Clock: func() time.Time { calls++; return m.now.Add(time.Duration(calls) * patience) }})
	if _, err := a.PutSnapshot(t.Context(), shop("prod", m.now, 40, 5)); err != nil {
		t.Fatalf("half a day: %v", err)
	}
	a = New(m, Options{Clock: func() time.Time { calls++; return m.now.Add(time.Duration(calls) * (patience + time.Second)) }})
	if _, err := a.PutSnapshot(t.Context(), shop("prod", m.now, 40, 5)); err == nil || !strings.Contains(err.Error(), "run the command again") {
		t.Errorf("more than half a day: %v", err)
	}
	sound(t, m, 2)
}

func TestWhatADamagedDocumentMayUseIsNotRemoved(t *testing.T) {
	m := newMemory()
	kept(t, m, 3)
	all, _ := m.archive().List(t.Context(), Snapshots, "")
	m.held[all[2].Name+manifestEnd] = []byte("{")
	gone, _ := m.archive().Plan(t.Context(), Policy{Names: []string{all[0].Name}})
	if _, err := m.archive().Prune(t.Context(), gone, false); err == nil || !strings.Contains(err.Error(), "nothing was removed of what it may use") {
		t.Error(err)
	}
	prune(t, m, Policy{Names: []string{all[2].Name}}, false) // by its name it goes
	sound(t, m, 1)
}

func (m *memory) manifestOf(t *testing.T, s *snapshot.Snapshot, d *document, id string) []byte {
	t.Helper()
	body := text(t, s)
	b, err := json.Marshal(manifest{Schema: Schema, Bytes: int64(len(body)), SHA256: digest([]byte(body)), Recipe: id, First: d.first})
	if err != nil {
		t.Fatal(err)
	}
	return b
}
