package tour_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/envparity/envparity/tui/screen/tour"
)

func TestTheDocumentOfATourLinksNowhereAndCallsNobody(t *testing.T) {
	for _, text := range []string{"![PWN](http://owned.example/x.png)", "[x](http://owned.example)", "<img src=x>", "http://owned.example/z www.owned.example", "pwn@owned.example", "---> @octocat", "@octocat", "- a", "1. a", "# a"} {
		var b, page bytes.Buffer
		pages := []tour.Page{{Title: text, Blocks: []tour.Block{{Head: text}, {Item: text}, {Para: text}, {Table: [][]string{{text, text}, {text, text}}}}}}
		if err := tour.Markdown(&b, pages); err != nil {
			t.Fatal(err)
		}
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe())).Convert(b.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<a ", "<img", "@o", "<ol", "://"} {
			if strings.Contains(page.String(), bad) {
				t.Errorf("%q: %q in %s", text, bad, page.String())
			}
		}
		if strings.Count(page.String(), "<li>") != 1 || strings.Count(page.String(), "<h1") != 1 {
			t.Errorf("%q has structure of its own: %s", text, page.String())
		}
	}
}
