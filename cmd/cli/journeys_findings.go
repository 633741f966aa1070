package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/envparity/envparity/journeys/table"
	"github.com/envparity/envparity/rules"
)

// findingLines prints verdict and fingerprint of what is not acceptable, so that it can be explained and waived.
func (a *app) findingLines(out io.Writer, width int, fs []rules.Finding) error {
	var b strings.Builder
	for i := range fs {
		f := &fs[i]
		if f.Verdict == rules.Acceptable && f.State != rules.Waived {
			continue
		}
		state := ""
		if f.State != rules.New {
			state = " (" + string(f.State) + ")"
		}
		line := fmt.Sprintf("  %-10s %s %s/%s %s%s", f.Verdict, f.Fingerprint, f.Drift.Resource.Kind, a.term.Clean(f.Drift.Resource.Name), a.term.Clean(f.Drift.Path), state)
		for _, l := range table.Fold(line, width) {
			b.WriteString(l + "\n")
		}
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := fmt.Fprintf(out, "\nfindings\n%s", b.String())
	return err
}

// width is that of the terminal the report goes to, 0 when it goes elsewhere.
func (a *app) width() int {
	if a.term.Out {
		return a.term.Width
	}
	return 0
}
