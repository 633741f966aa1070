package report

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	nethtml "golang.org/x/net/html"
)

// pageAttacks are texts by which a page could run a script or fetch something; URL is a server's address.
func pageAttacks() []string {
	return []string{
		`<script>document.title='owned';fetch('URL/fetch')</script>`, `"><script src="URL/src.js"></script>`, `<img src="URL/img.png" onerror="document.title='owned'">`, `'"><svg onload="document.title='owned'"><use href="URL/use.svg#x"/></svg>`,
		`</td></tr></table><iframe src="URL/frame"></iframe>`, `</style><style>@import "URL/import.css"; body{background:url(URL/bg.png)}</style>`, `"><link rel="stylesheet" href="URL/link.css">`, `"><meta http-equiv="refresh" content="0;url=URL/refresh">`,
		`</title><script>document.title='owned'</script>`, `<base href="URL/"><a href="x" ping="URL/ping">x</a>`, `<object data="URL/object"></object><embed src="URL/embed"><video src="URL/video" autoplay></video>`, `--><script>document.title='owned'</script><!--`,
		`</pre><form action="URL/form"><input autofocus onfocus="document.title='owned'">`, `{{.Project}}{{template "x"}}`, `</article></details></body></html><script>document.title='owned'</script>`, `javascript:document.title='owned'`,
		`<details open ontoggle="document.title='owned'">`, "\x00<script>document.title='owned'</script>", `<style onload="document.title='owned'"></style>`, `<body onload="document.title='owned'">`, `" onmouseover="document.title='owned'" style="background:url(URL/attribute.png)`,
	}
}

// browse opens a page in a browser and returns its tree after all scripts had their time. It skips where there is no browser.
func browse(t *testing.T, page string) *nethtml.Node {
	t.Helper()
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("no Chromium or Chrome is installed; TestForeignTextCannotForgeStructure holds a part of what it would show")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "report.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run", "--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=2000", "--dump-dom", "file://"+file)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", browser, err)
	}
	root, err := nethtml.Parse(strings.NewReader(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// active lists what of a page could run, fetch or lead somewhere, and its title.
func active(n *nethtml.Node, found *[]string, title *string) {
	if n.Type == nethtml.ElementNode {
		switch n.Data {
		case "script", "img", "svg", "iframe", "link", "object", "embed", "video", "form", "input", "base", "a", "use":
			*found = append(*found, "<"+n.Data+">")
		case "title":
			if n.FirstChild != nil {
				*title = n.FirstChild.Data
			}
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" || a.Key == "style" || a.Key == "http-equiv" && strings.EqualFold(a.Val, "refresh") {
				*found = append(*found, fmt.Sprintf("%s=%q", a.Key, a.Val))
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		active(c, found, title)
	}
}

// TestNoScriptRunsAndNothingIsFetchedInABrowser opens the page of a report that is full of attacks.
func TestNoScriptRunsAndNothingIsFetchedInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	attacks := strings.ReplaceAll(strings.Join(pageAttacks(), "\n"), "URL", server.URL)

	// The attacks work where nobody stops them: else the test would prove nothing.
	var found []string
	var title string
	free := strings.ReplaceAll(attacks, `http-equiv="refresh"`, "") // which would lead to another page
	active(browse(t, "<!doctype html><title>free</title><body>"+free), &found, &title)
	if asked.Load() == 0 || title != "owned" || len(found) < 10 {
		t.Fatalf("%d requests, title %q, %v: the attacks do nothing by themselves", asked.Load(), title, found)
	}
	asked.Store(0)
	for i, attack := range append(pageAttacks(), attacks) {
		found, title = nil, ""
		if i < len(pageAttacks()) && i%7 != 0 { // each of them stands in the last too
			continue
		}
		page := string(write(t, Format{"html", "", HTML}, says(strings.ReplaceAll(attack, "URL", server.URL)), Options{}))
		active(browse(t, page), &found, &title)
		if n := asked.Load(); n != 0 || title == "owned" || !strings.HasPrefix(title, "Environment parity: ") || len(found) > 0 {
			t.Errorf("%s\n%d requests, title %q, %v", attack, n, title, found)
		}
	}
}
