package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
)

// hook is a webhook that answers as it is told, the last answer again and again.
type hook struct {
	*httptest.Server
	answers []int
	got     []string
}

func newHook(t *testing.T, answers ...int) *hook {
	t.Helper()
	h := &hook{answers: answers}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.got = append(h.got, r.Method+" "+r.URL.Path+" "+string(body))
		code := h.answers[min(len(h.got), len(h.answers))-1]
		if code >= 300 && code < 400 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(code)
	}))
	t.Cleanup(h.Close)
	return h
}

func TestAWebhookIsTriedAgainWithinBounds(t *testing.T) {
	for name, c := range map[string]struct {
		answers []int
		tries   int
		fails   string
	}{
		"a webhook that takes it":                  {[]int{200}, 1, ""},
		"one that is busy for a while":             {[]int{429, 503, 204}, 3, ""},
		"one that is out of order":                 {[]int{500}, 3, "status 500"},
		"one that refuses is not asked again":      {[]int{403}, 1, "status 403"},
		"one that leads elsewhere is not followed": {[]int{307}, 1, "redirect"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHook(t, c.answers...)
			var waited []time.Duration
			err := post(t.Context(), h.URL+"/services/planted-token", []byte(`{}`), func(_ context.Context, d time.Duration) error {
				waited = append(waited, d)
				return nil
			})
			if len(h.got) != c.tries || (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("%d tries, %v", len(h.got), err)
			}
			if err != nil && strings.Contains(err.Error(), "planted-token") {
				t.Errorf("the error names the address: %v", err)
			}
			if len(waited) != c.tries-1 || len(waited) > 0 && (waited[0] < 7*time.Second || waited[0] > 7*time.Second+noticeFirst) {
				t.Errorf("waited %v", waited)
			}
		})
	}
}

func TestAnAddressThatIsNoneIsSaidWithoutIt(t *testing.T) {
	gone := newHook(t, 200)
	gone.Close()
	for name, address := range map[string]string{
		"no address": "", "no scheme": "planted-token", "another scheme": "ftp://planted-token", "no encryption": "http://hooks.example/planted-token", "nobody there": gone.URL + "/planted-token", "no host": "https:///planted-token",
		"control characters": "https://hooks.example/\x7fplanted-token",
	} {
		t.Run(name, func(t *testing.T) {
			err := post(t.Context(), address, nil, func(context.Context, time.Duration) error { return errors.New("stop") })
			if err == nil || strings.Contains(err.Error(), "planted-token") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// noticed is a result with a finding of each sort.
func noticed() *audit.Result {
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	d := func(name string) *drift.Drift {
		return &drift.Drift{Kind: drift.Changed, Resource: drift.ResourceRef{Kind: "Deployment", Name: name}, Path: "spec.replicas"}
	}
	late := d("late")
	late.Story = &drift.Story{Kind: drift.Overdue}
	return &audit.Result{Project: "shop", GeneratedAt: now, Complete: true, Findings: []rules.Finding{
		{Fingerprint: "01", Drift: d("fresh <!channel> @here"), Verdict: rules.MustFix, State: rules.New, Rule: "r"},
		{Fingerprint: "02", Drift: late, Verdict: rules.ShouldFix, State: rules.Known, Rule: "r"},
		{Fingerprint: "03", Drift: d("waived"), Verdict: rules.MustFix, State: rules.Waived, Rule: "r", Waiver: &rules.WaiverRef{Name: "soon", Owner: "ann", Expires: now.AddDate(0, 0, 3)}},
		{Fingerprint: "04", Drift: d("long"), Verdict: rules.MustFix, State: rules.Waived, Rule: "r", Waiver: &rules.WaiverRef{Name: "long", Owner: "ann", Expires: now.AddDate(1, 0, 0)}},
		{Fingerprint: "05", Drift: d("old"), Verdict: rules.MustFix, State: rules.Known, Rule: "r"},
		{Fingerprint: "06", Drift: d("fine"), Verdict: rules.Acceptable, State: rules.New, Rule: "r"},
	}}
}

func notifying(h *hook, format string) (*Workspace, *config.Config) {
	env := map[string]string{"HOOK": h.URL + "/planted-token"}
	return &Workspace{Trusted: true, Getenv: func(name string) string { return env[name] }}, &config.Config{File: "envparity.hcl", Notify: []config.Notify{{Webhook: "HOOK", Format: format}}}
}

func TestANoticeHoldsWhatIsNewOverdueOrWaivedToAnEndSoon(t *testing.T) {
	h := newHook(t, 200)
	w, cfg := notifying(h, config.NotifyJSON)
	if err := w.Notify(t.Context(), cfg, noticed(), audit.FailOnMustFix); err != nil || len(h.got) != 1 {
		t.Fatalf("%v, %v", err, h.got)
	}
	var n report.Notice
	if err := json.Unmarshal([]byte(strings.TrimPrefix(h.got[0], "POST /planted-token ")), &n); err != nil {
		t.Fatal(err)
	}
	if n.Schema != report.NoticeSchema || n.ExitCode != 1 || n.New.Count != 1 || n.New.First[0].Fingerprint != "01" || n.Overdue.Count != 1 || n.Overdue.First[0].Fingerprint != "02" || n.Waivers.Count != 1 || n.Waivers.First[0].Name != "soon" {
		t.Errorf("%+v", n)
	}
}

func TestASlackNoticeCallsNobody(t *testing.T) {
	h := newHook(t, 200)
	w, cfg := notifying(h, config.NotifySlack)
	if err := w.Notify(t.Context(), cfg, noticed(), audit.FailOnMustFix); err != nil || len(h.got) != 1 {
		t.Fatalf("%v, %v", err, h.got)
	}
	var m struct {
		Text   string
		Blocks []struct {
			Type string
			Text struct{ Type, Text string }
		}
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(h.got[0], "POST /planted-token ")), &m); err != nil || len(m.Blocks) != 4 || m.Text == "" || strings.Contains(m.Text, "<") {
		t.Fatalf("%v, %+v", err, m)
	}
	for _, b := range m.Blocks {
		if b.Type != "section" || b.Text.Type != "plain_text" || len(b.Text.Text) == 0 || len(b.Text.Text) > 3000 {
			t.Errorf("%+v", b)
		}
	}
}

func TestNothingIsSentWhereNothingIsWorthIt(t *testing.T) {
	h := newHook(t, 200)
	w, cfg := notifying(h, config.NotifyJSON)
	r := noticed()
	r.Findings = r.Findings[3:]
	if err := w.Notify(t.Context(), cfg, r, audit.FailOnMustFix); err != nil || len(h.got) != 0 {
		t.Errorf("%v, %v", err, h.got)
	}
}

func TestNobodyIsToldWithoutTrust(t *testing.T) {
	h := newHook(t, 200)
	w, cfg := notifying(h, config.NotifyJSON)
	for name, change := range map[string]func(){"nobody agreed": func() { w.Trusted = false }, "offline": func() { w.Trusted, w.Offline = true, true }} {
		change()
		if err := w.Notify(t.Context(), cfg, noticed(), audit.FailOnMustFix); err == nil || len(h.got) != 0 {
			t.Errorf("%s: %v, %v", name, err, h.got)
		}
	}
}

func TestALongNoticeFitsSlack(t *testing.T) {
	r := noticed()
	for range 300 {
		f := r.Findings[0]
		f.Drift = &drift.Drift{Resource: drift.ResourceRef{Kind: "Deployment", Name: strings.Repeat("x", 500)}}
		r.Findings = append(r.Findings, f)
	}
	n, ok := report.NewNotice(r, audit.FailOnMustFix)
	text, err := n.Slack()
	if !ok || err != nil || !strings.Contains(string(text), "more") || len(text) > 12_000 {
		t.Errorf("%v, %d bytes", err, len(text))
	}
}
