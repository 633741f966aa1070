package report

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"

	"github.com/envparity/envparity/rules"
)

// longResult returns an audit whose Markdown names most findings in a list. text stands for every text from outside.
func longResult(text string) *bytes.Buffer {
	r := says(text)
	first := r.Findings[0]
	for i := range 220 {
		f, d := first, *first.Drift
		d.Places = nil
		d.Path, f.Fingerprint, f.Verdict = fmt.Sprintf("%s %d", text, i), fmt.Sprint(i), rules.MustFix
		f.Drift = &d
		r.Findings = append(r.Findings, f)
	}
	var b bytes.Buffer
	_ = Markdown(&b, r, Options{}) // a buffer takes everything
	return &b
}

// hostileTexts are n texts of pieces that Markdown, HTML or a code host acts on, the same ones on each run.
func hostileTexts(n int) []string {
	pieces := append(callsAndLinks(),
		"--->", "---->", "--!>", "-", "--", ">", "<", "`", "``", "\\", "!", "[", "]", "(", ")", "*", "_", "~", "@", "#", "&", ";", "|", "\"", "'", " ", "  ", "\n", "\n\n", "\t", "a", "</code>", "</summary>",
		"![PWN](http://owned.example/x.png)", "[PWN](http://owned.example/y)", "&#33;", "&lbrack;", "<!--", "<?", "<![CDATA[", "]]>", "]: http://owned.example", "**", "~~", "\u200b", "\u00ad", "é",
	)
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // no secret
	out := make([]string, n)
	for i := range out {
		for range 1 + random.IntN(7) {
			out[i] += pieces[random.IntN(len(pieces))]
		}
	}
	return out
}

// comments lists the comments of a page.
func comments(n *nethtml.Node) []string {
	var out []string
	if n.Type == nethtml.CommentNode {
		out = append(out, n.Data)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = append(out, comments(c)...)
	}
	return out
}

// TestRandomTextsStayTextsInMarkdown renders long and whole reports, and gates, with random hostile texts. Their pages have the elements that
// those of a harmless text have, and nothing outside code is a call or a link.
func TestRandomTextsStayTextsInMarkdown(t *testing.T) {
	obeyed := regexp.MustCompile(`(?i)@\w|[#!$~]\w*\d|%\d|&\d|gh-\d|://|www\.\w|mailto:`)
	pages := func(text string) map[string][]byte {
		var gate bytes.Buffer
		if err := WriteGate(&gate, "markdown", gated(text)); err != nil {
			t.Fatal(err)
		}
		return map[string][]byte{"long": longResult(text).Bytes(), "all": write(t, Format{"markdown", "", Markdown}, says(text), Options{All: true}), "gate": gate.Bytes()}
	}
	plain := map[string]map[string]int{}
	for name, page := range pages("harmless") {
		plain[name] = map[string]int{}
		countElements(rendered(t, page), plain[name], func(string) {})
	}
	texts := append(hostileTexts(12), "---> @octocat <img src=http://owned.example/x>", "![PWN](http://owned.example/x.png) [PWN](http://owned.example/y) **b**")
	for _, text := range texts {
		for name, page := range pages(text) {
			got := map[string]int{}
			root := rendered(t, page)
			countElements(root, got, func(s string) {
				if at := obeyed.FindString(s); at != "" {
					t.Errorf("%s: %q: %q would be acted on, in %q", name, text, at, strings.TrimSpace(s))
				}
			})
			for _, element := range []string{"a", "img", "script", "em", "h3", "ol", "blockquote", "hr", "del", "h4"} {
				if got[element] != plain[name][element] {
					t.Errorf("%s: %q: %d <%s>, and %d of a harmless text", name, text, got[element], element, plain[name][element])
				}
			}
			if name != "gate" {
				if c := comments(root); len(c) != 2 || !strings.HasPrefix(c[0], " envparity:") {
					t.Errorf("%s: %q: the comments %q", name, text, c)
				}
			}
		}
	}
}

func TestTheMarkerOfAnOrdinaryNameIsTheName(t *testing.T) {
	for project, want := range map[string]string{
		"shop": "<!-- envparity:shop -->", "my shop-2, eu_west (a.b/c)": "<!-- envparity:my shop-2, eu_west (a.b/c) -->", "Bücher": "<!-- envparity:Bücher -->",
		"--->": "<!-- envparity:-%2D-%3E -->", "@a": "<!-- envparity:%40a -->", "a%40": "<!-- envparity:a%2540 -->", "x-": "<!-- envparity:x- -->",
	} {
		if got := Marker(project); got != want {
			t.Errorf("%q: %s, want %s", project, got, want)
		}
	}
}
