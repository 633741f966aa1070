package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"
)

// callsAndLinks are texts that a code host makes a call, a link or a block of.
func callsAndLinks() []string {
	return []string{
		"@team", "ask @org/team now", "#12", "org/repo#12", "GH-12", "!12", "$12", "%1", "&1", "~bug", "https://owned.example/x", "www.owned.example", "http://owned.example", "mailto:a@owned.example",
		"a@owned.example", "[x](https://owned.example)", "![x](https://owned.example/p.png)", "<https://owned.example>", "[x]: https://owned.example", "<img src=https://owned.example/p.png>",
		"```\n# owned\n```", "```", "~~~", "`", "``` @team ```", "# owned", "- owned", "1. owned", "> owned", "===", "---", "    owned", "| owned |", "</details>", "<!-- owned", "-->", "\\`@team\\`", "\\\\|",
		"\\@team", "&#64;team", "&commat;team", "<script>owned()</script>", "**owned**", "https&colon;//owned.example",
	}
}

// rendered returns the tree of a report as GitHub Flavored Markdown, with the HTML in it.
func rendered(t *testing.T, source []byte) *nethtml.Node {
	t.Helper()
	var page bytes.Buffer
	m := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := m.Convert(source, &page); err != nil {
		t.Fatal(err)
	}
	root, err := nethtml.Parse(&page)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// countElements counts the elements of a page, and hands on each text outside code.
func countElements(n *nethtml.Node, elements map[string]int, text func(string)) {
	switch n.Type {
	case nethtml.ElementNode:
		elements[n.Data]++
		if n.Data == "code" || n.Data == "pre" {
			return
		}
	case nethtml.TextNode:
		text(n.Data)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		countElements(c, elements, text)
	}
}

// A code host acts on the texts from outside in these reports. Their trees must equal that of a report with harmless texts.
func TestTextsFromOutsideAreNoMentionsAndNoLinksInMarkdown(t *testing.T) {
	obeyed := regexp.MustCompile(`(?i)@\w|[#!$~]\w*\d|%\d|&\d|gh-\d|://|www\.\w|mailto:`)
	plain := map[string]int{}
	countElements(rendered(t, write(t, Format{"markdown", "", Markdown}, says("harmless"), Options{All: true})), plain, func(string) {})
	if plain["details"] == 0 || plain["table"] == 0 {
		t.Fatalf("the report has no structure: %v", plain)
	}
	for _, text := range callsAndLinks() {
		t.Run(text, func(t *testing.T) {
			got := map[string]int{}
			countElements(rendered(t, write(t, Format{"markdown", "", Markdown}, says(text), Options{All: true})), got, func(s string) {
				if at := obeyed.FindString(s); at != "" {
					t.Errorf("%q would be acted on, in %q", at, strings.TrimSpace(s))
				}
			})
			for _, name := range []string{"a", "img", "script", "pre", "h1", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "details", "summary", "table", "td", "strong", "p"} {
				if got[name] != plain[name] {
					t.Errorf("%d <%s>, and %d of a harmless text", got[name], name, plain[name])
				}
			}
		})
	}
}
