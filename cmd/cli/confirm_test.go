package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/internal/term"
)

func TestInitAsksOnATerminalBeforeItWrites(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		o            initOptions
		before       string // what the config file holds before; empty for none
		asked, wrote bool
	}{
		{name: "y writes", answer: "y\n", asked: true, wrote: true},
		{name: "YES writes", answer: "YES\n", asked: true, wrote: true},
		{name: "n does not", answer: "n\n", asked: true},
		{name: "a bare return does not", answer: "\n", asked: true},
		{name: "the end of the input does not", asked: true},
		{name: "--yes does not ask", o: initOptions{yes: true}, wrote: true},
		{name: "--dry-run does not ask", o: initOptions{dryRun: true}},
		{name: "--dry-run with --yes writes nothing", o: initOptions{dryRun: true, yes: true}},
		{name: "a config that is there is refused before the question", answer: "y\n", before: "old"},
		{name: "--force asks as well", answer: "n\n", o: initOptions{force: true}, before: "old", asked: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{".env.staging": "A=1\n", ".env.prod": "A=2\n", "envparity.hcl": c.before} {
				if text == "" {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out, errOut bytes.Buffer
			a := &app{
				in: strings.NewReader(c.answer), out: &out, err: &errOut, term: term.Facts{In: true, Out: true, Err: true},
				getenv: func(string) string { return "" }, types: collectorTypes(),
			}
			c.o.dir = dir
			err := a.init(c.o)
			got, _ := os.ReadFile(filepath.Join(dir, "envparity.hcl"))
			if wrote := string(got) != c.before; wrote != c.wrote {
				t.Errorf("wrote: %v, want %v (error %v)", wrote, c.wrote, err)
			}
			if asked := strings.Contains(errOut.String(), "[y/N]"); asked != c.asked {
				t.Errorf("asked: %v, want %v\n%s", asked, c.asked, errOut.String())
			}
			if !c.wrote && !c.o.dryRun && err == nil {
				t.Error("nothing was written, and no error says so")
			}
		})
	}
}
