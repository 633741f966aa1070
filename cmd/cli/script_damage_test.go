package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/envparity/envparity/report"
)

// damaging are the script commands that spoil files and look at what comes of it.
func damaging() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){"put": put, "brackets": brackets, "grow": grow, "join": join, "incomplete": incomplete}
}

// put writes a file of any bytes: put FILE TEXT, with Go's escapes in TEXT.
func put(ts *testscript.TestScript, _ bool, args []string) {
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// brackets writes a file of nothing but opening brackets: brackets FILE COUNT [HEAD].
func brackets(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(args[2:], " ")+strings.Repeat("[", n)), 0o600))
}

// join writes a file of the head in another, and a text so many times: join FILE HEAD TEXT COUNT.
func join(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[3])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.ReadFile(args[1])+strings.Repeat(args[2], n)), 0o600))
}

// grow makes a sparse file of so many megabytes: grow FILE MEGABYTES.
func grow(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(f.Truncate(n << 20))
	ts.Check(f.Close())
}

// incomplete audits a system with nothing to fix of which prod is damaged: incomplete UNKNOWN SAYS...
func incomplete(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: incomplete UNKNOWN SAYS...")
	}
	unknown, err := strconv.Atoi(args[0])
	ts.Check(err)
	now := []string{"--format", "json", "--now", "2026-11-20T10:00:00Z"}
	exits(ts, false, append([]string{"3", "check", "-o", "live.json"}, now...))
	validReport(ts, false, []string{"live.json"})
	exits(ts, false, []string{"3,0", "snapshot", "-o", "snaps", "--now", "2026-11-20T10:00:00Z"})
	exits(ts, false, append([]string{"3", "check", "--from", "snaps", "-o", "files.json"}, now...))
	live, files := ts.ReadFile("live.json"), ts.ReadFile("files.json")
	if live != files {
		ts.Fatalf("check --from gives other bytes, first: %s", firstDifference(live, files))
	}
	if work := filepath.ToSlash(ts.MkAbs(".")); strings.Contains(live, work) {
		ts.Fatalf("the report shows the folder it was made in: %s", live)
	}
	var doc report.Document
	ts.Check(json.NewDecoder(bytes.NewReader([]byte(live))).Decode(&doc))
	told := ""
	for _, o := range doc.Outcomes {
		switch {
		case o.Status == "complete":
		case o.Environment == "prod":
			told += o.Error + "\n"
		default:
			ts.Fatalf("%s %s is %s too: %s", o.Environment, o.Collector, o.Status, o.Error)
		}
	}
	for _, want := range args[1:] {
		if !strings.Contains(told, want) {
			ts.Fatalf("no outcome of prod says %q:\n%s", want, told)
		}
	}
	if doc.Complete || len(doc.Findings) > 0 {
		ts.Fatalf("complete %v, %d findings, the first %+v", doc.Complete, len(doc.Findings), doc.Findings[:min(1, len(doc.Findings))])
	}
	if doc.Summary.Unknown < unknown {
		ts.Fatalf("%d attributes unknown, want %d at least", doc.Summary.Unknown, unknown)
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return fmt.Sprintf("line %d: %q against %q", i+1, as[i], bs[i])
		}
	}
	return fmt.Sprintf("%d lines against %d", len(as), len(bs))
}
