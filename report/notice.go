package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
)

// NoticeSchema names the document that a webhook is sent.
const NoticeSchema = "envparity.notice/v1"

// endsSoon is how long before its end a waiver is worth a message: two weekly checks see it.
const endsSoon = 14 * 24 * time.Hour

// noticeMost bounds each list of a notice. More is counted: a message of hundreds of lines is read by nobody.
const noticeMost = 20

// Notice is what a webhook is sent: what is new, overdue, or waived to an end soon. It names places and holds no values.
type Notice struct {
	Schema      string       `json:"schema"`
	Project     string       `json:"project"`
	GeneratedAt time.Time    `json:"generated_at"`
	Text        string       `json:"text"` // the check in a line
	ExitCode    int          `json:"exit_code"`
	New         NoticeList   `json:"new"`
	Overdue     NoticeList   `json:"overdue"`
	Waivers     WaiverNotice `json:"waivers"`
}

// NoticeList is some findings, the first of them named.
type NoticeList struct {
	Count int             `json:"count"`
	First []NoticeFinding `json:"first"`
}

// NoticeFinding names a finding.
type NoticeFinding struct {
	Fingerprint string `json:"fingerprint"`
	Verdict     string `json:"verdict"`
	Title       string `json:"title"`
	Reason      string `json:"reason"`
	Owner       string `json:"owner,omitempty"`
}

// WaiverNotice is the waivers that end soon or have ended.
type WaiverNotice struct {
	Count int            `json:"count"`
	First []NoticeWaiver `json:"first"`
}

// NoticeWaiver names a waiver.
type NoticeWaiver struct {
	Name    string `json:"name"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"`
	Expired bool   `json:"expired"`
	Title   string `json:"title"` // of a finding that it waives
}

// NewNotice says what of a result is worth a message; false where nothing is.
func NewNotice(r *audit.Result, l audit.FailOn) (*Notice, bool) {
	n := &Notice{
		Schema: NoticeSchema, Project: term.Line(r.Project), GeneratedAt: r.GeneratedAt.UTC().Truncate(time.Second), Text: term.Line(Line(r, l)),
		ExitCode: r.Conclude(l).Code(), New: NoticeList{First: []NoticeFinding{}}, Overdue: NoticeList{First: []NoticeFinding{}},
		Waivers: WaiverNotice{First: []NoticeWaiver{}},
	}
	var seen []string
	for i := range r.Findings {
		f := &r.Findings[i]
		if w := f.Waiver; w != nil && !w.Expires.IsZero() && w.Expires.Sub(r.GeneratedAt) <= endsSoon && !slices.Contains(seen, w.Name) {
			seen = append(seen, w.Name)
			n.Waivers.add(f)
		}
		if f.State == rules.Waived || f.Verdict == rules.Acceptable {
			continue
		}
		if f.State == rules.New {
			n.New.add(f)
		}
		if s := f.Drift.Story; s != nil && s.Kind == drift.Overdue {
			n.Overdue.add(f)
		}
	}
	return n, n.New.Count+n.Overdue.Count+n.Waivers.Count > 0
}

func (l *NoticeList) add(f *rules.Finding) {
	if l.Count++; l.Count <= noticeMost {
		l.First = append(l.First, NoticeFinding{
			Fingerprint: term.Line(f.Fingerprint), Verdict: string(f.Verdict), Title: term.Clean(title(f.Drift), 200), Reason: term.Clean(f.Reason, 300), Owner: term.Clean(f.Owner, 80),
		})
	}
}

func (l *WaiverNotice) add(f *rules.Finding) {
	if l.Count++; l.Count <= noticeMost {
		w := f.Waiver
		l.First = append(l.First, NoticeWaiver{
			Name: term.Clean(w.Name, 120), Owner: term.Clean(w.Owner, 80), Expires: w.Expires.Format(time.DateOnly), Expired: w.Expired, Title: term.Clean(title(f.Drift), 200),
		})
	}
}

// JSON is the notice as a program reads it.
func (n *Notice) JSON() ([]byte, error) { return json.Marshal(n) }

// Bounds of Slack: https://docs.slack.dev/reference/block-kit/blocks/section-block allows 3,000 characters in a section's text.
const slackSection = 3_000

// Slack is the notice in the form of Slack's incoming webhooks. All of it is plain text: nobody is called, and nothing becomes a link.
func (n *Notice) Slack() ([]byte, error) {
	type text struct {
		Type  string `json:"type"`
		Text  string `json:"text"`
		Emoji bool   `json:"emoji"`
	}
	type block struct {
		Type string `json:"type"`
		Text text   `json:"text"`
	}
	head := slackSafe(n.Text)
	blocks := []block{{"section", text{"plain_text", term.Clean(n.Text, slackSection), false}}}
	for _, s := range n.sections() {
		blocks = append(blocks, block{"section", text{"plain_text", s, false}})
	}
	return json.Marshal(struct {
		Text   string  `json:"text"` // of the notification; Slack reads its markup
		Blocks []block `json:"blocks"`
	}{head, blocks})
}

// slackSafe takes its meaning from what Slack reads as markup.
func slackSafe(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// sections are the lists of the notice in words, each as long as Slack takes it.
func (n *Notice) sections() []string {
	var out []string
	for _, l := range []struct {
		title string
		list  *NoticeList
	}{{"new", &n.New}, {"overdue", &n.Overdue}} {
		if l.list.Count == 0 {
			continue
		}
		lines := []string{fmt.Sprintf("%s %s", plural(l.list.Count, "finding", "findings"), l.title)}
		for _, f := range l.list.First {
			line := "• " + f.Verdict + ": " + f.Title + " [" + f.Fingerprint + "]"
			if f.Owner != "" {
				line += ", owner " + f.Owner
			}
			lines = append(lines, line)
		}
		out = append(out, section(lines, l.list.Count))
	}
	if n.Waivers.Count > 0 {
		lines := []string{plural(n.Waivers.Count, "waiver ends soon or has ended", "waivers end soon or have ended")}
		for _, w := range n.Waivers.First {
			ends := "ends on "
			if w.Expired {
				ends = "ended on "
			}
			lines = append(lines, "• "+w.Name+" of "+w.Owner+" "+ends+w.Expires+": "+w.Title)
		}
		out = append(out, section(lines, n.Waivers.Count))
	}
	return out
}

// section joins a title and its lines as far as they fit, and counts the rest of all.
func section(lines []string, all int) string {
	const rest = 40 // bytes for the last line
	text := lines[0]
	shown := 0
	for _, l := range lines[1:] {
		if len(text)+1+len(l)+rest > slackSection {
			break
		}
		text += "\n" + l
		shown++
	}
	if all > shown {
		text += "\n… and " + Count(all-shown) + " more"
	}
	return text
}
