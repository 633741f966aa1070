package report

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/fixtures/browser"
	"github.com/envparity/envparity/fixtures/real"
)

// pageAttacks are texts by which a page could run a script or fetch something; URL is a server's address.
func pageAttacks() []string {
	return []string{
		`<script>document.title='owned';fetch('URL/fetch')</script>`, `"><script src="URL/src.js"></script>`, `<img src="URL/img.png" onerror="document.title='owned'">`, `'"><svg onload="document.title='owned'"><use href="URL/use.svg#x"/></svg>`,
		`</td></tr></table><iframe src="URL/frame"></iframe>`, `</style><style>@import "URL/import.css"; body{background:url(URL/bg.png)}</style>`, `"><link rel="stylesheet" href="URL/link.css">`, `"><meta http-equiv="refresh" content="0;url=URL/refresh">`,
		`</title><script>document.title='owned'</script>`, `<base href="URL/"><a href="x" ping="URL/ping">x</a>`, `<object data="URL/object"></object><embed src="URL/embed"><video src="URL/video" autoplay></video>`, `--><script>document.title='owned'</script><!--`,
		`</pre><form action="URL/form"><input autofocus onfocus="document.title='owned'">`, `{{.Project}}{{template "x"}}`, `</article></details></body></html><script>document.title='owned'</script>`, `javascript:document.title='owned'`,
		`<details open ontoggle="document.title='owned'">`, "\x00<script>document.title='owned'</script>", `<style onload="document.title='owned'"></style>`, `<body onload="document.title='owned'">`, `" onmouseover="document.title='owned'" style="background:url(URL/attribute.png)`,
		`"}]}</script><script>document.title='owned'</script>`, `\u003cscript>document.title='owned'`, `__proto__`, `constructor`, `<!--<script>`, "\u2028document.title='owned'\u2029", `${document.title='owned'}`, `#f-%00`, `li" id="data`,
	}
}

// active lists the elements of the page that could run, fetch or lead somewhere, each once, without the texts in them.
const active = `(() => {
  const found = new Set();
  for (const e of document.querySelectorAll('*')) {
    const tag = e.tagName.toLowerCase();
    if (['script', 'img', 'iframe', 'link', 'object', 'embed', 'video', 'form', 'input', 'base', 'a', 'use', 'meta', 'style', 'svg'].includes(tag)) found.add('<' + tag + '>');
    for (const a of e.attributes) {
      if (a.name.startsWith('on') || ['src', 'style', 'action', 'ping', 'srcdoc', 'formaction'].includes(a.name)) found.add(tag + ' ' + a.name + '=' + a.value);
      if (/href$/.test(a.name) && !a.value.startsWith('#')) found.add(tag + ' ' + a.name + '=' + a.value);
    }
  }
  return [...found].sort();
})()`

// all opens everything of the page.
const all = `(() => { document.getElementById('unfold')?.click(); for (const d of document.querySelectorAll('details')) d.open = true; return true; })()`

// drawn draws also the findings that are out of sight. axe measures the colour behind a text on what is drawn there.
const drawn = `(() => { for (const f of document.querySelectorAll('.finding')) f.style.contentVisibility = 'visible'; return true; })()`

func pageFile(t *testing.T, page []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// unscripted is the page as a browser shows it that runs no scripts.
func unscripted(page []byte) []byte {
	text := strings.Replace(string(page), "<script>"+pageScript+"</script>", "", 1)
	return []byte(strings.NewReplacer("<noscript>", "", "</noscript>", "").Replace(text))
}

func visit(t *testing.T, tab *browser.Tab, file, fragment string, l browser.Look) {
	t.Helper()
	if err := tab.Visit(file, fragment, l); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, tab *browser.Tab, script string) T {
	t.Helper()
	got, err := browser.Eval[T](tab, script)
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return got
}

// quiet fails if the page requested anything but itself, or if a script of it failed.
func quiet(t *testing.T, tab *browser.Tab) {
	t.Helper()
	for _, r := range tab.Requests() {
		if r != "about:blank" && !strings.HasPrefix(r, "file:///") {
			t.Errorf("the page asked for %s", r)
		}
	}
	if errs := tab.Errors(); len(errs) > 0 {
		t.Errorf("scripts of the page failed: %v", errs)
	}
}

// The script draws the finding anew. The page without scripts has the same marks and links.
func TestTheScriptMarksTheWordThatLeakedAndLinksTraces(t *testing.T) {
	tab := real.Browser(t)
	r := leaky("https://Prod.shop.example/a?to=prod", "https://shop.example/b", "prod")
	const link = "https://traces.example/t?id=00ff&x=%3Cb%3E"
	f := &r.Findings[0].Drift.Facts
	f.Notes, f.Traces = []string{"round 3: took 7 s, trace " + link, "not a link: https://other.example/"}, []drift.Trace{{Environment: "staging", ID: "00ff", URL: link}}
	page := write(t, Format{"html", "", HTML}, r, Options{})
	for name, p := range map[string][]byte{"with the script": page, "without it": unscripted(page)} {
		visit(t, tab, pageFile(t, p), "", browser.Look{})
		eval[bool](t, tab, all)
		marks := eval[[]string](t, tab, `[...document.querySelectorAll('.value mark')].map((e) => e.textContent)`)
		links := eval[[]string](t, tab, `[...document.querySelectorAll('.notes a')].map((e) => e.getAttribute('href') + ' ' + e.rel + ' ' + e.textContent)`)
		if strings.Join(marks, " ") != "Prod prod" || strings.Join(links, "; ") != link+" noopener noreferrer "+link {
			t.Errorf("%s: marked %q, links %q", name, marks, links)
		}
	}
	quiet(t, tab)
}

// TestNoScriptRunsAndNothingIsFetchedInABrowser opens the page of a report that is full of attacks, and everything in it.
func TestNoScriptRunsAndNothingIsFetchedInABrowser(t *testing.T) {
	tab := real.Browser(t)
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	attacks := strings.ReplaceAll(strings.Join(pageAttacks(), "\n"), "URL", server.URL)

	// Without protection the attacks must work. Otherwise the test would prove nothing.
	free := strings.ReplaceAll(attacks, `http-equiv="refresh"`, "") // which would lead to another page
	visit(t, tab, pageFile(t, []byte("<!doctype html><title>free</title><body>"+free)), "", browser.Look{})
	if title := eval[string](t, tab, "document.title"); asked.Load() == 0 || title != "owned" {
		t.Fatalf("%d requests, title %q: the attacks do nothing by themselves", asked.Load(), title)
	}
	visit(t, tab, pageFile(t, write(t, Format{"html", "", HTML}, says("harmless"), Options{})), "", browser.Look{})
	eval[bool](t, tab, all)
	want := eval[[]string](t, tab, active)

	asked.Store(0)
	for i, attack := range append(pageAttacks(), attacks) {
		if i < len(pageAttacks()) && i%7 != 0 { // each of them stands in the last too
			continue
		}
		page := write(t, Format{"html", "", HTML}, says(strings.ReplaceAll(attack, "URL", server.URL)), Options{})
		visit(t, tab, pageFile(t, page), "", browser.Look{})
		eval[bool](t, tab, all)
		eval[bool](t, tab, "new Promise((done) => setTimeout(() => done(true), 300))") // what was begun has its time
		title, got := eval[string](t, tab, "document.title"), eval[[]string](t, tab, active)
		if n := asked.Load(); n != 0 || !strings.HasPrefix(title, "Environment parity: ") || !slices.Equal(got, want) {
			t.Errorf("%s\n%d requests, title %q, %v\nwant %v", attack, n, title, got, want)
		}
		if shown := eval[int](t, tab, "document.querySelectorAll('.finding .body').length"); shown != len(sample().Findings) {
			t.Errorf("%s\n%d findings are shown", attack, shown)
		}
		quiet(t, tab)
	}
}

// axe-core checks every section of the page, with everything opened.
func TestThePageHasNoViolationsOfAccessibility(t *testing.T) {
	tab, axe := real.Browser(t), real.Axe(t)
	whole, o := everything()
	pages := map[string][]byte{
		"everything": write(t, Format{"html", "", HTML}, whole, o), "journeys": write(t, Format{"html", "", HTML}, travelled(t, "search", 4), Options{}),
		"empty": write(t, Format{"html", "", HTML}, &audit.Result{Project: "nothing", Complete: true}, Options{}),
	}
	pages["everything without its script"] = unscripted(pages["everything"])
	for name, page := range plainPages(t, "staging") {
		pages[name] = page
	}
	for name, page := range pages {
		accessible(t, tab, axe, name, page)
	}
}

// accessible opens all of a page, wide and light, narrow and dark, and reports what axe finds there, and a page that is wider than its window.
func accessible(t *testing.T, tab *browser.Tab, axe, name string, page []byte) {
	t.Helper()
	file := pageFile(t, page)
	for _, l := range []browser.Look{{Width: 1280, Height: 900}, {Width: 375, Height: 800, Dark: true}} {
		visit(t, tab, file, "", l)
		eval[bool](t, tab, all)
		eval[bool](t, tab, drawn)
		eval[bool](t, tab, axe+"; true")
		got := eval[string](t, tab, `axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations.map((v) => ({id: v.id, help: v.help, at: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + ' ' + n.failureSummary)}))))`)
		var violations []any
		if err := json.Unmarshal([]byte(got), &violations); err != nil {
			t.Fatal(err)
		}
		if len(violations) > 0 {
			t.Errorf("%s at %+v: %s", name, l, got)
		}
		if wide := eval[int](t, tab, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
			widest := eval[string](t, tab, `[...document.querySelectorAll("body *")].filter((e) => !e.closest(".scroll")).sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0].outerHTML.slice(0, 200)`)
			t.Errorf("%s at %+v: the page is %d pixels wider than the window, by %s", name, l, wide, widest)
		}
	}
}

// shownText returns the text of an opened finding, without the button that only the script has.
const shownText = `(id) => { const d = document.getElementById(id).firstElementChild; d.open = true; return new Promise((done) => setTimeout(() => { for (const x of d.querySelectorAll('details')) x.open = true; d.querySelector('button')?.remove(), done(d.textContent.replace(/\s+/g, '')); })); }`

func TestAFindingSaysTheSameWithAndWithoutTheScript(t *testing.T) {
	tab := real.Browser(t)
	r, o := everything()
	page := write(t, Format{"html", "", HTML}, r, o)
	file, still := pageFile(t, page), pageFile(t, unscripted(page))
	for i := range sample().Findings {
		id := fmt.Sprintf("(%s)('f-%s')", shownText, r.Findings[i].Fingerprint)
		visit(t, tab, file, "", browser.Look{})
		with := eval[string](t, tab, id)
		visit(t, tab, still, "", browser.Look{})
		if without := eval[string](t, tab, id); with != without || !strings.Contains(with, r.Findings[i].Rule) {
			t.Errorf("finding %d\nwith the script    %s\nwithout the script %s", i, with, without)
		}
	}
	quiet(t, tab)
}

const counted = "document.getElementById('count').textContent"

func TestFindingsAreFoundByTheKeyboard(t *testing.T) {
	tab := real.Browser(t)
	r, o := everything()
	file := pageFile(t, write(t, Format{"html", "", HTML}, r, o))
	visit(t, tab, file, "", browser.Look{})
	if got := eval[string](t, tab, counted); got != "305 findings" {
		t.Fatalf("%q", got)
	}
	focused := func() string {
		return eval[string](t, tab, "document.activeElement.closest('.finding')?.id || document.activeElement.id || document.activeElement.tagName")
	}
	press := func(keys string) {
		t.Helper()
		if err := tab.Press(keys); err != nil {
			t.Fatal(err)
		}
	}
	press("j")
	press("j")
	press("j")
	press("k")
	if got := focused(); got != "f-9f2c000000000002" {
		t.Errorf("after j j j k the focus is on %s", got)
	}
	press("\r")
	if got := eval[string](t, tab, "[...document.querySelectorAll('.finding > details[open]')].map((d) => d.parentElement.id).join()"); got != "f-9f2c000000000002" {
		t.Errorf("Enter opened %q", got)
	}
	press("/")
	if got := focused(); got != "q" {
		t.Errorf("/ went to %s", got)
	}
	eval[string](t, tab, "document.getElementById('q').value = ''") // the protocol types the / all the same, as no keyboard does
	press("generated-00299")
	if got := eval[string](t, tab, "document.getElementById('q').value"); got != "generated-00299" {
		t.Errorf("the search field has %q", got)
	}
	press("\r")
	if got := eval[string](t, tab, counted) + ", " + focused(); got != "1 of 305 findings, f-000000000000012b" {
		t.Errorf("the search found %s", got)
	}
	press("\x1b")
	if got := eval[string](t, tab, counted); got != "305 findings" {
		t.Errorf("Escape left %q", got)
	}
	quiet(t, tab)
}

func TestAnAddressFiltersAndOpens(t *testing.T) {
	tab := real.Browser(t)
	r, o := everything()
	file := pageFile(t, write(t, Format{"html", "", HTML}, r, o))
	for fragment, want := range map[string]string{
		"findings?verdict=should-fix":          "102 of 305 findings",
		"findings?owner=payments":              "101 of 305 findings",
		"findings?state=waived":                "1 of 305 findings",
		"findings?source=envvars&q=API_TOKEN":  "1 of 305 findings",
		"findings?env=staging&q=.env.staging":  "0 of 305 findings",
		"findings?story=overdue":               "1 of 305 findings",
		"findings?q=service-46.yaml":           "1 of 305 findings",
		"findings?verdict=no&state=no&order=1": "305 findings",
		"f-000000000000012b":                   "305 findings",
		"f-none":                               "305 findings",
	} {
		visit(t, tab, file, fragment, browser.Look{})
		if got := eval[string](t, tab, counted); got != want {
			t.Errorf("%s: %s, want %s", fragment, got, want)
		}
		if strings.HasPrefix(fragment, "f-0") && !eval[bool](t, tab, "document.activeElement.closest('.finding').id === '"+fragment+"' && !!document.activeElement.closest('details').open") {
			t.Errorf("%s is not opened", fragment)
		}
		quiet(t, tab)
	}
}

// The page must stay small for an audit of any size. The test logs how long it took.
func TestThePageOfTwentyThousandFindingsIsSmall(t *testing.T) {
	tab := real.Browser(t)
	r := many(20_000)
	page := write(t, Format{"html", "", HTML}, r, Options{})
	file := pageFile(t, page)
	start := time.Now()
	visit(t, tab, file, "", browser.Look{})
	opened := time.Since(start)
	if n := eval[int](t, tab, "document.querySelectorAll('*').length"); n > 5_000 {
		t.Errorf("the page has %d elements", n)
	}
	timing := eval[string](t, tab, "(() => { const n = performance.getEntriesByType('navigation')[0]; return 'interactive after ' + Math.round(n.domInteractive) + ' ms, loaded after ' + Math.round(n.loadEventEnd) + ' ms'; })()")
	search := eval[float64](t, tab, "(() => { const t = performance.now(); document.getElementById('q').value = 'generated-19999'; document.getElementById('q').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true})); return performance.now() - t; })()")
	if got := eval[string](t, tab, counted); got != "1 of 20,005 findings" {
		t.Errorf("the search found %s", got)
	}
	t.Logf("%d kB; opened in %s: %s; the first search took %.0f ms", len(page)/1000, opened.Round(time.Millisecond), timing, search)
	quiet(t, tab)
}
