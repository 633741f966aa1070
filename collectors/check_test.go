package collectors_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/snapshot"
)

// checking is a collector whose check is a function.
type checking struct {
	fake
	check func(context.Context, collectors.Input) []collectors.Check
}

func (c checking) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	return c.check(ctx, in)
}

// needing is a collector that takes an agreement.
type needing struct{ checking }

func (needing) Needs(string) []collectors.Need {
	return []collectors.Need{{Act: collectors.ActRun, What: "./tool.sh"}}
}

func said(checks []collectors.Check) string {
	var out []string
	for _, c := range checks {
		text := string(c.Status) + " " + c.Name + ": " + c.Seen
		if c.Fix != "" {
			text += " -> " + c.Fix
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

func TestASourceIsCheckedInItsOwnWayOrByReadingIt(t *testing.T) {
	reads := func(rs []snapshot.Resource, o snapshot.Outcome) collectors.Collector {
		return fake{func(context.Context, collectors.Input) ([]snapshot.Resource, snapshot.Outcome) { return rs, o }}
	}
	checks := func(f func(context.Context, collectors.Input) []collectors.Check) checking { return checking{check: f} }
	file := one("a")
	file[0].Source.File = "a.env"
	ran := false
	for name, tt := range map[string]struct {
		collector collectors.Collector
		want      string
	}{
		"read in full": {reads(append(file, one("b")...), snapshot.Outcome{Status: snapshot.Complete}), "ok read: 2 resources in 1 file"},
		"read in part": {
			reads(one("a"), snapshot.Outcome{Status: snapshot.Partial, Error: "a.yaml:3: not valid yaml\nb.yaml: cannot be read: permission denied; make it readable"}),
			"ok read: 1 resource, and not all that there is\nfailed read: a.yaml:3: not valid yaml -> read the message, and repair its cause\nfailed read: b.yaml: cannot be read: permission denied -> make it readable",
		},
		"nothing there": {reads(nil, snapshot.Outcome{Status: snapshot.Failed, Nothing: true, Error: "no file"}), "failed read: no file -> correct the path in the collect block, or take the block out; paths are relative to the config"},
		"its own check": {checks(func(context.Context, collectors.Input) []collectors.Check {
			return []collectors.Check{{Name: "reach", Status: collectors.CheckOK, Seen: "answers"}}
		}), "ok reach: answers"},
		"a check that panics": {checks(func(context.Context, collectors.Input) []collectors.Check { panic("oh") }), "failed reach: the collector panicked: oh -> please report this"},
		"a check that hangs":  {checks(func(context.Context, collectors.Input) []collectors.Check { select {} }), "failed reach: it did not stop when asked to: it took longer than its timeout of 20ms -> see that it answers, or give the block a longer timeout"},
		"a check that quotes a secret": {checks(func(_ context.Context, in collectors.Input) []collectors.Check {
			in.Sealer.Seal("password", "Quoted8xYsecret", 0)
			return []collectors.Check{{Name: "reach", Status: collectors.CheckFailed, Seen: "bad password Quoted8xYsecret", Fix: "not Quoted8xYsecret"}}
		}), "failed reach: bad password [secret] -> not [secret]"},
		"what nobody agreed to": {needing{checks(func(context.Context, collectors.Input) []collectors.Check { ran = true; return nil })}, "not-asked trust: would run ./tool.sh -> somebody has to"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options()
			o.Refuse = func(collectors.Need) string { return "somebody has to" }
			o.Timeout = 20 * time.Millisecond
			if !strings.Contains(name, "hangs") {
				o.Timeout = time.Minute
			}
			got := collectors.CheckAll(t.Context(), []collectors.Job{{Collector: tt.collector, Name: "x"}}, o)
			if s := said(got[0].Checks); s != tt.want || got[0].Source != "fake" {
				t.Errorf("source %q\n got %s\nwant %s", got[0].Source, s, tt.want)
			}
		})
	}
	if ran {
		t.Error("it was asked although nobody had agreed to it")
	}
}

// TestTheClockOfAServerIsHeldAgainstThisMachines plants a server whose clock is wrong by an hour.
func TestTheClockOfAServerIsHeldAgainstThisMachines(t *testing.T) {
	for _, tt := range []struct {
		ahead  time.Duration
		status collectors.CheckStatus
	}{{0, collectors.CheckOK}, {time.Hour, collectors.CheckWarning}, {-time.Hour, collectors.CheckWarning}} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(tt.ahead).UTC().Format(http.TimeFormat))
		}))
		asks := checking{check: func(ctx context.Context, _ collectors.Input) []collectors.Check {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
			if err != nil {
				t.Error(err)
				return nil
			}
			res, err := (&httpguard.Guard{}).Client(0).Do(req)
			if err != nil {
				t.Error(err)
				return nil
			}
			_ = res.Body.Close()
			return nil
		}}
		got := collectors.CheckAll(t.Context(), []collectors.Job{{Collector: asks}}, options())[0].Checks
		server.Close()
		if len(got) != 1 || got[0].Name != "clock" || got[0].Status != tt.status || (tt.status == collectors.CheckWarning) != (got[0].Fix != "") {
			t.Errorf("%s ahead: %s", tt.ahead, said(got))
		}
	}
}
